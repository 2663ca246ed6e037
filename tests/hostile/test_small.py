"""Every kind of attack with some of its payloads; `make hostile` has all of them."""

import subprocess
import sys

from tests.worlds import ROOT


def test_nothing_hostile_succeeds() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile", "--small"],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
