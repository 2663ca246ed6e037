"""Entering actions: what the ledger takes, what it refuses, and what a request's standing becomes."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, IntegrityError, connection, transaction

from actions.ledger import LedgerError, NewAction, NewEffect, Source, check_made, record, withdraw_entry
from actions.models import Action, Effect
from letters.changes import Audience, Change
from letters.models import LetterRequest, ResponseState
from letters.states import Outcome, Response, Visibility
from offices.models import Role
from offices.policy import NotAllowed
from tests.making import (
    NOON,
    editor_of,
    make_action,
    make_draft,
    make_letter,
    make_office,
    make_request,
    make_user,
)

pytestmark = pytest.mark.django_db


def response_of(letter_request: LetterRequest) -> str:
    return ResponseState.objects.get(letter_request=letter_request).state


def test_it_works() -> None:
    letter_request = make_request()
    make_action(letter_request, response=Response.SUBSTANTIVE_RESPONSE, outcome=Outcome.IN_PROGRESS)
    letter_request.refresh_from_db()
    assert response_of(letter_request) == Response.SUBSTANTIVE_RESPONSE
    assert letter_request.outcome_state == Outcome.IN_PROGRESS
    assert letter_request.last_action_on == date(2026, 3, 2)


def test_a_sent_letter_awaits_a_response() -> None:
    assert response_of(make_request()) == Response.AWAITING_RESPONSE


def test_a_backfilled_letter_makes_no_claim() -> None:
    letter_request = make_request(backfilled=True)
    assert response_of(letter_request) == Response.NOT_REVIEWED
    assert letter_request.outcome_state == Outcome.NOT_ASSESSED


def test_an_acknowledgement_is_not_an_answer() -> None:
    letter_request = make_request()
    make_action(letter_request, "acknowledgement_received", response=Response.ACKNOWLEDGED)
    assert letter_request in LetterRequest.objects.awaited()


def test_one_action_says_different_things_of_several_requests() -> None:
    letter = make_letter(requests=["One.", "Two."])
    one, two = letter.requests.select_related("letter__office")
    effects = [NewEffect(one, response="substantive_response"), NewEffect(two, response="partial_response")]
    new = NewAction("response_received", date(2026, 3, 2), effects, source=Source(note="reply"))
    record(new=new, by=editor_of(letter.office), now=NOON)
    assert [response_of(one), response_of(two)] == ["substantive_response", "partial_response"]


def test_an_action_may_speak_of_one_recipient_only() -> None:
    letter = make_letter(recipients=["Department of Examples", "Department of Samples"])
    letter_request = letter.requests.select_related("letter__office").get()
    first, second = letter.recipients.all()
    make_action(letter_request, recipient=first, response="declined", decline_reason="burden")
    states = dict(ResponseState.objects.values_list("recipient", "state"))
    assert states == {first.pk: "declined", second.pk: "awaiting_response"}


def test_a_correction_takes_the_place_of_the_entry() -> None:
    letter_request = make_request()
    wrong = make_action(letter_request, response="substantive_response", outcome="fulfilled")
    make_action(letter_request, response="partial_response", supersedes=wrong)
    letter_request.refresh_from_db()
    assert response_of(letter_request) == "partial_response"
    assert letter_request.outcome_state == "not_assessed"
    assert Action.objects.filter(pk=wrong.pk).exists()


def test_a_correction_may_move_an_entry_to_another_request() -> None:
    letter = make_letter(requests=["One.", "Two."])
    one, two = letter.requests.select_related("letter__office")
    wrong = make_action(one, response="substantive_response")
    make_action(two, response="substantive_response", supersedes=wrong)
    assert [response_of(one), response_of(two)] == ["awaiting_response", "substantive_response"]


def test_an_entry_is_corrected_once() -> None:
    letter_request = make_request()
    wrong = make_action(letter_request, response="declined", decline_reason="burden")
    make_action(letter_request, response="partial_response", supersedes=wrong)
    with pytest.raises(LedgerError, match="already been corrected"):
        make_action(letter_request, response="acknowledged", supersedes=wrong)


def test_what_readers_see_is_corrected_where_they_see_it() -> None:
    letter_request = make_request()
    shown = make_action(letter_request, response="acknowledged")
    with pytest.raises(LedgerError, match="readers can see"):
        make_action(letter_request, "note", supersedes=shown)
    note = make_action(letter_request, "note", summary="call")
    assert make_action(letter_request, "note", summary="call again", supersedes=note).supersedes == note


def test_an_entry_taken_back_counts_no_more() -> None:
    letter_request = make_request()
    wrong = make_action(letter_request, response="substantive_response")
    withdraw_entry(action=wrong, reason="Another letter's reply", by=editor_of(wrong.office), now=NOON)
    assert response_of(letter_request) == "awaiting_response"


def test_an_entry_is_taken_back_with_a_reason() -> None:
    wrong = make_action(make_request())
    with pytest.raises(LedgerError, match="why"):
        withdraw_entry(action=wrong, reason=" ", by=editor_of(wrong.office), now=NOON)


def test_a_check_moves_the_next_check_and_no_state() -> None:
    letter_request = make_request()
    later = NOON + timedelta(days=20)
    check_made(letter_request=letter_request, by=editor_of(letter_request.letter.office), now=later)
    letter_request.refresh_from_db()
    assert letter_request.next_check_on == date(2026, 4, 6)  # a Monday: two weeks on is a Sunday
    assert response_of(letter_request) == "awaiting_response"


def test_an_extension_moves_the_deadline_and_keeps_the_first() -> None:
    letter_request = make_request()
    make_action(letter_request, "deadline_set", due_on=date(2026, 4, 1))
    make_action(letter_request, "deadline_extended", due_on=date(2026, 5, 1))
    letter_request.refresh_from_db()
    assert (letter_request.due_on, letter_request.deadline_on) == (date(2026, 5, 1), None)


def test_a_request_that_is_answered_and_concluded_is_closed() -> None:
    letter_request = make_request()
    make_action(letter_request, response="substantive_response", outcome="fulfilled")
    letter_request.refresh_from_db()
    assert letter_request.next_check_on is None


def test_a_note_moves_no_version() -> None:
    letter_request = make_request()
    before = letter_request.version
    make_action(letter_request, "note", summary="call back on Monday")
    letter_request.refresh_from_db()
    assert letter_request.version == before


def test_taking_back_a_note_moves_no_version_and_is_no_news_to_anybody_outside() -> None:
    letter_request = make_request()
    note = make_action(letter_request, "note", summary="Call the director's assistant.")
    letter_request.refresh_from_db()
    before, told = letter_request.version, Change.objects.exclude(audience=Audience.OFFICE).count()
    withdraw_entry(action=note, reason="Said in error.", by=note.recorded_by, now=NOON)
    letter_request.refresh_from_db()
    assert letter_request.version == before
    assert Change.objects.exclude(audience=Audience.OFFICE).count() == told


def test_a_visible_change_moves_the_version() -> None:
    letter_request = make_request()
    before = letter_request.version
    make_action(letter_request, outcome="in_progress")
    letter_request.refresh_from_db()
    assert (letter_request.version, letter_request.changed_at) == (before + 1, NOON)


@pytest.mark.parametrize(
    ("kind", "effect", "message"),
    [
        ("teleported", {}, "no kind of action"),
        ("response_received", {"response": "happy"}, "no response state"),
        ("response_received", {"outcome": "happy"}, "no outcome state"),
        ("refusal_received", {"response": "declined"}, "decline reason"),
        ("response_received", {"response": "acknowledged", "decline_reason": "burden"}, "decline reason"),
        ("response_received", {"response": "superseded"}, "later request"),
        ("status_check", {"response": "acknowledged"}, "cannot change a state"),
        ("note", {"outcome": "fulfilled"}, "cannot change a state"),
        ("deadline_set", {}, "which day"),
        ("response_received", {"due_on": date(2026, 5, 1)}, "move a deadline"),
    ],
)
def test_what_breaks_a_rule_is_refused_and_nothing_is_written(
    kind: str, effect: dict[str, object], message: str
) -> None:
    letter_request = make_request()
    before = Action.objects.count()
    with pytest.raises(LedgerError, match=message):
        make_action(letter_request, kind, **effect)  # type: ignore[arg-type]
    assert Action.objects.count() == before


def test_only_who_writes_for_the_office_is_assigned() -> None:
    letter_request = make_request()
    stranger = make_user(make_office())
    with pytest.raises(LedgerError, match="may not write"):
        make_action(letter_request, "assigned", assigned_to=stranger)
    with pytest.raises(LedgerError, match="Only “assigned”"):
        make_action(letter_request, "email", assigned_to=editor_of(letter_request.letter.office))


def test_a_fact_to_come_is_refused() -> None:
    with pytest.raises(LedgerError, match="still to come"):
        make_action(make_request(), occurred_on=date(2026, 3, 3))


def test_a_state_needs_a_source() -> None:
    letter_request = make_request()
    new = NewAction("response_received", date(2026, 3, 2), [NewEffect(letter_request)])
    with pytest.raises(LedgerError, match="how you know"):
        record(new=new, by=editor_of(letter_request.letter.office), now=NOON)


def test_a_request_does_not_supersede_itself() -> None:
    letter_request = make_request()
    with pytest.raises(LedgerError, match="itself"):
        make_action(letter_request, response="superseded", superseded_by=letter_request)


def test_the_same_request_twice_is_refused() -> None:
    letter_request = make_request()
    new = NewAction("email", date(2026, 3, 2), [NewEffect(letter_request)] * 2, source=Source(note="mail"))
    with pytest.raises(LedgerError, match="twice"):
        record(new=new, by=editor_of(letter_request.letter.office), now=NOON)


def test_another_letters_recipient_is_refused() -> None:
    stranger = make_letter().recipients.get()
    with pytest.raises(LedgerError, match="no recipient"):
        make_action(make_request(), recipient=stranger, response="acknowledged")


def test_requests_of_two_offices_are_refused() -> None:
    one, two = make_request(), make_request()
    new = NewAction("email", date(2026, 3, 2), [NewEffect(one), NewEffect(two)], source=Source(note="mail"))
    with pytest.raises(LedgerError, match="several offices"):
        record(new=new, by=editor_of(one.letter.office), now=NOON)


def test_a_viewer_records_nothing() -> None:
    letter_request = make_request()
    viewer = make_user(letter_request.letter.office, Role.VIEWER)
    with pytest.raises(NotAllowed):
        make_action(letter_request, by=viewer)


def test_a_stranger_records_nothing_on_a_public_letter() -> None:
    letter_request = make_request(visibility=Visibility.PUBLIC)
    with pytest.raises(NotAllowed):
        make_action(letter_request, by=make_user(make_office()))


def test_a_draft_has_no_requests_to_record_on() -> None:
    assert not make_draft().requests.exists()


@pytest.mark.parametrize("model", [Action, Effect])
def test_the_database_itself_refuses_to_rewrite_the_ledger(model: type[Action] | type[Effect]) -> None:
    make_action(make_request())
    table = model._meta.db_table
    for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
        with pytest.raises((IntegrityError, DatabaseError), match="append-only"), transaction.atomic():
            connection.cursor().execute(statement)


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "teleported"},
        {"kind": "email", "source_note": ""},
    ],
)
def test_the_database_refuses_an_action_that_breaks_a_rule(fields: dict[str, str]) -> None:
    action = make_action(make_request())
    copy = Action(
        office=action.office,
        occurred_on=action.occurred_on,
        recorded_on=action.recorded_on,
        recorded_by=action.recorded_by,
        **{"kind": "email", "source_note": "mail"} | fields,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()


def test_nobody_outside_reads_why_a_note_was_taken_back() -> None:
    letter_request = make_request()
    note = make_action(letter_request, "note", summary="Call the director's assistant.")
    withdraw_entry(action=note, reason="The director's assistant objects.", by=note.recorded_by, now=NOON)
    assert list(Action.objects.visible_to(AnonymousUser()).values_list("kind", flat=True)) == ["letter_sent"]


def test_a_note_is_corrected_by_nothing_that_others_see() -> None:
    note = make_action(make_request(), "note", summary="Call again.")
    letter_request = note.effects.get().letter_request
    with pytest.raises(LedgerError, match="corrected by a note"):
        make_action(letter_request, "correction", supersedes=note)
