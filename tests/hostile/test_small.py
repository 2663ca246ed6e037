"""Every kind of attack with some of its payloads; `make hostile` has all of them."""

import subprocess
import sys

import pytest

from tests.worlds import ROOT


@pytest.mark.parametrize("attack", ["redirects", "splitting", "names", "formulas", "scripts"])
def test_nothing_hostile_succeeds(attack: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile", "--small", attack],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
