"""A confirmed letter is changed, published and taken back."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from structlog.testing import capture_logs

from actions import publishing
from actions.ledger import NewAction, NewEffect, Source, record
from actions.models import Action
from actions.publishing import Stale, ends_before, lift_embargoes, revise_letter
from actions.sharing import share_letter
from letters.changes import Change, last_position
from letters.intake import IntakeError
from letters.models import Letter, LetterRequest
from letters.states import Visibility
from offices.models import Role
from offices.policy import NotAllowed
from tests.making import NOON, editor_of, make_action, make_draft, make_letter, make_office, make_user

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
    version, by, later = Letter.objects.get().version, editor_of(letter.office), NOON + timedelta(hours=1)
    changed = revise_letter(letter=letter, changes={"title": "Another"}, by=by, now=later)
    assert (changed.version, changed.changed_at) == (version + 1, later)


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


def test_a_letter_that_is_as_whoever_changes_it_has_seen_it_is_changed() -> None:
    letter = make_letter()
    version, by = Letter.objects.get().version, editor_of(letter.office)
    revise_letter(letter=letter, changes={"title": "Mine"}, by=by, now=NOON, version=version)
    assert Letter.objects.get().title == "Mine"


def test_a_change_that_cannot_be_told_of_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    letter, waiting = make_letter(), embargoed()

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(publishing, "announce", broken)
    with pytest.raises(RuntimeError):
        revised(letter, title="Another")
    assert lift_embargoes(now=ENDS) == 0
    letter.refresh_from_db()
    assert (letter.title, is_seen(waiting)) == ("A letter", False)


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


ENDS = NOON + timedelta(days=3)


def embargoed(**fields: Any) -> Letter:
    """A letter whose embargo ends in three days."""
    return revised(
        make_letter(visibility=Visibility.OFFICE, **fields), visibility="embargoed", public_from=ENDS
    )


def is_seen(letter: Letter) -> bool:
    """Whether anybody may see it."""
    return letter in Letter.objects.visible_to(AnonymousUser())


def test_an_embargoed_letter_is_its_offices_until_the_moment_and_everybodys_from_then_on() -> None:
    letter = embargoed()
    assert (lift_embargoes(now=ENDS - timedelta(microseconds=1)), is_seen(letter)) == (0, False)
    assert (lift_embargoes(now=ENDS), is_seen(letter)) == (1, True)
    letter.refresh_from_db()
    assert (letter.visibility, letter.published_at, letter.public_from) == ("public", ENDS, None)
    assert lift_embargoes(now=ENDS) == 0


def test_the_feed_says_nothing_of_an_embargo_to_outsiders_and_all_when_it_ends() -> None:
    before = last_position()
    letter = embargoed()

    def told() -> set[tuple[str, str]]:
        seen = Change.objects.visible_to(AnonymousUser()).after(before)
        return {(change.thing, change.public_id) for change in seen}

    assert told() == set()
    lift_embargoes(now=ENDS)
    [letter_request] = letter.requests.all()
    [action] = Action.objects.all()
    assert told() == {
        ("letter", letter.public_id),
        ("request", letter_request.public_id),
        ("action", action.public_id),
    }


@pytest.mark.parametrize("instead", ["office", "public"])
def test_an_embargo_that_is_called_off_does_not_come_back(instead: str) -> None:
    letter = revised(embargoed(), visibility=instead)
    assert letter.public_from is None
    assert lift_embargoes(now=ENDS) == 0
    assert is_seen(letter) == (instead == "public")


def test_an_embargo_is_put_off() -> None:
    letter = revised(embargoed(), public_from=ENDS + timedelta(days=1))
    assert (lift_embargoes(now=ENDS), is_seen(letter)) == (0, False)


def test_a_published_letter_is_embargoed_again() -> None:
    letter = revised(make_letter(), visibility="embargoed", public_from=ENDS)
    assert not is_seen(letter)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"visibility": "embargoed"}, "public_from"),
        ({"visibility": "embargoed", "public_from": NOON}, "public_from"),
        ({"visibility": "embargoed", "public_from": NOON + timedelta(days=800)}, "public_from"),
        ({"visibility": "office", "public_from": ENDS}, "public_from"),
        ({"public_from": ENDS}, "public_from"),
    ],
)
def test_an_embargo_has_an_end_in_the_future_and_nothing_else_has(changes: Any, field: str) -> None:
    letter = make_letter(visibility=Visibility.OFFICE)
    with pytest.raises(IntakeError) as error:
        revised(letter, **changes)
    assert error.value.field == field
    assert Letter.objects.get().visibility == "office"


def test_how_many_letters_were_published_is_told() -> None:
    for _ in range(3):
        embargoed()
    assert lift_embargoes(now=ENDS) == 3


def test_an_embargo_ends_within_two_years() -> None:
    longest = timedelta(days=732)
    letter = revised(embargoed(), public_from=NOON + longest)
    assert letter.public_from == NOON + longest
    with pytest.raises(IntakeError):
        revised(letter, public_from=NOON + longest + timedelta(microseconds=1))


def test_a_letter_is_confirmed_with_an_embargo() -> None:
    letter = make_letter(visibility=Visibility.EMBARGOED, public_from=ENDS)
    assert not is_seen(letter)
    lift_embargoes(now=ENDS)
    assert is_seen(letter)


def test_one_letter_that_cannot_be_published_keeps_no_other_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    broken, other = embargoed(), embargoed()
    really = publishing.lift

    def lift(letter: Letter, *, now: datetime) -> bool:
        if letter == broken:
            raise RuntimeError
        return really(letter, now=now)

    monkeypatch.setattr(publishing, "lift", lift)
    with capture_logs() as said:
        assert lift_embargoes(now=ENDS) == 1
    assert [(line["event"], line["key"]) for line in said] == [("embargo_not_lifted", broken.pk)]
    assert (is_seen(broken), is_seen(other)) == (False, True)


def test_when_embargoes_end_is_told_in_order_and_each_moment_once() -> None:
    for days in (5, 3, 3, 4):
        revised(make_letter(), visibility="embargoed", public_from=NOON + timedelta(days=days))
    make_letter(visibility=Visibility.OFFICE)
    assert ends_before(NOON + timedelta(days=4)) == [NOON + timedelta(days=days) for days in (3, 4)]


def test_an_embargo_that_was_called_off_or_put_off_meanwhile_is_not_lifted() -> None:
    called_off, put_off = embargoed(), embargoed()
    seen_before = [Letter.objects.get(pk=letter.pk) for letter in (called_off, put_off)]
    revised(called_off, visibility="office")
    revised(put_off, public_from=ENDS + timedelta(days=1))
    assert [publishing.lift(letter, now=ENDS) for letter in seen_before] == [False, False]
    assert not any(is_seen(letter) for letter in seen_before)


def test_a_letter_that_was_deleted_meanwhile_is_said_to_be() -> None:
    letter = make_draft()
    Letter.objects.filter(pk=letter.pk).delete()
    with pytest.raises(IntakeError, match="no longer there"):
        revised(letter, title="Another")


def told(after: int) -> list[tuple[str, str, str, bool]]:
    """What the feed tells: to whom, of what, and whether it is gone."""
    rows = Change.objects.after(after)
    return [(row.audience, row.thing, row.public_id, row.is_gone) for row in rows]


def in_it(letter: Letter) -> list[tuple[str, str]]:
    """A letter, its only request and the entry that it was sent."""
    sent = Action.objects.on_requests(letter.requests.all()).get(kind="letter_sent")
    return [
        ("letter", letter.public_id),
        ("request", letter.requests.get().public_id),
        ("action", sent.public_id),
    ]


def test_everybody_hears_of_all_that_is_in_a_letter_that_appears() -> None:
    letter = make_letter(visibility=Visibility.OFFICE)
    note_on(letter)
    make_letter()  # of which nobody hears
    before = last_position()
    revised(letter, visibility="public")
    assert told(before) == [("everybody", thing, name, False) for thing, name in in_it(letter)]


def test_outsiders_hear_that_all_that_is_in_a_letter_that_is_taken_back_is_gone() -> None:
    letter = make_letter()
    note_on(letter)
    make_letter()  # of which nobody hears
    before = last_position()
    revised(letter, visibility="office")
    assert told(before) == [
        ("office", "letter", letter.public_id, False),
        *(("outsiders", thing, name, True) for thing, name in in_it(letter)),
    ]


def test_an_office_that_it_is_shared_with_hears_then_that_it_is_there() -> None:
    letter, partner = make_letter(), make_office("Partner")
    by = editor_of(letter.office)
    share_letter(letter=letter, office=partner, with_notes=False, by=by, now=NOON)
    before = last_position()
    revised(letter, visibility="office")
    rows = Change.objects.filter(office=partner).after(before)
    there = [(row.audience, row.thing, row.public_id, row.is_gone) for row in rows]
    assert there[-3:] == [("office", thing, name, False) for thing, name in in_it(letter)]


def test_an_entry_that_speaks_of_a_public_letter_too_stays_and_says_less() -> None:
    letter = make_letter()
    other = make_letter(letter.office)
    rows = LetterRequest.objects.select_related("letter__office").filter(letter__in=[letter, other])
    new = NewAction(
        "response_received",
        NOON.date(),
        [NewEffect(row, response="acknowledged") for row in rows],
        source=Source(note="a letter"),
    )
    both = record(new=new, by=editor_of(letter.office), now=NOON)
    before = last_position()
    revised(letter, visibility="office")
    assert ("everybody", "action", both.public_id, False) in told(before)
    assert [row for row in told(before) if row[3]] == [
        ("outsiders", thing, name, True) for thing, name in in_it(letter)
    ]


def test_an_entry_that_names_a_request_of_the_letter_as_the_later_one_is_told_of() -> None:
    letter, old, unconcerned = (make_letter(), make_letter(), make_letter())
    two = make_letter(letter.office, requests=["One.", "Two."])
    named = make_action(request_of(old), response="superseded", superseded_by=request_of(letter))
    within = two.requests.select_related("letter__office").order_by("pk")
    make_action(within[0], response="superseded", superseded_by=within[1])
    rows: list[Letter | LetterRequest] = [
        request_of(old),
        old,
        request_of(unconcerned),
        unconcerned,
        within[0],
    ]
    for changed, moved in ((letter, 1), (two, 0)):
        versions = [version_of(row) for row in rows]
        before = last_position()
        revised(changed, visibility="office")
        assert [version_of(row) for row in rows] == [
            version + grows for version, grows in zip(versions, (moved, moved, 0, 0, 0), strict=True)
        ]
        assert (("everybody", "action", named.public_id, False) in told(before)) == bool(moved)
        assert (("everybody", "request", request_of(old).public_id, False) in told(before)) == bool(moved)


def request_of(letter: Letter) -> LetterRequest:
    """The only request of a letter."""
    return letter.requests.select_related("letter__office").get()


def version_of(row: Letter | LetterRequest) -> int:
    """The version of a letter or request by now."""
    row.refresh_from_db(fields=["version"])
    return row.version


def note_on(letter: Letter) -> None:
    """A note on the letter's request, of which nobody else hears."""
    make_action(request_of(letter), "note", summary="hush")
