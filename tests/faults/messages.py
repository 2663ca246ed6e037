"""Messages are doubled, out of order, thrown away and refused; the broker stands still; five schedulers run at once."""

import signal
import time
from random import Random

from django.db import connections
from django.utils import timezone

from actions.models import Digest
from tests.faults.due import count_up, make_due
from tests.faults.report import Line, timed
from tests.faults.stage import Stage, wait
from tracker.celery import app

LATEST = 90.0  # seconds


def run(stage: Stage, *, people: int = 500, standstill: float = 30.0, schedulers: int = 5) -> Line:
    """Everything at once, then until the last mail has left."""
    line = Line(f"{schedulers} beats; tasks 3 ×; FLUSHALL; maxmemory 1mb; SIGSTOP {standstill:.0f} s")
    for _ in range(2):
        stage.worker()
    for _ in range(schedulers):
        stage.beat()
    wait(lambda: all(server.children() for server in stage.celery[:2]), seconds=30)
    users = make_due(people, now=timezone.now())
    connections.close_all()
    with timed(line):
        send_tasks_three_times()
        stage.redis().flushall()
        stage.redis().config_set("maxmemory", "1mb")
        send_tasks_three_times()
        stage.broker.signal(signal.SIGSTOP)
        time.sleep(standstill)
        stage.broker.signal(signal.SIGCONT)
        stage.redis().config_set("maxmemory", "0")
        done = wait(
            lambda: stage.mail_count() >= people and not Digest.objects.waiting().exists(),
            seconds=2 * LATEST,
            meanwhile=stage.keep_celery,
        )
    send_tasks_three_times()
    wait(lambda: stage.redis().llen("celery") == 0, seconds=30)
    stage.stop_celery()
    mails = stage.mails()
    counted = count_up(users, mails)
    line.tried, line.lost, line.doubled = counted.tried, counted.lost, counted.doubled
    line.kept = done and len(mails) == people and line.seconds < LATEST + standstill
    line.note = (
        f"{len(mails)} mails for {people} people, the last one {line.seconds:.0f} s after they fell due"
    )
    return line


def send_tasks_three_times() -> None:
    """Every task of ours three times, in an order drawn with a fixed seed; a broker that takes none is one of the faults."""
    tasks = ["actions.tasks.sweep", "actions.tasks.send"] * 3
    Random(1).shuffle(tasks)
    for name in tasks:
        try:
            app.send_task(name, retry=False)
        except Exception as error:
            if "maxmemory" not in str(error):
                raise
