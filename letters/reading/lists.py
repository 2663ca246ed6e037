"""Lists of asks: marked items, paragraphs after a lead-in, and questions run together.

A list counts as one of asks where its lead-in asks ("please answer the following:") or at least half of its
items ask by themselves. Each item keeps its sub-items and what follows on the same point.
"""

import re
from dataclasses import dataclass, field

from letters.reading import asking
from letters.reading.asking import CLOSER, FOLLOW_UP
from letters.reading.sentences import Paragraph, Sentence

_ORDINALS = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "last",
    "final",
)
_MAX_GAP = 3  # paragraphs that may stand between two markers of one list
_ANAPHORA = re.compile(r"\b(?:his|her|their|its|this|these|those|such|it)\b")


@dataclass(slots=True)
class Item:
    """One entry of a list of asks: its span without its marker, the marker, and the lead-in."""

    start: int
    end: int
    label: str
    lead: str
    confidence: float
    is_question: bool


@dataclass(slots=True)
class Body:
    """The body as paragraphs, each with its sentences."""

    text: str
    paragraphs: list[Paragraph]
    sentences: list[list[Sentence]]
    consumed: set[int] = field(default_factory=set)  # starts of sentences that belong to a list or lead-in


@dataclass(frozen=True, slots=True)
class _Entry:
    """A top-level item as it stands: the paragraphs that it covers."""

    first: int
    last: int


def find_items(body: Body, addressees: re.Pattern[str]) -> list[Item]:
    """All items of lists of asks in reading order; marks the sentences used as consumed."""
    items: list[Item] = []
    index = 0
    while index < len(body.paragraphs):
        entries = _marked_run(body, index)
        if len(entries) > 1:
            items += _marked_items(body, index, entries, addressees)
            index = entries[-1].last + 1
            continue
        found, index = _unmarked(body, index)
        items += found
    return items


def _lower(sentence: Sentence) -> str:
    return " ".join(sentence.text.lower().split())


# Marked lists


def _marked_run(body: Body, index: int) -> list[_Entry]:
    """The items of a marked list that begins at a paragraph; empty where none does."""
    top = body.paragraphs[index]
    if not top.marker or not _begins(top):
        return []
    entries = [_Entry(index, index)]
    last_label, position = top.label, index + 1
    while position < len(body.paragraphs) and position - entries[-1].last <= _MAX_GAP + 8 * (
        top.marker == "ordinal"
    ):
        paragraph = body.paragraphs[position]
        if _is_sibling(top, paragraph, last_label):
            entries[-1] = _Entry(entries[-1].first, position - 1)
            entries.append(_Entry(position, position))
            last_label = paragraph.label
        elif paragraph.marker and _is_sub_item(top, paragraph):
            entries[-1] = _Entry(entries[-1].first, position)
        elif top.marker == "bullet" and not paragraph.marker:
            break
        position += 1
    return entries


def _begins(paragraph: Paragraph) -> bool:
    return (
        paragraph.marker == "bullet"
        or paragraph.label.lower() in ("1", "a", "i", "first", "firstly")
        or paragraph.marker == "q"
    )


def _is_sibling(top: Paragraph, other: Paragraph, last_label: str) -> bool:
    if top.marker == "bullet":
        return other.marker == "bullet" and other.label == top.label and abs(other.indent - top.indent) < 2
    if top.marker == "ordinal":
        return other.marker == "ordinal" and _rank(other.label) > _rank(last_label)
    return bool(other.marker) and other.marker != "bullet" and other.label == _next(last_label)


def _is_sub_item(top: Paragraph, other: Paragraph) -> bool:
    if top.marker == "bullet":
        return other.marker in ("letter", "roman") or (
            other.marker == "bullet" and (other.label != top.label or other.indent > top.indent)
        )
    return other.marker != top.marker and other.marker != "ordinal"


def _rank(label: str) -> int:
    bare = label.lower().removesuffix("ly")
    return _ORDINALS.index(bare) if bare in _ORDINALS else -1


_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")


def _next(label: str) -> str:
    if label.isdigit():
        return str(int(label) + 1)
    if number := re.fullmatch(r"(Q(?:uestion)? ?)(\d+)", label):
        return f"{number[1]}{int(number[2]) + 1}"
    low = label.lower()
    if low in _ROMAN[:-1] and low != "c" and not (len(low) == 1 and low not in "iv"):
        following = _ROMAN[_ROMAN.index(low) + 1]
        return following if label.islower() else following.upper()
    return chr(ord(label[0]) + 1) if len(label) == 1 else ""


