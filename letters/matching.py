"""Who is meant by a written name: the members of one day, and how each fits. Pure; see docs/members.md.

A match is taken only where one member fits in full and nothing contradicts; what fits in part is offered.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from functools import lru_cache

from letters.legislators import Legislator, Name, Term
from letters.nicknames import is_related, is_same
from letters.written import SUFFIXES, Clues, Written, clues_of, folded

# From so many on, a chamber's members of a day are known in full: 100 and 441 seats less vacancies. Below it a surname
# that only one of them bears may be somebody else's.
COMPLETE = {"senate": 96, "house": 425}
MOST_OFFERED = 6

SEVERAL = "Several members who served then fit this name."
IN_PART = "The name fits only in part."
SURNAME_ONLY = "Only a surname is written."
UNDATED = "The letter bears no date, so it is not known who served then."
TWICE = "The same member fits two rows."
NOBODY = "No member of Congress was found for this name: choose one, or leave it so."


class Fit(IntEnum):
    """How a member fits what is written."""

    NONE = 0
    IN_PART = 1
    SURNAME = 2
    FULL = 3


@dataclass(frozen=True, slots=True)
class Match:
    """Who is meant: one member for sure, or some among whom a person has to choose, and why."""

    taken: Legislator | None = None
    offered: tuple[Legislator, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name as it is compared: surname in one word and in its parts, given names as called and others.

    `short_for` are those for which a letter may have another short form: “Chris” says that Christopher is so called, and
    nothing of a Christina.
    """

    surname: str
    surname_parts: tuple[str, ...]
    called: tuple[tuple[str, ...], ...]
    given: frozenset[str]
    short_for: frozenset[str]
    has_middle: bool
    official: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seat:
    """A member with the term that counts and the ways to write the name."""

    legislator: Legislator
    term: Term
    spellings: tuple[Spelling, ...]


class Congress:
    """The members who served on a day; without a day all who are known, and then nobody is taken."""

    def __init__(self, legislators: Iterable[Legislator], on: date | None) -> None:
        self.on = on
        self.seats = [
            Seat(one, term, tuple(spelling_of(name) for name in (one.name, *one.other_names)))
            for one in legislators
            if (term := one.term_on(on) if on else one.last_term)
        ]
        known = Counter(seat.term.chamber for seat in self.seats)
        self.complete = {chamber for chamber, least in COMPLETE.items() if known[chamber] >= least}
        self.by_surname: dict[str, dict[str, Seat]] = defaultdict(dict)
        self.by_initial: dict[str, list[tuple[Spelling, Seat]]] = defaultdict(list)
        for seat in self.seats:
            for spelling in seat.spellings:
                self.by_initial[spelling.surname[:1]].append((spelling, seat))
                for surname in (spelling.surname, *spelling.surname_parts, *spelling.official[-1:]):
                    self.by_surname[surname][seat.legislator.bioguide_id] = seat

    def on_day(self, on: date) -> "Congress":
        """The same members on another day on which all the same terms run."""
        same = copy(self)
        same.on = on
        return same

    def match_all(self, people: Sequence[Written]) -> list[Match]:
        """A match for each who signs; a member who fits two rows is offered for both, as nobody signs twice.

        Who is none of the members that are known is said to be so; where none are known, there is nothing to say.
        """
        found = [self.match(written) for written in people]
        times = Counter(match.taken.bioguide_id for match in found if match.taken)
        return [self.of_signer(match, times) for match in found]

    def of_signer(self, match: Match, times: Mapping[str, int]) -> Match:
        """A signer's match, given how often each member is taken."""
        if match.taken and times[match.taken.bioguide_id] > 1:
            return Match(offered=(match.taken,), why=TWICE)
        is_nobody = self.seats and not (match.taken or match.offered)
        return Match(why=NOBODY) if is_nobody else match

    def match(self, written: Written) -> Match:
        """Who is meant by one name."""
        clues = clues_of(written)
        fits = self.fits(clues) or self.misspelt(clues)
        best = max((fit for fit, _ in fits), default=Fit.NONE)
        seats = [seat for fit, seat in fits if fit == best]
        if len(seats) == 1 and self.is_sure(best, clues, seats[0]):
            return Match(taken=seats[0].legislator)
        return Match(
            offered=tuple(seat.legislator for seat in seats[:MOST_OFFERED]),
            why=self.why(best, len(seats)) if seats else "",
        )

    def fits(self, clues: Clues) -> list[tuple[Fit, Seat]]:
        """Who fits at all. The longest surname is the one that was written: “Chris Van Hollen” is no Hollen."""
        found: dict[str, tuple[Fit, Seat]] = {}
        for start in range(len(clues.words)):
            for id, seat in self.by_surname.get("".join(clues.words[start:]), {}).items():
                if fit := self.fit(clues, seat):
                    found[id] = fit, seat
            if any(fit == Fit.FULL for fit, _ in found.values()):
                break
        return list(found.values())

    def misspelt(self, clues: Clues) -> list[tuple[Fit, Seat]]:
        """Who fits but for one letter of the surname, its first one apart."""
        near = self.by_initial.get(clues.words[-1][0], []) if clues.words else []
        found = {
            seat.legislator.bioguide_id: (Fit.IN_PART, seat)
            for spelling, seat in near
            if is_misspelt(clues.words, spelling) and not self.contradicts(clues, seat)
        }
        return list(found.values())

    def fit(self, clues: Clues, seat: Seat) -> Fit:
        """How a member fits, by the best of the spellings; what contradicts makes the fit doubtful."""
        best = max(fit_name(clues.words, spelling) for spelling in seat.spellings)
        if not self.contradicts(clues, seat):
            return best
        return Fit.IN_PART if best == Fit.FULL else Fit.NONE

    def contradicts(self, clues: Clues, seat: Seat) -> bool:
        """Whether the letter says something else of the person than was true of the member on that day."""
        if not self.on:
            return False
        return any(
            said and known and said != known
            for said, known in (
                (clues.chamber, seat.term.chamber),
                (clues.state, seat.term.state),
                (clues.district, seat.term.district),
                (clues.party, seat.term.party_on(self.on)[:1]),
                (clues.suffix, "".join(folded(seat.legislator.name.suffix))),
            )
        )

    def is_sure(self, fit: Fit, clues: Clues, seat: Seat) -> bool:
        """Whether the only one who fits is taken; a mere surname needs its chamber, known in full, or the state."""
        if not self.on or fit != Fit.SURNAME:
            return bool(self.on) and fit == Fit.FULL
        is_known_in_full = seat.term.chamber in self.complete
        return bool(clues.chamber) and (clues.state == seat.term.state or is_known_in_full)

    def why(self, fit: Fit, count: int) -> str:
        """Why a person has to choose."""
        if not self.on:
            return UNDATED
        if count > 1:
            return SEVERAL
        return SURNAME_ONLY if fit == Fit.SURNAME else IN_PART


