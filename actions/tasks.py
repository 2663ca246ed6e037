"""What Celery wakes: each task calls a verb that a test can call too.

A task works for a few seconds and then wakes another to go on, so that a worker asked to stop is soon done, and the
broker never takes a long task for a lost one. One that loses its database comes again after 1, 2, 4 … seconds; at the
latest the next minute's does the work.
"""

import time
from collections.abc import Callable
from datetime import timedelta

from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from actions.delivery import send_waiting
from actions.publishing import ends_before, lift_embargoes
from actions.sweep import sweep as run_sweep

AT_A_TIME = 5.0  # seconds
SOON = timedelta(seconds=65)  # a minute, and what the scheduler may be late
DATABASE_AWAY = (OperationalError, InterfaceError)


def for_seconds(seconds: float) -> Callable[[], bool]:
    """Says yes until the seconds are over; the time that a process stood still counts."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() < end


@shared_task(name="actions.tasks.sweep", autoretry_for=DATABASE_AWAY, retry_backoff=True)
def sweep() -> None:
    """Looks for what is due, and sends it."""
    goes_on = for_seconds(AT_A_TIME)
    go_on_later(goes_on, sent=run_sweep(now=timezone.now(), goes_on=goes_on))


@shared_task(name="actions.tasks.send", autoretry_for=DATABASE_AWAY, retry_backoff=True)
def send() -> None:
    """Goes on sending what a sweep left."""
    goes_on = for_seconds(AT_A_TIME)
    go_on_later(goes_on, sent=send_waiting(now=timezone.now(), goes_on=goes_on))


@shared_task(name="actions.tasks.publish", autoretry_for=DATABASE_AWAY, retry_backoff=True)
def publish() -> None:
    """Publishes what is embargoed until now, and wakes another at the very moment at which an embargo ends before the next minute's."""
    now = timezone.now()
    lift_embargoes(now=now)
    for ends in ends_before(now + SOON):
        publish_at_the_moment.apply_async(eta=ends, expires=ends + SOON)


@shared_task(name="actions.tasks.publish_at_the_moment", autoretry_for=DATABASE_AWAY, retry_backoff=True)
def publish_at_the_moment() -> None:
    """Publishes what is embargoed until now."""
    lift_embargoes(now=timezone.now())


def go_on_later(goes_on: Callable[[], bool], *, sent: int) -> None:
    """Wakes the next where the time was too short. Where nothing could leave, the next minute is soon enough."""
    if sent and not goes_on():
        send.apply_async(expires=55)
