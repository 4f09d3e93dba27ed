"""The console as people use it: every screen in Chromium, by mouse, by keyboard, narrow, dark, and without JavaScript."""

import os
import re
import shutil
import sys
import traceback

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

import seed

URL = sys.argv[1].rstrip("/")
PICTURES = sys.argv[2] if len(sys.argv) > 2 else None
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


def screens(made):
    names = ["start", "inbox", "pools", "numbers", "sender-ids", "opt-out-lists", "opt-out-lists/Marketing"]
    names += ["configuration-sets", "configuration-sets/default", "account", "inbox?q=has:code", "inbox?q=nothing+at+all"]
    names += [f"pools/{made['otp']}", f"numbers/{made['free']}", f"inbox/{made['own']}/%2B12065550142"]
    empty = f"{URL}/_callsign/console/999999999999/eu-west-1"
    return names + [f"{empty}/{name}" for name in names[:10] if "/" not in name]


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
    tabs = [Watched(context) for _ in range(8)]
    for tab in tabs:
        page = tab.open(f"inbox/{made['own']}/%2B12065550142")
        page.evaluate("sessionStorage.setItem('follow', 'on')")
        page.reload()
        page.evaluate("window.isTheSame = true")
    page = tabs[0].page
    field = page.locator(".write textarea")
    field.fill("half written")
    row = tabs[1].page.locator(".conversations li a").nth(1)
    row.focus()
    wanted = row.get_attribute("href")
    made["sms"].send_text_message(
        DestinationPhoneNumber=PHONE, OriginationIdentity=made["own"], MessageBody="It is here at once."
    )
    for tab in tabs:
        expect(tab.page.locator(".bubble .text").last).to_have_text("It is here at once.", timeout=10_000)
        assert tab.page.evaluate("window.isTheSame") is True
    expect(field).to_be_focused()
    assert field.input_value() == "half written"
    # The row moved; whoever stood on it still does.
    assert tabs[1].page.evaluate("document.activeElement.getAttribute('href')") == wanted
    expect(page.locator(".steps").last).to_contain_text("DELIVERED", timeout=15_000)
    for tab in tabs:
        tab.end()
    context.close()


def three_questions_are_answered_in_few_clicks(browser, made):
    context = browser.new_context()
    watched = Watched(context)
    page = watched.open(f"{URL}/_callsign/")
    # Which pool is this number in, and since which request?
    page.get_by_role("link", name="Numbers").click()
    row = page.locator("tr[data-row]", has=page.locator("td[data-l=Pool] a")).first
    pool = row.locator("td[data-l=Pool] a").get_attribute("title")
    assert re.fullmatch(r"[0-9a-f-]{36}", row.locator("td[data-l='Joined by'] .mono").get_attribute("title"))
    row.locator("td[data-l=Pool] a").click()
    expect(page.locator("h1")).to_contain_text(pool)
    # What did this phone get, and which number sent it?
    page.get_by_role("link", name="Inbox").click()
    page.locator(f".conversations a[href$='%2B{PHONE[1:]}']").first.click()
    expect(page.locator(".bubble .text").last).not_to_be_empty()
    page.locator(".bubble summary").last.click()
    expect(page.locator(".bubble dl").last).to_contain_text("Sent from")
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


def take_pictures(browser, made):
    os.makedirs(PICTURES, exist_ok=True)
    context = browser.new_context(viewport={"width": 1120, "height": 760})
    page = context.new_page()
    paths = [("inbox", f"inbox/{made['own']}/%2B12065550142"), ("pool", f"pools/{made['otp']}"), ("numbers", "numbers")]
    for name, path in paths:
        page.goto(f"{HOME}/{path}")
        page.screenshot(path=f"{PICTURES}/console-{name}.png")
    context.close()


TESTS = [
    every_screen_is_sound,
    it_works_by_keyboard,
    ids_copy_with_one_click,
    three_questions_are_answered_in_few_clicks,
    it_works_without_javascript,
    a_refusal_is_told_with_reason,
    what_comes_shows_without_reload_in_eight_tabs,
]


def main():
    sms = seed.client(URL)
    made = seed.fill(sms) | {"sms": sms}
    sent = sms.describe_phone_numbers()["PhoneNumbers"]
    passed = failed = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        page.goto(f"{HOME}/inbox?q=to:{PHONE[1:]}")
        made["own"] = page.locator(".conversations a").first.get_attribute("href").split("/inbox/")[1].split("/")[0]
        assert made["own"] in [number["PhoneNumberId"] for number in sent]
        page.close()
        if PICTURES:
            take_pictures(browser, made)
        for test in TESTS:
            name = test.__name__
            try:
                test(browser, made)
                passed += 1
                print(f"{name} ... ok", flush=True)
            except Exception:
                failed += 1
                print(f"{name} ... FAILED", flush=True)
                traceback.print_exc()
        browser.close()
    print(f"console: {passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
