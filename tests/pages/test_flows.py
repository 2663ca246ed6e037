"""What people do most, step by step: by keyboard alone, and without JavaScript at 400 %."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from tests.pages.hands import ENLARGED, Enlarged, Hand, Keyboard
from tests.pages.stage import Tracked
from tests.reading.pictures import picture_of

Worker = Callable[[str], Hand]
WAYS: dict[str, tuple[type[Hand], dict[str, Any]]] = {
    "by keyboard": (Keyboard, {}),
    "without JavaScript": (Enlarged, {"java_script_enabled": False, "viewport": ENLARGED}),
}
LETTER = """{day}

The Honorable Kim Specimen
Director
Bureau of Specimens

Dear Director Specimen:

We write about the specimens, {how}.

1. Please send us the list.

2. Please tell us who keeps it.

Sincerely,

Jordan Example
Member of Congress
"""


@pytest.fixture(scope="module")
def tracker(trackers: Mapping[str, Tracked]) -> Tracked:
    """The tracker with all that an office keeps, and a worker."""
    trackers["full"].world.start_worker()
    return trackers["full"]


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> str:
    """How the person works."""
    return str(request.param)


@pytest.fixture
def hand(browser: Browser, tracker: Tracked, way: str) -> Iterator[Worker]:
    """Gives the hand of somebody of a role."""
    kind, options = WAYS[way]
    contexts = []

    def of(role: str) -> Hand:
        contexts.append(tracker.context(browser, role, **options))
        return kind(contexts[-1].new_page())

    yield of
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def letters(tracker: Tracked) -> Iterator[tuple[str, str]]:
    """Letters to work on, each for one test: titles and ids."""
    return iter(tracker.fill("practice", len(WAYS) * 4).items())


def test_signing_in_and_out(hand: Worker, tracker: Tracked) -> None:
    person = hand("anonymous")
    person.go("/")
    person.follow("Sign in")
    person.at("Sign in")
    person.fill("Email", "viewer@example.org")
    person.fill("Password", tracker.password)
    person.press("Sign in")
    person.at("Needs attention")
    person.press("Sign out")
    person.at("What Congress asked for")
    expect(person.page.get_by_role("link", name="Sign in")).to_be_visible()


def test_finding_a_letter_by_its_words(hand: Worker) -> None:
    person = hand("anonymous")
    person.go("/")
    person.fill("Words in letters", "placeholder text")
    person.press("Search")
    person.at("Letters")
    person.follow("Sample paragraphs")
    person.at("Sample paragraphs")
    person.sees("all contracts under which placeholder text was bought")


def test_reading_a_request_as_of_a_day_and_taking_its_citation(hand: Worker, tracker: Tracked) -> None:
    person = hand("anonymous")
    person.go(tracker.path("/letters/{letter}/"))
    person.follow("How many paragraphs were withdrawn")
    person.at("Request 2")
    person.sees("Partial response")
    person.fill("As recorded by the end of", "2026-10-20")
    person.press("Show that day")
    person.sees("This is what was recorded by the end of")
    person.sees("Interim response")
    cited = person.page.locator(".citation a").get_attribute("href") or ""
    assert cited.endswith(tracker.path("/requests/{request}/?as_of=2026-10-20"))
    person.follow(re.compile("^http.*as_of"))
    person.sees("This is what was recorded by the end of")


def test_reading_in_spanish_and_back(hand: Worker) -> None:
    person = hand("anonymous")
    person.go("/agencies/")
    person.press("Español")
    person.at("Los organismos")
    person.press("English")
    person.at("Agencies")


def log(person: Hand, letter: str) -> None:
    """Pastes a letter and has it read."""
    person.go("/desk/")
    person.follow("Log a letter")
    person.at("Log a letter")
    person.fill("Or its text", letter)
    person.press("Read the letter")
    person.at("Confirm")


def test_logging_a_letter_from_its_words(hand: Worker, way: str) -> None:
    person = hand("editor")
    log(person, LETTER.format(day="November 20, 2026", how=way))
    person.fill("Title", f"Specimens {way}")
    person.press("Confirm")
    person.at(f"Specimens {way}")
    person.sees("Please tell us who keeps it.")
    person.sees("Kim Specimen")


def test_putting_right_what_was_not_read(hand: Worker, way: str) -> None:
    person = hand("editor")
    log(person, LETTER.format(day="No day is given", how=f"of no date, {way}"))
    person.fill("Title", f"Undated specimens {way}")
    person.fill("Date on the letter", "2026-11-19")
    person.fill("Answer asked for by", "2026-12-18")
    person.press("Confirm")
    person.at(f"Undated specimens {way}")
    person.sees("November 19, 2026")
    person.sees("Dec 18, 2026")


def test_recording_one_answer_for_several_requests(hand: Worker, letters: Iterator[tuple[str, str]]) -> None:
    title, letter = next(letters)
    person = hand("editor")
    person.go(f"/desk/letters/{letter}/")
    person.tick(f"Select request 1 of {title}")
    person.tick(f"Select request 3 of {title}")
    person.press("Record what happened")
    person.at("Record what happened for")
    person.choose("What happened", "Response received")
    person.fill("Source: note", "A letter of the Department")
    person.choose("Response is now", "Substantive response")
    person.press("Record what happened for")
    person.at(title)
    person.sees("Recorded for 2 requests")
    expect(person.page.locator("[data-rows] .response-substantive_response")).to_have_count(2)


def test_correcting_an_entry_and_taking_it_back(hand: Worker, letters: Iterator[tuple[str, str]]) -> None:
    _title, letter = next(letters)
    person = hand("editor")
    person.go(f"/desk/letters/{letter}/")
    person.follow("The first of")
    person.at("Request 1")
    person.follow("Correct", beside="An answer that was read too fast")
    person.sees("Correct the entry")
    person.choose("Response is now", "Partial response")
    person.press("Record")
    expect(person.page.locator(".facts .response-partial_response")).to_be_visible()
    person.look()
    person.unfold("Take back", beside="An answer that was read too fast")
    person.fill(
        "Why was it entered in error?", "It is of another letter.", beside="An answer that was read too fast"
    )
    person.press("Take back this entry", beside="An answer that was read too fast")
    expect(person.page.locator(".facts .response-partial_response")).to_have_count(0)
    person.at("Request 1")


def test_putting_off_a_check_from_what_needs_attention(
    hand: Worker, letters: Iterator[tuple[str, str]]
) -> None:
    title, _letter = next(letters)
    person = hand("editor")
    person.go("/desk/?whose=mine")
    person.tick(f"Select request 2 of {title}")
    person.press("Put off")
    person.at("Put off")
    person.fill("Look again on", f"{timezone.now().year + 1}-01-15")
    person.press("Put off")
    person.at("Needs attention")
    person.sees("the next look is on January 15")


def test_giving_requests_to_a_colleague(hand: Worker, letters: Iterator[tuple[str, str]]) -> None:
    title, letter = next(letters)
    person = hand("manager")
    person.go(f"/desk/letters/{letter}/")
    person.tick(f"Select request 2 of {title}")
    person.tick(f"Select request 3 of {title}")
    person.press("Assign")
    person.at("Assign 2 requests")
    person.choose("Who is to have them?", "Morgan Sampleton")
    person.press("Assign")
    person.at(title)
    person.sees("2 requests: Morgan Sampleton has them now")


def test_importing_a_spreadsheet(hand: Worker, tracker: Tracked, way: str, tmp_path: Path) -> None:
    sheet = tmp_path / "letters.csv"
    sheet.write_text(f"Letter,Date,Agency,Request,Whose\nImported {way},2026-11-02,Bureau,Publish it.,Kim\n")
    person = hand("editor")
    person.go(tracker.path("/desk/week/{office}/"))
    person.follow("Import a spreadsheet")
    person.at("Import letters")
    person.give("The spreadsheet", sheet)
    person.press("Read the spreadsheet")
    person.at("What does each column say?")
    person.choose("Whose", "Letter: signatories")
    person.press("Check the rows")
    person.at("Import 1 letter?")
    person.press("Import 1 letter")
    person.at("Import of letters")
    wait_for_the_work(person, way, "Import of letters")
    person.follow("See what was imported")
    person.at("1 letter imported")


def wait_for_the_work(person: Hand, way: str, work: str) -> None:
    """Looks until the work is done: the page does so by itself, where it has JavaScript."""
    if way != "without JavaScript":
        person.at(f"{work}: done")
    for _look in range(100):
        if person.page.get_by_role("heading", name=f"{work}: done").count():
            return
        person.follow("Look again")
        person.at(work)


def test_logging_a_letter_from_its_scan(hand: Worker, way: str, tmp_path: Path) -> None:
    scan = tmp_path / "letter.tif"
    scan.write_bytes(picture_of("Dear Director Specimen:", f"We work {way}.", "Please send the list."))
    person = hand("editor")
    person.go("/desk/letters/new/")
    person.give("File", scan)
    person.press("Read the letter")
    person.at("Reading of a letter")
    wait_for_the_work(person, way, "Reading of a letter")
    person.follow("See what was read")
    person.at("Confirm what was read")
    person.sees("from a scan")
    person.fill("Title", f"Scanned {way}")
    person.press("Confirm")
    person.at(f"Scanned {way}")
    person.sees("Please send the list.")


def test_taking_the_report_and_an_export(hand: Worker, tracker: Tracked) -> None:
    person = hand("viewer")
    person.go("/desk/")
    person.follow("The week")
    person.at("Week of")
    person.follow("Report of open requests")
    person.at("Open requests")
    with person.page.expect_download() as report:
        person.follow("The same as PDF")
    assert report.value.suggested_filename.endswith(".pdf")
    person.go(tracker.path("/desk/week/{office}/"))
    person.follow("Export")
    person.at("Export")
    with person.page.expect_download() as export:
        person.follow("CSV")
    assert export.value.suggested_filename.endswith(".csv")


def test_making_a_key_and_revoking_it(hand: Worker, way: str) -> None:
    person = hand("manager")
    person.go("/desk/account/")
    person.follow(re.compile("^key$"))
    person.at("Keys for the API")
    person.fill("Name", f"Dashboard {way}")
    person.choose("It lives for", "30 days")
    person.press("Make a key")
    person.sees("shown only now")
    person.press("Revoke", beside=f"Dashboard {way}")
    expect(person.page.locator("main li", has_text=f"Dashboard {way}").locator("button")).to_have_count(0)
    person.look()
