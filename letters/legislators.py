"""Members of Congress as plain values, and how two states of what is known of one become one (docs/members.md)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

# Early states of upstream end a term on the day of adjournment: up to three months before the next one begins.
LONGEST_RECESS = 100  # days


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """A member's name in its parts; `official` is the whole of it, as the member writes it."""

    first: str
    last: str
    middle: str = ""
    nickname: str = ""
    suffix: str = ""
    official: str = ""

    def spelling(self) -> "Name":
        """The parts by which somebody is found under a name that is no longer theirs."""
        return replace(self, suffix="", official="")


@dataclass(frozen=True, slots=True)
class Affiliation:
    """A party within a term in which it changed; both days belong to it."""

    party: str
    start_on: date
    end_on: date


@dataclass(frozen=True, slots=True)
class Term:
    """A term in one chamber. `known_on` is the age of the newest file that has it; None is older than any file."""

    chamber: str
    state: str
    start_on: date
    end_on: date
    district: int | None = None
    senate_class: int | None = None
    party: str = ""
    affiliations: tuple[Affiliation, ...] = ()
    known_on: date | None = None

    @property
    def key(self) -> tuple[str, date]:
        """What makes it the same term in another file."""
        return self.chamber, self.start_on

    def party_on(self, on: date) -> str:
        """The party on a day: one of the affiliations where it changed within the term."""
        then = [one.party for one in self.affiliations if one.start_on <= on <= one.end_on]
        return then[-1] if then else self.party

    def overlaps(self, other: "Term") -> bool:
        """Whether both run on some day; the day on which one ends and the other begins does not count."""
        return self.start_on < other.end_on and other.start_on < self.end_on


@dataclass(frozen=True, slots=True)
class Legislator:
    """A member with every term and every other spelling of the name; `known_on` as in Term."""

    bioguide_id: str
    name: Name
    terms: tuple[Term, ...]
    other_names: tuple[Name, ...] = ()
    known_on: date | None = None

    @property
    def last_term(self) -> Term | None:
        """The term that began last."""
        return max(self.terms, key=lambda term: term.start_on, default=None)

    def term_on(self, on: date) -> Term | None:
        """The term that ran on the day, or the one before a recess between two; None for who did not serve."""
        running = [term for term in self.terms if term.start_on <= on <= term.end_on]
        if running:
            return max(running, key=lambda term: term.start_on)
        before = [term for term in self.terms if term.end_on < on]
        after = [term for term in self.terms if on < term.start_on]
        if not before or not after:
            return None
        last = max(before, key=lambda term: term.end_on)
        recess = min(term.start_on for term in after) - last.end_on
        return last if recess.days <= LONGEST_RECESS else None


def merged(known: Legislator, found: Legislator) -> Legislator:
    """What both say: the newer file's name and terms, the terms that only the older one has, every spelling.

    Of two files of one age the one that was `found` counts as the newer.
    """
    newer, older = (known, found) if age(found) < age(known) else (found, known)
    spellings = {*known.other_names, *found.other_names, known.name.spelling(), found.name.spelling()}
    return replace(
        newer,
        terms=merged_terms([*older.terms, *newer.terms]),
        other_names=tuple(sorted(spellings - {newer.name.spelling()})),
    )


def merged_terms(stated: Iterable[Term]) -> tuple[Term, ...]:
    """Each term once, as its newest file has it, by start.

    A term that overlaps another of a newer file is an error that was corrected there: a start that was moved, a
    seat that was not taken. Later ones of the same age win.
    """
    terms: dict[tuple[str, date], Term] = {}
    for term in stated:
        if term.key not in terms or age(terms[term.key]) <= age(term):
            terms[term.key] = term
    right = [
        term
        for term in terms.values()
        if not any(age(term) < age(other) and term.overlaps(other) for other in terms.values())
    ]
    return tuple(sorted(right, key=lambda term: (term.start_on, term.chamber)))


def age(stated: Legislator | Term) -> date:
    """A day to compare by: the greater, the newer."""
    return stated.known_on or date.min
