"""The console as people use it: every screen in Chromium, by mouse, by keyboard, narrow, dark, and without JavaScript."""

import os
import re
import shutil
import sys
import time
import traceback

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

import program
import seed

BINARY, WORK = sys.argv[1:3]
PICTURES = sys.argv[3] if len(sys.argv) > 3 else None
EVERY_PICTURE = sys.argv[4] if len(sys.argv) > 4 else None
APPLICATION = program.listen()
CALLSIGN = program.Callsign(BINARY, WORK, APPLICATION)
URL = CALLSIGN.url
HOME = f"{URL}/_callsign/console/000000000000/us-east-1"
SIZES = [(1280, 820, "light"), (1280, 820, "dark"), (320, 640, "light"), (320, 640, "dark")]
PHONE = "+12065550142"


class Watched:
    """A page of which every message, report and request is held against what may be."""

    def __init__(self, context):
        self.faults = []
        self.page = context.new_page()
        self.page.on("console", lambda line: line.type in ("error", "warning") and self.faults.append(line.text))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", self.is_own)

    def is_own(self, request):
        if not request.url.startswith((URL, "data:", "about:")):
            self.faults.append(f"asks {request.url}")

    def open(self, path):
        answer = self.page.goto(path if path.startswith("http") else f"{HOME}/{path}")
        assert answer.ok, f"{path}: {answer.status}"
        return self.page

    def end(self):
        self.page.close()
        assert not self.faults, self.faults


# Headless Chromium calls every tab visible: a tab that is put away says so itself.
AWAY = """
Object.defineProperty(document, 'hidden', { get: () => window.isAway === true });
window.putAway = (isAway) => { window.isAway = isAway; document.dispatchEvent(new Event('visibilitychange')); };
"""

# Notes which message stands first, whenever that is another one.
NOTES = """
() => {
  window.noted = [];
  new MutationObserver(() => {
    const first = document.querySelector('.conversations .snip')?.textContent.trim();
    if (first?.startsWith('burst') && first !== window.noted.at(-1)) window.noted.push(first);
  }).observe(document.getElementById('conversations'), { childList: true, subtree: true });
}
"""


def screens(made):
    names = ["start", "inbox", "pools", "numbers", "sender-ids", "opt-out-lists", "opt-out-lists/Marketing"]
    names += ["configuration-sets", "configuration-sets/default", "account", "inbox?q=has:code", "inbox?q=nothing+at+all"]
    names += ["requests", "requests?q=is:refused", "events", "lab", "route"]
    names += [f"pools/{made['otp']}", f"numbers/{made['free']}", f"inbox/{made['own']}/%2B12065550142"]
    names += [f"requests/{made['refused']}", f"requests/{made['sent']}", f"events/{made['delivery']}"]
    names += [f"route?origination_identity={made['otp']}&to=%2B12065550142"]
    names += [f"pools/{made['news']}/why?identity={made['own']}", f"pools/{made['otp']}/why?identity={made['free']}"]
    names += [f"requests/{made['refused']}?now=yes", f"requests/{made['sent']}?was={made['refused']}"]
    names += ["registrations", "rcs-agents", "verified-destination-numbers", "protect-configurations", "notify-configurations"]
    names += [f"registrations/{made['reviewed']}", f"registrations/{made['denied']}", f"rcs-agents/{made['agent']}"]
    names += [f"protect-configurations/{made['protect']}", f"notify-configurations/{made['notify']}"]
    empty = f"{URL}/_callsign/console/999999999999/eu-west-1"
    return names + [f"{empty}/{name}" for name in names if "/" not in name and "?" not in name]


def every_screen_is_sound(browser, made):
    for width, height, scheme in SIZES:
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        watched = Watched(context)
        for path in screens(made):
            page = watched.open(path)
            # What is folded counts, too.
            page.evaluate("document.querySelectorAll('main details').forEach((details) => { details.open = true; })")
            found = Axe().run(page).response["violations"]
            told = [f"{one['id']} ({one['impact']}): {one['nodes'][0]['html'][:160]}" for one in found]
            assert not told, f"{path} at {width} {scheme}: {told}"
            over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert over <= 0, f"{path} is {over} px wider than {width}"
        watched.end()
        context.close()


