"""Every fault, a line each. `python -m tests.faults [--small] [FAULT…]`

Exits with 1 where anything was lost or doubled, or another goal was missed.
"""

import logging
import signal
import sys
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

import django
from django.core.management import call_command

from tests.faults.report import HEAD, Line
from tests.faults.stage import Stage, stage

FAULTS = (
    "points",
    "refusals",
    "races",
    "stopping",
    "clocks",
    "outage",
    "messages",
    "kills",
    "repeated",
    "feed",
    "jobs",
    "scans",
)


# How large each is in the suite; in full the faults know it themselves.
SMALL: dict[str, dict[str, Any]] = {
    "points": {"times": 1},
    "refusals": {"people": 1, "unaffected": 10},
    "races": {"people": 30},
    "stopping": {"people": 1500},
    "clocks": {"people": 12, "years": 1},
    "outage": {"people": 40},
    "messages": {"people": 30, "standstill": 1.0, "schedulers": 2},
    "repeated": {"times": 8, "plan": {"web process": 1, "web server": 1, "database backend": 1}},
    "feed": {"seconds": 1, "writers": 4, "offices": 2, "plan": {"web process": 1, "database backend": 1}},
    "patches": {"rounds": 1, "at_once": 25},
    "jobs": {"imports": 3, "letters": 50, "kills": 2},
    "scans": {"scans": 1, "pages": 2, "kills": 1, "workers": 1},
    "walking": {"rows": 40, "changes": 12, "page_size": 16},
    "kills": {
        "people": 300,
        "plan": {"worker process": 3, "database server": 1, "broker and its data": 1, "mail server": 1},
    },
}


def main(arguments: list[str]) -> int:
    """Runs the faults that are named, all by default, each on an empty database."""
    is_small = "--small" in arguments
    names = [name for name in arguments if name != "--small"]
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit(143)
    )  # so that the servers end and their folders are cleared
    start = time.monotonic()
    print(HEAD, flush=True)
    with stage() as servers:
        django.setup()
        logging.disable(logging.WARNING)  # what is refused on purpose
        call_command("migrate", verbosity=0)
        held = [run(name, servers, **SMALL[name] if is_small else {}) for name in names or FAULTS]
    print(f"{sum(held)} of {len(held)} held, {time.monotonic() - start:.0f} s", flush=True)
    return int(not all(held))


def run(name: str, servers: Stage, **size: Any) -> bool:
    """Runs one fault and prints its lines; whether all held."""
    # Django's models can be imported only after the servers have been named to it.
    fault: Callable[..., Line | list[Line]] = import_module(f"tests.faults.{name}").run
    call_command("flush", interactive=False, verbosity=0)
    servers.clear()
    found = fault(servers, **size)
    lines = [found] if isinstance(found, Line) else found
    for line in lines:
        print(line, flush=True)
    return all(line.held for line in lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
