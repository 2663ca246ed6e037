"""Packages of npm's that tests use: package-lock.json lists them, and they are installed beside it when first asked for."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path

HERE = Path(__file__).parent
LOCK = HERE / "package-lock.json"
PROGRAMS = Path(sys.executable).parent  # where Python's packages put theirs, Node.js among them


def node_modules() -> Path:
    """What package-lock.json lists, installed anew only where it lists something else than the last time."""
    folder = HERE / "node_modules"
    installed = folder / "installed-lock.json"
    with alone(LOCK):
        if not installed.exists() or installed.read_bytes() != LOCK.read_bytes():
            ran = subprocess.run(
                [PROGRAMS / "npm", "ci"], cwd=HERE, capture_output=True, text=True, check=False, timeout=300
            )
            assert ran.returncode == 0, ran.stdout + ran.stderr
            shutil.copy(LOCK, installed)
    return folder


@contextmanager
def alone(file: Path) -> Iterator[None]:
    """Keeps others who name the file out for as long as the block lasts."""
    with file.open() as held:
        flock(held, LOCK_EX)
        yield
