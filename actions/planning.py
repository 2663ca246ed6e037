"""From check dates that have come to rows: reminders, whom each goes to, and in which digest.

An office is planned in one transaction, by one process at a time: nobody sends a digest of which only a part is
written, and a process killed on the way leaves nothing. It is read in batches, so memory does not grow with it.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple, cast

from django.conf import settings
from django.db import transaction
from django.db.models import Case, FilteredRelation, Q, When

from actions.days import DateKind
from actions.escalation import Unanswered, hearers
from actions.models import Channel, Delivery, Digest, Reminder
from actions.responsible import Responsible
from actions.schedule import CheckPolicy, check_dates, occurrence
from actions.watching import OWN, Watch
from letters.bulk import commit_without_waiting, insert_new
from letters.models import LetterRequest
from letters.states import Visibility
from offices.models import Office, User

BATCH = 2000  # requests
CREATED_AT = Case(When(letter__letter_date=None, then="letter__created_at"))  # else nobody asks for it
PROMISE = Q(due_dates__kind=DateKind.PROMISE, due_dates__is_cancelled=False)


class Due(NamedTuple):
    """What planning has to know of a request whose check date has come."""

    key: int
    due_on: date | None
    last_checked_on: date | None
    snoozed_until: date | None
    assigned_to: int | None
    owner: int | None
    letter_date: date | None
    created_at: datetime | None
    promised_on: date | None
    own: tuple[int | None, ...]  # the request's own policy, in the order of OWN


class Wanted(NamedTuple):
    """That somebody is to be reminded of a check day of a request."""

    letter_request: int
    check_on: date
    user: User
    unanswered: int
    is_escalated: bool


@transaction.atomic
def plan(key: int, *, today: date, now: datetime) -> None:
    """Plans the office with the key; leaves it where another process is just doing that."""
    commit_without_waiting()  # planned again, should it get lost; and no mail leaves before a commit that waits
    held = Office.objects.select_for_update(skip_locked=True, no_key=True)
    for office in held.filter(pk=key):
        responsible, books = Responsible(office), Books(office, today=today, now=now)
        latest_day = DayFinder(office, today=today)
        for batch in due_requests(office, today=today):
            if missing := not_yet_there(list(wanted_of(batch, responsible, latest_day))):
                write(missing, books, now=now)


def wanted_of(batch: list[Due], responsible: Responsible, latest_day: "DayFinder") -> Iterator[Wanted]:
    """Whom to remind of what: whoever is responsible, and somebody above once reminders go unanswered."""
    counts = Unanswered(due.key for due in batch)
    for due in batch:
        day = latest_day.of(due)
        if day is not None:
            count = counts.before(
                due.key, day, last_checked_on=due.last_checked_on, snoozed_until=due.snoozed_until
            )
            reminded = responsible.first_of(due.assigned_to, due.owner)
            climbs = 0 < latest_day.policy(due.own).escalate_after <= count
            for user, is_escalated in hearers(responsible, reminded, climbs=climbs):
                yield Wanted(due.key, day, user, count, is_escalated)


def due_requests(office: Office, *, today: date) -> Iterator[list[Due]]:
    """The office's requests whose check date has come (`<=`), a batch at a time."""
    rows = LetterRequest.objects.to_check(today).filter(letter__office=office)
    rows = rows.exclude(letter__visibility=Visibility.DRAFT).order_by("pk")
    rows = rows.annotate(promise=FilteredRelation("due_dates", condition=PROMISE))
    dates = (
        "due_on",
        "last_checked_on",
        "snoozed_until",
        "assigned_to",
        "letter__owner",
        "letter__letter_date",
    )
    columns = rows.values_list(
        "pk", *dates, CREATED_AT, "promise__on", *(f"own_policy__{name}" for name in OWN)
    )
    last = 0
    while batch := [
        Due._make((*row[: -len(OWN)], row[-len(OWN) :])) for row in columns.filter(pk__gt=last)[:BATCH]
    ]:
        yield batch
        last = batch[-1].key


