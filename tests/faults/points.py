"""A process is killed at each of six points on the way of a mail, again and again; the next process goes on."""

import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

from django.db import connections
from django.urls import get_resolver

from actions import delivery
from actions.claims import LEASE
from actions.sweep import sweep
from offices.models import User
from tests.faults.due import count_up, make_due
from tests.faults.report import Line, timed
from tests.faults.stage import Stage

BEGIN = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)
# What is called there, and whether the process dies before or after it.
POINTS: dict[str, tuple[object, str, bool]] = {
    "before the claim": (delivery, "claim", False),
    "after the claim": (delivery, "claim", True),
    "before DATA": (delivery.Post, "send", False),
    "after 250": (delivery.Post, "send", True),
    "before the commit": (delivery, "record", False),
    "after the commit": (delivery, "record", True),
}


def run(stage: Stage, *, times: int = 100) -> Line:
    """Each point so many times, a reminder each."""
    line = Line(f"kill at {len(POINTS)} points × {times}")
    _ = get_resolver().url_patterns  # read once, instead of in every child
    users, now = list[User](), BEGIN
    with timed(line):
        for point in list(POINTS) * times:
            users += make_due(1, now=now, office=users[0].memberships.get().office if users else None)
            die_at(point, now)
            now += LEASE + timedelta(seconds=1)
            sweep(now=now)
            now += timedelta(seconds=1)
    counted = count_up(users, stage.mails())
    line.tried, line.lost, line.doubled = counted.tried, counted.lost, counted.doubled
    line.kept = counted.mails == counted.tried and counted.resent <= 2 * times
    line.note = f"{counted.resent} re-sent with the same Message-ID, {counted.mails} Message-IDs"
    return line


def die_at(point: str, now: datetime) -> None:
    """A process sweeps, and is killed at the point."""
    connections.close_all()
    child = os.fork()
    if not child:
        place, name, after = POINTS[point]
        with patch.object(place, name, dying(getattr(place, name), after=after)):
            sweep(now=now)
        os._exit(1)  # it should be dead
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"it was to die {point}"


def dying(work: Callable[..., Any], *, after: bool) -> Callable[..., Any]:
    """The function, whose caller dies before or after it has done its work."""

    def dies(*given: Any, **named: Any) -> None:
        if after:
            work(*given, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    return dies
