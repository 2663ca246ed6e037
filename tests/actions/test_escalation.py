"""Reminders that nobody answers climb to somebody above; who looks, or puts the check off, ends the climb."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from actions.ledger import check_made, snooze
from actions.models import Delivery, Reminder
from actions.policies import set_own_policy
from actions.sweep import sweep
from letters.models import LetterRequest
from offices.models import Office, OfficeMembership, Role, User
from tests.making import NOON, make_office, make_request, make_user

pytestmark = pytest.mark.django_db

# Letters of tests are of 2 March 2026; without a deadline they are checked every 14 days.
MORNING = datetime(2026, 3, 16, 12, 0, tzinfo=UTC)  # 08:00 in Washington
ROUND = timedelta(days=14)


def reminded(times: int, start: datetime = MORNING) -> list[set[str]]:
    """Who gets a mail at each of some rounds of reminders."""
    rounds = []
    for n in range(times):
        mail.outbox.clear()
        sweep(now=start + n * ROUND)
        rounds.append({message.to[0] for message in mail.outbox})
    return rounds


def staffed(**policy: object) -> tuple[LetterRequest, Office, User, User]:
    """A request, its office, its owner and the office's manager."""
    office = make_office("Office", **policy)
    owner, manager = make_user(office), make_user(office, Role.MANAGER)
    return make_request(office, by=owner), office, owner, manager


def test_after_three_unanswered_reminders_the_managers_hear_too() -> None:
    _, _, owner, manager = staffed()
    assert reminded(4) == [{owner.email}, {owner.email}, {owner.email}, {owner.email, manager.email}]


def test_the_mail_says_why_the_manager_hears() -> None:
    _, _, _, manager = staffed(escalate_after=1)
    reminded(2)
    [message] = [message for message in mail.outbox if message.to == [manager.email]]
    assert "Nobody has answered 1 reminder of it" in message.body


def test_it_climbs_to_whom_the_office_names() -> None:
    _, office, owner, manager = staffed(escalate_after=1)
    chief = make_user(office, Role.VIEWER)
    Office.objects.update(escalate_to=chief)
    assert reminded(2)[1] == {owner.email, chief.email}
    OfficeMembership.objects.filter(user=chief).delete()
    assert reminded(1, start=MORNING + 2 * ROUND) == [{owner.email, manager.email}]


def test_an_office_that_wants_none_of_it_has_none() -> None:
    _, _, owner, _ = staffed(escalate_after=0)
    assert reminded(5) == [{owner.email}] * 5


def test_one_request_climbs_sooner() -> None:
    letter_request, _, owner, manager = staffed()
    set_own_policy(letter_request=letter_request, values={"escalate_after": 1}, by=owner, now=NOON)
    assert reminded(2) == [{owner.email}, {owner.email, manager.email}]


def test_who_looks_starts_the_count_anew() -> None:
    letter_request, _, owner, _ = staffed(escalate_after=1)
    reminded(1)
    check_made(letter_request=letter_request, by=owner, now=MORNING + timedelta(hours=1))
    assert reminded(1, start=MORNING + ROUND) == [{owner.email}]
    assert list(Reminder.objects.values_list("unanswered", flat=True)) == [0, 0]


def test_who_puts_it_off_has_answered() -> None:
    letter_request, _, owner, manager = staffed(escalate_after=1)
    reminded(1)
    snooze(letter_request=letter_request, until=(MORNING + ROUND).date(), by=owner, now=MORNING)
    assert reminded(2, start=MORNING + ROUND) == [{owner.email}, {owner.email, manager.email}]


def test_a_manager_who_is_responsible_hears_once() -> None:
    office = make_office(escalate_after=1)
    manager = make_user(office, Role.MANAGER)
    make_request(office, by=manager)
    assert reminded(2) == [{manager.email}] * 2
    assert Delivery.objects.mails().count() == 2
    assert not Delivery.objects.filter(is_escalated=True).exists()


def test_a_reminder_that_was_answered_before_it_left_reaches_nobody_above() -> None:
    letter_request, _, owner, _ = staffed(escalate_after=1)
    reminded(1)
    check_made(letter_request=letter_request, by=owner, now=MORNING + ROUND - timedelta(minutes=1))
    assert reminded(1, start=MORNING + ROUND) == [set()]
