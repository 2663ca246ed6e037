"""What Celery wakes: each task calls a verb that a test can call too."""

from celery import shared_task
from django.utils import timezone

from actions.sweep import sweep as run_sweep


@shared_task(name="actions.tasks.sweep")
def sweep() -> None:
    """Looks for what is due, and sends it."""
    run_sweep(now=timezone.now())
