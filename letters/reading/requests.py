"""The requests of a letter: items of its lists, and sentences in running text that ask.

An ask that only repeats another is left out; a weak form ("the agency should") counts only where it says
something that no firmer ask says.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from letters.reading import asking
from letters.reading.body import Body, Item, lower, read_body
from letters.reading.deadlines import find_deadline
from letters.reading.kinds import kind_of
from letters.reading.layout import Parts
from letters.reading.lists import find_items
from letters.reading.parts import Ask, Deadline, Person
from letters.reading.sentences import Sentence, sentences
from letters.reading.vocabulary import word_set

_FIRM = 0.7
_SURE_ENOUGH = 0.5
_RESTATED = 0.8  # share of an ask's words that another ask says too
_FRAME_RESTATED = 0.45  # the same above a list and in the last paragraph, against all other asks together
_MOST = 250  # asks to compare another one with; a letter has tens
_ANYTHING = 0.3  # where a letter asks nothing more firmly
_ADDS = re.compile(r"\b(?:also|further|furthermore|additionally|in addition|addition)\b", re.IGNORECASE)
_ALWAYS = (
    r"you(?:r|rs|rself)?|the (?:administration|department|agency|president|secretary|commission|bureau|board|administrator|director|commissioner|"
    r"chairman|chair|governor|attorney general|federal government|u\.s\. government|united states|u\.s\.|committee|subcommittee|service|company|office|white house)"
)
_STOP_WORDS = word_set("""the and for that this with you your our are was were have has had from will would not all any its their they them which who what
    when where how why can could should must may been being such also these those than then there here into upon about please urge
    request ask writing write respectfully strongly therefore we's further regarding issue matter congress letter possible""")
_ATTACHMENT = re.compile(
    r"^[ \t]*(?:ATTACHMENT|APPENDIX|ENCLOSURE|Attachment|Appendix|Enclosure|QUESTIONS|Questions)\b[^\n]{0,80}$"
    r"|(?<=[a-z.] )(?:ATTACHMENT|APPENDIX|QUESTIONS)\b",
    re.MULTILINE,
)
_ATTACHED = re.compile(r"\b(?:attach(?:ed|ment)|enclos(?:ed|ure)|appendix|appended)\b", re.IGNORECASE)
_WORD = re.compile(r"[a-z][a-z'-]{2,}")


@dataclass(frozen=True, slots=True)
class Requests:
    """The asks in reading order, and the deadline that the letter sets for its answer as a whole."""

    asks: tuple[Ask, ...]
    response_deadline: Deadline | None


@dataclass(frozen=True, slots=True)
class _Running:
    """An ask in running text, what it is about, and whether it says that it adds to others ("we also urge")."""

    ask: Ask
    words: set[str]
    adds: bool


def find_requests(
    text: str, parts: Parts, recipients: Sequence[Person], letter_date: date | None
) -> Requests:
    """Every distinct thing that the letter asks of its addressees. Spans are positions in `text`."""
    addressees = addressee_pattern(recipients)
    body = read_body(parts.plain, parts.body_start, parts.body_end, addressees)
    flat = body.text
    items = find_items(body) + _attached(parts, flat, addressees)
    asks = [_from_item(flat, text, item, letter_date) for item in items]
    response, running = _running(body, text, letter_date)
    closing_from = _closing_from(body, parts)
    asks = _distinct(asks, running, closing_from)
    response = response or _from_lead(flat, items, body, letter_date)
    return Requests(tuple(sorted(asks, key=lambda ask: ask.start)), response)


def _closing_from(body: Body, parts: Parts) -> int:
    """Where the closing words begin: the last paragraph, or the last fifth where line breaks were lost."""
    last = body.paragraphs[-1].start if body.paragraphs else parts.body_end
    length = parts.body_end - parts.body_start
    return last if parts.body_end - last < length // 2 else parts.body_end - length // 5


def _attached(parts: Parts, flat: str, addressees: re.Pattern[str]) -> list[Item]:
    """Questions in an attachment that the letter itself speaks of (an attached letter to others has none)."""
    begin = _ATTACHMENT.search(parts.plain, parts.tail_start)
    if not begin or not _ATTACHED.search(flat, parts.body_start, parts.body_end):
        return []
    attached = read_body(parts.plain, begin.end(), len(parts.plain), addressees)
    return [item for item in find_items(attached) if item.label]


def addressee_pattern(recipients: Sequence[Person]) -> re.Pattern[str]:
    """What names the addressees in the body: "you", the office, the body and its acronym."""
    words = set()
    for person in recipients:
        for name in (person.organization, person.title):
            words |= _names_of(name)
    extra = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"\b(?:{_ALWAYS}{'|' + extra if extra else ''})\b")


def _names_of(name: str) -> set[str]:
    core = re.sub(r"^(?:the|u\.s\.|united states|secretary of(?: the)?)\s+", "", name.lower())
    letters = "".join(word[0] for word in core.split() if word not in ("of", "the", "and", "for", "on", "&"))
    if name.lower().startswith("secretary of"):
        letters = f"d{letters}"
    names = {letters, f"us{letters}"} if 2 <= len(letters) <= 6 else set()
    return names | ({core} if 6 < len(core) < 60 else set())


