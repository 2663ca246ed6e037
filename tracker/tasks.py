"""What Celery wakes once a day: what has been kept long enough is forgotten."""

from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from letters.changes import cut_off
from tracker.api.idempotency import KEPT, forget
from tracker.sheet_imports import KEPT as SHEETS_KEPT
from tracker.sheet_imports import forget_imports


@shared_task(name="tracker.tasks.forget_old")
def forget_old() -> None:
    """Cuts off the change feed's past, and forgets answers that nobody asks for again, and uploaded sheets."""
    now = timezone.now()
    cut_off(before=now - timedelta(days=settings.CHANGES_KEPT_DAYS))
    forget(before=now - KEPT)
    forget_imports(before=now - SHEETS_KEPT)
