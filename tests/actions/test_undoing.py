"""An import is undone in full while nothing was recorded since, and not at all from then on."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Model
from pytest_django import DjangoAssertNumQueries

from actions.handover import hand_over_letter
from actions.importing import GivenLetter, import_letters
from actions.ledger import LedgerError, check_made, snooze
from actions.links import LinkProblem, link_letters
from actions.models import Action, Delivery, Effect, OwnPolicy, Reminder
from actions.policies import set_own_policy
from actions.publishing import revise_letter
from actions.sweep import sweep
from actions.undoing import CannotUndo, made_by, obstacle, undo_import
from letters.arrivals import LetterImport
from letters.changes import Change
from letters.holds import LegalHold
from letters.intake import IntakeError, LetterEntry, RecipientEntry, RequestEntry, SignatoryEntry
from letters.models import Letter, LetterRequest, LetterShare, Recipient, ResponseState
from letters.states import Visibility
from offices.models import Office, Role
from offices.policy import NotAllowed
from tests.making import NOON, editor_of, make_action, make_letter, make_office, make_request, make_user

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=1)
LEFT = {"LetterImport", "Change", "Edition", "Agency", "Digest", "SweepRun"}  # what stays, and says what was


def given(row: int, visibility: str = Visibility.OFFICE, **fields: object) -> GivenLetter:
    """A letter to import, with two requests."""
    entry = LetterEntry(
        title=f"Letter {row}",
        visibility=visibility,
        letter_date=NOON.date(),
        sent_on=NOON.date(),
        recipients=[RecipientEntry("", "Secretary", "Department of Examples")],
        signatories=[SignatoryEntry("Robin Sampleton")],
        requests=[RequestEntry("Do it."), RequestEntry("Say why.")],
        **fields,  # type: ignore[arg-type]
    )
    return GivenLetter(row, entry)


def imported(office: Office | None = None, **fields: object) -> LetterImport:
    """Two letters, imported."""
    office = office or make_office()
    letters = [given(row, **fields) for row in (1, 2)]  # type: ignore[arg-type]
    return import_letters(
        office=office, letters=letters, by=editor_of(office), now=NOON, source="letters.csv"
    )


def undone(came: LetterImport) -> None:
    """Takes them out again."""
    undo_import(letter_import=came, by=editor_of(came.office), now=LATER)


def a_request(came: LetterImport) -> LetterRequest:
    """One of its requests."""
    rows = LetterRequest.objects.filter(letter__imported_in=came).select_related("letter__office")
    return rows.order_by("pk")[0]


def counts() -> dict[str, int]:
    """How many rows each table of letters and actions has."""
    models: list[type[Model]] = [
        model for app in ("letters", "actions") for model in apps.get_app_config(app).get_models()
    ]
    return {model.__name__: model._default_manager.count() for model in models if model.__name__ not in LEFT}


def test_all_that_came_is_gone_and_what_was_there_stays() -> None:
    office = make_office(reminder_hour=0)
    make_letter(office)
    before = counts()
    came = imported(office)
    sweep(now=NOON + timedelta(days=30))
    assert Delivery.objects.filter(reminder__letter_request__letter__imported_in=came).exists()
    Reminder.objects.exclude(letter_request__letter__imported_in=came).delete()
    undone(came)
    assert counts() == before
    came.refresh_from_db()
    assert (came.letters, came.requests, came.undone_at, came.undone_by) == (2, 4, LATER, editor_of(office))


def test_the_words_of_a_letter_that_is_gone_are_found_no_more() -> None:
    came = imported()
    assert Letter.objects.matching("Letter").count() == 2
    undone(came)
    assert not Letter.objects.matching("Letter").exists()
    assert not LetterRequest.objects.exists()


def test_the_same_letters_can_be_imported_again() -> None:
    came = imported()
    undone(came)
    assert imported(came.office).letters == 2
    assert Letter.objects.count() == 2


def test_the_feed_tells_the_office_of_each_thing_that_is_gone_and_nobody_else() -> None:
    came = imported()
    seen = {(change.thing, change.public_id) for change in Change.objects.all()}
    last = Change.objects.latest("position").position
    undone(came)
    gone = Change.objects.after(last)
    assert {(change.thing, change.public_id) for change in gone} == seen
    assert {(change.audience, change.is_gone) for change in gone} == {("office", True)}
    assert len(seen) == 2 + 4 + 2


def publish(came: LetterImport) -> None:
    """Makes one public, and takes it back."""
    letter = Letter.objects.filter(imported_in=came)[0]
    for visibility in (Visibility.PUBLIC, Visibility.OFFICE):
        revise_letter(letter=letter, changes={"visibility": visibility}, by=editor_of(came.office), now=LATER)


def retitle(came: LetterImport) -> None:
    """Changes one."""
    letter = Letter.objects.filter(imported_in=came)[0]
    revise_letter(letter=letter, changes={"title": "Another"}, by=editor_of(came.office), now=LATER)


def link(came: LetterImport) -> None:
    """Says that another letter follows up on one."""
    letter, other = make_letter(came.office), Letter.objects.filter(imported_in=came)[0]
    link_letters(letter=letter, other=other, kind="follows_up", by=editor_of(came.office), now=LATER)


def name_as_later(came: LetterImport) -> None:
    """Says that one of its requests takes the place of an older one."""
    older = make_request(came.office)
    make_action(older, "letter_sent", response="superseded", superseded_by=a_request(came))


def take_back(came: LetterImport) -> None:
    """Corrects what the import entered."""
    wrong = Action.objects.filter(imported_in=came)[0]
    make_action(a_request(came), "correction", supersedes=wrong)


IN_THE_WAY: dict[str, Callable[[LetterImport], object]] = {
    "an answer": lambda came: make_action(a_request(came), response="acknowledged"),
    "a look": lambda came: check_made(letter_request=a_request(came), by=editor_of(came.office), now=LATER),
    "a note": lambda came: make_action(a_request(came), "note"),
    "a correction": take_back,
    "a publication": publish,
    "another title": retitle,
    "a link": link,
    "the name of a later request": name_as_later,
    "a policy of its own": lambda came: set_own_policy(
        letter_request=a_request(came), values={}, by=editor_of(came.office), now=LATER
    ),
}


@pytest.mark.parametrize("what", IN_THE_WAY)
def test_what_somebody_did_since_keeps_the_import(what: str) -> None:
    came = imported()
    assert obstacle(came) == ""
    IN_THE_WAY[what](came)
    before = counts()
    with pytest.raises(CannotUndo) as refused:
        undone(came)
    assert str(refused.value) == obstacle(came)
    assert obstacle(came)
    came.refresh_from_db()
    assert (counts(), came.undone_at) == (before, None)


def test_what_came_in_public_stays() -> None:
    with pytest.raises(CannotUndo, match="public"):
        undone(imported(visibility=Visibility.PUBLIC))


def test_another_owner_keeps_no_import() -> None:
    came = imported()
    letter = Letter.objects.filter(imported_in=came)[0]
    hand_over_letter(letter=letter, to=make_user(came.office), by=editor_of(came.office), now=LATER)
    undone(came)
    assert not Letter.objects.exists()


def test_it_is_undone_once() -> None:
    came = imported()
    undone(came)
    with pytest.raises(CannotUndo, match="undone already"):
        undone(came)


def test_a_viewer_and_a_stranger_undo_nothing() -> None:
    came = imported()
    for person in (make_user(came.office, Role.VIEWER), make_user(make_office(), Role.MANAGER)):
        with pytest.raises(NotAllowed):
            undo_import(letter_import=came, by=person, now=LATER)
    assert Letter.objects.count() == 2


def test_the_ledger_lets_an_imports_entries_go_only_after_it_was_undone() -> None:
    came = imported()
    for rows in (Effect.objects.all(), Action.objects.all()):
        with pytest.raises((IntegrityError, DatabaseError), match="append-only"), transaction.atomic():
            rows._raw_delete("default")
    LetterImport.objects.update(undone_at=LATER, undone_by=editor_of(came.office))
    Effect.objects.all()._raw_delete("default")
    with pytest.raises((IntegrityError, DatabaseError), match="append-only"), transaction.atomic():
        Action.objects.update(summary="Another")


def test_the_ledger_keeps_every_other_entry_whatever_was_undone() -> None:
    came = imported()
    mine = make_action(a_request(came), response="acknowledged")
    LetterImport.objects.update(undone_at=LATER, undone_by=editor_of(came.office))
    for rows in (Effect.objects.filter(action=mine), Action.objects.filter(pk=mine.pk)):
        with pytest.raises((IntegrityError, DatabaseError), match="append-only"), transaction.atomic():
            rows._raw_delete("default")


def test_only_first_entries_can_be_an_imports() -> None:
    came = imported()
    entry = Action.objects.filter(imported_in=came)[0]
    entry.pk, entry.public_id, entry.kind = None, "abcdefghjkmn", "status_check"
    with pytest.raises(IntegrityError, match="action_of_an_import_is_a_first_one"), transaction.atomic():
        entry.save(force_insert=True)


def test_an_import_is_undone_by_somebody() -> None:
    imported()
    with pytest.raises(IntegrityError, match="letter_import_is_undone_by_somebody"), transaction.atomic():
        LetterImport.objects.update(undone_at=LATER)


def test_who_still_has_a_page_open_is_told_that_the_request_is_gone() -> None:
    came = imported()
    letter_request, by = a_request(came), editor_of(came.office)
    letter = letter_request.letter
    undone(came)
    with pytest.raises(LedgerError, match="no longer there"):
        check_made(letter_request=letter_request, by=by, now=LATER)
    with pytest.raises(LedgerError, match="no longer there"):
        snooze(letter_request=letter_request, until=LATER.date() + timedelta(days=9), by=by, now=LATER)
    older = make_request(came.office)
    with pytest.raises(LedgerError, match="no longer there"):
        make_action(older, "letter_sent", response="superseded", superseded_by=letter_request)
    with pytest.raises(IntakeError, match="no longer there"):
        revise_letter(letter=letter, changes={"title": "Another"}, by=by, now=LATER)
    with pytest.raises(LinkProblem):
        link_letters(letter=make_letter(came.office), other=letter, kind="follows_up", by=by, now=LATER)


def test_every_table_that_names_a_letter_is_thought_of() -> None:
    thought_of = {rows.model for rows in made_by(imported())}
    naming = {
        relation.related_model
        for model in (Letter, LetterRequest, Recipient, Reminder, Action)
        for relation in model._meta.related_objects
    }
    asked_before = {LegalHold, OwnPolicy, LetterShare, apps.get_model("actions", "LetterLink")}
    assert naming - asked_before <= thought_of


@pytest.mark.parametrize("letters", [1, 30])
def test_the_queries_do_not_grow_with_the_letters(
    letters: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    office = make_office()
    by = editor_of(office)
    came = import_letters(
        office=office, letters=[given(row) for row in range(letters)], by=by, now=NOON, source="x"
    )
    with django_assert_num_queries(26):
        undo_import(letter_import=came, by=by, now=LATER)
    assert not ResponseState.objects.exists()
