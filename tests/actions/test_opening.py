"""Confirming a draft: all its rows, the first entry of the ledger and the first check, or nothing."""

from datetime import date

import pytest

from actions.ledger import LedgerError
from actions.models import Action
from actions.opening import open_letter
from letters.intake import DueEntry, IntakeError, LetterEntry, RecipientEntry, RequestEntry
from letters.models import Letter, LetterRequest, ResponseState
from letters.states import Visibility
from tests.making import NOON, editor_of, make_draft, make_letter

pytestmark = pytest.mark.django_db


def test_it_works() -> None:
    letter = make_letter(
        requests=["One.", "Two."], recipients=["Department of Examples", "Department of Samples"]
    )
    assert Action.objects.get().kind == "letter_sent"
    assert ResponseState.objects.filter(state="awaiting_response").count() == 4
    assert [row.next_check_on for row in letter.requests.all()] == [date(2026, 3, 16)] * 2


def test_who_saw_the_draft_sees_a_newer_version() -> None:
    draft = make_draft()
    entry = LetterEntry(title="T", requests=[RequestEntry("Do it.")])
    letter = open_letter(letter=draft, entry=entry, backfilled=False, by=editor_of(draft.office), now=NOON)
    assert (letter.version, letter.changed_at) == (draft.version + 1, NOON)
    assert Letter.objects.values_list("version", "changed_at").get() == (draft.version + 1, NOON)


def test_a_letter_not_sent_has_no_entry_but_is_watched() -> None:
    draft = make_draft()
    entry = LetterEntry(title="T", recipients=[RecipientEntry("A")], requests=[RequestEntry("Do it.")])
    open_letter(letter=draft, entry=entry, backfilled=False, by=editor_of(draft.office), now=NOON)
    assert not Action.objects.exists()
    assert LetterRequest.objects.get().next_check_on is not None


def test_a_requests_own_deadline_goes_before_the_letters() -> None:
    draft = make_draft()
    entry = LetterEntry(
        title="T",
        letter_date=date(2026, 3, 2),
        response_deadline=DueEntry("by April 1", "date", date(2026, 4, 1)),
        requests=[
            RequestEntry("One."),
            RequestEntry("Two.", deadline=DueEntry("by May 1", "date", date(2026, 5, 1))),
        ],
    )
    open_letter(letter=draft, entry=entry, backfilled=False, by=editor_of(draft.office), now=NOON)
    assert [row.due_on for row in LetterRequest.objects.all()] == [date(2026, 4, 1), date(2026, 5, 1)]


def test_a_letter_is_confirmed_once() -> None:
    letter = make_letter()
    entry = LetterEntry(title="Again", requests=[RequestEntry("More.")])
    with pytest.raises(IntakeError, match="confirmed already"):
        open_letter(letter=letter, entry=entry, backfilled=False, by=editor_of(letter.office), now=NOON)
    assert LetterRequest.objects.count() == 1


def test_where_the_ledger_refuses_nothing_is_written() -> None:
    draft = make_draft()
    entry = LetterEntry(title="T", sent_on=date(2026, 3, 3), requests=[RequestEntry("Do it.")])
    with pytest.raises(LedgerError, match="still to come"):
        open_letter(letter=draft, entry=entry, backfilled=False, by=editor_of(draft.office), now=NOON)
    assert Letter.objects.get().visibility == Visibility.DRAFT
    assert not LetterRequest.objects.exists()
