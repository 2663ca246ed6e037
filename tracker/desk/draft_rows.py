"""A draft's rows as the page shows them: their numbers, their buttons and where each leads, and what is doubtful, first of all."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from tracker.desk.drafting import DraftForms
from tracker.desk.rows import DROPPED, kept, numbers

LABELS = {
    "split": "Split",
    "merge": "Merge with the one above",
    "up": "Move up",
    "down": "Move down",
    "drop": "Drop",
    "back": "Put back",
    "find": "Look up",
}
SECTIONS = {
    "requests": ("Requests", "Request"),
    "recipients": ("Recipients", "Recipient"),
    "signatories": ("Signatories", "Signatory"),
}


class Button(NamedTuple):
    """A button of a row: what it asks for, and the part of the page that the answer leads to."""

    label: str
    id: str
    asks: str
    leads_to: str


@dataclass
class ShownRow:
    """A row: `place` from 1 on, `number` among those that are kept, None for a dropped one.

    `is_in_letter`: the words of a request stand in the letter as they are. `next_doubt` is the row to look at next.
    """

    form: Any
    kind: str
    place: int
    number: int | None
    buttons: Sequence[Button]
    is_in_letter: bool = False
    next_doubt: "ShownRow | None" = None

    @property
    def name(self) -> str:
        """What the row is called."""
        return SECTIONS[self.kind][1]

    @property
    def find(self) -> Button:
        """The button that looks members up."""
        return button(self.form.prefix, "find", f"{self.form.prefix}-found")

    @property
    def words(self) -> str:
        """The first words of a dropped row."""
        return self.form[FIRST_FIELD[self.kind]].value() or ""

    @property
    def is_searched(self) -> bool:
        """Whether the search for a member stands open: where one is sought, and where nobody is known who signs."""
        is_unknown = self.kind == "signatories" and not self.form.choices
        return is_unknown or bool(self.form["find"].value())

    @property
    def why(self) -> str:
        """Why a person should look at it; empty where there is no reason."""
        if self.number is None:
            return ""
        if self.form.errors:
            return "This has to be put right."
        is_settled = (
            self.kind == "signatories" and self.form["bioguide_id"].value()
        )  # who signs is known by now
        return "" if is_settled else self.form["doubt"].value() or ""


class Section(NamedTuple):
    """The rows of one kind; `blank` is the pattern from which static/intake.js makes more."""

    kind: str
    title: str
    name: str
    formset: Any
    rows: Sequence[ShownRow]
    blank: ShownRow

    @property
    def next_id(self) -> str:
        """The field in which a row that is added begins."""
        return f"id_{self.kind}-{len(self.rows)}-{FIRST_FIELD[self.kind]}"


FIRST_FIELD = {"requests": "text", "recipients": "name", "signatories": "name"}


def button(row: str, verb: str, leads_to: str) -> Button:
    """A button of a row."""
    return Button(LABELS[verb], f"{row}-{verb}", f"{verb} {row}", leads_to)


def sections_of(forms: DraftForms) -> list[Section]:
    """All rows of the page."""
    return [section(kind, getattr(forms, kind)) for kind in SECTIONS]


def section(kind: str, formset: Any) -> Section:
    """The rows of one kind."""
    entered = [{DROPPED: form[DROPPED].value() or ""} for form in formset]
    places = kept(entered)
    rows = [
        ShownRow(form, kind, place + 1, number, buttons(kind, place, places))
        for place, (form, number) in enumerate(zip(formset, numbers(entered), strict=True))
    ]
    empty = formset.empty_form
    blank = ShownRow(empty, kind, 0, 0, [button(empty.prefix, "drop", f"{kind}-rows")])
    return Section(kind, *SECTIONS[kind], formset, rows, blank)


def buttons(kind: str, place: int, places: Sequence[int]) -> list[Button]:
    """The buttons of a row. After a move the same button of the row at its new place is next, while it has one."""
    row = f"{kind}-{place}"
    if place not in places:
        return [button(row, "back", f"id_{row}-{FIRST_FIELD[kind]}")]
    at, last = places.index(place), len(places) - 1
    found = []
    if kind == "requests":
        found.append(button(row, "split", f"id_{row}-text"))
    if kind == "requests" and at > 0:
        found.append(button(row, "merge", f"id_{kind}-{places[at - 1]}-text"))
    if at > 0:
        found.append(button(row, "up", f"{kind}-{places[at - 1]}-{'up' if at > 1 else 'down'}"))
    if at < last:
        found.append(button(row, "down", f"{kind}-{places[at + 1]}-{'down' if at + 1 < last else 'up'}"))
    return [*found, button(row, "drop", f"{row}-back")]


def doubts_of(sections: Sequence[Section]) -> list[ShownRow]:
    """The rows that somebody should look at, each knowing the next."""
    doubtful = [row for section in sections for row in section.rows if row.why]
    for row, following in itertools.pairwise(doubtful):
        row.next_doubt = following
    return doubtful
