"""What Celery wakes: once a day what has been kept long enough is forgotten, and long work is done whenever there is some."""

from datetime import timedelta

import structlog
from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerAway

from actions.keeping import foresee_all
from actions.removing import remove_due
from actions.tasks import AT_A_TIME, DATABASE_AWAY, for_seconds
from letters.changes import cut_off
from tracker.accounts.sessions import SessionStore
from tracker.api.idempotency import KEPT, forget
from tracker.celery import app
from tracker.closing_work import forget_takeouts
from tracker.jobs import FILES_KEPT, forget_files, forget_jobs
from tracker.jobs import KEPT as JOBS_KEPT
from tracker.sheet_imports import KEPT as SHEETS_KEPT
from tracker.sheet_imports import forget_imports
from tracker.working import work_off

log = structlog.get_logger("tracker.tasks")


@shared_task(name="tracker.tasks.forget_old")
def forget_old() -> None:
    """Cuts off the change feed's past, and forgets answers that nobody asks for again, uploaded sheets, ended jobs and sessions."""
    now = timezone.now()
    cut_off(before=now - timedelta(days=settings.CHANGES_KEPT_DAYS))
    forget(before=now - KEPT)
    forget_imports(before=now - SHEETS_KEPT)
    forget_jobs(before=now - JOBS_KEPT)
    SessionStore.clear_expired()


@shared_task(name="tracker.tasks.let_go", autoretry_for=DATABASE_AWAY, retry_backoff=True)
def let_go() -> None:
    """Foresees what offices let go, tells their managers, and deletes what they were told of 30 days ago."""
    now = timezone.now()
    foresee_all(now=now)
    remove_due(now=now)
    forget_takeouts(now=now)


@shared_task(name="tracker.tasks.forget_exports")
def forget_exports() -> None:
    """Forgets files that jobs have made."""
    forget_files(before=timezone.now() - FILES_KEPT)


@shared_task(name="tracker.tasks.work", autoretry_for=DATABASE_AWAY, retry_backoff=True)
def work() -> None:
    """Does the long work that waits; one job is done to its end, however long it takes."""
    goes_on = for_seconds(AT_A_TIME)
    if work_off(clock=timezone.now, goes_on=goes_on) and not goes_on():
        wake()


def wake() -> None:
    """Wakes a worker for a job; where the broker is away, the next minute does."""
    transaction.on_commit(send_wake)


def send_wake() -> None:
    """The message."""
    try:
        app.send_task(work.name, expires=55, retry=False)
    except BrokerAway as error:
        log.warning("broker_away", error=str(error))
