"""A confirmed letter is changed, published and taken back."""

from datetime import date
from typing import Any

import pytest

from actions.publishing import Stale, revise_letter
from letters.changes import Change, last_position
from letters.intake import IntakeError
from letters.models import Letter
from letters.states import Visibility
from offices.models import Role
from offices.policy import NotAllowed
from tests.making import NOON, editor_of, make_draft, make_letter, make_user

pytestmark = pytest.mark.django_db


def revised(letter: Letter, **changes: Any) -> Letter:
    """The letter after a change by an editor of its office."""
    return revise_letter(letter=letter, changes=changes, by=editor_of(letter.office), now=NOON)  # type: ignore[arg-type]


def test_a_letter_is_published_and_taken_back() -> None:
    letter = make_letter(visibility=Visibility.OFFICE)
    assert revised(letter, visibility="public").published_at == NOON
    assert not revised(letter, visibility="office").is_public


def test_title_and_days_are_changed() -> None:
    letter = revised(make_letter(), title="Another", received_on=date(2026, 3, 4))
    assert (letter.title, letter.received_on) == ("Another", date(2026, 3, 4))


def test_a_change_counts_the_version_up() -> None:
    letter = make_letter()
    version = Letter.objects.get().version
    assert revised(letter, title="Another").version == version + 1


def test_a_letter_is_sorted_under_a_topic_and_the_feed_says_so() -> None:
    letter = make_letter()
    before = last_position()
    assert revised(letter, topic="health").topic == "health"
    [change] = Change.objects.after(before)
    assert (change.thing, change.public_id, change.version) == (
        "letter",
        letter.public_id,
        letter.version + 1,
    )


def test_what_it_was_already_counts_nothing() -> None:
    letter = make_letter(title="A letter")
    version = Letter.objects.get().version
    assert revised(letter, title="A letter", visibility="public").version == version


def test_a_letter_that_somebody_else_has_changed_is_not_changed() -> None:
    letter = make_letter()
    with pytest.raises(Stale):
        revise_letter(
            letter=letter, changes={"title": "Mine"}, by=editor_of(letter.office), now=NOON, version=99
        )
    assert Letter.objects.get().title == "A letter"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": " "}, "title"),
        ({"topic": "weather"}, "one of the topics"),
        ({"visibility": "draft"}, "office only, or everybody"),
        ({"received_on": date(2026, 3, 1)}, "before it was sent"),
        ({"received_on": date(1492, 3, 1)}, "check the year"),
    ],
)
def test_what_a_letter_cannot_be_is_refused(changes: dict[str, Any], message: str) -> None:
    letter = make_letter()
    with pytest.raises(IntakeError, match=message):
        revised(letter, **changes)


def test_a_draft_is_not_published() -> None:
    draft = make_draft()
    with pytest.raises(IntakeError, match="Confirm the draft first"):
        revised(draft, visibility="public")


def test_a_viewer_changes_nothing() -> None:
    letter = make_letter()
    viewer = make_user(letter.office, Role.VIEWER)
    with pytest.raises(NotAllowed):
        revise_letter(letter=letter, changes={"title": "Mine"}, by=viewer, now=NOON)
