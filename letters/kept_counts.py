"""Counts over all requests, kept in this process: what an office has changed since is counted again when somebody asks.

Counting half a million requests takes seconds, a fiftieth of them a tenth of a second. The change feed says which
offices have changed; it has their every change that a reader can see, and a count is of nothing else.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from threading import Lock

from django.db.models import OuterRef, Subquery

from letters.changes import Change, last_position
from letters.scorecard import Groups, Part, add, parts
from offices.models import Office

Counting = Callable[..., dict[Part, Groups]]  # of offices, `by` a thing, `on` a day, as `scorecard.parts`


@dataclass
class Table:
    """The counts of offices by one thing, on a day, and how far they have been brought up to date."""

    day: date
    head: int = -1
    positions: dict[int, int | None] = field(default_factory=dict)
    parts: dict[Part, Groups] = field(default_factory=dict)
    public: Groups = field(default_factory=dict)


class KeptCounts:
    """The tables, each made when it is first asked for."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.tables: dict[tuple[str | None, date], Table] = {}
        self.head, self.positions = -1, dict[int, int | None]()

    def groups(
        self,
        by: str | None,
        *,
        offices: Collection[int],
        on: date,
        count: Counting = parts,
        head: int | None = None,
    ) -> Groups:
        """What anybody sees, and what these offices keep to themselves; `by` is one of `scorecard.GROUPS` or None, or
        else the name of what `count` counts by. `head`: the feed's last position, where somebody has just asked for it."""
        found: Groups = {}
        with self.lock:
            table = self.table(by, on)
            # Read before anything is counted: what is announced meanwhile is counted again the next time.
            head = last_position() if head is None else head
            if table.head != head:
                self.count_again(table, by, self.positions_at(head), count)
                table.head = head
            for seen in (table.public, *(table.parts.get((office, False), {}) for office in offices)):
                add(found, seen)
        return found

    def of_office(self, office: int, by: str | None, *, on: date) -> Groups:
        """What one office keeps, whoever sees it; no other office is counted for that. `by` is one of `scorecard.KEYS`."""
        found: Groups = {}
        with self.lock:
            table = self.table(by, on)
            now = self.positions_at(last_position())
            if office in now:
                self.count_again(table, by, {office: now[office]}, parts)
            for is_public in (True, False):
                add(found, table.parts.get((office, is_public), {}))
        return found

    def table(self, by: str | None, on: date) -> Table:
        """The table, as far as it was brought up to date; those of two days ago are dropped. Offices live in several days at once."""
        for key in [key for key in self.tables if key[1] < on - timedelta(days=1)]:
            del self.tables[key]
        return self.tables.setdefault((by, on), Table(on))

    def positions_at(self, head: int) -> dict[int, int | None]:
        """The offices' last changes, looked up once for all tables."""
        if self.head != head:
            self.positions, self.head = positions(), head
        return self.positions

    def count_again(self, table: Table, by: str | None, now: dict[int, int | None], count: Counting) -> None:
        """Counts the offices that have changed."""
        stale = [office for office, at in now.items() if table.positions.get(office, -1) != at]
        fresh = count(stale, by=by, on=table.day) if stale else {}
        for office in stale:
            add(table.public, table.parts.pop((office, True), {}), -1)
            table.parts.pop((office, False), None)
            for part in ((office, True), (office, False)):
                table.parts[part] = fresh.get(part, {})
            add(table.public, table.parts[office, True])
            table.positions[office] = now[office]

    def forget(self) -> None:
        """Forgets all, as after the database was exchanged for another one."""
        with self.lock:
            self.tables.clear()
            self.head = -1


def positions() -> dict[int, int | None]:
    """The feed's last change of each office; None where it has none, or none that it still reaches back to."""
    last = Change.objects.filter(office=OuterRef("pk")).order_by("-position").values("position")[:1]
    return dict(Office.objects.order_by().values_list("pk", Subquery(last)))


KEPT = KeptCounts()
