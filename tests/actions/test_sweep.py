"""The sweep: who is reminded of what, once a day and person, and never of what was just done."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from pytest_django import Settings

from actions.ledger import check_made
from actions.models import Delivery, Digest, Reminder, SweepRun
from actions.still_due import CHECKED
from actions.sweep import sweep
from letters.models import LetterRequest
from letters.states import Visibility
from offices.models import OfficeMembership, Role
from tests.making import editor_of, make_action, make_letter, make_office, make_request, make_user

pytestmark = pytest.mark.django_db

# The letters of tests are of 2 March 2026; without a deadline the first check is on 16 March.
EARLY = datetime(2026, 3, 16, 11, 59, tzinfo=UTC)  # 07:59 in Washington
MORNING = datetime(2026, 3, 16, 12, 0, tzinfo=UTC)  # 08:00 in Washington
DAY = timedelta(days=1)


class Refusing(BaseEmailBackend):
    """A mail server that is away."""

    def send_messages(self, messages: object) -> int:
        """Fails as a closed port does."""
        raise ConnectionRefusedError("Connection refused")


REFUSING = f"{__name__}.Refusing"


def test_it_works() -> None:
    letter_request = make_request()
    assert sweep(now=MORNING) == 1
    [message] = mail.outbox
    assert message.to == [editor_of(letter_request.letter.office).email]
    assert message.subject == "1 request to check, Office"
    assert "Please do it." in message.body
    assert f"/desk/requests/{letter_request.public_id}/" in message.body
    assert Digest.objects.get().sent_at == MORNING


def test_no_mail_leaves_before_the_offices_hour() -> None:
    make_request()
    assert sweep(now=EARLY) == 0
    assert not Reminder.objects.exists()


def test_a_day_before_the_check_nothing_is_due() -> None:
    make_request()
    assert sweep(now=MORNING - DAY) == 0


def test_sweeping_again_changes_nothing() -> None:
    make_request()
    sweep(now=MORNING)
    for minutes in range(1, 4):
        sweep(now=MORNING + timedelta(minutes=minutes))
    assert len(mail.outbox) == 1
    assert (Reminder.objects.count(), Delivery.objects.mails().count(), Digest.objects.count()) == (1, 1, 1)


def test_all_that_is_due_to_a_person_goes_into_one_mail() -> None:
    office = make_office()
    person = make_user(office)
    make_letter(office, by=person, requests=["One.", "Two."])
    make_letter(office, by=person, requests=["Three."])
    sweep(now=MORNING)
    [message] = mail.outbox
    assert message.subject.startswith("3 requests")


def test_what_falls_due_after_todays_mail_waits_for_tomorrow() -> None:
    office = make_office()
    person = make_user(office)
    make_request(office, by=person)
    sweep(now=MORNING)
    make_request(office, by=person)
    assert sweep(now=MORNING + timedelta(hours=1)) == 0
    assert sweep(now=MORNING + DAY) == 1
    assert mail.outbox[1].subject.startswith("1 request ")


def test_who_is_reminded_and_does_nothing_is_reminded_after_the_interval() -> None:
    make_request()
    sent = [sweep(now=MORNING + n * DAY) for n in range(15)]
    assert [n for n, mails in enumerate(sent) if mails] == [0, 14]


def test_a_day_on_which_nothing_is_new_makes_no_digest() -> None:
    make_request()
    sweep(now=MORNING)
    sweep(now=MORNING + 2 * DAY)
    assert Digest.objects.count() == 1


def test_after_an_outage_of_months_there_is_one_mail() -> None:
    make_request()
    assert sweep(now=MORNING + 120 * DAY) == 1
    assert sweep(now=MORNING + 120 * DAY + timedelta(hours=2)) == 0


def test_nothing_new_moves_the_next_mail() -> None:
    letter_request = make_request()
    check_made(
        letter_request=letter_request, by=editor_of(letter_request.letter.office), now=MORNING - 3 * DAY
    )
    assert sweep(now=MORNING) == 0
    assert sweep(now=MORNING + 11 * DAY) == 1


def test_a_closed_request_is_never_due() -> None:
    make_action(make_request(), response="substantive_response", outcome="fulfilled")
    assert sweep(now=MORNING + 100 * DAY) == 0


def test_what_was_checked_before_the_mail_left_is_not_in_it(settings: Settings) -> None:
    letter_request = make_request()
    settings.EMAIL_BACKEND = REFUSING
    sweep(now=MORNING)
    check_made(letter_request=letter_request, by=editor_of(letter_request.letter.office), now=MORNING)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert sweep(now=MORNING + timedelta(hours=1)) == 0
    assert Digest.objects.get().suppressed_because == CHECKED
    assert Delivery.objects.mails().get().suppressed_because == CHECKED


def test_the_assigned_person_is_reminded_before_the_owner() -> None:
    letter_request = make_request()
    colleague = make_user(letter_request.letter.office)
    make_action(letter_request, "assigned", assigned_to=colleague)
    sweep(now=MORNING)
    assert [message.to for message in mail.outbox] == [[colleague.email]]


def test_who_has_left_is_not_reminded_and_the_managers_are() -> None:
    office = make_office()
    owner = make_user(office)
    managers = {make_user(office, Role.MANAGER).email for _ in range(2)}
    make_request(office, by=owner)
    OfficeMembership.objects.filter(user=owner).delete()
    sweep(now=MORNING)
    assert {message.to[0] for message in mail.outbox} == managers


def test_offices_do_not_hear_of_each_others_letters() -> None:
    make_request(title="Secret one", visibility=Visibility.OFFICE)
    make_request(title="Secret two", visibility=Visibility.OFFICE)
    sweep(now=MORNING)
    assert sorted("Secret one" in message.body for message in mail.outbox) == [False, True]
    assert sorted("Secret two" in message.body for message in mail.outbox) == [False, True]


def test_each_office_has_its_own_morning() -> None:
    make_request(make_office(time_zone="America/Los_Angeles"))
    assert sweep(now=MORNING) == 0
    assert sweep(now=MORNING + timedelta(hours=3)) == 1


def test_a_server_that_is_away_costs_lateness_and_keeps_the_message_id(settings: Settings) -> None:
    make_request()
    settings.EMAIL_BACKEND = REFUSING
    assert sweep(now=MORNING) == 0
    digest = Digest.objects.get()
    assert (digest.attempts, digest.leased_until) == (1, None)
    assert "Connection refused" in digest.last_error
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert sweep(now=digest.not_before) == 1
    assert mail.outbox[0].extra_headers["Message-ID"] == digest.message_id


def test_a_mail_that_could_not_leave_takes_in_what_falls_due_meanwhile(settings: Settings) -> None:
    office = make_office()
    person = make_user(office)
    make_request(office, by=person)
    settings.EMAIL_BACKEND = REFUSING
    sweep(now=MORNING)
    make_request(office, by=person)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert sweep(now=MORNING + 3 * DAY) == 1
    assert mail.outbox[0].subject.startswith("2 requests")
    assert sweep(now=MORNING + 3 * DAY + timedelta(hours=2)) == 0


def test_a_lease_keeps_others_away_until_it_runs_out() -> None:
    make_request()
    sweep(now=MORNING)
    Digest.objects.update(sent_at=None, leased_until=MORNING + timedelta(minutes=2))
    assert sweep(now=MORNING + timedelta(minutes=1)) == 0
    assert sweep(now=MORNING + timedelta(minutes=3)) == 1


def test_a_draft_reminds_nobody() -> None:
    letter_request = make_request()
    LetterRequest.objects.update(next_check_on=MORNING.date())
    type(letter_request.letter).objects.update(visibility=Visibility.DRAFT)
    assert sweep(now=MORNING) == 0


def test_the_sweep_writes_down_that_it_ran() -> None:
    sweep(now=MORNING)
    assert SweepRun.objects.get().finished_at == MORNING
