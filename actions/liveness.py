"""Whether reminders leave in time, read from what is due and what was written down: also true where no worker is left.

Two kinds of lateness: a check whose hour has come and for which no reminder has been written, and a mail that was
written and has not left.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, Min, OuterRef, Subquery
from django.db.models.functions import Greatest

from actions.days import DateKind, DueDate
from actions.models import Digest, Reminder, SweepRun
from actions.watching import Watch
from letters.models import LetterRequest
from letters.states import Visibility
from offices.models import Office, OfficeMembership

LATE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Liveness:
    """How the reminders do at an instant; ages are None where there is nothing to measure."""

    last_sweep_age: timedelta | None
    oldest_unsent_age: timedelta | None
    waiting: int

    @property
    def is_late(self) -> bool:
        """Whether something due has not left, or nobody has swept, for more than five minutes."""
        if self.last_sweep_age is None or self.last_sweep_age > LATE:
            return True
        return self.oldest_unsent_age is not None and self.oldest_unsent_age > LATE


def liveness(*, now: datetime) -> Liveness:
    """Reads how the reminders do; no query grows with the number of offices that are in time."""
    run = SweepRun.objects.first()
    waiting = Digest.objects.waiting().aggregate(oldest=Min("created_at"), count=Count("pk"))
    unsent = [at for at in (waiting["oldest"], oldest_unwritten(now=now)) if at is not None]
    return Liveness(
        last_sweep_age=now - run.finished_at if run else None,
        oldest_unsent_age=now - min(unsent) if unsent else None,
        waiting=waiting["count"],
    )


def oldest_unwritten(*, now: datetime) -> datetime | None:
    """Since when the oldest check that should have led to a reminder has waited; None where none waits.

    A day that was set or moved after its hour counts from then on, and nothing counts in an office's quiet hours.
    """
    since = Greatest("due_at", "changed_at")
    written = Reminder.objects.filter(letter_request=OuterRef("letter_request"), check_on__gte=OuterRef("on"))
    come = DueDate.objects.standing().filter(kind=DateKind.CHECK, due_at__lte=now)
    unwritten = come.filter(~Exists(written)).exclude(letter_request__letter__visibility=Visibility.DRAFT)
    by_office = unwritten.order_by().values("letter_request__letter__office")
    theirs = by_office.filter(letter_request__letter__office=OuterRef("pk")).annotate(oldest=Min(since))
    late = Office.objects.filter(pk__in=by_office).annotate(oldest=Subquery(theirs.values("oldest")))
    leave = [Watch(office).leaves_at(office.oldest) for office in late.prefetch_related("quiet_periods")]
    return min((at for at in leave if at <= now), default=None)


def unreachable_offices() -> int:
    """How many offices have open requests and nobody left to remind."""
    people = OfficeMembership.objects.filter(office=OuterRef("pk"), user__is_active=True)
    asked = LetterRequest.objects.open().filter(letter__office=OuterRef("pk"))
    return Office.objects.filter(~Exists(people), Exists(asked)).count()
