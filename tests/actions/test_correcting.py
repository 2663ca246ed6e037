"""A confirmed letter is put right: its title and days, who signed, whom it addresses, what it asks for."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command

from actions.correcting import correct_letter
from actions.models import Action
from actions.publishing import Stale
from letters.changes import Change, last_position
from letters.correcting import Correction, signatory_entry
from letters.intake import DueEntry, IntakeError, RecipientEntry, RequestEntry, SignatoryEntry
from letters.models import Letter, LetterRequest
from letters.people import Agency
from offices.audit_entries import AuditEntry, Deed
from offices.models import Role
from offices.policy import NotAllowed
from tests.making import (
    NOON,
    editor_of,
    make_action,
    make_draft,
    make_letter,
    make_member,
    make_office,
    make_user,
)

pytestmark = pytest.mark.django_db

SECRETARY = RecipientEntry(title="Secretary", organization="Department of Examples")


def corrected(letter: Letter, *, version: int | None = None, **changes: Any) -> bool:
    """Corrects what is named of the letter, by an editor of its office; whether anything was different."""
    letter.refresh_from_db()
    as_it_is = {
        "title": letter.title,
        "letter_date": letter.letter_date,
        "sent_on": letter.sent_on,
        "received_on": letter.received_on,
        "signatories": [signatory_entry(row) for row in letter.signatories.select_related("member")],
    }
    return correct_letter(
        letter=letter,
        correction=Correction(**as_it_is | changes),
        by=editor_of(letter.office),
        now=NOON + timedelta(hours=1),
        version=version,
    )


def people(letter: Letter) -> list[tuple[str, str | None, str]]:
    """Who signed: name, the member's name, the state."""
    rows = letter.signatories.select_related("member")
    return [(row.name, str(row.member) if row.member else None, row.state) for row in rows]


def addressed(letter: Letter) -> list[tuple[int, str, str | None]]:
    """Whom the letter addresses: position, as written, the agency."""
    rows = letter.recipients.select_related("agency")
    return [(row.position, str(row), row.agency.slug if row.agency else None) for row in rows]


def found_under(agency: str) -> tuple[Sequence[str], Sequence[str]]:
    """The letters and the requests in an agency's lists."""
    letters = Letter.objects.filter(recipients__listed_under__slug=agency)
    asked = LetterRequest.objects.filter(response_states__listed_under__slug=agency)
    return [row.title for row in letters], [row.text for row in asked]


def test_title_and_days_are_corrected() -> None:
    letter = make_letter(title="A leter")
    days: dict[str, Any] = {
        "letter_date": date(2026, 3, 1),
        "sent_on": date(2026, 3, 3),
        "received_on": date(2026, 3, 4),
    }
    assert corrected(letter, title="A letter", **days)
    letter.refresh_from_db()
    assert letter.title == "A letter"
    assert {name: getattr(letter, name) for name in days} == days


def test_what_was_recorded_and_the_deadline_stay_as_they_are() -> None:
    due = DueEntry("within 10 days", due_on=date(2026, 3, 12))
    letter = make_letter(requests=[RequestEntry("Do it.", deadline=due)])
    corrected(letter, letter_date=date(2026, 2, 2), sent_on=date(2026, 2, 3))
    sent, row = Action.objects.get(), letter.requests.get()
    assert (sent.kind, sent.occurred_on) == ("letter_sent", date(2026, 3, 2))
    assert (row.deadline_on, row.due_on) == (due.due_on, due.due_on)


def test_a_name_that_was_only_written_becomes_a_members() -> None:
    member = make_member("Sampleton", state="NJ")
    letter = make_letter(signatories=[SignatoryEntry("A. Sampelton")])
    corrected(letter, signatories=[SignatoryEntry("Alex Sampleton", bioguide_id=member.bioguide_id)])
    assert people(letter) == [("Alex Sampleton", "Alex Sampleton", "NJ")]


def test_signers_are_added_and_dropped_and_change_places() -> None:
    letter = make_letter(signatories=[SignatoryEntry("One"), SignatoryEntry("Two")])
    corrected(letter, signatories=[SignatoryEntry("Three"), SignatoryEntry("One")])
    assert [name for name, *_ in people(letter)] == ["Three", "One"]


def test_two_members_who_were_taken_for_each_other_are_exchanged() -> None:
    one, two = make_member("One"), make_member("Two")
    entries = [SignatoryEntry(str(row), bioguide_id=row.bioguide_id) for row in (one, two)]
    letter = make_letter(signatories=entries)
    corrected(letter, signatories=entries[::-1])
    assert [name for name, *_ in people(letter)] == ["Alex Two", "Alex One"]


