"""What the database itself refuses of reminders and their days, a test for each constraint by its name."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from actions.calendar_feeds import CalendarFeed, open_feed
from actions.days import DueDate, OwnPolicy
from actions.models import Channel, Delivery
from actions.policies import set_own_policy
from actions.sweep import sweep
from tests.making import NOON, editor_of, make_request

pytestmark = pytest.mark.django_db

BROKEN: dict[str, Callable[[], object]] = {
    "delivery_by_mail_is_in_a_digest": lambda: Delivery.objects.update(channel=Channel.INBOX),
    "delivery_once_per_reminder_person_and_channel": lambda: again(Delivery.objects.mails().get()),
    "due_date_kind_is_known": lambda: DueDate.objects.update(kind="holiday"),
    "due_date_once_per_kind": lambda: again(DueDate.objects.get()),
    "calendar_feed_once_per_user_and_office": lambda: again(CalendarFeed.objects.get(office__isnull=False)),
    "calendar_feed_of_own_once_per_user": lambda: again(CalendarFeed.objects.get(office__isnull=True)),
    "own_policy_intervals_are_at_least_a_day": lambda: OwnPolicy.objects.update(open_interval=0),
}


def again(row: CalendarFeed | Delivery | DueDate) -> None:
    """Inserts the row once more."""
    row.pk = None
    if isinstance(row, CalendarFeed):
        row.token_sha256 = "another"
    row.save(force_insert=True)


@pytest.mark.parametrize("name", BROKEN)
def test_a_row_that_breaks_a_rule_is_refused(name: str) -> None:
    letter_request = make_request()
    office = letter_request.letter.office
    user = editor_of(office)
    set_own_policy(letter_request=letter_request, values={}, by=user, now=NOON)
    for of in (office, None):
        open_feed(user=user, office=of, now=NOON)
    sweep(now=NOON + timedelta(days=14))
    with pytest.raises(IntegrityError), transaction.atomic():
        BROKEN[name]()


def test_every_constraint_of_these_tables_is_tested() -> None:
    named = {
        constraint.name
        for model in (CalendarFeed, Delivery, DueDate, OwnPolicy)
        for constraint in model._meta.constraints
    }
    assert named == set(BROKEN)
