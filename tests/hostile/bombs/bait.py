"""What a file may try to reach: an address where somebody listens, and a file with a word that nobody may see."""

from typing import NamedTuple


class Bait(NamedTuple):
    """The address of the listener, and the path of the file, as an address too."""

    http: str
    file: str
