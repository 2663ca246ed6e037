"""What words in a spreadsheet's cells mean: a deadline in words, and who signs. What is not sure stays as it is written."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from letters.directory import terms_near
from letters.drafts import due_entry
from letters.intake import DueEntry, SignatoryEntry
from letters.legislators import Legislator
from letters.matching import Congresses
from letters.people import Member
from letters.reading.deadlines import deadline_in
from letters.written import SUFFIXES, Written, folded

UNKNOWN = "No member of Congress who is known for the letter’s date has this name."
UNDATED = "The letter has no date, so it is not known who served then."
LEADS = ("", "within ", "by ")  # a cell for deadlines may say “30 days” alone


class Unmatched(NamedTuple):
    """A signer who stays a name, and why."""

    name: str
    why: str


def worded_deadline(words: str, on: date | None) -> DueEntry:
    """The deadline that a cell's words set in a letter of this day; the words alone where they set none."""
    found = next(filter(None, (deadline_in(f"{lead}{words}", on) for lead in LEADS)), None)
    return replace(due_entry(found), words=words)


class Signers:
    """Who signs the letters of a sheet: the members who may be meant on any of its days, loaded once."""

    def __init__(self, days: Iterable[date]) -> None:
        known = sorted(set(days))
        self.congresses = Congresses(members_between(known[0], known[-1]) if known else [])

    def matched(
        self, signatories: Sequence[SignatoryEntry], on: date | None
    ) -> tuple[list[SignatoryEntry], list[Unmatched]]:
        """The signers of a letter of this day, with the member where it is sure who is meant; and the others."""
        if on is None:
            return list(signatories), [Unmatched(one.name, UNDATED) for one in signatories]
        matches = self.congresses.on(on).match_all([written(one.name) for one in signatories])
        pairs = list(zip(signatories, matches, strict=True))
        return (
            [
                replace(one, bioguide_id=match.taken.bioguide_id) if match.taken else one
                for one, match in pairs
            ],
            [
                Unmatched(one.name, match.why if match.offered else UNKNOWN)
                for one, match in pairs
                if not match.taken
            ],
        )


def members_between(first: date, last: date) -> list[Legislator]:
    """The members of whom a term lies near the days from the first to the last; two queries."""
    near = terms_near(first, last).values("member")
    return [member.legislator() for member in Member.objects.filter(pk__in=near).prefetch_related("terms")]


def written(cell: str) -> Written:
    """A name as a cell has it: what follows a comma is a title, but for “Jr.”."""
    name, _, rest = cell.partition(",")
    words = folded(rest)
    return Written(name, rest) if words and words[0] not in SUFFIXES else Written(cell)