def it_works_by_keyboard(browser, made):
    context = browser.new_context()
    watched = Watched(context)
    page = watched.open("inbox")
    page.keyboard.press("/")
    expect(page.locator("input[type=search]")).to_be_focused()
    page.keyboard.type("to:1425")
    page.keyboard.press("Enter")
    page.wait_for_url("**/inbox?q=to%3A1425")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    first = page.locator(".conversations li a").first
    expect(first).to_be_focused()
    wanted = first.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url("**" + wanted)
    page.keyboard.press("?")
    expect(page.locator("dialog.keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog.keys")).to_be_hidden()
    for follows in ("false", "true"):
        page.keyboard.press("f")
        expect(page.locator(".follow")).to_have_attribute("aria-pressed", follows)
    page.go_back()
    assert page.locator("input[type=search]").input_value() == "to:1425"
    watched.end()
    context.close()


def ids_copy_with_one_click(browser, made):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    watched = Watched(context)
    page = watched.open("pools")
    page.locator("td .copy").first.click()
    expect(page.locator(".toast")).to_have_text("Copied")
    assert re.fullmatch(r"pool-[0-9a-f]{32}", page.evaluate("navigator.clipboard.readText()"))
    watched.end()
    context.close()


def what_comes_shows_without_reload_in_eight_tabs(browser, made):
    context = browser.new_context()
    context.add_init_script(AWAY)
    tabs = [Watched(context) for _ in range(8)]
    for tab in tabs:
        page = tab.open(f"inbox/{made['own']}/%2B12065550142")
        page.evaluate("window.isTheSame = true")
        if tab is not tabs[0]:
            page.evaluate("window.putAway(true)")
    page = tabs[0].page
    field = page.locator("#reply")
    field.fill("half written")
    send = lambda text: made["sms"].send_text_message(
        DestinationPhoneNumber=PHONE, OriginationIdentity=made["own"], MessageBody=text
    )
    send("It is here at once.")
    expect(page.locator(".bubble .text").last).to_have_text("It is here at once.", timeout=3_000)
    expect(field).to_be_focused()
    assert field.input_value() == "half written"
    expect(page.locator(".steps").last).to_contain_text("DELIVERED", timeout=15_000)
    # The others show it when they are looked at, and whoever stands on a row of the list still does when it moves.
    for tab in tabs[1:]:
        assert tab.page.locator(".bubble .text").last.inner_text() != "It is here at once."
        tab.page.evaluate("window.putAway(false)")
        expect(tab.page.locator(".bubble .text").last).to_have_text("It is here at once.", timeout=10_000)
        assert tab.page.evaluate("window.isTheSame") is True
        tab.page.evaluate("window.putAway(true)")
    tabs[1].page.evaluate("window.putAway(false)")
    row = tabs[1].page.locator(".conversations li a").nth(1)
    row.focus()
    wanted = row.get_attribute("href")
    send("And once more.")
    expect(tabs[1].page.locator(".bubble .text").last).to_have_text("And once more.", timeout=10_000)
    assert tabs[1].page.evaluate("document.activeElement.getAttribute('href')") == wanted
    for tab in tabs:
        tab.end()
    context.close()


