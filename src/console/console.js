// What a page does beside being read: copying, keys, and blocks that are fetched again while somebody follows. Without it all else works.
'use strict';

const FOLLOW_MS = 1000;
const toast = document.querySelector('.toast');
const search = document.querySelector('input[type=search]');
const follow = document.querySelector('.follow');
const keys = document.querySelector('.keys');

function say(text) {
  toast.textContent = text;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { toast.textContent = ''; }, 1500);
}

// Copy buttons are there only where they do something.
function showCopyButtons(root) {
  for (const button of root.querySelectorAll('.copy[hidden]')) {
    button.hidden = false;
    button.title = 'Copy';
    button.ariaLabel = 'Copy ' + button.dataset.copy;
  }
}

async function copy(button) {
  const text = button.dataset.copy;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without a secure origin there is no clipboard but by selecting.
    const field = document.createElement('textarea');
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand('copy');
    field.remove();
    button.focus();
  }
  button.classList.add('done');
  setTimeout(() => button.classList.remove('done'), 1200);
  say('Copied');
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('.copy');
  if (button) copy(button);
});

// Live blocks.

// How an element is found again in a block that was put in place of its own.
function nameOf(element) {
  if (!element) return null;
  if (element.id) return '#' + CSS.escape(element.id);
  const href = element.getAttribute('href');
  if (href) return 'a[href=' + CSS.escape(href).replace(/^/, '"').replace(/$/, '"') + ']';
  if (element.value) return 'button[value="' + CSS.escape(element.value) + '"]';
  const copied = element.dataset.copy;
  return copied ? '.copy[data-copy="' + CSS.escape(copied) + '"]' : null;
}

function isBusy(block) {
  const active = document.activeElement;
  return block.contains(active) && (active.matches('input, textarea, select') || active.closest('details[open]') !== null);
}

function put(block, fresh) {
  if (block.innerHTML === fresh.innerHTML) return false;
  const active = block.contains(document.activeElement) ? document.activeElement : null;
  const name = nameOf(active);
  const here = rowIn(block) ? nameOf(rowIn(block).querySelector('a')) : null;
  const open = [...block.querySelectorAll('details[open]')].map((details) => nameOf(details.closest('[id]')));
  block.replaceChildren(...fresh.childNodes);
  showCopyButtons(block);
  if (here) mark(block.querySelector(here)?.closest('[data-row]'));
  for (const holder of open) {
    const details = holder && document.querySelector(holder + ' details');
    if (details) details.open = true;
  }
  if (name) block.querySelector(name)?.focus({ preventScroll: true });
  return true;
}

let isFetching = false;

async function refresh() {
  if (isFetching || document.hidden) return;
  isFetching = true;
  try {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const wasAtEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 40;
    let hasChanged = false;
    for (const block of document.querySelectorAll('[data-live]')) {
      const fresh = page.getElementById(block.id);
      if (fresh && !isBusy(block)) {
        showCopyButtons(block);
        showCopyButtons(fresh);
        hasChanged = put(block, fresh) || hasChanged;
      }
    }
    if (hasChanged && wasAtEnd && document.getElementById('thread')) scrollTo(0, document.documentElement.scrollHeight);
  } catch {
    // callsign may be away: the next round asks again.
  } finally {
    isFetching = false;
  }
}

let timer = null;

function setFollowing(on) {
  clearInterval(timer);
  timer = on ? setInterval(refresh, FOLLOW_MS) : null;
  follow.setAttribute('aria-pressed', String(on));
  follow.textContent = on ? 'Following' : 'Follow';
  try { sessionStorage.setItem('follow', on ? 'on' : ''); } catch { /* not kept then */ }
}

if (document.querySelector('[data-live]')) {
  follow.hidden = false;
  follow.addEventListener('click', () => {
    setFollowing(timer === null);
    say(timer === null ? 'Stands still' : 'Follows what comes');
    if (timer !== null) refresh();
  });
  let kept = '';
  try { kept = sessionStorage.getItem('follow') || ''; } catch { /* none is kept */ }
  if (kept) setFollowing(true);
  document.addEventListener('visibilitychange', () => { if (timer !== null) refresh(); });
}

// Keys.

function rowIn(root) {
  return root.querySelector('[data-row].here');
}

function mark(row) {
  for (const other of document.querySelectorAll('[data-row].here')) other.classList.remove('here');
  row?.classList.add('here');
}

function move(by) {
  const rows = [...document.querySelectorAll('[data-row]')];
  if (rows.length === 0) return;
  const now = rows.findIndex((row) => row.classList.contains('here') || row.contains(document.activeElement));
  const next = rows[Math.min(rows.length - 1, Math.max(0, now + by))];
  mark(next);
  (next.querySelector('a') ?? next).focus({ preventScroll: true });
  next.scrollIntoView({ block: 'nearest' });
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target;
  if (target.matches('input, textarea, select')) {
    if (event.key === 'Escape') target.blur();
    return;
  }
  if (keys.open) return;
  switch (event.key) {
    case '/':
      if (!search) return;
      search.focus();
      search.select();
      break;
    case 'j': move(1); break;
    case 'k': move(-1); break;
    case 'Enter': {
      const link = target === document.body && rowIn(document)?.querySelector('a');
      if (!link) return;
      link.click();
      break;
    }
    case 'f':
      if (follow.hidden) return;
      follow.click();
      break;
    case '?': keys.showModal(); break;
    default: return;
  }
  event.preventDefault();
});

// What a form did is told once, not with every reload.
if (new URLSearchParams(location.search).has('did')) {
  const url = new URL(location.href);
  url.searchParams.delete('did');
  url.searchParams.delete('request');
  history.replaceState(null, '', url);
}

// Other panels close when one is left.
document.addEventListener('click', (event) => {
  const scope = document.querySelector('.scope[open]');
  if (scope && !scope.contains(event.target)) scope.open = false;
});

showCopyButtons(document);
