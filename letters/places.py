"""Where words stand in a letter's text, white space apart. Pure."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate

Span = tuple[int, int]
_WORD = re.compile(r"\S+")


class Places:
    """A text in which many words are looked up: it is kept with single spaces, beside where each word stood."""

    def __init__(self, text: str) -> None:
        self.text = text
        words = text.split()
        self.plain = " ".join(words)
        # Where each word stands: in the text, and between single spaces, where one more would stand at the end.
        self.starts = [match.start() for match in _WORD.finditer(text)]
        self.plain_starts = list(accumulate((len(word) + 1 for word in words), initial=0))

    def find(self, words: str, after: int = 0) -> Span | None:
        """The first place of the words that begins at `after` or later; None where they do not stand there."""
        sought = " ".join(words.split())
        start = self.plain.find(sought, self.plain_place(after)) if sought else -1
        if start < 0:
            return None
        return self.place(start), self.place(start + len(sought) - 1) + 1

    def find_all(self, asked: Iterable[tuple[str, int | None]]) -> list[Span | None]:
        """Where each of several stands, given its words and where they are said to begin.

        What was said is a hint: words that are not there, or of which nothing is said, stand at their next place after
        the ones before, else at their first.
        """
        spans, after = list[Span | None](), 0
        for words, start in asked:
            span = self.find(words, after if start is None else start) or self.find(words)
            after = span[1] if span else after
            spans.append(span)
        return spans

    def place(self, plain: int) -> int:
        """Where the text has what stands at a place between single spaces."""
        word = bisect_right(self.plain_starts, plain) - 1
        return self.starts[word] + plain - self.plain_starts[word]

    def plain_place(self, place: int) -> int:
        """The other way round: of white space, before the word that follows."""
        word = bisect_right(self.starts, place) - 1
        if word < 0:
            return 0
        return min(self.plain_starts[word] + place - self.starts[word], self.plain_starts[word + 1])
