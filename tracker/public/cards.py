"""Letters as the public lists show them: a card each, made anew only when the letter has another version."""

from collections.abc import Iterable, Sequence

from django.utils.safestring import SafeString

from letters.models import Letter, Letters
from letters.progress import letter_progress
from tracker.clock import today
from tracker.kept_parts import Context, kept_parts

KNOWN_BY = ("pk", "public_id", "version")
Known = tuple[str, int, int]  # id and version of a letter, level


def known(letters: Letters) -> Letters:
    """The letters with what a card is known by, and its place in a list."""
    return letters.only("public_id", "version", "letter_date")


def cards_of(shown: Iterable[Letter], seen: Letters, *, level: int) -> list[SafeString]:
    """The cards of letters that were just found, of those that the reader sees; `level`: of their headings."""
    keys = {(letter.public_id, letter.version, level): letter.pk for letter in shown}

    def contexts(missing: Sequence[Known]) -> dict[Known, Context]:
        found = seen.in_lists().in_bulk([keys[key] for key in missing])
        return {
            key: {
                "letter": letter,
                "level": level,
                "progress": letter_progress(letter.requests.all(), on=today()),
            }
            for key in missing
            if (letter := found.get(keys[key]))
        }

    return kept_parts("public/parts/card.html", list(keys), contexts)
