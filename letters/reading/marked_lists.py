"""Lists whose items bear markers: "1.", "(a)", "•", "First".

A list counts as one of asks where its lead-in asks or at least half of its items ask by themselves. Each item
keeps its sub-items; under a heading, what stands below it is a list of its own.
"""

import re
from dataclasses import dataclass

from letters.reading import asking
from letters.reading.asking import CLOSER, FOLLOW_UP
from letters.reading.body import Body, Item, lower
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
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")
_ANAPHORA = re.compile(r"\b(?:his|her|their|its|this|these|those|such|it)\b")
_HEADING_WORDS = 14


@dataclass(frozen=True, slots=True)
class Entry:
    """A top-level item as it stands: the first and the last of the paragraphs that it covers."""

    first: int
    last: int


def marked_run(body: Body, index: int, limit: int) -> list[Entry]:
    """The entries of a marked list that begins at a paragraph and ends before another; empty for no list."""
    top = body.paragraphs[index]
    if not top.marker or not _begins(top):
        return []
    entries, last_label = [Entry(index, index)], top.label
    position = index + 1
    while position < limit and position - entries[-1].last <= _gap(body, top):
        paragraph = body.paragraphs[position]
        if paragraph.inline and _ends_with_lead(body, position - 1):
            break
        if _is_sibling(top, paragraph, last_label):
            entries[-1] = Entry(entries[-1].first, position - 1)
            entries.append(Entry(position, position))
            last_label = paragraph.label
        elif paragraph.marker and _is_sub_item(top, paragraph):
            entries[-1] = Entry(entries[-1].first, position)
        elif paragraph.marker:
            break
        position += 1
    if len(entries) > 1:
        entries[-1] = _with_rest(body, entries[-1], limit)
    return entries


def _ends_with_lead(body: Body, index: int) -> bool:
    """Whether a new list is introduced at the end of what would be an item, where line breaks are lost."""
    found = body.sentences[index]
    return len(found) > 1 and found[-1].text.endswith(":") and body.leads(found[-1])


def _gap(body: Body, top: Paragraph) -> int:
    """How many paragraphs may stand between two markers of one list: its items' own further paragraphs."""
    if top.marker == "bullet":
        return 3 if body.by_line else 1
    if top.marker == "ordinal":
        return 11
    return 14 if body.by_line else 5


def _begins(paragraph: Paragraph) -> bool:
    return paragraph.marker in ("bullet", "q") or paragraph.label.lower() in (
        "1",
        "a",
        "i",
        "first",
        "firstly",
    )


def _is_sibling(top: Paragraph, other: Paragraph, last_label: str) -> bool:
    if top.marker == "bullet":
        return other.marker == "bullet" and other.label == top.label and abs(other.indent - top.indent) < 2
    if top.marker == "ordinal":
        return other.marker == "ordinal" and _rank(other.label) > _rank(last_label)
    return other.marker not in ("", "bullet", "ordinal") and other.label == _next(last_label)


def _is_sub_item(top: Paragraph, other: Paragraph) -> bool:
    if top.marker == "bullet":
        deeper = other.label != top.label or other.indent > top.indent
        return other.marker in ("letter", "roman") or (other.marker == "bullet" and deeper)
    return other.marker not in (top.marker, "ordinal")


def _rank(label: str) -> int:
    bare = label.lower().removesuffix("ly")
    return _ORDINALS.index(bare) if bare in _ORDINALS else -1


def _next(label: str) -> str:
    if label.isdigit():
        return str(int(label) + 1)
    if number := re.fullmatch(r"(Q(?:uestion)? ?)(\d+)", label):
        return f"{number[1]}{int(number[2]) + 1}"
    low = label.lower()
    if low in _ROMAN[:-1] and (len(low) > 1 or low in "iv"):
        following = _ROMAN[_ROMAN.index(low) + 1]
        return following if label.islower() else following.upper()
    return chr(ord(label) + 1) if len(label) == 1 else ""


def _with_rest(body: Body, entry: Entry, limit: int) -> Entry:
    """The last entry with its further paragraphs, which no later marker bounds."""
    if body.paragraphs[entry.first].marker == "ordinal":
        return _with_continuation(body, entry, limit)
    last = entry.last
    while body.by_line and last + 1 < limit and not body.paragraphs[last + 1].marker:
        if not body.has_question(last + 1) and not FOLLOW_UP.match(body.opening(last + 1)):
            break
        last += 1
    return Entry(entry.first, last)


