"""The body of a letter as the reader goes through it, and the items of lists that it finds there."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from letters.reading import asking
from letters.reading.layout import lines
from letters.reading.sentences import Paragraph, Sentence, paragraphs, sentences


@dataclass(slots=True)
class Item:
    """One entry of a list of asks: its span without its marker, the marker, and the lead-in."""

    start: int
    end: int
    label: str
    lead: str
    confidence: float


@dataclass(slots=True)
class Body:
    """Paragraphs with their sentences. `consumed` holds where the sentences of lists and lead-ins start.

    `by_line` is true for texts that lost their paragraphs and have each sentence on a line of its own.
    """

    text: str
    paragraphs: list[Paragraph]
    sentences: list[list[Sentence]]
    addressees: re.Pattern[str]
    by_line: bool = False
    consumed: set[int] = field(default_factory=set)
    remainders: list[Sentence] = field(default_factory=list)
    endings: dict[int, Sentence] = field(
        default_factory=dict
    )  # the last sentences of paragraphs that were cut

    def has_question(self, index: int) -> bool:
        """Whether a paragraph holds a question."""
        return any(asking.is_question(sentence.text) for sentence in self.sentences[index])

    def opening(self, index: int) -> str:
        """The first sentence of a paragraph in lower case; empty for one without words."""
        return lower(self.sentences[index][0]) if self.sentences[index] else ""

    def between(self, first: int, last: int) -> list[Sentence]:
        """The sentences of the paragraphs from one to another."""
        return [sentence for index in range(first, last + 1) for sentence in self.sentences[index]]

    def consume(self, found: Iterable[Sentence]) -> None:
        """Note that sentences belong to a list."""
        self.consumed.update(sentence.start for sentence in found)

    def cut(self, index: int, count: int) -> None:
        """Keep only the first sentences of a paragraph as its own; the others stay in the running text."""
        if len(self.sentences[index]) <= count:
            return
        self.remainders += self.sentences[index][count:]
        self.endings[index] = self.sentences[index][-1]
        self.sentences[index] = self.sentences[index][:count]

    def running(self) -> list[list[Sentence]]:
        """The sentences outside lists and lead-ins, by paragraph."""
        parted = [*self.sentences, self.remainders]
        return [[sentence for sentence in own if sentence.start not in self.consumed] for own in parted]

    def asks(self, found: list[Sentence]) -> bool:
        """Whether sentences ask: a question, an imperative at their beginning, or any firm ask."""
        if not found:
            return False
        return (
            any(asking.is_question(sentence.text) for sentence in found)
            or asking.is_imperative(lower(found[0]))
            or any(asking.stance(lower(sentence), self.addressees).strength >= 0.5 for sentence in found)
        )

    def leads(self, sentence: Sentence) -> bool:
        """Whether a sentence introduces a list of asks."""
        low = lower(sentence)
        return asking.is_lead(low) or (
            low.endswith(":") and asking.stance(low, self.addressees).strength >= 0.5
        )


def read_body(plain: str, start: int, end: int, addressees: re.Pattern[str]) -> Body:
    """The body between two positions of a text made plain."""
    flat = plain.replace("\n", " ")
    found = paragraphs(plain, start, end)
    parted = [
        sentences(flat, paragraph.text_start, paragraph.end, number) for number, paragraph in enumerate(found)
    ]
    single = sum(len(paragraph) == 1 for paragraph in parted)
    by_line = len(lines(plain, start, end)) >= 10 and single >= 0.8 * len(found)
    return Body(flat, found, parted, addressees, by_line)


def lower(sentence: Sentence) -> str:
    """A sentence in lower case with single blanks, as `asking` takes it."""
    return " ".join(sentence.text.lower().split())
