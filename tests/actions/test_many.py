"""One click for many requests: one entry for all of them, or none; a second click changes nothing."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.ledger import LedgerError, NewAction, NewEffect, Source
from actions.many import assign_many, put_off_many, record_many
from actions.models import Action, Effect
from letters.models import LetterRequest
from offices.models import Office, Role, User
from offices.policy import NotAllowed
from tests.making import NOON, make_letter, make_office, make_request, make_user
from tests.worlds import shared_world

DAY = date(2026, 3, 2)


def rows_of(office: Office, count: int = 3) -> list[LetterRequest]:
    """Requests of two letters of the office."""
    person = make_user(office)
    make_letter(office, by=person, requests=[f"Request {number}." for number in range(count - 1)])
    make_letter(office, by=person, requests=["Another letter's."])
    return list(LetterRequest.objects.filter(letter__office=office).select_related("letter__office"))


def reply(rows: list[LetterRequest], **fields: str) -> NewAction:
    """One reply that answers all of them."""
    effects = [NewEffect(row, response="substantive_response") for row in rows]
    return NewAction("response_received", DAY, effects, source=Source(note="One letter"), **fields)


def entries(kind: str) -> list[int]:
    """How many requests each entry of the kind concerns."""
    return [action.effects.count() for action in Action.objects.filter(kind=kind)]


pytestmark = pytest.mark.django_db


def test_many_are_assigned_by_one_entry() -> None:
    office = make_office()
    rows, person = rows_of(office), make_user(office)
    assign_many(letter_requests=rows, to=person, by=person, now=NOON)
    assert entries("assigned") == [3]
    assert set(LetterRequest.objects.values_list("assigned_to", flat=True)) == {person.pk}


def test_who_has_them_already_is_not_assigned_again() -> None:
    office = make_office()
    rows, person = rows_of(office), make_user(office)
    assign_many(letter_requests=rows[:1], to=person, by=person, now=NOON)
    assign_many(letter_requests=rows, to=person, by=person, now=NOON)
    assert assign_many(letter_requests=rows, to=person, by=person, now=NOON) is None
    assert entries("assigned") == [1, 2]


def test_many_are_assigned_to_nobody() -> None:
    office = make_office()
    rows, person = rows_of(office), make_user(office)
    assign_many(letter_requests=rows, to=person, by=person, now=NOON)
    assign_many(letter_requests=rows, to=None, by=person, now=NOON)
    assert not LetterRequest.objects.filter(assigned_to__isnull=False).exists()


def test_many_are_put_off_by_one_entry_and_a_second_click_changes_nothing() -> None:
    office = make_office()
    rows, person, until = rows_of(office), make_user(office), DAY + timedelta(days=30)
    put_off_many(letter_requests=rows, until=until, by=person, now=NOON)
    assert put_off_many(letter_requests=rows, until=until, by=person, now=NOON) is None
    assert entries("snoozed") == [3]
    assert set(LetterRequest.objects.values_list("next_check_on", flat=True)) == {until}


def test_many_are_recorded_by_one_entry_with_one_source() -> None:
    office = make_office()
    rows, person = rows_of(office), make_user(office)
    record_many(new=reply(rows), by=person, now=NOON)
    assert entries("response_received") == [3]
    states = LetterRequest.objects.values_list("response_states__state", flat=True)
    assert set(states) == {"substantive_response"}


def test_one_that_is_wrong_stops_all_and_is_named() -> None:
    office = make_office()
    rows, person = rows_of(office), make_user(office)
    effects = [NewEffect(row, response="declined" if row == rows[1] else "acknowledged") for row in rows]
    new = NewAction("refusal_received", DAY, effects, source=Source(note="One letter"))
    with pytest.raises(LedgerError, match="decline reason") as problem:
        record_many(new=new, by=person, now=NOON)
    assert problem.value.effect == 1
    assert entries("refusal_received") == []


def test_what_may_not_be_is_said_and_nothing_is_written() -> None:
    office = make_office()
    rows, person = rows_of(office), make_user(office)
    outside = make_user(make_office())
    with pytest.raises(LedgerError, match="may not write"):
        assign_many(letter_requests=rows, to=outside, by=person, now=NOON)
    with pytest.raises(LedgerError, match="after today"):
        put_off_many(letter_requests=rows, until=DAY, by=person, now=NOON)
    assert (entries("assigned"), entries("snoozed")) == ([], [])


def test_too_many_are_refused_before_anything_is_locked() -> None:
    office = make_office()
    rows, person = rows_of(office), make_user(office)
    with pytest.raises(LedgerError, match="501 requests are too many at once; select at most 500"):
        record_many(new=reply(rows * 167), by=person, now=NOON)
    assert Action.objects.exclude(kind="letter_sent").count() == 0


def test_requests_of_several_offices_or_the_same_one_twice_are_refused() -> None:
    office = make_office()
    rows, person = rows_of(office), make_user(office)
    with pytest.raises(LedgerError, match="several offices"):
        assign_many(letter_requests=[*rows, make_request()], to=person, by=person, now=NOON)
    with pytest.raises(LedgerError, match="twice"):
        assign_many(letter_requests=[rows[0], rows[0]], to=person, by=person, now=NOON)


@pytest.mark.parametrize("role", [Role.VIEWER, None])
def test_who_may_not_write_changes_nothing_even_where_there_is_nothing_to_change(role: Role | None) -> None:
    office = make_office()
    rows, person = rows_of(office), make_user(office)
    assign_many(letter_requests=rows, to=person, by=person, now=NOON)
    reader: User = make_user(office, role) if role else make_user(make_office())
    later = DAY + timedelta(days=3)
    acts: list[Callable[[], object]] = [
        lambda: assign_many(letter_requests=rows, to=person, by=reader, now=NOON),
        lambda: put_off_many(letter_requests=rows, until=later, by=reader, now=NOON),
        lambda: record_many(new=reply(rows), by=reader, now=NOON),
    ]
    for act in acts:
        with pytest.raises(NotAllowed):
            act()
    assert Effect.objects.exclude(action__kind="letter_sent").count() == 3


def test_it_takes_as_many_queries_for_a_few_as_for_many() -> None:
    asked = []
    for count in (2, 21):
        office = make_office()
        rows, person = rows_of(office, count), make_user(office)
        with CaptureQueriesContext(connection) as queries:
            assign_many(letter_requests=rows, to=person, by=person, now=NOON)
            record_many(new=reply(rows), by=person, now=NOON)
        asked.append(len(queries))
    assert asked[0] == asked[1]


SEED = """
from tests.making import make_letter, make_office, make_user
office = make_office("Office")
person = make_user(office, email="staff@example.org")
make_letter(office, by=person, requests=["One.", "Two.", "Three."])
"""
CLICK = """
from datetime import date
from actions.many import assign_many, put_off_many
from letters.models import LetterRequest
from offices.models import User
from tests.making import NOON
rows, by = list(LetterRequest.objects.select_related("letter__office")), User.objects.get()
entries = [assign_many(letter_requests=rows, to=by, by=by, now=NOON),
           put_off_many(letter_requests=rows, until=date(2026, 5, 1), by=by, now=NOON)]
print(sum(entry is not None for entry in entries))
"""


def test_two_clicks_at_once_act_once() -> None:
    with shared_world() as tracker:
        tracker.python(SEED)
        assert sum(int(printed) for printed in tracker.together(CLICK, times=2)) == 2
        assert tracker.manage("check_ledger") == "3 requests checked, 0 differ\n"
