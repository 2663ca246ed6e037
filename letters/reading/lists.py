"""Lists of asks: marked items, paragraphs after a lead-in, and questions run together."""

from collections import Counter

from letters.reading import asking
from letters.reading.asking import CLOSER, FOLLOW_UP
from letters.reading.body import Body, Item, lower
from letters.reading.marked_lists import marked_items, marked_run
from letters.reading.sentences import Sentence

_ALONE, _AMONG_OTHERS = 0.95, 0.86
_SHORT_QUESTION = 5  # words: "Why? How so?" asks about the statement before it


def find_items(body: Body) -> list[Item]:
    """All items of lists of asks in reading order; notes the sentences that they use."""
    items: list[Item] = []
    index, count = 0, len(body.paragraphs)
    while index < count:
        entries = marked_run(body, index, count)
        if len(entries) > 1:
            items += marked_items(body, entries)
            index = entries[-1].last + 1
            continue
        found, index = _unmarked(body, index)
        items += found
    return items


def _unmarked(body: Body, index: int) -> tuple[list[Item], int]:
    """Questions or short asks after a lead-in in this paragraph; else nothing. Returns the next index."""
    found = body.sentences[index]
    last_question = _last_question(found)
    for position, sentence in enumerate(found):
        if not body.leads(sentence) and not _introduces_questions(
            sentence, found[position + 1 : position + 4]
        ):
            continue
        if position < last_question:
            body.consume([sentence])
            return _run_together(body, found[position + 1 :], sentence.text), index + 1
        if position == len(found) - 1:
            return _after_lead(body, index, sentence)
    if found and asking.is_question(found[0].text):
        return _bare_questions(body, index)
    return [], index + 1


def _last_question(found: list[Sentence]) -> int:
    """The place of the last question among sentences; -1 where there is none."""
    return max(
        (place for place, sentence in enumerate(found) if asking.is_question(sentence.text)), default=-1
    )


def _introduces_questions(sentence: Sentence, following: list[Sentence]) -> bool:
    """A colon with three questions behind it introduces them, whatever its words."""
    return (
        sentence.text.endswith(":")
        and len(following) == 3
        and all(asking.is_question(found.text) for found in following)
    )


def _after_lead(body: Body, index: int, lead: Sentence) -> tuple[list[Item], int]:
    """Paragraphs below a lead-in, as long as they ask."""
    following, count = index + 1, len(body.paragraphs)
    if following < count and len(marked_run(body, following, count)) > 1:
        return [], following  # a marked list, which looks for its own lead-in
    last = _last_asking(body, following, lead)
    if last < following:
        return [], following
    body.consume([lead])
    return _run_together(body, body.between(following, last), lead.text), last + 1


def _last_asking(body: Body, first: int, lead: Sentence) -> int:
    last = first - 1
    for position in range(first, len(body.paragraphs)):
        found = body.sentences[position]
        if not found:
            continue
        low = body.opening(position)
        if CLOSER.match(low) and not asking.is_question(found[0].text):
            break
        is_short_ask = lead.text.endswith(":") and (asking.is_imperative(low) or found[-1].text.endswith(";"))
        if body.has_question(position) or is_short_ask:
            last = position
        elif position - last > 1:
            break
    return last


def _run_together(body: Body, found: list[Sentence], lead: str) -> list[Item]:
    """Each distinct question or bare ask; "if so …", "please explain" and "why?" belong to the one before."""
    items: list[Item] = []
    last_question = _last_question(found)
    before: Sentence | None = None  # a statement that the next question may lean on
    for number, sentence in enumerate(found):
        is_ask = asking.is_question(sentence.text) or asking.is_imperative(lower(sentence))
        joins = bool(items) and before is None and _belongs(sentence, found[number - 1])
        if joins:
            items[-1].end = sentence.end
        elif is_ask:
            leans = before is not None and len(sentence.text.split()) <= _SHORT_QUESTION
            opening = before if leans and before is not None else sentence
            items.append(Item(opening.start, sentence.end, "", lead, _AMONG_OTHERS))
            body.consume([opening])
        elif number > last_question:
            break
        else:
            before = sentence
            continue
        before = None
        body.consume([sentence])
    return _with_confidence(items, found)


def _with_confidence(items: list[Item], found: list[Sentence]) -> list[Item]:
    """A question alone in its paragraph is sure; among others in one, where it ends is a judgement."""
    paragraph_of = {sentence.start: sentence.paragraph for sentence in found}
    count = Counter(paragraph_of[item.start] for item in items)
    for item in items:
        item.confidence = _ALONE if count[paragraph_of[item.start]] == 1 else _AMONG_OTHERS
    return items


def _belongs(sentence: Sentence, previous: Sentence) -> bool:
    """Whether a sentence follows up the question before it instead of asking a new one."""
    low = lower(sentence)
    if FOLLOW_UP.match(low):
        return not (low.startswith("please") and sentence.paragraph != previous.paragraph)
    return (
        sentence.paragraph == previous.paragraph
        and asking.is_question(sentence.text)
        and asking.leans_back(low)
    )


def _bare_questions(body: Body, index: int) -> tuple[list[Item], int]:
    """Three or more paragraphs in a row that open with a question are a list without a lead-in."""
    last = index
    while last + 1 < len(body.paragraphs) and _opens_with_question(body, last + 1):
        last += 1
    if last - index < 2:
        return [], index + 1
    return _run_together(body, body.between(index, last), ""), last + 1


def _opens_with_question(body: Body, index: int) -> bool:
    return bool(body.sentences[index]) and asking.is_question(body.sentences[index][0].text)