class Congresses:
    """The members of many days: one Congress for all days between two on which somebody comes or goes."""

    def __init__(self, legislators: Sequence[Legislator]) -> None:
        self.legislators = legislators
        terms = [term for one in legislators for term in one.terms]
        after = {term.end_on + timedelta(days=1) for term in terms}
        self.changes = sorted({term.start_on for term in terms} | after)
        self.known: dict[int, Congress] = {}

    def on(self, day: date) -> Congress:
        """The members of a day."""
        place = bisect_right(self.changes, day)
        if place not in self.known:
            self.known[place] = Congress(self.legislators, day)
        return self.known[place].on_day(day)


@lru_cache(maxsize=4096)  # the same members stand for one day after another
def spelling_of(name: Name) -> Spelling:
    """A name, made ready to be compared."""
    surname = folded(name.last)
    official = tuple(word for word in folded(name.official) if word not in SUFFIXES)
    has_surname = official[-len(surname) :] == surname
    called = (folded(name.first), folded(name.nickname), official[: -len(surname)] if has_surname else ())
    middle = folded(name.middle)
    return Spelling(
        surname="".join(surname),
        surname_parts=surname if len(surname) > 1 else (),
        called=called,
        given=frozenset(word for ways in (*called, middle) for word in ways),
        short_for=frozenset((*called[0], *middle)),
        has_middle=bool(middle) or any(len(ways) > 1 for ways in called),
        official=official,
    )


def fit_name(words: tuple[str, ...], spelling: Spelling) -> Fit:
    """How a written name fits a spelling."""
    if words and words == spelling.official:
        return Fit.FULL
    for start in range(len(words)):
        ending = "".join(words[start:])
        if ending == spelling.surname:
            return fit_given(words[:start], spelling) if start else Fit.SURNAME
        if start and ending in spelling.surname_parts:
            return min(fit_given(words[:start], spelling), Fit.IN_PART)
    return Fit.NONE


def fit_given(given: tuple[str, ...], spelling: Spelling) -> Fit:
    """How the words before the surname fit: the first full word decides, another initial makes it doubtful."""
    if given in spelling.called:
        return Fit.FULL
    lead = next((word for word in given if len(word) > 1), "")
    initials = {word[0] for word in spelling.given}
    if not lead:
        return Fit.IN_PART if given[0] in initials else Fit.NONE
    if lead not in spelling.given and not any(is_same(lead, word) for word in spelling.short_for):
        return Fit.IN_PART if any(is_like(lead, word) for word in spelling.given) else Fit.NONE
    others = [word for word in given if word != lead]
    is_other = spelling.has_middle and any(word[0] not in initials for word in others)
    return Fit.IN_PART if is_other else Fit.FULL


def is_misspelt(words: tuple[str, ...], spelling: Spelling) -> bool:
    """Whether the given name fits in full, and the surname but for one letter."""
    meant = (*words[:-1], spelling.surname)
    return len(words) > 1 and is_slip(words[-1], spelling.surname) and fit_name(meant, spelling) == Fit.FULL


def is_like(one: str, other: str) -> bool:
    """Whether one of two names begins the other, both are short for one, or a slip parts them."""
    short, long = sorted((one, other), key=len)
    return (len(short) > 2 and long.startswith(short)) or is_related(one, other) or is_slip(one, other)


def is_slip(one: str, other: str) -> bool:
    """Whether two words of at least four letters differ by one letter that was put in, left out or changed."""
    short, long = sorted((one, other), key=len)
    if len(short) < 4 or len(long) - len(short) > 1:
        return False
    same = next((place for place, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[same + (len(short) == len(long)) :] == long[same + 1 :]
