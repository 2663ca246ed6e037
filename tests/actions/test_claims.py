"""Who may send a digest now: a lease for a minute, a token that only grows, and clocks that were put back."""

from datetime import UTC, date, datetime, timedelta

import pytest

from actions.claims import claim, finish, give_back
from actions.models import Digest
from offices.models import Office, User
from tests.making import make_office, make_user

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 16, 12, 0, tzinfo=UTC)
MINUTE, MOMENT = timedelta(minutes=1), timedelta(microseconds=1)


def waiting(
    office: Office | None = None, user: User | None = None, day: int = 16, **fields: object
) -> Digest:
    """A digest that may be sent now; `fields` are others of its row."""
    office = office or make_office()
    fields = {"not_before": NOW, "message_id": f"<{day}@example.org>"} | fields
    return Digest.objects.create(
        office=office, user=user or make_user(office), day=date(2026, 3, day), **fields
    )


def test_what_waits_is_held_for_a_minute_and_counted() -> None:
    waiting(attempts=2, claims=5)
    [claimed] = claim(now=NOW)
    for digest in (claimed, Digest.objects.get()):
        assert (digest.leased_until, digest.attempts, digest.claims) == (NOW + MINUTE, 3, 6)


def test_what_one_holds_nobody_else_takes_until_the_lease_has_run_out() -> None:
    waiting()
    claim(now=NOW)
    assert claim(now=NOW + MINUTE) == []
    assert len(claim(now=NOW + MINUTE + MOMENT)) == 1


def test_nobody_holds_more_than_twenty_and_what_has_waited_longest_comes_first() -> None:
    office = make_office()
    user = make_user(office)
    rows = [waiting(office, user, day, not_before=NOW - day * MINUTE) for day in range(1, 23)]
    assert [digest.pk for digest in claim(now=NOW)] == [digest.pk for digest in reversed(rows[2:])]
    assert [digest.pk for digest in claim(now=NOW)] == [rows[1].pk, rows[0].pk]


def test_what_waits_equally_long_is_taken_in_the_order_of_its_keys() -> None:
    office = make_office()
    rows = [waiting(office, make_user(office)) for _ in range(3)]
    assert claim(now=NOW) == rows


def test_what_a_holder_has_abandoned_is_taken_alone_and_after_all_others() -> None:
    abandoned = [waiting(leased_until=NOW - MINUTE, not_before=NOW - place * MINUTE) for place in (2, 1)]
    fresh = waiting()
    assert [claim(now=NOW) for _ in range(4)] == [[fresh], [abandoned[0]], [abandoned[1]], []]


def test_a_lease_that_was_set_before_the_clock_was_put_back_holds_nobody_up() -> None:
    digest = waiting(leased_until=NOW + 11 * MINUTE)
    assert claim(now=NOW) == []
    Digest.objects.update(leased_until=NOW + 11 * MINUTE + MOMENT)
    assert claim(now=NOW) == [digest]


def test_what_was_put_off_waits_unless_that_was_before_the_clock_was_put_back() -> None:
    digest = waiting(not_before=NOW + MOMENT)
    assert claim(now=NOW) == []
    Digest.objects.update(not_before=NOW + 70 * MINUTE)
    assert claim(now=NOW) == []
    Digest.objects.update(not_before=NOW + 70 * MINUTE + MOMENT)
    assert claim(now=NOW) == [digest]


def test_what_has_left_is_not_claimed() -> None:
    waiting(sent_at=NOW)
    assert claim(now=NOW) == []


def test_its_holder_records_what_came_of_it_and_lets_go() -> None:
    waiting()
    [claimed] = claim(now=NOW)
    assert finish(claimed, last_error="as it was") is True
    digest = Digest.objects.get()
    assert (digest.leased_until, digest.last_error) == (None, "as it was")


def test_who_wakes_after_a_newer_claim_records_nothing() -> None:
    waiting()
    [late] = claim(now=NOW)
    claim(now=NOW + 2 * MINUTE)
    assert finish(late, sent_at=NOW) is False
    assert Digest.objects.get().sent_at is None


def test_nobody_records_twice_nor_of_another_digest() -> None:
    office = make_office()
    one, other = waiting(office), waiting(office)
    claim(now=NOW)
    one.refresh_from_db()
    assert [finish(one, sent_at=NOW), finish(one, failed_at=NOW)] == [True, False]
    other.refresh_from_db()
    assert (other.sent_at, other.leased_until) == (None, NOW + MINUTE)


def test_what_was_not_tried_is_given_back_as_it_was() -> None:
    waiting(attempts=2, last_error="Connection refused")
    give_back(claim(now=NOW))
    digest = Digest.objects.get()
    assert (digest.attempts, digest.leased_until, digest.last_error) == (2, None, "Connection refused")


def test_what_is_given_back_says_why_where_there_is_a_reason() -> None:
    waiting()
    give_back(claim(now=NOW), because="The server is away.")
    digest = Digest.objects.get()
    assert (digest.attempts, digest.last_error) == (0, "The server is away.")
