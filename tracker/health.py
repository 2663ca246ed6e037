"""Whether this process lives, and whether it can serve."""

from datetime import datetime
from typing import TypedDict

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from actions.models import Digest, SweepRun

LATE = 300  # seconds


class Reminders(TypedDict):
    """How the reminders do; ages in seconds, None where there is nothing to measure. `failed`: mails given up."""

    last_sweep_age: float | None
    oldest_unsent_age: float | None
    failed: int


def reminders(now: datetime) -> Reminders:
    """Reads what the sweep wrote down: also true where every worker is gone."""
    run = SweepRun.objects.first()
    waiting = Digest.objects.waiting().filter(not_before__lte=now)
    oldest = waiting.order_by("not_before").values_list("not_before", flat=True).first()
    return {
        "last_sweep_age": (now - run.finished_at).total_seconds() if run else None,
        "oldest_unsent_age": (now - oldest).total_seconds() if oldest else None,
        "failed": Digest.objects.failed().count(),
    }


def reminders_late() -> bool:
    """Whether a mail has waited, or no sweep has run, for more than five minutes."""
    ages = reminders(timezone.now())
    last_sweep, oldest = ages["last_sweep_age"], ages["oldest_unsent_age"]
    return last_sweep is None or max(last_sweep, oldest or 0) > LATE


@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers."""
    return JsonResponse({"status": "live"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """200 where the database answers and is migrated, else 503 with the reason."""
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return JsonResponse({"status": "not migrated: run manage.py migrate"}, status=503)
        return JsonResponse({"status": "ready", "reminders": reminders(timezone.now())})
    except DatabaseError:
        return JsonResponse({"status": "the database does not answer"}, status=503)