def _with_continuation(body: Body, entry: Entry, limit: int) -> Entry:
    """The last ordinal item goes on in the next paragraph where that one leans on it."""
    following = entry.last + 1
    if following + 1 >= limit or not body.sentences[following] or not body.sentences[entry.first]:
        return entry
    opening = body.opening(following)
    words = body.text[body.paragraphs[entry.first].start : body.paragraphs[entry.last].end]
    names = set(re.findall(r"\b[A-Z][a-z]{3,}", words))
    shared = names & set(re.findall(r"\b[A-Z][a-z]{3,}", body.sentences[following][0].text))
    leans = _ANAPHORA.search(opening[:60]) and len(shared) >= 2 and not CLOSER.match(opening)
    return Entry(entry.first, following) if leans else entry


def marked_items(body: Body, entries: list[Entry]) -> list[Item]:
    """The items of a marked list, where it is one of asks; marks its sentences as used."""
    lead = _lead_before(body, entries[0].first)
    _bound_last(body, entries)
    found = [body.between(entry.first, entry.last) for entry in entries]
    asks = [body.asks(own) for own in found]
    has_lead = lead is not None and body.leads(lead)
    if not has_lead and sum(asks) * 2 < len(entries):
        return []
    if body.paragraphs[entries[0].first].marker == "ordinal" and not lead and not all(asks):
        return []
    if lead:
        body.consume([lead])
    asks_questions = sum(map(_questions, found)) * 2 >= len(entries)
    chosen = [entry for entry, own in zip(entries, asks, strict=True) if own or not asks_questions]
    return [
        item
        for entry in chosen
        for item in _entry_items(body, entry, lead.text if lead else "", is_last=entry is entries[-1])
    ]


def _bound_last(body: Body, entries: list[Entry]) -> None:
    """In the middle of a line nothing ends the last item: take it to its last question or to the longest other's length."""
    last = entries[-1].last
    if not body.paragraphs[last].inline:
        return
    found = body.sentences[last]
    count = max(len(body.between(entry.first, entry.last)) for entry in entries[:-1])
    if body.has_question(last):
        count = 1 + max(n for n, sentence in enumerate(found) if asking.is_question(sentence.text))
        while count < len(found) and FOLLOW_UP.match(lower(found[count])):
            count += 1
    body.cut(last, count)


def _questions(found: list[Sentence]) -> bool:
    return any(asking.is_question(sentence.text) for sentence in found)


def _lead_before(body: Body, index: int) -> Sentence | None:
    """The sentence above a list, if it introduces one."""
    for back in (index - 1, index - 2):
        if back >= 0 and body.sentences[back]:
            last = body.endings.get(back, body.sentences[back][-1])
            if body.leads(last) or last.text.endswith(":"):
                return last
            if len(last.text) > 60:
                return None
    return None


def _entry_items(body: Body, entry: Entry, lead: str, *, is_last: bool) -> list[Item]:
    """The item of an entry; under a heading, the items of the list that stands below it."""
    if entry.last > entry.first and _is_heading(body, entry.first):
        body.consume(body.sentences[entry.first])
        if below := _below_heading(body, entry, lead):
            return below
    paragraph = body.paragraphs[entry.first]
    found = body.between(entry.first, entry.last)
    if is_last:
        found = _until_closing(found)
    if not found:
        return []
    body.consume(found)
    start = min(paragraph.text_start, found[0].start) if paragraph.label else found[0].start
    return [Item(start, max(found[-1].end, start), paragraph.label, lead, 0.96 if lead else 0.9)]


def _below_heading(body: Body, entry: Entry, lead: str) -> list[Item]:
    items: list[Item] = []
    position = entry.first + 1
    while position <= entry.last:
        inner = marked_run(body, position, entry.last + 1)
        if len(inner) > 1:
            items += marked_items(body, inner)
            position = inner[-1].last
        elif body.paragraphs[position].marker and body.has_question(position):
            items += _entry_items(body, Entry(position, position), lead, is_last=False)
        position += 1
    return items


def _is_heading(body: Body, index: int) -> bool:
    words = body.text[body.paragraphs[index].text_start : body.paragraphs[index].end]
    is_short = len(words.split()) <= (_HEADING_WORDS if not words.endswith(".") else 6)
    return (
        len(body.sentences[index]) <= 1
        and (is_short or words.endswith(":"))
        and not body.asks(body.sentences[index])
    )


def _until_closing(found: list[Sentence]) -> list[Sentence]:
    """Where line breaks are lost, the last item's paragraph goes on to the letter's end: cut it there."""
    kept = found[:1]
    for sentence in found[1:]:
        low = lower(sentence)
        if CLOSER.match(low) or asking.is_about_answering(low):
            break
        kept.append(sentence)
    if len(found) > len(kept) and _questions(kept):
        while not asking.is_question(kept[-1].text) and not FOLLOW_UP.match(lower(kept[-1])):
            kept.pop()
    return kept
