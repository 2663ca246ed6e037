"""Faults in small, one after another on servers of their own; `make faults` runs all of them in full."""

import os
import subprocess
import sys

from tests.faults.stage import ROOT

FAULTS = (
    "points", "refusals", "races", "clocks", "outage", "repeated", "feed", "patches", "walking", "jobs", "scans",
)  # fmt: skip


def test_nothing_is_lost_and_nothing_doubled() -> None:
    environment = {
        name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")
    }
    # A web process takes no seconds to import the tracker: each is a fork. In full they start as in production.
    environment["GUNICORN_CMD_ARGS"] = "--preload"
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults", "--small", *FAULTS],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=900,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(FAULTS)} of {len(FAULTS)} held" in done.stdout
