"""The sweep: from check dates that have come to one mail per person and office day.

1. For each office whose reminder hour has come, find the open requests whose check date has come (`<=`).
2. Write a reminder for the latest check day of each that has passed; what was missed before counts once.
3. Hand each reminder to the people responsible: whom the request is assigned to, else the letter's owner, else the
   office's managers. Each person's reminders of a day go into one digest; one that has not left takes in what is new
   (1 to 3: `actions.planning`).
4. Send the digests that wait (`actions.delivery`).
5. Write down that the sweep has run.

Every step can be repeated, interrupted or run twice at once: rows are unique, and what is there is left alone.
"""

from collections.abc import Callable
from datetime import datetime

from actions.apart import each_apart
from actions.delivery import always, send_waiting
from actions.models import SweepRun
from actions.planning import plan
from actions.watching import Watch
from offices.models import Office


def sweep(*, now: datetime, goes_on: Callable[[], bool] = always) -> int:
    """Runs once over all offices, then sends while `goes_on` allows; returns how many mails left."""
    plan_all(now=now)
    sent = send_waiting(now=now, goes_on=goes_on)
    SweepRun.objects.update_or_create(id=1, defaults={"finished_at": now})
    return sent


def plan_all(*, now: datetime) -> None:
    """Plans each office whose hour has come; one that cannot be planned keeps no other from it."""
    offices = Office.objects.filter(closed_at__isnull=True).order_by("pk")
    each_apart(offices, lambda office: plan_one(office, now=now), trouble="office_not_planned")


def plan_one(office: Office, *, now: datetime) -> None:
    """Plans an office, where its hour has come."""
    if Watch(office).is_reminding(now):
        plan(office.pk, today=now.astimezone(office.zone).date(), now=now)
