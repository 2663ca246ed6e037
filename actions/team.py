"""The week of an office: what is due, who was reminded of what and when, and what was done since."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from actions.answers import Answer
from actions.days import DateKind, DueDate
from actions.models import Action, Channel, Delivery, Effect
from actions.responsible import Responsible
from letters.models import LetterRequest
from letters.states import Visibility
from offices.models import Office, User

ROWS = 500  # of each kind in a week


@dataclass(frozen=True, slots=True)
class DueRow:
    """A day of a request, and who is to look."""

    due: DueDate
    people: list[User]


@dataclass(frozen=True, slots=True)
class ReminderRow:
    """That a person was reminded; `mail` says what became of the mail, `done` what was done since, by whom and when."""

    delivery: Delivery
    mail: str
    answer: str
    done: Action | None


@dataclass(frozen=True, slots=True)
class Week:
    """An office's week from a Monday; `days` are those on which something is due, or was and is left over."""

    first_on: date
    days: list[tuple[date, list[DueRow]]]
    reminders: list[ReminderRow]

    @property
    def last_on(self) -> date:
        """Its Sunday."""
        return self.first_on + timedelta(days=6)

    @property
    def before(self) -> date:
        """The Monday before."""
        return self.first_on - timedelta(days=7)

    @property
    def after(self) -> date:
        """The Monday after."""
        return self.first_on + timedelta(days=7)


def week_of(office: Office, *, on: date, today: date) -> Week:
    """The week in which a day lies, Monday to Sunday in the office's time zone; `today` is the office's day."""
    first_on = on - timedelta(days=on.weekday())
    is_this_week = first_on <= today < first_on + timedelta(days=7)
    due = due_in(office, first_on, with_left_over=is_this_week)
    return Week(first_on, due, reminders_in(office, first_on))


def due_in(office: Office, first_on: date, *, with_left_over: bool) -> list[tuple[date, list[DueRow]]]:
    """What is due on each day of the week; with what was to be checked before it and nobody has checked, where asked."""
    wanted = Q(on__range=(first_on, first_on + timedelta(days=6)))
    if with_left_over:
        wanted |= Q(kind=DateKind.CHECK, on__lt=first_on)
    rows = DueDate.objects.standing().filter(wanted, letter_request__letter__office=office)
    rows = rows.exclude(letter_request__letter__visibility=Visibility.DRAFT)
    responsible = Responsible(office)
    by_day: dict[date, list[DueRow]] = defaultdict(list)
    for row in rows.select_related("letter_request__letter").order_by("on", "pk")[:ROWS]:
        by_day[row.on].append(DueRow(row, responsible.people(row.letter_request)))
    return list(by_day.items())


def reminders_in(office: Office, first_on: date) -> list[ReminderRow]:
    """Who was reminded in the week, the latest first. Each person stands there once, whatever the channels."""
    start = datetime.combine(first_on, time(), office.zone)
    end = datetime.combine(first_on + timedelta(days=7), time(), office.zone)
    rows = Delivery.objects.filter(
        reminder__letter_request__letter__office=office,
        reminder__created_at__gte=start,
        reminder__created_at__lt=end,
    )
    rows = rows.select_related("user", "digest", "reminder__letter_request__letter")
    inboxes = list(rows.filter(channel=Channel.INBOX).order_by("-reminder__created_at", "user", "pk")[:ROWS])
    mails = {(row.reminder_id, row.user_id): row for row in rows.mails()}
    since = first_entries([row.reminder.letter_request for row in inboxes], since=start)
    return [
        ReminderRow(row, *mail_words(mails.get((row.reminder_id, row.user_id))), first_after(row, since))
        for row in inboxes
    ]


def mail_words(delivery: Delivery | None) -> tuple[str, str]:
    """What became of the mail, and what was answered in it."""
    if delivery is None or delivery.digest is None:
        return "With the next mail", ""
    answer = Answer(delivery.answer).label if delivery.answer else ""
    digest = delivery.digest
    reason = delivery.suppressed_because or digest.suppressed_because
    if reason:
        return f"Not mailed: {reason}", answer
    if digest.sent_at is not None:
        return "Mailed", answer
    return ("Failed" if digest.failed_at is not None else "Waiting to be mailed"), answer


def first_entries(letter_requests: Sequence[LetterRequest], *, since: datetime) -> dict[int, list[Action]]:
    """The entries on the requests since an instant, the oldest first; one query."""
    effects = Effect.objects.filter(letter_request__in=letter_requests, action__recorded_at__gte=since)
    found: dict[int, list[Action]] = defaultdict(list)
    rows = effects.select_related("action__recorded_by").order_by("action__recorded_at", "action", "pk")
    for effect in rows:
        found[effect.letter_request_id].append(effect.action)
    return found


def first_after(delivery: Delivery, entries: dict[int, list[Action]]) -> Action | None:
    """What was entered first after the reminder, by whomever."""
    reminder = delivery.reminder
    later = (row for row in entries[reminder.letter_request_id] if row.recorded_at >= reminder.created_at)
    return next(later, None)