def test_who_signed_is_what_they_were_on_the_corrected_date() -> None:
    member = make_member("Sampleton", state="NJ")
    member.terms.create(chamber="house", state="OH", start_on="2023-01-03", end_on="2025-01-03")
    letter = make_letter(signatories=[SignatoryEntry("Alex Sampleton", bioguide_id=member.bioguide_id)])
    corrected(letter, letter_date=date(2024, 3, 2))
    assert people(letter) == [("Alex Sampleton", "Alex Sampleton", "OH")]


def test_another_agency_has_the_letter_and_its_requests_in_its_lists_at_once() -> None:
    letter = make_letter(title="A letter", requests=["Do it."])
    corrected(letter, recipients={1: RecipientEntry(title="Secretary", organization="Department of Samples")})
    assert addressed(letter) == [(1, "Secretary", "department-of-samples")]
    assert found_under("department-of-samples") == (["A letter"], ["Do it."])
    assert found_under("department-of-examples") == ([], [])
    call_command("check_ledger")


def test_an_agency_stays_the_one_that_it_is_while_only_the_name_is_corrected() -> None:
    letter, other = make_letter(), Agency.objects.create(slug="other", name="Other")
    letter.recipients.update(agency=other)
    corrected(letter, recipients={1: RecipientEntry(name="Robin Roe", organization="Department of Examples")})
    assert addressed(letter) == [(1, "Robin Roe", "other")]


def test_a_recipient_who_was_forgotten_owes_an_answer_too() -> None:
    letter = make_letter()
    corrected(letter, recipients={1: SECRETARY, 2: RecipientEntry(name="Robin Roe")})
    states = letter.requests.get().response_states.all()
    assert [(row.recipient.position, row.state) for row in states] == [
        (1, "awaiting_response"),
        (2, "awaiting_response"),
    ]
    call_command("check_ledger")


def test_who_is_not_addressed_after_all_is_gone_and_the_others_keep_their_positions() -> None:
    letter = make_letter(recipients=["Department of Examples", "Department of Samples"])
    corrected(letter, recipients={1: None})
    assert addressed(letter) == [(2, "Secretary", "department-of-samples")]
    assert letter.requests.get().response_states.count() == 1
    call_command("check_ledger")


def test_whom_an_entry_names_stays() -> None:
    letter = make_letter(recipients=["Department of Examples", "Department of Samples"])
    row = letter.requests.select_related("letter__office").get()
    make_action(row, recipient=letter.recipients.get(position=1), response="acknowledged")
    with pytest.raises(IntakeError, match="An entry says what Secretary answered"):
        corrected(letter, recipients={1: None})
    assert len(addressed(letter)) == 2


def test_a_requests_words_mark_and_kind_are_corrected_where_they_stand_in_the_letter() -> None:
    text = "Dear Secretary: please send us the list. Please do it soon."
    letter = make_letter(text=text, requests=["please send us"])
    corrected(
        letter, requests={1: RequestEntry("please send us\r\nthe list.", label="First", kind="documents")}
    )
    row = letter.requests.get()
    assert (row.text, row.label, row.kind) == ("please send us the list.", "First", "documents")
    assert text[row.start : row.end] == row.text


def test_words_that_do_not_stand_in_the_letter_have_no_place_in_it() -> None:
    text = "Dear Secretary: please send us the list."
    letter = make_letter(text=text, requests=["please send us the list."])
    corrected(letter, requests={1: RequestEntry("Send everything.")})
    row = letter.requests.get()
    assert (row.text, row.start, row.end) == ("Send everything.", None, None)


def test_another_distance_between_the_words_is_no_correction() -> None:
    letter = make_letter(text="Dear Secretary:\nplease\nsend the list.", requests=["please send the list."])
    version = Letter.objects.get().version
    assert not corrected(letter, requests={1: RequestEntry("please\r\nsend  the list.")})
    assert (letter.requests.get().text, Letter.objects.get().version) == ("please\nsend the list.", version)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"title": "Another"}, [("letter", "letter")]),
        ({"signatories": [SignatoryEntry("One")]}, [("letter", "letter")]),
        ({"requests": {2: RequestEntry("Another.")}}, [("request", "second"), ("letter", "letter")]),
        (
            {"recipients": {1: RecipientEntry("Robin Roe")}},
            [("request", "first"), ("request", "second"), ("letter", "letter")],
        ),
        (
            {"letter_date": date(2026, 3, 1)},
            [("request", "first"), ("request", "second"), ("letter", "letter")],
        ),
    ],
)
def test_the_feed_tells_of_what_reads_differently(
    changes: dict[str, Any], told: list[tuple[str, str]]
) -> None:
    letter = make_letter(requests=["One.", "Two."])
    first, second = letter.requests.all()
    names = {"letter": letter.public_id, "first": first.public_id, "second": second.public_id}
    before = last_position()
    corrected(letter, **changes)
    heard = [(change.thing, change.public_id, change.version) for change in Change.objects.after(before)]
    version = {row.public_id: row.version for row in (Letter.objects.get(), *LetterRequest.objects.all())}
    assert heard == [(thing, names[name], version[names[name]]) for thing, name in told]


