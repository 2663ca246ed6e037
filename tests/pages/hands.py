"""How a person works a page: by keyboard alone, or without JavaScript and enlarged to 400 %. All do the same steps."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import ElementHandle, Locator, Page, expect

from tests.pages.scanning import SIDEWAYS, widest_in

Words = str | re.Pattern[str]
ENLARGED = {"width": 320, "height": 256}  # a window of 1,280 × 1,024 at 400 %, in CSS pixels
TRAPPED = 8  # times that Tab may stay in one control: a date has a stop for each of its parts
FARTHEST = 500  # steps that Tab may take to anything

# Where the focus is, whether it can be seen, and the points of it that nothing covers.
FOCUS = """target => {
    const at = document.activeElement;
    if (!at || at === document.body) return { tag: "" };
    const style = getComputedStyle(at), box = at.getBoundingClientRect();
    const free = [0.1, 0.5, 0.9].flatMap(x => [0.1, 0.5, 0.9].map(y => {
        const hit = document.elementFromPoint(box.x + x * box.width, box.y + y * box.height);
        return !!hit && (at.contains(hit) || hit.contains(at) && !hit.matches("main, body, html, section, .buttons, .with-selected"));
    })).some(Boolean);
    const inline = [...at.getClientRects()].some(rect => {
        const hit = document.elementFromPoint(rect.x + rect.width / 2, rect.y + rect.height / 2);
        return !!hit && at.contains(hit);
    });
    return {
        tag: at.outerHTML.slice(0, 120), there: at === target, free: free || inline,
        marked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    };
}"""


class Hand:
    """A mouse, or a finger: the plain way."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go(self, path: str) -> None:
        """Enters an address."""
        self.page.goto(path)
        self.look()

    def at(self, heading: Words) -> None:
        """Waits for the page of that heading."""
        expect(self.page.get_by_role("heading", level=1).filter(has_text=heading)).to_be_visible()
        self.page.wait_for_load_state()
        self.look()

    def sees(self, words: Words) -> None:
        """Waits for the words."""
        expect(self.page.locator("main")).to_contain_text(words)
        self.look()

    def look(self) -> None:
        """Sees whether the page can be used so."""

    def follow(self, words: Words, beside: str = "") -> None:
        """Opens a link."""
        self.use(self.among(beside).get_by_role("link", name=words).first)

    def press(self, words: Words, beside: str = "") -> None:
        """Presses a button."""
        self.use(self.among(beside).get_by_role("button", name=words).first)

    def unfold(self, words: str, beside: str = "") -> None:
        """Opens what is folded away."""
        self.use(self.among(beside).locator("summary", has_text=words).first)

    def labelled(self, label: Words, beside: str = "") -> Locator:
        """The field with that label."""
        return self.among(beside).get_by_label(label).first

    def among(self, beside: str) -> Page | Locator:
        """The row, or the part, with the words; the whole page without words."""
        if not beside:
            return self.page
        return self.page.locator("tr, li, .row", has_text=beside).last

    def use(self, target: Locator) -> None:
        """Clicks it."""
        target.click()

    def fill(self, label: Words, words: str, beside: str = "") -> None:
        """Writes into a field; a day as YYYY-MM-DD."""
        self.labelled(label, beside).fill(words)

    def choose(self, label: Words, option: str) -> None:
        """Chooses one of a list."""
        self.labelled(label).select_option(label=option)

    def tick(self, label: Words) -> None:
        """Sets a mark, or takes it away."""
        self.labelled(label).click()

    def give(self, label: Words, file: Path) -> None:
        """Uploads a file."""
        self.labelled(label).set_input_files(file)


class Enlarged(Hand):
    """A page at 400 %: nothing makes it scroll sideways."""

    def look(self) -> None:
        assert not self.page.evaluate(SIDEWAYS), f"{self.page.url} is too wide: {widest_in(self.page)}"


class Keyboard(Hand):
    """Tab, Enter, Space and the arrow keys; the focus is seen wherever it goes, and never held."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        page.on("filechooser", lambda _chooser: None)  # so that it is waited for before a key opens it

    def use(self, target: Locator) -> None:
        """Reaches it, and presses Enter."""
        self.reach(target)
        self.page.keyboard.press("Enter")

    def fill(self, label: Words, words: str, beside: str = "") -> None:
        field = self.labelled(label, beside)
        self.reach(field)
        if field.get_attribute("type") == "date":
            year, month, day = words.split("-")
            self.page.keyboard.type(f"{month}{day}{year}")
        else:
            self.page.keyboard.press("Control+A")
            self.page.keyboard.insert_text(words)

    def choose(self, label: Words, option: str) -> None:
        field = self.labelled(label)
        self.reach(field)
        now, wanted = field.evaluate(
            "(list, label) => [list.selectedIndex, [...list.options].findIndex(option => option.label === label)]",
            option,
        )
        assert wanted >= 0, option
        for _step in range(abs(wanted - now)):
            self.page.keyboard.press("ArrowDown" if wanted > now else "ArrowUp")

    def tick(self, label: Words) -> None:
        self.reach(self.labelled(label))
        self.page.keyboard.press("Space")

    def give(self, label: Words, file: Path) -> None:
        self.reach(self.labelled(label))
        with self.page.expect_file_chooser() as chooser:
            self.page.keyboard.press("Enter")
        chooser.value.set_files(file)

    def reach(self, target: Locator) -> None:
        """Presses Tab until the focus is there; from the beginning of a page by the link that skips its head."""
        expect(target).to_be_visible()
        wanted = target.element_handle()
        assert wanted
        if self.page.evaluate("document.activeElement === document.body") and wanted.evaluate(
            "part => document.querySelector('main').contains(part)"
        ):
            self.skip()
        held, before = 0, ""
        for _step in range(FARTHEST):
            if (focus := self.step(wanted))["there"]:
                return
            held = held + 1 if focus["tag"] == before else 0
            before = focus["tag"]
            assert held < TRAPPED, f"Tab does not lead on from {before}"
        raise AssertionError(f"Tab does not lead to {target}")

    def skip(self) -> None:
        """Follows the first link of the page, where the focus is at its beginning."""
        self.page.keyboard.press("Tab")
        if self.page.locator(".skip:focus").count():
            self.page.keyboard.press("Enter")

    def step(self, target: ElementHandle) -> dict[str, Any]:
        """Presses Tab once; where the focus is then."""
        self.page.keyboard.press("Tab")
        focus: dict[str, Any] = self.page.evaluate(FOCUS, target)
        if not focus["tag"]:
            return {"there": False, "tag": ""}
        assert focus["marked"], f"the focus cannot be seen on {focus['tag']}"
        assert focus["free"], f"the focus is covered on {focus['tag']}"
        return focus
