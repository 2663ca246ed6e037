"""Somebody of each role visits pages; each is looked at in the colours and widths that are asked for."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from playwright.sync_api import Browser, ConsoleMessage, Page, Response

from tests.pages.scanning import Violation, seen_in, violations
from tests.pages.stage import Tracked
from tests.pages.table import Press, Visit

# What a page says where it refuses something: beside a field, above a form, above the page, or of a spreadsheet's row.
REFUSED = "[aria-invalid=true], .problem, .messages .error, [data-label=Column]"
# Sends the form whatever the browser thinks of it: the site's own answer to bad input is looked for.
SEND = """([button, entered]) => {
    for (const [name, value] of Object.entries(entered)) {
        for (const part of document.querySelectorAll(`[name="${name}"]`)) {
            if (typeof value === "boolean") part.checked = value; else part.value = value;
        }
    }
    const pressed = document.querySelector(button), form = pressed.form;
    if (pressed.name) form.append(Object.assign(document.createElement("input"), { name: pressed.name, value: pressed.value }));
    if (pressed.hasAttribute("formaction")) form.action = pressed.formAction;
    HTMLFormElement.prototype.submit.call(form);
}"""


@dataclass
class Visitor:
    """Somebody of each role in each tracker, what they have looked at, how much that was, and what did not work."""

    browser: Browser
    trackers: Mapping[str, Tracked]
    pages: dict[tuple[str, str], Page] = field(default_factory=dict)
    looked_at: set[tuple[str, str, int]] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)

    def visit(self, visit: Visit, role: str, looks: Iterable[tuple[str, int]]) -> Iterator[Violation]:
        """What is wrong with the page. What looks the same as another is looked at once in the same colours and width."""
        page, tracker = self.page(visit.tracker, role), self.trackers[visit.tracker]
        self.broken.clear()
        answer = page.goto(tracker.path(visit.path, role))
        status = answer.status if answer else 0
        is_owed = role == visit.owed_to
        for press in visit.presses:
            button = tracker.path(press[0], role)
            if page.locator(button).count():
                status = sent(page, (button, press[1]))
            elif is_owed:
                yield Violation("no button", f"{page.url} {button}")
        refuses = status >= 400 or page.locator(REFUSED).count() > 0
        if status >= 500 or (is_owed and (refuses if visit.state == "error" else status == 200) is False):
            yield Violation("answer", f"{page.url} {status}")
        yield from (Violation("broken", f"{page.url} {what}") for what in self.broken)
        source = seen_in(page)
        for scheme, width in looks:
            self.counts["page views"] += 1
            if (source, scheme, width) not in self.looked_at:
                self.looked_at.add((source, scheme, width))
                self.counts["different"] += 1
                yield from violations(page, scheme, width)

    def page(self, tracker: str, role: str) -> Page:
        """The role's window in a tracker."""
        if (tracker, role) not in self.pages:
            page = self.pages[tracker, role] = self.trackers[tracker].context(self.browser, role).new_page()
            page.on("response", self.note_missing)
            page.on("pageerror", lambda error: self.broken.append(str(error)))
            page.on("console", self.note_refused)
        return self.pages[tracker, role]

    def note_missing(self, response: Response) -> None:
        """A style, a script or a picture that is not there."""
        if response.status >= 400 and response.request.resource_type != "document":
            self.broken.append(f"{response.url} {response.status}")

    def note_refused(self, message: ConsoleMessage) -> None:
        """What the page's own policy forbids it."""
        if "Content Security Policy" in message.text:
            self.broken.append(message.text)

    def close(self) -> None:
        """Closes all windows."""
        for page in self.pages.values():
            page.context.close()


def sent(page: Page, press: Press) -> int:
    """Enters what is to be entered and presses the button; the answer's status."""
    with page.expect_navigation() as navigation:
        page.evaluate(SEND, press)
    return navigation.value.status if navigation.value else 0
