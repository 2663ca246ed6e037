"""Nothing ran for 72 hours."""

from datetime import timedelta

from django.db import connections
from django.utils import timezone

from actions.models import Digest
from tests.faults.due import count_up, make_due
from tests.faults.report import Line, timed
from tests.faults.stage import Stage, wait

MOST = 600.0  # seconds to catch up


def run(stage: Stage, *, people: int = 2_000) -> Line:
    """People with three requests each, which fell due on each of the days without a worker."""
    line = Line("72 h outage")
    now = timezone.now()
    users = [
        user
        for days in range(4)
        for user in make_due(people // 4, now=now - timedelta(days=days), requests_each=3)
    ]
    connections.close_all()
    with timed(line):
        stage.worker()
        done = wait(lambda: stage.mail_count() >= people, seconds=MOST) and wait(
            lambda: not Digest.objects.waiting().exists(), seconds=20
        )
    stage.stop_celery()
    mails = stage.mails()
    counted = count_up(users, mails)
    most = max((sum(mail["to"] == user.email for mail in mails) for user in users[:200]), default=0)
    line.tried, line.lost, line.doubled = counted.tried, counted.lost, counted.doubled
    line.kept = done and len(mails) == people and line.seconds < MOST
    line.note = f"{len(mails):,} mails for {people:,} people, at most {most} each"
    return line
