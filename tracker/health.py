"""Whether this process lives, and whether it can serve."""

from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import TypedDict

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from actions.liveness import Liveness, liveness, unreachable_offices
from actions.models import Digest


class Reminders(TypedDict):
    """How the reminders do; ages in seconds, None where there is nothing to measure. `failed`: mails given up."""

    last_sweep_age: float | None
    oldest_unsent_age: float | None
    failed: int
    late: bool


def reminders(now: datetime) -> Reminders:
    """How the reminders do, as numbers that tell nothing of any letter."""
    found = liveness(now=now)
    return {
        "last_sweep_age": seconds(found.last_sweep_age),
        "oldest_unsent_age": seconds(found.oldest_unsent_age),
        "failed": Digest.objects.failed().count(),
        "late": found.is_late,
    }


def seconds(age: timedelta | None) -> float | None:
    """An age as a number."""
    return None if age is None else age.total_seconds()


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
        told = {"reminders": reminders(timezone.now())} if is_operator(request) else {}
        return JsonResponse({"status": "ready"} | told)
    except DatabaseError:
        return JsonResponse({"status": "the database does not answer"}, status=503)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """How the reminders do, in the text format that Prometheus reads, to operators; 503 where the database does not answer."""
    if not is_operator(request):
        raise Http404
    try:
        words = exposition(liveness(now=timezone.now()))
    except DatabaseError:
        return HttpResponse("# the database does not answer\n", content_type="text/plain", status=503)
    return HttpResponse(words, content_type="text/plain; version=0.0.4; charset=utf-8")


def is_operator(request: HttpRequest) -> bool:
    """Whether who asks runs the tracker: they bear METRICS_KEY, or sit at this machine with no proxy between.

    To anybody else the numbers would tell how much goes on in offices.
    """
    if settings.METRICS_KEY:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return constant_time_compare(given, settings.METRICS_KEY)
    return not settings.TRUSTED_PROXIES and ip_address(request.META["REMOTE_ADDR"] or "::").is_loopback


def exposition(found: Liveness) -> str:
    """One gauge a line with what it means; an age that there is nothing to measure of is left out, as is the custom."""
    gauges = {
        "last_sweep_age_seconds": ("Since the sweep last ran to its end.", seconds(found.last_sweep_age)),
        "oldest_unsent_age_seconds": (
            "Since the oldest reminder that has not left was due.",
            seconds(found.oldest_unsent_age),
        ),
        "reminders_late": ("1 where either is more than five minutes.", int(found.is_late)),
        "mails_waiting": ("Mails that are still to leave.", found.waiting),
        "mails_failed": ("Mails that were given up.", Digest.objects.failed().count()),
        "offices_unreachable": (
            "Offices with open requests and nobody to remind.",
            unreachable_offices(),
        ),
    }
    lines = [
        f"# HELP tracker_{name} {meaning}\n# TYPE tracker_{name} gauge\ntracker_{name} {value}\n"
        for name, (meaning, value) in gauges.items()
        if value is not None
    ]
    return "".join(lines)
