"""The requests of a letter: items of its lists, and sentences in running text that ask.

An ask that only repeats another is left out; a weak form ("the agency should") counts only where it says
something that no firmer ask says.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from letters.reading import asking
from letters.reading.deadlines import find_deadline
from letters.reading.kinds import kind_of
from letters.reading.layout import Parts
from letters.reading.lists import Body, Item, find_items
from letters.reading.parts import Ask, Deadline, Person
from letters.reading.sentences import Sentence, paragraphs, sentences
from letters.reading.vocabulary import word_set

_FIRM = 0.7
_SURE_ENOUGH = 0.5
_RESTATED = 0.6  # share of an ask's words that another ask says too
_CLOSING_RESTATED = 0.45  # the same in the last paragraphs, against all other asks together
_ADDS = re.compile(r"\b(?:also|further|furthermore|additionally|in addition|addition)\b", re.IGNORECASE)
_ALWAYS = (
    r"you(?:r|rs|rself)?|the (?:administration|department|agency|president|secretary|commission|bureau|board|administrator|director|commissioner|"
    r"chairman|chair|governor|attorney general|federal government|u\.s\. government|united states|u\.s\.|committee|subcommittee|service|company|office|white house)"
)
_STOP_WORDS = word_set("""the and for that this with you your our are was were have has had from will would not all any its their they them which who what
    when where how why can could should must may been being such also these those than then there here into upon about please urge
    request ask writing write respectfully strongly therefore we's further regarding issue matter congress letter possible""")
_WORD = re.compile(r"[a-z][a-z'-]{2,}")


@dataclass(frozen=True, slots=True)
class Requests:
    """The asks in reading order, and the deadline that the letter sets for its answer as a whole."""

    asks: tuple[Ask, ...]
    response_deadline: Deadline | None


def find_requests(
    text: str, parts: Parts, recipients: Sequence[Person], letter_date: date | None
) -> Requests:
    """Every distinct thing that the letter asks of its addressees. Spans are positions in `text`."""
    flat = parts.plain.replace("\n", " ")
    found = paragraphs(parts.plain, parts.body_start, parts.body_end)
    body = Body(flat, found, [sentences(flat, p.text_start, p.end, n) for n, p in enumerate(found)])
    addressees = addressee_pattern(recipients)
    items = find_items(body, addressees)
    asks = [_from_item(flat, text, item, letter_date) for item in items]
    response, running = _running(body, flat, text, addressees, letter_date)
    closing_from = found[-1].start if found else 0
    asks = _distinct(asks, running, closing_from)
    response = response or _from_lead(flat, items, body, letter_date)
    return Requests(tuple(sorted(asks, key=lambda ask: ask.start)), response)


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
    return words if "?" in words else next((found.text for found in sentences(flat, start, end)), words)


def _from_item(flat: str, text: str, item: Item, letter_date: date | None) -> Ask:
    return _ask(flat, text, item.start, item.end, item.confidence, letter_date, item)


def _running(
    body: Body, flat: str, text: str, addressees: re.Pattern[str], letter_date: date | None
) -> tuple[Deadline | None, list[Ask]]:
    """The asks in running text, and the deadline of a sentence that asks for an answer as a whole."""
    response = None
    asks: list[Ask] = []
    for paragraph in body.sentences:
        for number, sentence in enumerate(paragraph):
            if sentence.start in body.consumed:
                continue
            low = " ".join(sentence.text.lower().split())
            stance = asking.stance(low, addressees)
            if _speaks_of_answer(low) and (
                deadline := find_deadline(flat, sentence.start, sentence.end, letter_date)
            ):
                response = deadline
            if (
                stance.strength >= 0.3
                and not asking.is_question(sentence.text)
                and not asking.CLOSER.match(low)
                and not asking.is_lead(low)
            ):
                asks.append(
                    _ask(
                        flat,
                        text,
                        sentence.start,
                        _with_follow_ups(paragraph, number),
                        stance.strength,
                        letter_date,
                    )
                )
    return response, asks


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
    for paragraph in body.sentences:
        for sentence in paragraph:
            is_lead = sentence.start in body.consumed and any(item.lead == sentence.text for item in items)
            if is_lead and (deadline := find_deadline(flat, sentence.start, sentence.end, letter_date)):
                return deadline
    return None


def _distinct(items: list[Ask], running: list[Ask], closing_from: int) -> list[Ask]:
    """Items and firm asks, less restatements; then weaker forms that say something else."""
    firm = [ask for ask in running if ask.confidence >= _FIRM]
    kept = list(items)
    for ask in sorted(firm, key=lambda ask: (ask.start >= closing_from, -len(ask.text))):
        if not _said(ask, kept, closing_from):
            kept.append(ask)
    for ask in running:
        floor = _SURE_ENOUGH if kept else 0.3
        if ask not in firm and ask.confidence >= floor and not _said(ask, kept, closing_from):
            kept.append(replace(ask, confidence=min(ask.confidence, 0.65)))
    return kept


def _said(ask: Ask, kept: list[Ask], closing_from: int) -> bool:
    """Whether an ask only restates: most of its words are in another ask, or in a closing in all others."""
    mine = _content(ask.text)
    if not mine:
        return True
    if any(len(mine & _content(other.text)) >= _RESTATED * len(mine) for other in kept):
        return True
    if ask.start < closing_from or len(kept) < 2 or _ADDS.search(ask.text):
        return False
    everything = set().union(*(_content(other.text) for other in kept))
    return len(mine & everything) >= _CLOSING_RESTATED * len(mine)


def _content(words: str) -> set[str]:
    return {word.rstrip("s") for word in _WORD.findall(words.lower())} - _STOP_WORDS
