"""Faults in small, on servers of their own; `make faults` runs all of them in full."""

import os
import subprocess
import sys

import pytest

from tests.faults.stage import ROOT


@pytest.mark.parametrize(
    "fault",
    [
        "points",
        "refusals",
        "races",
        "clocks",
        "outage",
        "repeated",
        "feed",
        "patches",
        "walking",
        "jobs",
        "scans",
    ],
)
def test_nothing_is_lost_and_nothing_doubled(fault: str) -> None:
    environment = {
        name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults", "--small", fault],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=180,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 of 1 held" in done.stdout
