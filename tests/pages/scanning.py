"""Looking for barriers in a page: axe-core's rules of WCAG 2.2 AA, Section 508 and good practice, and sideways scrolling."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from playwright.sync_api import Page

from tests.node import node_modules

SCHEMES, WIDTHS = ("light", "dark"), (320, 768, 1280)  # widths in CSS pixels
HEIGHT = 900
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "section508", "best-practice"]
RUN = "tags => axe.run({ runOnly: tags, resultTypes: ['violations'] }).then(found => found.violations)"
# axe needs to see all of a page where a part of it scrolls or is folded away.
UNFOLD = "document.querySelectorAll('details').forEach(part => { part.open = true })"
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
CHANGING = re.compile(r'name="(csrfmiddlewaretoken|click)" value="[^"]*"')


class Violation(NamedTuple):
    """What is wrong with a page, and where."""

    rule: str
    where: str


def seen_in(page: Page) -> str:
    """The page's source, without what is another on each visit: two that are equal look equal."""
    return CHANGING.sub("", page.content())


def violations(page: Page, scheme: str, width: int) -> Iterator[Violation]:
    """What is wrong with the page in those colours and at that width."""
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.evaluate(UNFOLD)
    if page.evaluate(SIDEWAYS):
        yield Violation("sideways scrolling", widest_in(page))
    if not page.evaluate("'axe' in window"):
        page.evaluate((node_modules() / "axe-core/axe.min.js").read_text())
    found: list[dict[str, Any]] = page.evaluate(RUN, TAGS)
    for entry in found:
        for node in entry["nodes"]:
            summary = " ".join((node.get("failureSummary") or "").split())
            yield Violation(entry["id"], f"{node['html'][:160]} {summary[:200]}")


def widest_in(page: Page) -> str:
    """The elements that stick out."""
    return str(
        page.evaluate(
            """() => [...document.querySelectorAll("body *")]
            .filter(part => part.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
            .map(part => part.outerHTML.slice(0, 120)).slice(0, 3).join(" | ")"""
        )
    )
