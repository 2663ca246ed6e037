"""Every fault in full, a line each. `python -m tests.faults [FAULT…]`

Exits with 1 where anything was lost or doubled, or another goal was missed.
"""

import signal
import sys
import time
from collections.abc import Callable
from importlib import import_module

import django
from django.core.management import call_command

from tests.faults.report import HEAD, Line
from tests.faults.stage import Stage, stage

FAULTS = ("points", "refusals", "races", "stopping", "clocks", "outage", "messages", "kills")


def main(names: list[str]) -> int:
    """Runs the faults that are named, all by default, each on an empty database."""
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit(143)
    )  # so that the servers end and their folders are cleared
    start = time.monotonic()
    print(HEAD, flush=True)
    with stage() as servers:
        django.setup()
        call_command("migrate", verbosity=0)
        held = [run(name, servers) for name in names or FAULTS]
    print(f"{sum(held)} of {len(held)} held, {time.monotonic() - start:.0f} s", flush=True)
    return int(not all(held))


def run(name: str, servers: Stage) -> bool:
    """Runs one fault and prints its lines; whether all held."""
    # Django's models can be imported only after the servers have been named to it.
    fault: Callable[[Stage], Line | list[Line]] = import_module(f"tests.faults.{name}").run
    call_command("flush", interactive=False, verbosity=0)
    servers.clear()
    found = fault(servers)
    lines = [found] if isinstance(found, Line) else found
    for line in lines:
        print(line, flush=True)
    return all(line.held for line in lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
