"""Letters as the public lists show them: a card each, made anew only when the letter has another version."""

from collections.abc import Iterable, Sequence

from django.utils.safestring import SafeString

from letters.found import found_in, request_around
from letters.models import Letter, Letters
from letters.progress import letter_progress
from letters.search import phrases_of
from tracker.clock import today
from tracker.kept_parts import Context, kept_parts

KNOWN_BY = ("pk", "public_id", "version")
MOST = 3  # requests and names that a card shows of those that were found
Known = tuple[str, int, int, str]  # id and version of a letter, level, and what was looked for


def known(letters: Letters) -> Letters:
    """The letters with what a card is known by, and its place in a list."""
    return letters.only("public_id", "version", "letter_date")


def cards_of(shown: Iterable[Letter], seen: Letters, *, level: int, typed: str = "") -> list[SafeString]:
    """The cards of letters that were just found, of those that the reader sees; `level`: of their headings.

    `typed`: the words by which they were found, if any, which the cards show and mark.
    """
    keys = {(letter.public_id, letter.version, level, typed): letter.pk for letter in shown}

    def contexts(missing: Sequence[Known]) -> dict[Known, Context]:
        listed = seen.in_lists(with_words=bool(typed))
        found = listed.in_bulk([keys[key] for key in missing])
        return {
            key: {
                "letter": letter,
                "level": level,
                "progress": letter_progress(letter.requests.all(), on=today()),
                "found": found_words(letter, typed) if typed else None,
            }
            for key in missing
            if (letter := found.get(keys[key]))
        }

    return kept_parts("public/parts/card.html", list(keys), contexts)


def found_words(letter: Letter, typed: str) -> Context:
    """What a card shows of where the words were found: the first few of each kind, and how many more there are."""
    phrases = phrases_of(typed)
    found = found_in(letter, letter.requests.all(), phrases)
    return {
        "title": found.title,
        "text": found.text,
        "requests": [(row, request_around(row.text, phrases)) for row in found.requests[:MOST]],
        "more": max(0, len(found.requests) - MOST),
        "addressees": found.addressees[:MOST],
        "signers": found.signers[:MOST],
    }
