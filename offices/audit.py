"""Writes the audit: what is changed, in the transaction that changes it; what is seen, once an hour, after it was shown."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from offices.audit_entries import AuditEntry, Deed, Matter, Via
from offices.models import User


class Look(NamedTuple):
    """That something which is not public was shown or given to a person."""

    office: int
    deed: Deed
    thing: Matter
    public_id: str = ""


def note(
    deed: Deed,
    thing: Matter,
    public_id: str = "",
    *,
    office: int,
    by: User | None,
    now: datetime,
    detail: str = "",
) -> None:
    """Says that `by`, or (None) the tracker by itself, changed something of an office, which is named by its key."""
    AuditEntry.objects.create(
        office_id=office,
        person=by,
        at=now,
        deed=deed,
        thing=thing,
        public_id=public_id,
        detail=detail[:200],
        via=via_of(by),
        key=key_of(by),
    )


def note_looks(looks: Iterable[Look], *, by: User, now: datetime, via: Via | None = None) -> None:
    """Says what was shown to a person, each once an hour; one query. `via`: through what, where not as the person came."""
    rows = [
        AuditEntry(
            office_id=look.office,
            person=by,
            at=now,
            hour=now.replace(minute=0, second=0, microsecond=0),
            deed=look.deed,
            thing=look.thing,
            public_id=look.public_id,
            via=via or via_of(by),
            key=key_of(by),
        )
        for look in looks
    ]
    AuditEntry.objects.bulk_create(rows, ignore_conflicts=True)


def via_of(by: User | None) -> str:
    """Through what somebody acts."""
    if by is None:
        return Via.TRACKER
    return Via.API if by.key else by.via


def key_of(by: User | None) -> str:
    """How the key begins that a person's program came with."""
    return by.key.prefix if by and by.key else ""
