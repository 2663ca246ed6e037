"""Workers, database, broker and mail server are killed while thousands of mails leave."""

import os
import signal
from contextlib import suppress
from random import Random

from django.db import OperationalError, connection, connections
from django.utils import timezone

from actions.models import Digest
from tests.faults.due import count_up, make_due
from tests.faults.report import Line, timed
from tests.faults.stage import Server, Stage, wait

PLAN = {
    "worker process": 90,
    "whole worker": 12,
    "database backend": 5,
    "database server": 3,
    "broker": 2,
    "broker and its data": 1,
    "mail server": 3,
}


def run(
    stage: Stage, *, people: int = 10_000, plan: dict[str, int] | None = None, seconds: float = 290
) -> Line:
    """One reminder a person; every kill comes at its own part of the way, in an order drawn with a fixed seed."""
    plan = plan or PLAN
    line = Line(f"{sum(plan.values())} kills while {people:,} mails leave")
    users = make_due(people, now=timezone.now(), offices=max(1, people // 500))
    connections.close_all()
    kills = [name for name, times in plan.items() for _ in range(times)]
    Random(1).shuffle(kills)
    with timed(line):
        for _ in range(2):
            stage.worker()
        stage.beat()
        for place, name in enumerate(kills):
            wait_for_part(stage, round(people * 0.95 * (place + 1) / len(kills)))
            kill(stage, name, Random(place))
        done = wait(
            lambda: stage.mail_count() >= people and not unsent(),
            seconds=seconds,
            meanwhile=stage.keep_celery,
        )
    stage.stop_celery()
    counted = count_up(users, stage.mails())
    line.tried, line.lost, line.doubled = counted.tried, counted.lost, counted.doubled
    line.kept = done and counted.resent <= len(kills) and counted.mails == people
    done_kills = ", ".join(f"{times} {name}" for name, times in plan.items())
    line.note = (
        f"{counted.resent} re-sent with the same Message-ID; {counted.mails:,} Message-IDs; {done_kills}"
    )
    return line


def wait_for_part(stage: Stage, mails: int) -> None:
    """Waits until so many mails have arrived; goes on after a while where nothing moves."""
    wait(lambda: stage.mail_count() >= mails, seconds=1.2, meanwhile=stage.keep_celery)


def unsent() -> int:
    """How many digests still wait; many while the database is away."""
    try:
        return Digest.objects.waiting().count()
    except OperationalError:
        connection.close()
        return 1


def kill(stage: Stage, name: str, random: Random) -> None:
    """Kills one thing with SIGKILL, and starts again what a supervisor would."""
    match name:
        case "worker process":
            kill_a_worker_process(stage, random)
        case "whole worker":
            random.choice(stage.celery[:2]).kill()
        case "database backend":
            kill_a_backend(stage, random)
        case "database server":
            restart(stage.database)
        case "broker":
            restart(stage.broker)
        case "broker and its data":
            stage.lose_the_brokers_data()
        case "mail server":
            restart(stage.post)
    connection.close()
    stage.keep_celery()


def kill_a_worker_process(stage: Stage, random: Random) -> None:
    """Kills the process of a worker that does the work."""
    wait(lambda: working(stage), seconds=20, meanwhile=stage.keep_celery)
    if found := working(stage):
        os.kill(random.choice(found), signal.SIGKILL)


def working(stage: Stage) -> list[int]:
    """The processes of the workers that do the work."""
    return [pid for server in stage.celery[:2] for pid in server.children()]


def restart(server: Server) -> None:
    """Kills a server and starts it again."""
    server.kill()
    server.start()


def kill_a_backend(stage: Stage, random: Random) -> None:
    """Kills a process of the database server that serves a worker."""
    wait(backends, seconds=20, meanwhile=stage.keep_celery)
    if found := backends():
        with suppress(ProcessLookupError):
            os.kill(random.choice(found), signal.SIGKILL)


def backends() -> list[int]:
    """The processes of our database server that serve others than us; none while it is away."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )
            return [row[0] for row in cursor.fetchall()]
    except OperationalError:
        connection.close()
        return []
