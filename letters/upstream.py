"""Reads upstream's YAML: github.com/unitedstates/congress-legislators, current and historical, any state of it.

Left out: contacts, committees, ids of other bodies. What is used is checked, and an error names file and member.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import yaml

from letters.calendar import FIRST_DAY, LAST_DAY
from letters.legislators import Affiliation, Legislator, Name, Term, merged

DEEPEST = 20  # levels of nesting; libyaml's composer recurses in C, and a file of brackets alone would end the process
LONGEST = 80  # letters in a part of a name
CHAMBERS = {"rep": "house", "sen": "senate"}
# Month and day on which terms end when nobody leaves early: by the 20th amendment, before it, and in upstream's first states.
REGULAR_ENDS = {(1, 3), (3, 3), (3, 4), (12, 31)}


class Unusable(Exception):
    """A file that cannot be imported; the message names it and says what to do."""


@dataclass(frozen=True, slots=True)
class State:
    """What a file says: its members, and what of it was left out, with the reason."""

    legislators: tuple[Legislator, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A member as the file has it; `left_on` is the day on which they left before their time."""

    legislator: Legislator
    left_on: date | None
    left_out: tuple[str, ...]


def read_state(text: str, source: str) -> State:
    """The members in a file's text. Raises Unusable, with `source` as the file's name."""
    entries = [read_entry(entry, source, place) for place, entry in enumerate(entries_of(text, source), 1)]
    known_on = age_of(entries)
    legislators: dict[str, Legislator] = {}
    for entry in entries:
        terms = tuple(replace(term, known_on=known_on) for term in entry.legislator.terms)
        found = replace(entry.legislator, terms=terms, known_on=known_on)
        if found.bioguide_id:
            twice = legislators.get(found.bioguide_id)
            legislators[found.bioguide_id] = merged(twice, found) if twice else found
    if not legislators:
        raise Unusable(f"In {source} nobody has a Bioguide id; give one of upstream's legislators files.")
    return State(tuple(legislators.values()), tuple(why for entry in entries for why in entry.left_out))


