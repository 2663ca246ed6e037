"""Files that were made to harm whoever reads them, all made here: bombs, loops, references that lead away, polyglots."""

from collections.abc import Callable
from typing import NamedTuple

from tests.hostile.bombs import mails, packages, pdfs, pictures, polyglots, sheets, words, xml
from tests.hostile.bombs.bait import Bait

__all__ = ["LETTERS", "SHEETS", "Bait", "Bomb"]


class Bomb(NamedTuple):
    """A file by its name, made when it is needed: some are large."""

    name: str
    make: Callable[[Bait], bytes]


LETTERS = [
    Bomb(name, make)
    for module in (packages, xml, pdfs, pictures, mails, words, polyglots)
    for name, make in module.FILES.items()
]
SHEETS = [Bomb(name, make) for name, make in sheets.FILES.items()]
