"""Two change at once what shows in each other's answers: the one that commits last tells of what both have made of it."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from actions.due_dates import replan
from actions.ledger import NewAction, NewEffect, Source, lock, record
from actions.publishing import revise_letter
from letters.changes import Change, Thing, last_position
from letters.models import LetterRequest
from offices.models import Office, User
from tests.making import NOON, make_draft, make_letter, make_office, make_user
from tests.running.processes import until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite writers wait for each other"),
]


def two_requests() -> tuple[Office, User, LetterRequest, LetterRequest]:
    """Requests of two public letters of an office."""
    office = make_office()
    by = make_user(office)
    first, second = (
        make_letter(office, by=by).requests.select_related("letter__office").get() for _ in range(2)
    )
    return office, by, first, second


def reply(by: User, *effects: NewEffect) -> str:
    """Enters an answer; the entry's id."""
    new = NewAction("response_received", NOON.date(), effects, source=Source(note="a letter"))
    return record(new=new, by=by, now=NOON).public_id


def take_back(letter_request: LetterRequest, by: User) -> None:
    """Makes the request's letter private."""
    revise_letter(letter=letter_request.letter, changes={"visibility": "office"}, by=by, now=NOON)


@contextmanager
def meanwhile(act: Callable[[], None]) -> Iterator[None]:
    """Does something else at once, which has to wait before the block's transaction ends; then both end."""

    def done() -> None:
        try:
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            yield
            other: Future[None] = pool.submit(done)
            until(somebody_waits)
        other.result()


def somebody_waits() -> bool:
    """Whether another connection waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone() != (0,))


def test_a_letter_that_is_taken_back_while_one_of_its_requests_is_named_as_the_later_one() -> None:
    _, by, older, later = two_requests()
    with meanwhile(lambda: take_back(later, by)):
        reply(by, NewEffect(older, response="superseded", superseded_by=later))
        named_at = last_position()
    told = Change.objects.filter(position__gt=named_at, thing=Thing.REQUEST, public_id=older.public_id)
    assert told.count() == 1


def test_both_letters_of_an_entry_are_taken_back_and_the_entry_is_gone() -> None:
    _, by, first, second = two_requests()
    entry = reply(by, NewEffect(first, response="acknowledged"), NewEffect(second, response="acknowledged"))
    with meanwhile(lambda: take_back(second, by)):
        take_back(first, by)
    assert Change.objects.filter(public_id=entry, is_gone=True).exists()


@pytest.mark.parametrize("write", ["an entry", "a policy", "a draft"])
def test_what_is_written_of_can_be_named_by_other_rows(write: str) -> None:
    office, by, row, _ = two_requests()
    with transaction.atomic(), ThreadPoolExecutor(1) as pool:
        if write == "an entry":
            lock({row.pk})
        elif write == "a policy":
            replan(office, now=NOON)
        else:
            make_draft(office, by=by)
        for thing in (office, row):
            pool.submit(name_it, thing).result()


def name_it(thing: Office | LetterRequest) -> None:
    """What the database does for each new row that names the thing; fails where that would have to wait."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            table = thing._meta.db_table
            cursor.execute(f"SELECT 1 FROM {table} WHERE id = %s FOR KEY SHARE NOWAIT", [thing.pk])
    finally:
        connection.close()
