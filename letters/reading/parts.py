"""What a reading of a letter consists of. Positions are offsets into the text that was read."""

from dataclasses import dataclass
from datetime import date

from letters.reading.explaining import Sentence


@dataclass(frozen=True, slots=True)
class Person:
    """A signer or an addressee, as the letter writes them. An addressee may be a body without a name."""

    name: str
    title: str = ""
    organization: str = ""
    start: int = -1
    end: int = -1
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Deadline:
    """The words that set a date, the rule they follow and the date, and why; no date where it must be asked for."""

    words: str
    rule: str
    due_on: date | None
    sentences: tuple[Sentence, ...]
    start: int
    end: int
    confidence: float

    @property
    def explanation(self) -> str:
        """Why it is that date, in English."""
        return " ".join(map(str, self.sentences))


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: `text` stands at `start:end`; `label` is its own marker, `lead` what introduces its list."""

    text: str
    label: str
    kind: str
    start: int
    end: int
    deadline: Deadline | None
    confidence: float
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything that was found in a letter. What is not in the text is empty, never guessed."""

    date: date | None
    date_words: str
    date_start: int
    date_end: int
    date_confidence: float
    recipients: tuple[Person, ...]
    signers: tuple[Person, ...]
    requests: tuple[Ask, ...]
    response_deadline: Deadline | None
    salutation: str
    subject: str
