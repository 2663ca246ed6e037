"""Sets of words, written as running text so that they can be read."""


def word_set(words: str) -> frozenset[str]:
    """The words of a text that are parted by blanks."""
    return frozenset(words.split())
