"""An embargo at the desk: entered on the clocks of the office, called off, and shown."""

from datetime import UTC, datetime

import pytest
import time_machine
from pytest_django import Settings

from letters.models import Letter
from tests.desk.browsing import browser_of, page, told
from tests.desk.test_intake import TEXT, Desk
from tests.making import editor_of, make_letter, make_office

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 27, 17, tzinfo=UTC)
WEST = "America/Los_Angeles"
EMBARGO = {"visibility": "embargoed", "public_on": "2026-12-03", "public_at": "09:00"}


def changed(letter: Letter, **entered: str) -> list[str]:
    """What the page says after the form was sent."""
    with time_machine.travel(NOW, tick=False):
        answer = browser_of(editor_of(letter.office)).post(
            f"/desk/letters/{letter.public_id}/visibility/", entered
        )
    letter.refresh_from_db()
    return told(answer)


def test_it_ends_at_a_time_on_the_offices_clocks_and_the_page_says_when() -> None:
    letter = make_letter(make_office(time_zone=WEST), visibility="office")
    assert changed(letter, **EMBARGO) == [
        "Embargoed: from December 3, 2026, 09:00 (America/Los_Angeles) on anybody can read it; until then your office sees it."
    ]
    assert letter.public_from == datetime(2026, 12, 3, 17, tzinfo=UTC)
    shown = page(f"/desk/letters/{letter.public_id}/", editor_of(letter.office))
    assert "Only your office sees this letter until December 3, 2026, 09:00 (America/Los_Angeles)" in shown


def test_without_a_time_it_ends_as_the_day_begins() -> None:
    letter = make_letter(visibility="office")
    changed(letter, **EMBARGO | {"public_at": ""})
    assert letter.public_from == datetime(2026, 12, 3, 5, tzinfo=UTC)


@pytest.mark.parametrize("instead", ["office", "public"])
def test_it_is_called_off(instead: str) -> None:
    letter = make_letter(visibility="office")
    changed(letter, **EMBARGO)
    changed(letter, visibility=instead)
    assert (letter.visibility, letter.public_from) == (instead, None)


@pytest.mark.parametrize(
    ("before", "instead", "said"),
    [
        ("office", "public", "Published: anybody can read it at "),
        ("embargoed", "public", "Published: anybody can read it at "),
        ("public", "office", "Taken back: your office sees it"),
        ("embargoed", "office", "The embargo is off: "),
        ("public", "public", ""),
        ("office", "office", ""),
    ],
)
def test_who_changes_who_sees_it_hears_what_has_become_of_it(before: str, instead: str, said: str) -> None:
    letter = make_letter(visibility="office")
    if before != "office":
        changed(letter, **EMBARGO | {"visibility": before})
    assert [message[: len(said)] for message in changed(letter, visibility=instead)] == [said] * bool(said)


def test_who_publishes_is_told_where_anybody_reads_it(settings: Settings) -> None:
    settings.SITE_URL = "https://tracker.example"
    letter = make_letter(visibility="office")
    assert changed(letter, visibility="public") == [
        f"Published: anybody can read it at https://tracker.example/letters/{letter.public_id}/."
    ]


@pytest.mark.parametrize(
    ("entered", "message"),
    [
        ({"public_on": ""}, "Say when the embargo ends."),
        ({"public_on": "2026-11-26"}, "An embargo ends in the future, within two years."),
        ({"public_on": "2029-01-01"}, "An embargo ends in the future, within two years."),
        ({"public_on": "tomorrow"}, "Enter a valid date."),
        ({"public_at": "noon"}, "Enter a valid time."),
    ],
)
def test_what_is_no_end_is_said_and_nothing_changes(entered: dict[str, str], message: str) -> None:
    letter = make_letter(visibility="office")
    assert changed(letter, **EMBARGO | entered) == [message]
    assert letter.visibility == "office"


def test_a_draft_is_confirmed_with_an_embargo_or_the_field_says_what_is_missing() -> None:
    desk = Desk()
    draft = desk.log(text=TEXT)
    with time_machine.travel(NOW, tick=False):
        status, shown = desk.confirm(draft, visibility="embargoed")
        assert (status, "Say when the embargo ends." in shown) == (400, True)
        desk.confirm(draft, **EMBARGO)
    [letter] = Letter.objects.all()
    assert letter.public_from == datetime(2026, 12, 3, 14, tzinfo=UTC)