def a_burst_shows_in_order_in_eight_tabs_and_a_restart_in_its_middle_is_no_end(browser, made):
    context = browser.new_context()
    context.add_init_script(AWAY)
    watched, *others = tabs = [Watched(context) for _ in range(8)]
    for tab in tabs:
        tab.open("inbox?q=to:1415555")
        tab.page.evaluate(f"window.putAway({str(tab in others).lower()})")
    page = watched.page
    page.evaluate(NOTES)
    field = page.locator("input[type=search]")
    field.focus()
    sent = 0

    def send(count):
        nonlocal sent
        for _ in range(count):
            made["sms"].send_text_message(
                DestinationPhoneNumber=f"+1415555{500 + sent % 20:04}",
                OriginationIdentity=made["own"],
                MessageBody=f"burst {sent:03}",
            )
            sent += 1

    send(250)
    expect(page.locator(".conversations .snip").first).to_have_text("burst 249", timeout=10_000)
    CALLSIGN.stop()
    CALLSIGN.start()
    send(250)
    expect(page.locator(".conversations .snip").first).to_have_text("burst 499", timeout=15_000)
    shown = page.locator(".conversations .snip").all_inner_texts()[:20]
    assert shown == [f"burst {place:03}" for place in range(499, 479, -1)], shown
    expect(field).to_be_focused()
    noted = page.evaluate("window.noted")
    assert len(noted) > 1 and noted == sorted(noted), noted
    for tab in others:
        tab.page.evaluate("window.putAway(false)")
        expect(tab.page.locator(".conversations .snip").first).to_have_text("burst 499", timeout=10_000)
        tab.page.evaluate("window.putAway(true)")
    for first in range(20):
        page = watched.open(f"inbox/{made['own']}/%2B1415555{500 + first:04}")
        shown = page.locator(".bubble .text").all_inner_texts()
        while page.locator("#thread a[rel=prev]").count():
            page = watched.open(URL + page.locator("#thread a[rel=prev]").get_attribute("href"))
            shown = page.locator(".bubble .text").all_inner_texts() + shown
        assert [text.strip() for text in shown] == [f"burst {place:03}" for place in range(first, 500, 20)], shown
    # What was away can't be asked: nothing else may have been wrong.
    away = ("ERR_CONNECTION", "ERR_SOCKET_NOT_CONNECTED", "ERR_INCOMPLETE_CHUNKED", "ERR_EMPTY_RESPONSE", "503")
    for tab in tabs:
        tab.faults = [fault for fault in tab.faults if not any(word in fault for word in away)]
        tab.end()
    context.close()


def what_was_not_read_is_marked_until_it_is(browser, made):
    context = browser.new_context()
    watched = Watched(context)
    page = watched.open("inbox")
    expect(page.locator(".fresh:visible")).to_have_count(0)
    made["sms"].send_text_message(
        DestinationPhoneNumber="+12125550177", OriginationIdentity=made["own"], MessageBody="Not read yet."
    )
    expect(page.locator(".fresh:visible")).to_have_count(1)
    assert page.title().startswith("(1) ")
    page.reload()
    expect(page.locator(".fresh:visible")).to_have_count(1)
    page.locator(".unread a").click()
    expect(page.locator(".bubble .text").last).to_have_text("Not read yet.")
    expect(page.locator(".fresh:visible")).to_have_count(0)
    watched.end()
    context.close()


def stop_in_the_reply_box_refuses_the_next_send(browser, made):
    context = browser.new_context()
    watched = Watched(context)
    phone = "+12065550120"
    page = watched.open(f"inbox/{made['own']}/%2B{phone[1:]}")
    page.keyboard.press("r")
    expect(page.locator("#reply")).to_be_focused()
    page.keyboard.type("stop")
    page.get_by_role("button", name="Reply").click()
    expect(page.locator(".notice")).to_contain_text("The text was received")
    expect(page.locator(".bubble.in .text").last).to_have_text("stop")
    page.locator(".send summary").click()
    page.locator("textarea[name=MessageBody]").fill("Are you there?")
    page.get_by_role("button", name="Send", exact=True).click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("DESTINATION_PHONE_NUMBER_OPTED_OUT")
    alert.get_by_role("link").click()
    expect(page.locator(".why .said")).to_contain_text("The phone opted out")
    watched.open(f"inbox/{made['own']}/%2B{phone[1:]}")
    page.get_by_role("button", name="START").click()
    expect(page.locator(".bubble.in .text").last).to_have_text("START")
    watched.faults = [fault for fault in watched.faults if "400" not in fault]
    watched.end()
    context.close()