def entries_of(text: str, source: str) -> list[Any]:
    """The file's list. Raises Unusable where it is no YAML, is nested without end, or is no list."""
    try:
        check_depth(text, source)
        found = yaml.load(text, Loader=yaml.CSafeLoader)  # the safe loader, in C
    except (yaml.YAMLError, ValueError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        place = "" if line is None else f" at line {line + 1}"
        raise Unusable(
            f"{source} is not YAML{place}; download upstream's file again, in its raw form."
        ) from error
    if not isinstance(found, list) or not found:
        raise Unusable(f"{source} is not a list of members; give one of upstream's legislators files.")
    return found


def check_depth(text: str, source: str) -> None:
    """Refuses a text that is nested deeper than any of upstream's."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise Unusable(f"{source} is nested too deeply; give one of upstream's legislators files.")


def age_of(entries: Sequence[Entry]) -> date:
    """How new a file is: the last day on which, by what it says, a term began or somebody left before their time."""
    begun = [term.start_on for entry in entries for term in entry.legislator.terms]
    return max([*begun, *(entry.left_on for entry in entries if entry.left_on)], default=date.min)


def read_entry(entry: Any, source: str, place: int) -> Entry:
    """A member. Upstream has new ones without an id for some weeks: those are left out."""
    where = f"entry {place} of {source}"
    ids, name = mapping(entry, "id", where), mapping(entry, "name", where)
    current = read_name(name, where)
    where = f"{current.official} ({where})"
    bioguide_id = words(ids, "bioguide", where)
    if bioguide_id and not re.fullmatch("[A-Z][0-9]{6}", bioguide_id):
        raise Unusable(f"{bioguide_id} of {where} is no Bioguide id; it is a letter and six digits.")
    others = {read_name(name | other, where).spelling() for other in listed(entry, "other_names", where)}
    terms, left_out = read_terms(entry, where)
    return Entry(
        Legislator(bioguide_id, current, terms, tuple(sorted(others - {current.spelling()}))),
        None if not bioguide_id else early_end(entry["terms"]),
        left_out if bioguide_id else (f"{where} has no Bioguide id yet",),
    )


def read_terms(entry: dict[str, Any], where: str) -> tuple[tuple[Term, ...], tuple[str, ...]]:
    """The terms. One that ends before it starts, as an early state has one, ran on no day that is known: it is left out."""
    terms = [read_term(term, f"a term of {where}") for term in listed(entry, "terms", where)]
    if not terms:
        raise Unusable(f"{where} has no terms; correct the file.")
    return tuple(term for term in terms if term.start_on <= term.end_on), tuple(
        f"a term of {where} ends on {term.end_on}, before it starts on {term.start_on}"
        for term in terms
        if term.end_on < term.start_on
    )


def early_end(terms: list[dict[str, Any]]) -> date | None:
    """The day on which the last of the terms ended, if on another day than was foreseen."""
    last = max(terms, key=lambda term: str(term["start"]))
    end_on = date.fromisoformat(str(last["end"]))
    is_regular = (end_on.month, end_on.day) in REGULAR_ENDS or "end-type" in last
    return None if is_regular else end_on


def read_name(name: dict[str, Any], where: str) -> Name:
    """A name from its parts; where the official one is missing, made of them."""
    parts = {part: words(name, part, where) for part in ("first", "last", "middle", "nickname")}
    if not parts["first"] or not parts["last"]:
        raise Unusable(f"The member in {where} has no first or last name; correct the file.")
    suffix = words(name, "suffix", where, longest=20)
    official = words(name, "official_full", where, longest=160)
    plain = " ".join([parts["first"], parts["last"], suffix]).strip()
    return Name(**parts, suffix=suffix, official=official or plain[:160])


def read_term(entry: dict[str, Any], where: str) -> Term:
    """A term. Upstream writes -1 for a district that nobody knows any more."""
    if words(entry, "type", where) not in CHAMBERS:
        raise Unusable(f"In {where} the type is neither rep nor sen; correct the file.")
    state = words(entry, "state", where)
    if not re.fullmatch("[A-Z]{2}", state):
        raise Unusable(f"In {where} the state is not two capital letters; correct the file.")
    district = number(entry, "district", where)
    return Term(
        chamber=CHAMBERS[entry["type"]],
        state=state,
        start_on=day(entry, "start", where),
        end_on=day(entry, "end", where),
        district=None if district == -1 else district,
        senate_class=number(entry, "class", where),
        party=words(entry, "party", where, longest=60),
        affiliations=tuple(
            Affiliation(
                words(one, "party", where, longest=60), day(one, "start", where), day(one, "end", where)
            )
            for one in listed(entry, "party_affiliations", where)
        ),
    )


def day(entry: dict[str, Any], key: str, where: str) -> date:
    """A day, which YAML has as text or, without quotes, as a day."""
    value = entry.get(key)
    try:
        found = date.fromisoformat(str(value) if isinstance(value, str | date) else "")
    except ValueError:
        found = date.min
    if not FIRST_DAY <= found <= LAST_DAY:
        raise Unusable(f"In {where} the {key} is no day of Congress like 2021-01-03; correct the file.")
    return found


def number(entry: dict[str, Any], key: str, where: str) -> int | None:
    """A small number, or None."""
    value = entry.get(key)
    if value is not None and (type(value) is not int or not -1 <= value <= 99):
        raise Unusable(f"In {where} the {key} is no small number; correct the file.")
    return value


def words(entry: dict[str, Any], key: str, where: str, *, longest: int = LONGEST) -> str:
    """A text, empty where there is none."""
    value = entry.get(key)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > longest or "\0" in value:
        raise Unusable(f"The {key} of {where} is no text of up to {longest} letters; correct the file.")
    return " ".join(value.split())


def mapping(entry: Any, key: str, where: str) -> dict[str, Any]:
    """A part that has parts of its own."""
    value = entry.get(key) if isinstance(entry, dict) else None
    if not isinstance(value, dict):
        raise Unusable(f"There is no “{key}” in {where}; give one of upstream's legislators files.")
    return value


def listed(entry: dict[str, Any], key: str, where: str) -> list[dict[str, Any]]:
    """A list of parts, empty where there is none."""
    value = entry.get(key) or []
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise Unusable(f"The {key} of {where} are no list; correct the file.")
    return value