def _marked_items(body: Body, index: int, entries: list[_Entry], addressees: re.Pattern[str]) -> list[Item]:
    lead = _lead_before(body, index)
    asks = [_entry_asks(body, entry, addressees) for entry in entries]
    if not (lead and asking.is_lead(lead.text.lower())) and sum(asks) * 2 < len(entries):
        return []
    if body.paragraphs[index].marker == "ordinal" and not lead and not all(asks):
        return []
    items: list[Item] = []
    for number, entry in enumerate(entries):
        entry = _with_continuation(body, entry) if number + 1 == len(entries) else entry
        items += _entry_items(body, entry, lead.text if lead else "", is_last=number + 1 == len(entries))
    if lead:
        body.consumed.add(lead.start)
    return items


def _lead_before(body: Body, index: int) -> Sentence | None:
    """The sentence above a list, if it introduces one."""
    for back in (index - 1, index - 2):
        if back >= 0 and body.sentences[back]:
            last = body.sentences[back][-1]
            if asking.is_lead(_lower(last)) or last.text.endswith(":"):
                return last
            if len(last.text) > 60:
                return None
    return None


def _entry_asks(body: Body, entry: _Entry, addressees: re.Pattern[str]) -> bool:
    found = [sentence for p in range(entry.first, entry.last + 1) for sentence in body.sentences[p]]
    if not found:
        return False
    first = _lower(found[0])
    return (
        any(asking.is_question(sentence.text) for sentence in found)
        or asking.is_imperative(first)
        or asking.stance(first, addressees).strength >= 0.5
    )


def _with_continuation(body: Body, entry: _Entry) -> _Entry:
    """The last ordinal item goes on in the next paragraph where that one leans on it and asks for the same."""
    following = entry.last + 1
    if body.paragraphs[entry.first].marker != "ordinal" or following + 1 >= len(body.paragraphs):
        return entry
    if not body.sentences[following] or not body.sentences[entry.first]:
        return entry
    opening = _lower(body.sentences[following][0])
    names = set(
        re.findall(
            r"\b[A-Z][a-z]{3,}",
            body.text[body.paragraphs[entry.first].start : body.paragraphs[entry.last].end],
        )
    )
    shared = names & set(re.findall(r"\b[A-Z][a-z]{3,}", body.sentences[following][0].text))
    leans = _ANAPHORA.search(opening[:60]) and len(shared) >= 2 and not CLOSER.match(opening)
    return _Entry(entry.first, following) if leans else entry


def _entry_items(body: Body, entry: _Entry, lead: str, *, is_last: bool) -> list[Item]:
    """The item of an entry; under a heading, the questions that stand below it."""
    subs = range(entry.first + 1, entry.last + 1)
    if subs and _is_heading(body, entry.first) and any(_has_question(body, sub) for sub in subs):
        for sentence in body.sentences[entry.first]:
            body.consumed.add(sentence.start)
        return [item for sub in subs for item in _entry_items(body, _Entry(sub, sub), lead, is_last=is_last)]
    paragraph = body.paragraphs[entry.first]
    found = [sentence for p in range(entry.first, entry.last + 1) for sentence in body.sentences[p]]
    if is_last:
        found = _until_closing(found)
    if not found:
        return []
    body.consumed.update(sentence.start for sentence in found)
    has_question = any(asking.is_question(sentence.text) for sentence in found)
    start = max(paragraph.text_start, min(paragraph.text_start, found[0].end))
    return [
        Item(start, max(found[-1].end, start), paragraph.label, lead, 0.96 if lead else 0.9, has_question)
    ]


def _is_heading(body: Body, index: int) -> bool:
    found = body.sentences[index]
    words = body.text[body.paragraphs[index].text_start : body.paragraphs[index].end]
    return (
        len(found) <= 1
        and not _has_question(body, index)
        and (len(words.split()) <= 14 or words.endswith(":"))
        and not words.endswith(".")
    )


def _has_question(body: Body, index: int) -> bool:
    return any(asking.is_question(sentence.text) for sentence in body.sentences[index])


