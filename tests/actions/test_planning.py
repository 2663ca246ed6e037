"""From check dates that have come to rows: which day, in which digest, and nothing twice."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError
from django.db.models import Model
from structlog.testing import capture_logs

from actions import planning, sweep
from actions.days import DateKind, DueDate
from actions.models import Channel, Delivery, Digest, Reminder
from actions.sweep import plan_all
from letters.bulk import insert_new
from letters.intake import DueEntry, RequestEntry
from letters.models import Letter, LetterRequest
from offices.models import Office, User
from tests.making import make_action, make_letter, make_office, make_request, make_user

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 3, 16, 12, 0, tzinfo=UTC)  # the day of the first check of letters of 2 March
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
MIDNIGHT = datetime(2026, 3, 16, 4, 0, tzinfo=UTC)  # in Washington


def check_days() -> list[date]:
    """The days of which anybody is reminded."""
    return list(Reminder.objects.order_by("check_on").values_list("check_on", flat=True))


def mine() -> tuple[Office, User]:
    """An office and a person in it who owns a request whose check date has come."""
    office = make_office()
    user = make_user(office)
    make_request(office, by=user)
    return office, user


def digest(office: Office, user: User, day: int, **fields: object) -> Digest:
    """A digest of a day in March."""
    return Digest.objects.create(
        office=office, user=user, day=date(2026, 3, day), message_id=f"<{day}@example.org>", **fields
    )


def digest_of_the_mail() -> Digest | None:
    """The digest that takes in the only reminder; None where it is in the inbox alone."""
    return Digest.objects.filter(deliveries__in=Delivery.objects.mails()).first()


def test_a_reminder_goes_into_a_mail_and_into_the_inbox() -> None:
    _, user = mine()
    plan_all(now=MORNING)
    found = set(Delivery.objects.values_list("channel", "user", "digest", "is_escalated"))
    made = Digest.objects.get()
    assert found == {(Channel.MAIL, user.pk, made.pk, False), (Channel.INBOX, user.pk, None, False)}
    assert (made.day, made.created_at, made.not_before) == (MORNING.date(), MORNING, MORNING)
    assert Reminder.objects.get().created_at == MORNING


def test_requests_are_read_a_batch_at_a_time_and_each_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "BATCH", 2)
    make_letter(requests=["One.", "Two.", "Three.", "Four.", "Five."])
    plan_all(now=MORNING)
    assert (Reminder.objects.count(), Delivery.objects.mails().count()) == (5, 5)
    assert Digest.objects.count() == 1


def test_a_letter_without_a_date_counts_from_the_day_on_the_offices_clocks_on_which_it_was_logged() -> None:
    make_letter(letter_date=None)
    Letter.objects.update(created_at=datetime(2026, 3, 3, 3, 0, tzinfo=UTC))  # still 2 March in Washington
    LetterRequest.objects.update(next_check_on=MORNING.date())
    plan_all(now=MORNING)
    assert check_days() == [date(2026, 3, 16)]


def test_of_the_check_days_that_have_passed_the_latest_counts() -> None:
    make_letter(requests=[RequestEntry("Do it.", deadline=DueEntry(due_on=date(2026, 3, 11)))])
    plan_all(now=MORNING)
    assert check_days() == [date(2026, 3, 11)]
    plan_all(now=MORNING + 2 * DAY)
    assert check_days() == [date(2026, 3, 11), date(2026, 3, 18)]


def promising() -> None:
    """A request on which an agency has promised to say more on 20 March."""
    make_action(make_request(), "extension_requested", promised_on=date(2026, 3, 20))


def test_the_day_that_an_agency_has_promised_is_a_check_day() -> None:
    promising()
    plan_all(now=MORNING + 4 * DAY)
    assert check_days() == [date(2026, 3, 20)]


def test_a_promise_that_was_called_off_is_none() -> None:
    promising()
    DueDate.objects.filter(kind=DateKind.PROMISE).update(is_cancelled=True)
    plan_all(now=MORNING + 4 * DAY)
    assert check_days() == [date(2026, 3, 16)]


def test_no_other_day_of_a_request_is_taken_for_a_promise() -> None:
    make_request()
    DueDate.objects.update(on=date(2026, 3, 20))
    plan_all(now=MORNING + 4 * DAY)
    assert check_days() == [date(2026, 3, 16)]


def test_no_one_is_reminded_twice_of_the_same_day() -> None:
    office, _ = mine()
    plan_all(now=MORNING)
    make_request(office)
    plan_all(now=MORNING)
    assert Delivery.objects.filter(channel=Channel.INBOX).count() == 2
    assert Digest.objects.count() == Delivery.objects.mails().count()


def test_what_has_not_left_takes_in_what_is_new_and_of_several_the_earliest() -> None:
    office, user = mine()
    digest(office, user, 14)
    earliest = digest(office, user, 13)
    digest(office, make_user(office), 12)
    digest(make_office(), user, 11)
    plan_all(now=MORNING)
    assert digest_of_the_mail() == earliest


@pytest.mark.parametrize(
    ("left_at", "is_new"),
    [
        (MIDNIGHT - MINUTE, True),
        (MIDNIGHT, False),
        (MIDNIGHT + DAY - MINUTE, False),
        (MIDNIGHT + DAY, True),
    ],
)
def test_whose_mail_has_left_on_this_day_of_the_offices_clocks_gets_no_other(
    left_at: datetime, is_new: bool
) -> None:
    office, user = mine()
    digest(office, user, 15, sent_at=left_at)
    plan_all(now=MORNING)
    assert (digest_of_the_mail() is not None) == is_new
    assert Delivery.objects.filter(channel=Channel.INBOX, user=user).count() == 1


def test_whose_mail_of_the_day_has_come_to_nothing_gets_no_other() -> None:
    office, user = mine()
    digest(office, user, 16, suppressed_because="It had been checked before the mail left.")
    plan_all(now=MORNING)
    assert digest_of_the_mail() is None


def test_another_offices_mail_of_the_day_keeps_nobody_from_this_ones() -> None:
    _, user = mine()
    digest(make_office(), user, 16, sent_at=MORNING)
    plan_all(now=MORNING)
    assert digest_of_the_mail() is not None


def test_how_many_reminders_nobody_answered_is_written_down() -> None:
    mine()
    for place in range(3):
        plan_all(now=MORNING + 14 * place * DAY)
    assert list(Reminder.objects.order_by("pk").values_list("unanswered", flat=True)) == [0, 1, 2]


def test_an_office_that_is_closed_is_not_planned() -> None:
    office, _ = mine()
    Office.objects.filter(pk=office.pk).update(closed_at=MORNING)
    plan_all(now=MORNING)
    assert check_days() == []


def test_a_colleagues_new_mail_opens_none_that_has_left() -> None:
    office, user = mine()
    digest(office, user, 16, sent_at=MORNING)
    colleague = make_user(office)
    make_request(office, by=colleague)
    plan_all(now=MORNING)
    assert set(Delivery.objects.mails().values_list("user", flat=True)) == {colleague.pk}


def test_what_cannot_be_written_to_its_end_is_not_written_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    mine()

    def broken(model: type[Model], *rest: Any, **fields: Any) -> Any:
        if fields.get("channel") == Channel.INBOX:
            raise RuntimeError
        return insert_new(model, *rest, **fields)

    monkeypatch.setattr(planning, "insert_new", broken)
    plan_all(now=MORNING)
    assert not Reminder.objects.exists()
    assert not Digest.objects.exists()


def test_one_office_that_cannot_be_planned_keeps_no_other_from_it(monkeypatch: pytest.MonkeyPatch) -> None:
    broken, _ = mine()
    other, _ = mine()

    def plan(key: int, **times: Any) -> None:
        if key == broken.pk:
            raise RuntimeError
        planning.plan(key, **times)

    monkeypatch.setattr(sweep, "plan", plan)
    with capture_logs() as said:
        plan_all(now=MORNING)
    assert [(line["event"], line["key"]) for line in said] == [("office_not_planned", broken.pk)]
    assert set(Digest.objects.values_list("office", flat=True)) == {other.pk}


@pytest.mark.parametrize("away", [OperationalError, InterfaceError])
def test_where_the_database_is_away_nothing_else_is_tried(
    monkeypatch: pytest.MonkeyPatch, away: type[Exception]
) -> None:
    mine()
    mine()
    tried = []

    def plan(key: int, **_: Any) -> None:
        tried.append(key)
        raise away

    monkeypatch.setattr(sweep, "plan", plan)
    with pytest.raises(away):
        plan_all(now=MORNING)
    assert len(tried) == 1


def test_today_is_the_offices_day() -> None:
    make_request(make_office(time_zone="Pacific/Auckland"))
    plan_all(now=datetime(2026, 3, 15, 19, 0, tzinfo=UTC))  # 08:00 on 16 March in Auckland
    assert check_days() == [date(2026, 3, 16)]
    assert Digest.objects.get().day == date(2026, 3, 16)
