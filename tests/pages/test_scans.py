"""While a scan is read: what its pages show, with and without JavaScript, and what becomes of what is typed meanwhile.

The tracker has no worker: each test does its work when it wants to. It is the empty one, of whose office nobody sees the scans.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.pages.stage import Tracked
from tests.reading.pictures import picture_of

BEGIN = """
from django.utils import timezone
from tracker.jobs import Hold, claim
hold = Hold(claim(now=timezone.now()), timezone.now)
hold.begin("Reading the scanned pages", 3)
hold.write(done=1)
"""
FINISH = """
from django.utils import timezone
from tracker.jobs import Job
from tracker.working import work_off
Job.objects.unfinished().update(leased_until=None)
work_off(clock=timezone.now)
"""
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def tracker(trackers: Mapping[str, Tracked]) -> Tracked:
    """A tracker where nobody has entered anything, with somebody of another office."""
    trackers["empty"].fill("another", trackers["empty"].password)
    return trackers["empty"]


@pytest.fixture
def scan(tracker: Tracked, browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Gives a scan in, and shows the page to which that leads."""
    contexts = []

    def give(words: str, *, javascript: bool = True) -> Page:
        file = tmp_path / "letter.tif"
        file.write_bytes(picture_of("Dear Sir:", f"Please {words}.", "Thank you."))
        contexts.append(tracker.context(browser, "scanner", java_script_enabled=javascript))
        page = contexts[-1].new_page()
        page.goto("/desk/letters/new/")
        page.get_by_label("File").set_input_files(file)
        page.get_by_role("button", name="Read the letter").click()
        return page

    yield give
    for context in contexts:
        context.close()


def shows(page: Page, part: str, words: str) -> None:
    """Waits until a part of the page has the words."""
    expect(page.locator(part)).to_contain_text(words)


def test_a_scan_is_read_while_its_progress_is_shown(tracker: Tracked, scan: Open) -> None:
    page = scan("write soon")
    shows(page, "#progress", "It waits for a worker")
    tracker.world.python(BEGIN)
    shows(page, "#progress", "1 of 3 pages")
    tracker.world.python(FINISH)
    page.get_by_role("link", name="See what was read").click()
    shows(page, ".document", "Please write soon.")


def test_without_javascript_one_looks_again(tracker: Tracked, scan: Open) -> None:
    page = scan("write at once", javascript=False)
    tracker.world.python(BEGIN)
    page.get_by_role("link", name="Look again").click()
    shows(page, "#progress", "1 of 3 pages")
    page.get_by_role("link", name="Enter the letter by hand instead").click()
    shows(page, "#reading", "1 of 3 pages")
    page.get_by_role("link", name="See how far it is").click()
    tracker.world.python(FINISH)
    page.get_by_role("link", name="Look again").click()
    page.get_by_role("link", name="See what was read").click()
    shows(page, ".document", "Please write at once.")


def test_what_is_typed_meanwhile_stays_until_one_asks_for_what_was_read(tracker: Tracked, scan: Open) -> None:
    page = scan("write a line")
    page.get_by_role("link", name="Enter the letter by hand instead").click()
    page.locator("[name=title]").fill("By hand")
    page.get_by_role("link", name="See how far it is").focus()
    tracker.world.python(BEGIN)
    shows(page, "#reading", "1 of 3 pages")
    expect(page.get_by_role("link", name="See how far it is")).to_be_focused()
    tracker.world.python(FINISH)
    shows(page, "#reading", "Its pages are read")
    expect(page.locator("[name=title]")).to_have_value("By hand")
    page.locator("#reading").get_by_role("link", name="See what was read").click()
    shows(page, ".document", "Please write a line.")