def five_questions_are_answered_in_twelve_clicks(browser, made):
    context = browser.new_context()
    watched = Watched(context)
    began = time.monotonic()
    clicks = 0

    def click(locator):
        nonlocal clicks
        clicks += 1
        locator.click()

    page = watched.open(f"{URL}/_callsign/")
    screen = lambda name: page.get_by_label("Screens").get_by_role("link", name=name, exact=True)
    # Which pool is this number in, and since which request?
    click(screen("Numbers"))
    row = page.locator("tr[data-row]", has=page.locator(f"a[title='{made['own']}']"))
    assert row.locator("td[data-l=Pool] a").get_attribute("title") == made["otp"]
    assert re.fullmatch(r"[0-9a-f-]{36}", row.locator("td[data-l='Joined by'] a").get_attribute("title"))
    # Why was that number refused?
    click(screen("Requests"))
    click(page.locator("tr", has_text="PHONE_NUMBER_ASSOCIATED_TO_POOL").get_by_role("link").first)
    expect(page.locator(".why .said")).to_contain_text("take it out of that one first")
    # What did this phone get, and which number sent it?
    click(screen("Inbox"))
    click(page.locator(f".conversations a[href$='{made['own']}/%2B{PHONE[1:]}']"))
    expect(page.locator(".bubble .text").last).not_to_be_empty()
    expect(page.locator(f".who a[href$='/numbers/{made['own']}']")).to_be_visible()
    # Did the application receive the event?
    bubble = page.locator(".bubble", has_text=made["told"])
    click(bubble.locator("summary"))
    click(bubble.get_by_role("link", name="where its events went"))
    expect(page.locator("td[data-l=Status]").first).to_have_text("DELIVERED")
    assert any(event["messageId"] == made["told_id"] for event in APPLICATION.received)
    # Freeze the time, advance it, see the message expire.
    click(screen("Lab"))
    click(page.get_by_role("button", name="Freeze", exact=True))
    expect(page.locator(".top .chip")).to_have_text("clock frozen")
    made["sms"].send_text_message(
        DestinationPhoneNumber="+12065550159", OriginationIdentity=made["own"], MessageBody="Soon too late."
    )
    click(page.get_by_role("button", name="Advance", exact=True))
    expect(page.locator(".notice")).to_contain_text("Time has passed")
    click(screen("Inbox"))
    click(page.locator(f".conversations a[href$='{made['own']}/%2B12065550159']"))
    expect(page.locator(".steps").last).to_contain_text("TTL_EXPIRED")
    took = time.monotonic() - began
    print(f"  {clicks} clicks, {took:.1f} s")
    assert clicks <= 12 and took < 180
    watched.end()
    context.close()


def faults_and_phones_are_made_and_removed_in_the_lab(browser, made):
    context = browser.new_context()
    watched = Watched(context)
    page = watched.open("lab")
    page.locator("summary", has_text="Add a fault").click()
    page.locator("input[name=operation]").fill("DescribePools")
    # Clients call again by themselves: it must last.
    page.locator("#rules + details input[name=times]").fill("")
    page.get_by_role("button", name="Add fault").click()
    expect(page.locator(".notice")).to_contain_text("The fault is made.")
    try:
        made["sms"].describe_pools()
        raise AssertionError("the fault was not met")
    except made["sms"].exceptions.ThrottlingException:
        pass
    page.locator("#rules button", has_text="Remove").click()
    expect(page.locator("#rules")).to_contain_text("Calls meet no faults.")
    page.locator("summary", has_text="Add a phone").click()
    page.locator("input[name=phone]").fill("+1979*")
    page.locator("select[name=outcome]").select_option("BLOCKED")
    page.get_by_role("button", name="Add phone").click()
    expect(page.locator("#phones")).to_contain_text("+1979*")
    page.locator("#phones button", has_text="Remove").click()
    expect(page.locator("#phones")).to_contain_text("No rule says")
    watched.end()
    context.close()


def it_works_without_javascript(browser, made):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for path in screens(made):
        assert page.goto(path if path.startswith("http") else f"{HOME}/{path}").ok, path
        assert page.locator(".copy:visible").count() == 0
    page.goto(f"{HOME}/opt-out-lists")
    page.locator("summary", has_text="Create a list").click()
    page.get_by_label("Name").fill("WithoutScript")
    page.get_by_role("button", name="Create list").click()
    expect(page.locator(".notice")).to_contain_text("CreateOptOutList is done")
    page.get_by_label("Opt a number out").fill(PHONE)
    page.get_by_role("button", name="Add", exact=True).click()
    page.locator("summary", has_text="Delete the list").click()
    page.get_by_label("Write 1 to confirm").fill("2")
    page.get_by_role("button", name="Delete list").click()
    expect(page.locator(".notice")).to_contain_text("1 would go with it now")
    page.get_by_label("Write 1 to confirm").fill("1")
    page.get_by_role("button", name="Delete list").click()
    expect(page.locator(".notice")).to_contain_text("DeleteOptOutList is done")
    context.close()