def _ask(
    flat: str,
    text: str,
    start: int,
    end: int,
    confidence: float,
    letter_date: date | None,
    item: Item | None = None,
) -> Ask:
    deadline = find_deadline(flat, start, end, letter_date)
    kind = kind_of(_telling(flat, start, end))
    return Ask(
        text[start:end],
        item.label if item else "",
        kind,
        start,
        end,
        deadline,
        confidence,
        item.lead if item else "",
    )


def _telling(flat: str, start: int, end: int) -> str:
    """The words that tell a request's kind: all of it where it questions, else its first sentence."""
    words = flat[start:end]
    if "?" in words:
        return words
    return next((found.text for found in sentences(flat, start, end) if len(found.text.split()) > 3), words)


def _from_item(flat: str, text: str, item: Item, letter_date: date | None) -> Ask:
    return _ask(flat, text, item.start, item.end, item.confidence, letter_date, item)


def _running(body: Body, text: str, letter_date: date | None) -> tuple[Deadline | None, list[_Running]]:
    """The asks in running text, and the deadline of a sentence that asks for an answer as a whole."""
    response, flat = None, body.text
    asks: list[_Running] = []
    for paragraph in body.running():
        for number, sentence in enumerate(paragraph):
            low = lower(sentence)
            if _speaks_of_answer(low) and (
                deadline := find_deadline(flat, sentence.start, sentence.end, letter_date)
            ):
                response = deadline
            stance = asking.stance(low, body.addressees)
            if stance.strength and _counts(sentence, low):
                end = _with_follow_ups(paragraph, number)
                ask = _ask(flat, text, sentence.start, end, stance.strength, letter_date)
                asks.append(_Running(ask, _content(low[stance.at :]), bool(_ADDS.search(low))))
    return response, asks


def _counts(sentence: Sentence, low: str) -> bool:
    return not (
        asking.is_question(sentence.text)
        or asking.CLOSER.match(low)
        or (low.endswith(":") and asking.is_lead(low))
    )


def _with_follow_ups(paragraph: list[Sentence], number: int) -> int:
    """The end of an ask with the sentences that only detail it ("This review should include …")."""
    end = paragraph[number].end
    for sentence in paragraph[number + 1 :]:
        low = sentence.text.lower()
        if not re.match(
            r"(?:this|the|such|these) (?:\w+ )?(?:should|must) |(?:the|such|your) \w+ should (?:also )?(?:include|examine|address|cover)|if (?:so|not),|finally, the \w+ should",
            low,
        ):
            break
        end = sentence.end
    return end


def _speaks_of_answer(sentence: str) -> bool:
    return bool(
        re.search(
            r"\b(?:respon[ds]|response|respond|reply|replies|answers?|hear(?:ing)? from you|provide|submit|questions?)\b",
            sentence,
        )
    )


def _from_lead(flat: str, items: list[Item], body: Body, letter_date: date | None) -> Deadline | None:
    """A lead-in that sets a date for everything below it: "Please answer the following by May 3:"."""
    leads = {item.lead for item in items}
    for paragraph in body.sentences:
        for sentence in paragraph:
            is_lead = sentence.start in body.consumed and sentence.text in leads
            if is_lead and (deadline := find_deadline(flat, sentence.start, sentence.end, letter_date)):
                return deadline
    return None


def _distinct(items: list[Ask], running: list[_Running], closing_from: int) -> list[Ask]:
    """Items and firm asks, less restatements; then weaker forms that say something else."""
    said = [_content(item.text) for item in items]
    first_item = min((item.start for item in items), default=0)
    kept = list(items)
    for other in sorted(running, key=lambda other: _precedence(other, closing_from)):
        is_firm = other.ask.confidence >= _FIRM
        if other.ask.confidence < (_SURE_ENOUGH if kept else _ANYTHING) or len(said) >= _MOST:
            break
        frames = bool(items) and (other.ask.start >= closing_from or other.ask.start < first_item)
        if not _is_said(other, said, frames=frames):
            kept.append(
                other.ask if is_firm else replace(other.ask, confidence=min(other.ask.confidence, 0.65))
            )
            said.append(other.words)
    return kept


def _precedence(other: _Running, closing_from: int) -> tuple[float, bool, int]:
    """Firm asks first, closings after the rest, the most specific one first; then weaker ones by strength."""
    is_firm = other.ask.confidence >= _FIRM
    return (-1.0 if is_firm else -other.ask.confidence, other.ask.start >= closing_from, -len(other.words))


def _is_said(other: _Running, said: list[set[str]], *, frames: bool) -> bool:
    """Whether an ask only restates: one other ask says most of it, or, at the letter's ends, all others together."""
    size = len(other.words)
    if not size:
        return True
    if other.adds:
        return False
    if any(len(other.words & words) >= _RESTATED * size for words in said):
        return True
    if not frames or len(said) < 2:
        return False
    return len(other.words & set().union(*said)) >= _FRAME_RESTATED * size


def _content(words: str) -> set[str]:
    return {word.removesuffix("'s").rstrip("s") for word in _WORD.findall(words.lower())} - _STOP_WORDS
