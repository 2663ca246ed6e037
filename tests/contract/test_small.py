"""A few examples of what `make contract` asks, by everybody."""

import subprocess
import sys
from pathlib import Path


def test_the_api_keeps_what_its_document_promises() -> None:
    root = Path(__file__).resolve().parents[2]
    asked = [sys.executable, "-W", "ignore", "-m", "tests.contract", "--small"]
    ran = subprocess.run(asked, cwd=root, capture_output=True, text=True, check=False, timeout=280)
    assert ran.returncode == 0, ran.stdout[-6000:] + ran.stderr[-2000:]