class DayFinder:
    """Finds the check day to remind of: the latest that has come; what was missed before counts once."""

    def __init__(self, office: Office, *, today: date) -> None:
        self.watch, self.zone, self.today = Watch(office), office.zone, today
        self.latest = lru_cache(maxsize=10_000)(self.find)  # letters share their dates
        self.policy = lru_cache(maxsize=1_000)(self.policy_with)

    def of(self, due: Due) -> date | None:
        """The day for one request; None where none has come."""
        logged_on = due.created_at and due.created_at.astimezone(self.zone).date()
        since = cast(date, due.letter_date or logged_on)  # one of them is there: see CREATED_AT
        return self.latest(
            due.own,
            since=since,
            due_on=due.due_on,
            last_checked_on=due.last_checked_on,
            snoozed_until=due.snoozed_until,
            promised_on=due.promised_on,
        )

    def find(self, own: tuple[int | None, ...], *, since: date, **facts: date | None) -> date | None:
        """The day for all requests with this policy and these dates; `facts` are those of `check_dates`."""
        return occurrence(check_dates(self.policy(own), since=since, **facts), on=self.today)

    def policy_with(self, own: tuple[int | None, ...]) -> CheckPolicy:
        """The office's policy with a request's own."""
        return self.watch.policy_with(dict(zip(OWN, own, strict=True)))


def not_yet_there(wanted: list[Wanted]) -> list[Wanted]:
    """Those for which no mail is written: after an office's first sweep of the day, hardly any."""
    found = Delivery.objects.mails().filter(
        reminder__letter_request__in={row.letter_request for row in wanted}
    )
    there = set(found.values_list("reminder__letter_request", "reminder__check_on", "user"))
    return [row for row in wanted if (row.letter_request, row.check_on, row.user.pk) not in there]


def write(wanted: list[Wanted], books: "Books", *, now: datetime) -> None:
    """Writes the reminders, and for each person a delivery to the inbox and one in a mail; what is there stays.

    A person whose mail of today has left already has the next one tomorrow.
    """
    days = {(row.letter_request, row.check_on): row.unanswered for row in wanted}
    keys = reminders_of([(*day, count) for day, count in days.items()], now=now)
    digests = books.digests_for({row.user for row in wanted})
    told = [(keys[row.letter_request, row.check_on], row.user.pk, row.is_escalated) for row in wanted]
    mails = [(key, digests[user], user, escalated) for key, user, escalated in told if user in digests]
    insert_new(Delivery, ("reminder_id", "digest_id", "user_id", "is_escalated"), mails, channel=Channel.MAIL)
    insert_new(Delivery, ("reminder_id", "user_id", "is_escalated"), told, channel=Channel.INBOX)


def reminders_of(rows: list[tuple[int, date, int]], *, now: datetime) -> dict[tuple[int, date], int]:
    """The keys of the reminders of these requests, days and counts of unanswered ones; what is not there is written."""
    new = insert_new(Reminder, ("letter_request_id", "check_on", "unanswered"), rows, created_at=now)
    if len(new) < len(rows):
        there = Reminder.objects.filter(
            letter_request__in=[row[0] for row in rows], check_on__in={row[1] for row in rows}
        )
        new = list(there.values_list("pk", "letter_request", "check_on", "unanswered"))
    return {(letter_request, day_of(check_on)): key for key, letter_request, check_on, _ in new}


def day_of(value: date | str) -> date:
    """A day as the database gives it: SQLite's is text."""
    return value if isinstance(value, date) else date.fromisoformat(value)


class Books:
    """Which digest of the office takes in a person's reminders now."""

    def __init__(self, office: Office, *, today: date, now: datetime) -> None:
        self.office, self.today, self.now = office, today, now
        mine = Digest.objects.filter(office=office)
        waiting = mine.waiting().order_by("-day").values_list("user", "pk")
        self.open: dict[int, int] = dict(waiting)  # of several the earliest
        midnight = datetime.combine(today, time(), office.zone)
        tomorrow = datetime.combine(today + timedelta(days=1), time(), office.zone)
        left_today = mine.filter(sent_at__gte=midnight, sent_at__lt=tomorrow)
        self.done = set((left_today | mine.filter(day=today)).values_list("user", flat=True))

    def digests_for(self, people: set[User]) -> dict[int, int]:
        """The digest of each, by the person's key: one that has not left yet, else a new one.

        Nobody has one whose mail of today has left, or has come to nothing: they hear of it tomorrow.
        """
        new = [person for person in people if person.pk not in self.open and person.pk not in self.done]
        if new:
            Digest.objects.bulk_create([self.new_digest(person) for person in sorted(new, key=key_of)])
            rows = Digest.objects.filter(office=self.office, day=self.today, user__in=new)
            self.open |= dict(rows.values_list("user", "pk"))
        return self.open

    def new_digest(self, person: User) -> Digest:
        """Today's digest for a person."""
        name = f"digest.{self.office.slug}.{person.pk}.{self.today:%Y%m%d}"
        return Digest(
            office=self.office,
            user=person,
            day=self.today,
            message_id=f"<{name}@{settings.MAIL_DOMAIN}>",
            created_at=self.now,
            not_before=self.now,
        )


def key_of(person: User) -> int:
    """Rows are written in the order of their keys, so that no two writers wait for each other."""
    return person.pk
