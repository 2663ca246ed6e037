"""Brings the members of Congress to what upstream's files say, all or nothing."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from django.db import transaction

from letters.legislators import Legislator, Name, Term, merged
from letters.people import Member, MemberTerm
from letters.upstream import State

MEMBER_COLUMNS = {
    "first": "first_name",
    "last": "last_name",
    "middle": "middle_name",
    "nickname": "nickname",
    "suffix": "suffix",
    "official": "official_name",
}


@dataclass(slots=True)
class Changes:
    """What an import changed: a line for each member that was added or changed, and how many were as they are."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0


@transaction.atomic
def import_legislators(states: Sequence[State]) -> Changes:
    """Merges the files' members into those that are here; members that no file names stay as they are."""
    here = Member.objects.select_for_update().prefetch_related("terms")
    before = {member.bioguide_id: member.legislator() for member in here}
    after: dict[str, Legislator] = {}
    for found in (legislator for state in states for legislator in state.legislators):
        known = after.get(found.bioguide_id) or before.get(found.bioguide_id)
        after[found.bioguide_id] = merged(known, found) if known else found
    changes = Changes()
    for bioguide_id, legislator in sorted(after.items()):
        note(changes, before.get(bioguide_id), legislator)
    stale = [(before.get(id), legislator) for id, legislator in after.items() if before.get(id) != legislator]
    if stale:
        write_members([after for _, after in stale])
        write_terms(stale)
    return changes


def note(changes: Changes, before: Legislator | None, after: Legislator) -> None:
    """Adds what became of one member; a newer file that says the same changes nothing but the age."""
    who = f"{after.name.official} ({after.bioguide_id})"
    if before is None:
        changes.added.append(who)
    elif names := changed_fields(before, after):
        changes.changed.append(f"{who}: {', '.join(names)}")
    else:
        changes.unchanged += 1


def changed_fields(before: Legislator, after: Legislator) -> list[str]:
    """The names of the fields that differ, those of terms with the term's first day."""
    names = [
        column
        for part, column in MEMBER_COLUMNS.items()
        if getattr(before.name, part) != getattr(after.name, part)
    ]
    if before.other_names != after.other_names:
        names.append("other_names")
    old, new = ({term.key: term for term in one.terms} for one in (before, after))
    names += [f"term of {start} removed" for _, start in sorted(old.keys() - new.keys())]
    names += [f"term of {start} added" for _, start in sorted(new.keys() - old.keys())]
    for key in sorted(old.keys() & new.keys()):
        differing = [
            part.name for part in fields(Term) if getattr(old[key], part.name) != getattr(new[key], part.name)
        ]
        names += [f"term of {key[1]} {name}" for name in differing if name != "known_on"]
    return names


def write_members(legislators: Sequence[Legislator]) -> None:
    """Enters the new members and corrects the others."""
    rows = [
        Member(
            bioguide_id=one.bioguide_id,
            other_names=[stored_name(name) for name in one.other_names],
            known_on=one.known_on,
            **{column: getattr(one.name, part) for part, column in MEMBER_COLUMNS.items()},
        )
        for one in legislators
    ]
    Member.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["bioguide_id"],
        update_fields=[*MEMBER_COLUMNS.values(), "other_names", "known_on"],
    )


def write_terms(stale: Sequence[tuple[Legislator | None, Legislator]]) -> None:
    """Replaces the terms that differ. Nothing refers to a term's row, so deleting and entering is correcting."""
    keys = dict(Member.objects.values_list("bioguide_id", "pk"))
    gone: set[tuple[int, Any]] = set()
    rows = []
    for before, after in stale:
        member_id = keys[after.bioguide_id]
        old = set(before.terms if before else ())
        gone |= {(member_id, term.key) for term in old - set(after.terms)}
        rows += [term_row(member_id, term) for term in after.terms if term not in old]
    kept = MemberTerm.objects.filter(member__in={member_id for member_id, _ in gone})
    stored = kept.values_list("pk", "member_id", "chamber", "start_on") if gone else []
    MemberTerm.objects.filter(
        pk__in=[pk for pk, member_id, *key in stored if (member_id, tuple(key)) in gone]
    ).delete()
    MemberTerm.objects.bulk_create(rows)


def stored_name(name: Name) -> dict[str, str]:
    """A spelling as the column keeps it."""
    return {part: value for part, value in asdict(name).items() if value}


def term_row(member_id: int, term: Term) -> MemberTerm:
    """A term as a row."""
    values = {part.name: getattr(term, part.name) for part in fields(term)}
    affiliations = [
        {"party": one.party, "start": str(one.start_on), "end": str(one.end_on)}
        for one in values.pop("affiliations")
    ]
    return MemberTerm(member_id=member_id, party_affiliations=affiliations, **values)
