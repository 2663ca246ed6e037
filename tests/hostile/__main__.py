"""Attacks a tracker that runs, and prints a line of figures for each kind of attack.

    python -m tests.hostile [--small] [redirects] [splitting] [names] [formulas] [uploads] [scripts]

All by default, with every payload of `tests.hostile.corpus`; --small takes every twentieth. MUTATIONS says how many damaged
files are uploaded after the bombs. Exits with 1 where one succeeded.
"""

import sys
from collections.abc import Callable

from tests.hostile import formulas, names, redirects, scripts, splitting, uploads
from tests.hostile.report import Line
from tests.pages.stage import Tracked, tracked
from tests.running.chromium import CHROMIUM, MISSING, chromium

ATTACKS: dict[str, Callable[..., Line]] = {
    "redirects": redirects.run,
    "splitting": splitting.run,
    "names": names.run,
    "formulas": formulas.run,
    "uploads": uploads.run,
}
SMALL = 20


def main(arguments: list[str]) -> int:
    """Runs what is named, all by default; 1 where something succeeded."""
    every = SMALL if "--small" in arguments else 1
    chosen = [name for name in arguments if name != "--small"] or [*ATTACKS, "scripts"]
    with tracked("full") as running:
        hits = sum(shown(ATTACKS[name](running, every=every)) for name in chosen if name in ATTACKS)
        if "scripts" in chosen:
            hits += in_browser(running, every)
    return int(hits > 0)


def in_browser(running: Tracked, every: int) -> int:
    """What needs Chromium."""
    if CHROMIUM is None:
        print(MISSING)
        return 0
    with chromium() as browser:
        return shown(scripts.run(running, browser, every=every))


def shown(line: Line) -> int:
    """Prints a line; how many succeeded."""
    print(line, flush=True)
    return len(line.hits)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
