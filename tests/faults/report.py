"""The table that `make faults` prints."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

HEAD = f"{'fault':<58}{'tried':>8}{'lost':>6}{'doubled':>9}{'seconds':>9}  notes"


@dataclass
class Line:
    """What one fault did; `note` says what else was asked for, with figures. `kept`: whether every goal was."""

    fault: str
    tried: int = 0
    lost: int = 0
    doubled: int = 0
    seconds: float = 0.0
    note: str = ""
    kept: bool = True

    def __str__(self) -> str:
        missed = "" if self.kept and not self.lost and not self.doubled else "  MISSED"
        return f"{self.fault:<58}{self.tried:>8,}{self.lost:>6}{self.doubled:>9}{self.seconds:>9.1f}  {self.note}{missed}"

    @property
    def held(self) -> bool:
        """Whether nothing was lost or doubled, and every other goal was kept."""
        return self.kept and not self.lost and not self.doubled


@contextmanager
def timed(line: Line) -> Iterator[Line]:
    """Measures how long the block takes."""
    start = time.monotonic()
    yield line
    line.seconds = time.monotonic() - start