def test_nobody_hears_of_a_correction_that_changes_nothing() -> None:
    letter = make_letter(signatories=[SignatoryEntry("One")])
    before, entries = last_position(), AuditEntry.objects.count()
    recipients, requests = {1: SECRETARY}, {1: RequestEntry("Please do it.")}
    assert not corrected(letter, recipients=recipients, requests=requests)
    assert (last_position(), AuditEntry.objects.count()) == (before, entries)


def test_the_audit_says_who_corrected_what_without_the_letters_words() -> None:
    letter = make_letter(title="A secret")
    corrected(
        letter,
        title="Another secret",
        received_on=date(2026, 3, 4),
        signatories=[SignatoryEntry("Secret Signer")],
        recipients={1: RecipientEntry("Secret Name")},
        requests={1: RequestEntry("Secret words.", kind="documents")},
    )
    entry = AuditEntry.objects.get(deed=Deed.CHANGED)
    assert (entry.person, entry.public_id) == (editor_of(letter.office), letter.public_id)
    assert entry.detail == (
        "title, received_on: none → 2026-03-04, signatories, recipient 1, request 1: text, kind: action → documents"
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": " "}, "Give the letter a title"),
        ({"received_on": date(2026, 3, 1)}, "cannot be received before it was sent"),
        ({"letter_date": date(1492, 3, 1)}, "check the year"),
        ({"sent_on": date(9999, 3, 1)}, "check the year"),
        ({"signatories": [SignatoryEntry(" ")]}, "Give each signatory a name"),
        ({"signatories": [SignatoryEntry("One", bioguide_id="Z999999")]}, "No member of Congress has"),
        ({"recipients": {1: RecipientEntry()}}, "Say whom the letter addresses"),
        ({"recipients": {1: None}}, "Leave at least one recipient"),
        ({"requests": {1: RequestEntry(" ")}}, "Say what request 1 asks for"),
        ({"requests": {1: RequestEntry("Do it.", kind="miracle")}}, "no kind of request"),
        ({"requests": {2: RequestEntry("Do it.")}}, "did not arrive as it was"),
    ],
)
def test_what_a_letter_cannot_say_is_refused_and_nothing_is_written(
    changes: dict[str, Any], message: str
) -> None:
    letter = make_letter()
    before = last_position()
    with pytest.raises(IntakeError, match=message):
        corrected(letter, **{"sent_on": date(2026, 3, 2)} | changes)
    letter.refresh_from_db()
    assert (letter.title, letter.letter_date, last_position()) == ("A letter", date(2026, 3, 2), before)
    assert addressed(letter) == [(1, "Secretary", "department-of-examples")]


def test_a_member_signs_once() -> None:
    member, letter = make_member("Sampleton"), make_letter()
    twice = [SignatoryEntry(name, bioguide_id=member.bioguide_id) for name in ("One", "Two")]
    with pytest.raises(IntakeError, match="signs twice"):
        corrected(letter, signatories=twice)


def test_a_letter_that_somebody_else_has_changed_is_not_corrected() -> None:
    letter = make_letter()
    with pytest.raises(Stale):
        corrected(letter, title="Mine", version=99)
    assert Letter.objects.get().title == "A letter"


def test_a_draft_is_corrected_where_it_is_confirmed() -> None:
    with pytest.raises(IntakeError, match="Confirm the draft first"):
        corrected(make_draft(), title="Another")


@pytest.mark.parametrize("of", ["office", "another"])
def test_viewers_and_strangers_correct_nothing(of: str) -> None:
    letter = make_letter()
    by = make_user(letter.office, Role.VIEWER) if of == "office" else make_user(make_office())
    with pytest.raises(NotAllowed):
        correct_letter(letter=letter, correction=Correction("Mine", None, None, None), by=by, now=NOON)