def a_refusal_is_told_with_reason(browser, made):
    context = browser.new_context()
    watched = Watched(context)
    page = watched.open(f"pools/{made['otp']}")
    value = page.locator("select option", has_text="in another pool").first.get_attribute("value")
    page.get_by_label("Add an identity").select_option(value)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("ConflictException")
    expect(page.get_by_role("alert")).to_contain_text("PHONE_NUMBER_ASSOCIATED_TO_POOL")
    watched.faults = [fault for fault in watched.faults if "400" not in fault]
    watched.end()
    context.close()


def take_every_picture(browser, made):
    """Each screen in each size and scheme, whole, to be looked at."""
    os.makedirs(EVERY_PICTURE, exist_ok=True)
    for width, height, scheme in SIZES:
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        page = context.new_page()
        for path in screens(made):
            page.goto(path if path.startswith("http") else f"{HOME}/{path}")
            name = re.sub(r"[^a-z-]+", "_", path.removeprefix(f"{URL}/_callsign/console/").split("-4")[0])[:40]
            name += "-" + str(screens(made).index(path))
            page.screenshot(path=f"{EVERY_PICTURE}/{width}-{scheme}-{name}.png", full_page=True)
        context.close()


def take_pictures(browser, made):
    os.makedirs(PICTURES, exist_ok=True)
    context = browser.new_context(viewport={"width": 1120, "height": 760})
    page = context.new_page()
    paths = [("inbox", f"inbox/{made['own']}/%2B12065550142"), ("request", f"requests/{made['refused']}"), ("pool", f"pools/{made['otp']}")]
    for name, path in paths:
        page.goto(f"{HOME}/{path}")
        page.screenshot(path=f"{PICTURES}/console-{name}.png")
    context.close()


# The five questions move the clock, which never runs backwards: what waits for events comes before them.
TESTS = [
    every_screen_is_sound,
    it_works_by_keyboard,
    ids_copy_with_one_click,
    it_works_without_javascript,
    a_refusal_is_told_with_reason,
    faults_and_phones_are_made_and_removed_in_the_lab,
    what_was_not_read_is_marked_until_it_is,
    stop_in_the_reply_box_refuses_the_next_send,
    what_comes_shows_without_reload_in_eight_tabs,
    five_questions_are_answered_in_twelve_clicks,
    a_burst_shows_in_order_in_eight_tabs_and_a_restart_in_its_middle_is_no_end,
]


def main():
    CALLSIGN.start()
    try:
        passed, failed = run()
    finally:
        CALLSIGN.stop()
    print(f"console: {passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


def run():
    sms = seed.client(URL)
    made = seed.fill(sms) | {"sms": sms}
    sent = sms.describe_phone_numbers()["PhoneNumbers"]
    passed = failed = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu", "--disable-quic"]
        )
        page = browser.new_page()
        page.goto(f"{HOME}/inbox?q=to:{PHONE[1:]}")
        made["own"] = page.locator(".conversations a").first.get_attribute("href").split("/inbox/")[1].split("/")[0]
        assert made["own"] in [number["PhoneNumberId"] for number in sent]
        page.close()
        wanted = os.environ.get("ONLY", "")
        made |= seed.go_on(sms, made, URL)
        if PICTURES:
            take_pictures(browser, made)
        if EVERY_PICTURE:
            take_every_picture(browser, made)
        for test in TESTS:
            name = test.__name__
            if wanted not in name:
                continue
            try:
                test(browser, made)
                passed += 1
                print(f"{name} ... ok", flush=True)
            except Exception:
                failed += 1
                print(f"{name} ... FAILED", flush=True)
                traceback.print_exc()
        browser.close()
    return passed, failed


main()
