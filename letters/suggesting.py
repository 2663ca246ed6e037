"""Whom somebody means who types the first letters of a member's or an agency's name: the few that fit best, best first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Subquery

from letters.nicknames import is_same
from letters.people import Agency, Member, MemberTerm
from letters.written import folded, words_of_state

MOST_SUGGESTED = 10
MOST_WORDS = 8  # of what is typed; a name has fewer


@dataclass(frozen=True, slots=True)
class Known:
    """A member as one is looked for; `is_serving`: on the letter's date."""

    bioguide_id: str
    last: str
    first: str
    names: tuple[str, ...]
    state: tuple[str, ...]
    is_serving: bool


def members_like(sought: str, *, on: date | None) -> list[str]:
    """The Bioguide ids of members whose name, nickname, state or id begins as typed; one query.

    Those who served on the day come first; among them those whom more words fit by name, then by surname.
    """
    return suggested(sought.split()[:MOST_WORDS], members_known(on)) if sought.strip() else []


def members_known(on: date | None) -> list[Known]:
    """All members, each with the state of the day, else of the last term."""
    terms = MemberTerm.objects.filter(member=OuterRef("pk"))
    then = terms.filter(start_on__lte=on, end_on__gte=on) if on else terms.none()
    rows = Member.objects.annotate(
        is_serving=Exists(then),
        state_then=Subquery(then.values("state")[:1]),
        last_state=Subquery(terms.order_by("-start_on").values("state")[:1]),
    ).values_list(
        "bioguide_id",
        "last_name",
        "first_name",
        "nickname",
        "official_name",
        "is_serving",
        "state_then",
        "last_state",
    )
    return [
        Known(
            id,
            last,
            first,
            folded(f"{first} {nickname} {official} {last}"),
            words_of_state(then or latest or ""),
            serves,
        )
        for id, last, first, nickname, official, serves, then, latest in rows
    ]


def suggested(words: Sequence[str], known: Iterable[Known]) -> list[str]:
    """The ids of those whom every word fits, best first. Pure."""
    found = []
    for member in known:
        by_name = [is_of_name(word, member) for word in words]
        if all(fits or is_of_state(word, member) for word, fits in zip(words, by_name, strict=True)):
            leads = any(is_start(word, folded(member.last)[:1]) for word in words)
            rank = (not member.is_serving, -sum(by_name), not leads, member.last, member.first)
            found.append((rank, member.bioguide_id))
    return [id for _, id in sorted(found)[:MOST_SUGGESTED]]


def is_of_name(word: str, member: Known) -> bool:
    """Whether a word begins one of the names or the Bioguide id, or is short for the first name."""
    if any(sign.isdigit() for sign in word):
        return member.bioguide_id.startswith(word.upper())
    plain = "".join(folded(word))
    return is_start(word, member.names) or any(is_same(plain, name) for name in folded(member.first))


def is_of_state(word: str, member: Known) -> bool:
    """Whether a word begins the state's name, or is its code."""
    return is_start(word, member.state[1:]) or "".join(folded(word)) == "".join(member.state[:1])


def is_start(word: str, of: Iterable[str]) -> bool:
    """Whether what is typed begins one of the words; what has no letters begins none."""
    parts = folded(word)
    return bool(parts) and all(any(name.startswith(part) for name in of) for part in parts)


def agencies_like(sought: str, agencies: Iterable[Agency]) -> list[Agency]:
    """The agencies whose name has a word that begins as each that is typed, or whose abbreviation does. Pure."""
    words = sought.split()[:MOST_WORDS]
    if not words:
        return []
    fitting = [
        agency
        for agency in agencies
        if all(is_start(word, folded(f"{agency.name} {agency.abbreviation}")) for word in words)
    ]
    return sorted(fitting, key=lambda agency: (not is_start(words[0], folded(agency.name)[:1]), agency.name))[
        :MOST_SUGGESTED
    ]
