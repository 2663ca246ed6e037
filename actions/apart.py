"""Many things one after another, each by itself: what goes wrong with one keeps no other from being done."""

from collections.abc import Callable, Iterable
from typing import TypeVar

import structlog
from django.db import InterfaceError, OperationalError
from django.db.models import Model

M = TypeVar("M", bound=Model)
log = structlog.get_logger("actions.apart")


def each_apart(rows: Iterable[M], act: Callable[[M], int | None], *, trouble: str) -> int:
    """Does it with each row; the sum of what came of it. `trouble`: the event of the log's line for one that failed.

    Raises what the database raises when it is away: then none of the others can be done either.
    """
    done = 0
    for row in rows:
        try:
            done += act(row) or 0
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception(trouble, key=row.pk)
    return done