def _until_closing(found: list[Sentence]) -> list[Sentence]:
    """Where line breaks are lost, the last item's paragraph goes on to the letter's end: cut it there."""
    kept = found[:1]
    for sentence in found[1:]:
        low = _lower(sentence)
        if CLOSER.match(low) or asking.is_about_answering(low):
            break
        kept.append(sentence)
    if len(found) - len(kept) and any(asking.is_question(sentence.text) for sentence in kept):
        while not asking.is_question(kept[-1].text) and not FOLLOW_UP.match(_lower(kept[-1])):
            kept.pop()
    return kept


# Unmarked lists


def _unmarked(body: Body, index: int) -> tuple[list[Item], int]:
    """Questions or short asks after a lead-in in this paragraph; else nothing. Returns the next index."""
    found = body.sentences[index]
    for position, sentence in enumerate(found):
        low = _lower(sentence)
        if not asking.is_lead(low):
            continue
        rest = found[position + 1 :]
        if _questions(rest):
            body.consumed.add(sentence.start)
            return _run_together(body, rest, sentence.text), index + 1
        if not rest or position + 1 == len(found):
            return _after_lead(body, index, sentence)
    return ([], index + 1) if not _opens_with_question(body, index) else _bare_questions(body, index)


def _after_lead(body: Body, index: int, lead: Sentence) -> tuple[list[Item], int]:
    """Paragraphs below a lead-in, as long as they ask."""
    following = index + 1
    if (
        following < len(body.paragraphs)
        and body.paragraphs[following].marker
        and len(_marked_run(body, following)) > 1
    ):
        return [], following  # a marked list, which looks for its own lead-in
    last = _last_asking(body, following, lead)
    if last < following:
        return [], following
    body.consumed.add(lead.start)
    asks = [p for p in range(following, last + 1) if body.sentences[p]]
    if len(asks) == 1:
        return _run_together(body, body.sentences[asks[0]], lead.text), last + 1
    return [item for p in asks for item in _paragraph_items(body, p, lead.text)], last + 1


def _last_asking(body: Body, first: int, lead: Sentence) -> int:
    last = first - 1
    for position in range(first, len(body.paragraphs)):
        found = body.sentences[position]
        if not found:
            continue
        low = _lower(found[0])
        if CLOSER.match(low) and not asking.is_question(found[0].text):
            break
        if _has_question(body, position) or (
            lead.text.endswith(":") and (asking.is_imperative(low) or found[-1].text.endswith(";"))
        ):
            last = position
        elif position - last > 1:
            break
    return last


def _paragraph_items(body: Body, index: int, lead: str) -> list[Item]:
    found = body.sentences[index]
    asks = _has_question(body, index) or asking.is_imperative(_lower(found[0]))
    if not asks:
        return []
    body.consumed.update(sentence.start for sentence in found)
    paragraph = body.paragraphs[index]
    return [
        Item(
            max(paragraph.text_start, found[0].start),
            found[-1].end,
            paragraph.label,
            lead,
            0.95,
            _has_question(body, index),
        )
    ]


def _questions(found: list[Sentence]) -> int:
    return sum(asking.is_question(sentence.text) for sentence in found)


def _run_together(body: Body, found: list[Sentence], lead: str) -> list[Item]:
    """Each distinct question of a paragraph; "if so …" and "please explain" belong to the one before."""
    items: list[Item] = []
    last_question = max(
        (n for n, sentence in enumerate(found) if asking.is_question(sentence.text)), default=-1
    )
    for number, sentence in enumerate(found):
        low = _lower(sentence)
        if number > last_question and not (
            items and FOLLOW_UP.match(low) and items[-1].end in (found[number - 1].end,)
        ):
            break
        if items and FOLLOW_UP.match(low):
            items[-1].end = sentence.end
        elif asking.is_question(sentence.text) or asking.is_imperative(low):
            items.append(
                Item(sentence.start, sentence.end, "", lead, 0.92, asking.is_question(sentence.text))
            )
        else:
            continue
        body.consumed.add(sentence.start)
    return items


def _opens_with_question(body: Body, index: int) -> bool:
    return bool(body.sentences[index]) and asking.is_question(body.sentences[index][0].text)


def _bare_questions(body: Body, index: int) -> tuple[list[Item], int]:
    """Three or more paragraphs in a row that open with a question are a list without a lead-in."""
    last = index
    while last + 1 < len(body.paragraphs) and _opens_with_question(body, last + 1):
        last += 1
    if last - index < 2:
        return [], index + 1
    return [item for p in range(index, last + 1) for item in _paragraph_items(body, p, "")], last + 1
