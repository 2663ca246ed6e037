"""Whether reminders leave in time, noticed also where no worker is left."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from pytest_django import DjangoAssertNumQueries, Settings

from actions.liveness import liveness, unreachable_offices
from actions.models import SweepRun
from actions.sweep import sweep
from letters.models import LetterRequest
from offices.models import OfficeMembership, QuietPeriod
from tests.making import make_letter, make_office, make_request

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 3, 16, 12, 0, tzinfo=UTC)  # 08:00 in Washington, the day of the first check
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Refusing(BaseEmailBackend):
    """A mail server that is away."""

    def open(self) -> bool:
        """Fails as a closed port does."""
        raise ConnectionRefusedError("Connection refused")


def test_after_a_sweep_that_sent_everything_nothing_is_late() -> None:
    make_request()
    sweep(now=MORNING)
    found = liveness(now=MORNING + 4 * MINUTE)
    assert (found.last_sweep_age, found.oldest_unsent_age, found.is_late) == (4 * MINUTE, None, False)


def test_never_swept_is_late() -> None:
    assert liveness(now=MORNING).is_late


def test_more_than_five_minutes_without_a_sweep_is_late_even_where_nothing_is_due() -> None:
    sweep(now=MORNING)
    assert not liveness(now=MORNING + 5 * MINUTE).is_late
    assert liveness(now=MORNING + 5 * MINUTE + timedelta(seconds=1)).is_late


def test_what_is_due_counts_although_no_worker_wrote_anything_down() -> None:
    make_request()
    assert liveness(now=MORNING - MINUTE).oldest_unsent_age is None
    assert liveness(now=MORNING + 7 * MINUTE).oldest_unsent_age == 7 * MINUTE


def test_a_mail_that_cannot_leave_counts_from_when_it_was_written_through_all_tries(
    settings: Settings,
) -> None:
    make_request()
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    for minutes in (0, 5, 10, 20):
        sweep(now=MORNING + minutes * MINUTE)
    found = liveness(now=MORNING + 20 * MINUTE)
    assert (found.oldest_unsent_age, found.waiting, found.is_late) == (20 * MINUTE, 1, True)


def test_an_old_letter_that_was_just_logged_is_not_late_by_its_age() -> None:
    make_request(letter_date=date(2020, 3, 2), now=MORNING + HOUR)
    assert liveness(now=MORNING + HOUR + 2 * MINUTE).oldest_unsent_age == 2 * MINUTE


def test_what_is_logged_at_night_waits_for_the_morning() -> None:
    make_request(letter_date=date(2020, 3, 2), now=MORNING - 6 * HOUR)
    assert liveness(now=MORNING - HOUR).oldest_unsent_age is None
    assert liveness(now=MORNING + MINUTE).oldest_unsent_age == MINUTE


def test_over_a_quiet_weekend_nothing_is_late() -> None:
    make_request(letter_date=date(2020, 3, 2), now=MORNING - 2 * DAY)  # a Saturday
    assert liveness(now=MORNING - DAY).oldest_unsent_age is None


def test_in_a_recess_nothing_is_late() -> None:
    office = make_office()
    make_request(office)
    QuietPeriod.objects.create(office=office, first_on=date(2026, 3, 16), last_on=date(2026, 3, 18))
    assert liveness(now=MORNING + DAY).oldest_unsent_age is None


def test_a_draft_is_never_late() -> None:
    letter_request = make_request()
    type(letter_request.letter).objects.update(visibility="draft")
    assert liveness(now=MORNING + DAY).oldest_unsent_age is None


def test_an_office_that_everybody_has_left_is_counted() -> None:
    make_request()
    assert unreachable_offices() == 0
    OfficeMembership.objects.all().delete()
    assert unreachable_offices() == 1


def test_it_takes_as_many_queries_for_many_requests_as_for_one(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    make_letter(requests=["One.", "Two.", "Three."])
    with django_assert_max_num_queries(5):
        assert liveness(now=MORNING + HOUR).oldest_unsent_age == HOUR
    assert not SweepRun.objects.exists()
    assert LetterRequest.objects.count() == 3
