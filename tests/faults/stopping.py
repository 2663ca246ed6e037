"""A worker is asked to stop in the middle of a sweep."""

import os
import signal
import time

from django.db import connections
from django.utils import timezone

from actions.models import Digest
from tests.faults.due import count_up, make_due
from tests.faults.report import Line, timed
from tests.faults.stage import Stage, wait

MOST = 10.0  # seconds that a worker may take


def run(stage: Stage, *, people: int = 4_000) -> Line:
    """SIGTERM once a part of the mails has left; then another worker does the rest."""
    line = Line("SIGTERM in mid-sweep")
    users = make_due(people, now=timezone.now(), offices=max(1, people // 500))
    connections.close_all()
    with timed(line):
        worker = stage.worker()
        began = wait(lambda: stage.mail_count() >= people // 20, seconds=60)
        asked = time.monotonic()
        os.kill(worker.running.process.pid, signal.SIGTERM)
        ended = wait(lambda: worker.running.ended() is not None, seconds=3 * MOST)
        took = time.monotonic() - asked
        leases = Digest.objects.filter(leased_until__isnull=False).count()
        left = stage.mail_count()
        connections.close_all()
        stage.celery.clear()
        stage.worker()
        done = wait(lambda: stage.mail_count() >= people, seconds=200) and wait(
            lambda: not Digest.objects.waiting().exists(), seconds=20
        )
    stage.stop_celery()
    counted = count_up(users, stage.mails())
    line.tried, line.lost, line.doubled = counted.tried, counted.lost, counted.doubled
    line.kept = (
        began and ended and done and took < MOST and not leases and left < people and not counted.resent
    )
    line.note = (
        f"stopped after {left:,} mails in {took:.1f} s with {leases} leases left; {counted.resent} re-sent"
    )
    return line
