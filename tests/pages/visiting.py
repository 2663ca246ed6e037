"""Somebody of each role visits pages; each is looked at in the colours and widths that are asked for."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from playwright.sync_api import Browser, ConsoleMessage, Page, Response

from tests.pages.scanning import Violation, seen_in, violations
from tests.pages.stage import Site
from tests.pages.table import Press, Visit

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
    sites: Mapping[str, Site]
    pages: dict[tuple[str, str], Page] = field(default_factory=dict)
    looked_at: set[tuple[str, str, int]] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)

    def visit(self, visit: Visit, role: str, looks: Iterable[tuple[str, int]]) -> Iterator[Violation]:
        """What is wrong with the page. What looks the same as another is looked at once in the same colours and width."""
        page, site = self.page(visit.site, role), self.sites[visit.site]
        self.broken.clear()
        answer = page.goto(site.path(visit.path, role))
        status = answer.status if answer else 0
        for press in visit.presses:
            status = sent(page, (site.path(press[0], role), press[1])) or status
        if status >= 500 or (role == "manager" and (status == 200) < (visit.state != "error")):
            yield Violation("answer", f"{page.url} {status}")
        yield from (Violation("broken", f"{page.url} {what}") for what in self.broken)
        source = seen_in(page)
        for scheme, width in looks:
            self.counts["page views"] += 1
            if (source, scheme, width) not in self.looked_at:
                self.looked_at.add((source, scheme, width))
                self.counts["different"] += 1
                yield from violations(page, scheme, width)

    def page(self, site: str, role: str) -> Page:
        """The role's window in a tracker."""
        if (site, role) not in self.pages:
            page = self.pages[site, role] = self.sites[site].context(self.browser, role).new_page()
            page.on("response", self.note_missing)
            page.on("pageerror", lambda error: self.broken.append(str(error)))
            page.on("console", self.note_refused)
        return self.pages[site, role]

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
    """Enters what is to be entered and presses the button; the answer's status, 0 where the role has no such button."""
    if not page.locator(press[0]).count():
        return 0
    with page.expect_navigation() as navigation:
        page.evaluate(SEND, press)
    return navigation.value.status if navigation.value else 0
