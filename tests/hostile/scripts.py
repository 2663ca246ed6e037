"""Scripts in every field that takes text, on the pages that show them, in Chromium: nothing runs, nothing is asked for, nothing is markup."""

from playwright.sync_api import Browser, Page

from tests.hostile.corpus import SCRIPTS
from tests.hostile.report import Line
from tests.pages.stage import Tracked
from tests.running.browsers import Browser as Person

# What no page of ours has, and a payload would have made.
MADE = """() => [...document.querySelectorAll("*")].filter(part =>
    [...part.attributes].some(entry => /^on/i.test(entry.name) || /^(data-)?hx-on/.test(entry.name)
        || /^\\s*(javascript|vbscript|data):/i.test(entry.value.replace(/[\\t\\n\\r]/g, "")) && /^(href|src|action|formaction|data|xlink:href)$/.test(entry.name)
        || /^(.evil|https:..evil)/.test(entry.value) && /^(hx-get|data-hx-get|src|href)$/.test(entry.name))
    || part.matches("script:not([src]):not([type='application/json']), style, iframe, object, embed, base, math, marquee, meta[http-equiv]")
).map(part => part.outerHTML.slice(0, 150))"""
LISTS = ("/", "/letters/", "/requests/", "/agencies/", "/members/", "/desk/", "/desk/letters/", "/desk/inbox/", "/desk/account/", "/desk/jobs/",
         "/desk/letters/shared/", "/admin/letters/letter/", "/admin/letters/letterrequest/", "/admin/offices/office/", "/admin/actions/action/")  # fmt: skip


def run(site: Tracked, browser: Browser, *, every: int = 1) -> Line:
    """Visits all pages that show a payload, and searches for each."""
    found = site.fill_from("tests.hostile.filling", "scripts", site.password, every)
    line = Line("scripts in texts", "executed, refused by the policy, or made into markup")
    page = signed_in(site, browser)
    for happening in ("dialog", "pageerror", "console", "response"):
        page.on(happening, lambda event: note(line, page, event))
    searches = [f"{path}?q={{}}" for path in ("/letters/", "/requests/", "/members/", "/desk/letters/")]
    for path in (*LISTS, *found["paths"].split(" ")):
        visit(line, page, path)
    for payload in SCRIPTS[::every]:
        for path in searches:
            visit(line, page, path.format(page.evaluate("encodeURIComponent", payload)))
    page.context.close()
    line.note = f"{len(SCRIPTS[::every])} payloads"
    return line


def signed_in(site: Tracked, browser: Browser) -> Page:
    """The window of the person who manages all of it."""
    person = Person(site.address)
    person.get("/sign-in/")
    person.send("/sign-in/", login="hostile@example.org", password=site.password)
    context = browser.new_context(base_url=site.address)
    context.add_cookies(
        [{"name": name, "value": value, "url": site.address} for name, value in person.cookies().items()]
    )
    return context.new_page()


def visit(line: Line, page: Page, path: str) -> None:
    """Looks at a page, with all that folds opened and all that can be pointed at pointed at."""
    line.tried += 1
    answer = page.goto(path)
    if answer is None or answer.status >= 500:
        line.hit(f"{path}: {answer and answer.status}")
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    for made in page.evaluate(MADE):
        line.hit(f"{path}: {made}")


def note(line: Line, page: Page, event: object) -> None:
    """What should not have happened on a page."""
    kind = type(event).__name__
    if kind == "Dialog":
        line.hit(f"{page.url}: a dialog")
        event.dismiss()  # type: ignore[attr-defined]
    elif kind == "ConsoleMessage":
        if "Content Security Policy" in event.text:  # type: ignore[attr-defined]
            line.hit(f"{page.url}: {event.text}")  # type: ignore[attr-defined]
    elif kind == "Response":
        if event.status >= 400 and event.request.resource_type != "document":  # type: ignore[attr-defined]
            line.hit(f"{page.url}: asked for {event.url}")  # type: ignore[attr-defined]
    else:
        line.hit(f"{page.url}: {event}")
