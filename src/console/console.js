// What a page does beside being read: copying, keys, and blocks that are fetched again while somebody follows. Without it all else works.
'use strict';

const ROUND_MS = 2000;
const AGAIN_MS = 100;
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
    // Without a secure origin.
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

// What of a block was served last.
const served = new WeakMap();

// How an element is found again in a block that was put in place of its own.
function nameOf(element) {
  if (!element) return null;
  if (element.id) return '#' + CSS.escape(element.id);
  const quoted = (name, value) => element.localName + '[' + name + '="' + CSS.escape(value) + '"]';
  const href = element.getAttribute('href');
  if (href) return quoted('href', href);
  if (element.value) return quoted('value', element.value);
  return element.dataset.copy ? quoted('data-copy', element.dataset.copy) : null;
}

function openIn(root) {
  return [...root.querySelectorAll('details')].map((details) => [
    (details.closest('[id]')?.id ?? '') + details.querySelector('summary').textContent, details,
  ]);
}

function put(block, fresh) {
  const isBusy = block.contains(document.activeElement) && document.activeElement.matches('input, textarea, select');
  if (isBusy || served.get(block) === fresh.innerHTML) return false;
  served.set(block, fresh.innerHTML);
  const active = block.contains(document.activeElement) ? document.activeElement : null;
  const summary = active?.closest('summary') && openIn(block).find((one) => one[1].contains(active))[0];
  const name = nameOf(active);
  const here = rowIn(block) ? nameOf(rowIn(block).querySelector('a')) : null;
  const open = openIn(block).filter((one) => one[1].open).map((one) => one[0]);
  block.replaceChildren(...fresh.childNodes);
  showCopyButtons(block);
  if (here) mark(block.querySelector(here)?.closest('[data-row]'));
  for (const [known, details] of openIn(block)) {
    if (open.includes(known)) details.open = true;
    if (known === summary) details.querySelector('summary').focus({ preventScroll: true });
  }
  if (name) block.querySelector(name)?.focus({ preventScroll: true });
  return true;
}

// What was read is remembered by the browser alone: of each conversation the number of its newest message that was shown.
function showUnread() {
  const list = document.querySelector('[data-reader]');
  if (!list) return;
  const rows = [...list.querySelectorAll('[data-newest]')];
  const key = 'read:' + list.dataset.reader;
  try {
    const newest = Math.max(0, ...rows.map((row) => Number(row.dataset.newest)));
    const read = JSON.parse(localStorage.getItem(key)) ?? { before: newest, of: {} };
    for (const row of rows) {
      const name = row.dataset.thread;
      if (row.classList.contains('now') && !document.hidden) read.of[name] = Number(row.dataset.newest);
      const isNew = Number(row.dataset.newest) > (read.of[name] ?? read.before);
      row.classList.toggle('unread', isNew);
      row.querySelector('.fresh').hidden = !isNew;
    }
    read.of = Object.fromEntries(Object.entries(read.of).sort((a, b) => b[1] - a[1]).slice(0, 500));
    localStorage.setItem(key, JSON.stringify(read));
    const unread = list.querySelectorAll('.unread').length;
    document.title = (unread ? '(' + unread + ') ' : '') + document.title.replace(/^\(\d+\) /, '');
  } catch { /* nothing is remembered then */ }
}

const pane = document.getElementById('thread');
let isFetching = false, isAsked = false;

async function refresh() {
  if (document.hidden || !isFollowing) return;
  isAsked = isFetching;
  if (isFetching) return;
  isFetching = true;
  try {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
    // The session is over.
    if (answer.redirected) location.reload();
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const wasAtEnd = pane && pane.scrollTop + pane.clientHeight >= pane.scrollHeight - 40;
    const wasBelow = pane && innerHeight + scrollY >= document.documentElement.scrollHeight - 40;
    let hasChanged = false;
    for (const block of document.querySelectorAll('[data-live]')) {
      const fresh = page.getElementById(block.id);
      if (fresh) hasChanged = put(block, fresh) || hasChanged;
    }
    if (hasChanged) showUnread();
    if (hasChanged && wasAtEnd) pane.scrollTop = pane.scrollHeight;
    if (hasChanged && wasBelow) scrollTo(0, document.documentElement.scrollHeight);
  } catch {
    // callsign may be away: the stream, or the next round, asks again.
  } finally {
    isFetching = false;
    if (isAsked) setTimeout(refresh, AGAIN_MS);
  }
}

// One stream for the tab that is looked at; screens that no stream tells about ask again and again.
let isFollowing = false, stream = null, timer = null;

function listen() {
  stream?.close();
  stream = null;
  clearTimeout(timer);
  if (!isFollowing || document.hidden) return;
  const url = document.body.dataset.stream;
  timer = url ? null : setTimeout(() => refresh().then(listen), ROUND_MS);
  if (!url) return;
  stream = new EventSource(url);
  for (const kind of ['open', 'message', 'event', 'inbound']) stream.addEventListener(kind, refresh);
  // A browser gives a stream up for good after any answer but 200.
  stream.addEventListener('error', () => {
    if (stream?.readyState === EventSource.CLOSED) timer = setTimeout(listen, ROUND_MS);
  });
}

function setFollowing(on) {
  isFollowing = on;
  follow.setAttribute('aria-pressed', String(on));
  follow.textContent = on ? 'Live' : 'Paused';
  try { sessionStorage.follow = on ? '' : 'off'; } catch { /* not kept then */ }
  listen();
}

if (document.querySelector('[data-live]')) {
  for (const block of document.querySelectorAll('[data-live]')) served.set(block, block.innerHTML);
  follow.hidden = false;
  follow.addEventListener('click', () => {
    setFollowing(!isFollowing);
    say(isFollowing ? 'Follows what comes' : 'Stands still');
    refresh();
  });
  let kept = '';
  try { kept = sessionStorage.follow; } catch { /* none is kept */ }
  setFollowing(kept !== 'off');
  document.addEventListener('visibilitychange', () => { listen(); refresh(); });
  if (pane && !location.hash) pane.scrollTop = pane.scrollHeight;
  showUnread();
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
    case '/': search?.focus(); search?.select(); break;
    case 'j': move(1); break;
    case 'k': move(-1); break;
    case 'Enter':
      if (target !== document.body || !rowIn(document)) return;
      rowIn(document).querySelector('a')?.click();
      break;
    case 'f': follow.click(); break;
    case 'r': document.getElementById('reply')?.focus(); break;
    case '?': keys.showModal(); break;
    default: return;
  }
  event.preventDefault();
});

// What a form did is told once, not with every reload.
if (['did', 'called'].some((name) => new URLSearchParams(location.search).has(name))) {
  const url = new URL(location.href);
  for (const name of ['did', 'request', 'called', 'count']) url.searchParams.delete(name);
  history.replaceState(null, '', url);
}

// The panel of accounts closes when it is left.
document.addEventListener('click', (event) => {
  const scope = document.querySelector('.scope[open]');
  if (scope && !scope.contains(event.target)) scope.open = false;
});

showCopyButtons(document);
