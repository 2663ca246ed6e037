"""What stands in a draft's form, as it was read or as a person left it, and the steps that change it. All is text, right or wrong."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.http import QueryDict

from letters.drafts import MOST
from letters.intake import DueEntry, LetterEntry, RecipientEntry, RequestEntry, SignatoryEntry
from letters.places import Places
from letters.suggesting import members_like
from tracker.desk.rows import CannotBeDone, Row, dropped, merged, moved, put_back, split

MOST_LOOKED_UP = 5  # at once
_STEP = re.compile(r"(split|merge|up|down|drop|back|find) (requests|recipients|signatories)-([0-9]{1,3})")
_FIELD = re.compile(r"(requests|recipients|signatories)-([0-9]{1,3})-(\w+)")


@dataclass(frozen=True, slots=True)
class Entered:
    """The letter's fields, the rows of each kind, and the step that was asked for, which names rows by their place."""

    letter: Row
    rows: Mapping[str, Sequence[Row]]
    step: str | None = None

    def data(self) -> dict[str, str]:
        """The same as a form sends it: rows by their place."""
        data = dict(self.letter)
        for kind, rows in self.rows.items():
            data |= {f"{kind}-TOTAL_FORMS": str(len(rows)), f"{kind}-INITIAL_FORMS": "0"}
            for place, row in enumerate(rows):
                data |= {f"{kind}-{place}-{name}": value for name, value in row.items()}
        return data

    def having(self, kind: str, rows: Sequence[Row]) -> "Entered":
        """The same with other rows of a kind. Raises CannotBeDone where they are too many."""
        if len(rows) > max(MOST[kind], len(self.rows[kind])):
            raise CannotBeDone(f"A letter has at most {MOST[kind]} {kind} here.")
        return replace(self, rows={**self.rows, kind: rows})


def sent(data: QueryDict) -> Entered | None:
    """What a person sent, its rows as they stand in the form; None where the counts of rows are no counts."""
    fields = {name: value for name, value in data.items() if isinstance(value, str)}
    totals = {kind: fields.get(f"{kind}-TOTAL_FORMS", "") for kind in MOST}
    if not all(re.fullmatch("[0-9]{1,3}", total) for total in totals.values()):
        return None
    if any(int(total) > MOST[kind] for kind, total in totals.items()):
        return None
    rows: dict[str, list[Row]] = {kind: [{} for _ in range(int(total))] for kind, total in totals.items()}
    letter = {}
    for name, value in fields.items():
        field = _FIELD.fullmatch(name)
        if field is None:
            letter[name] = value
        elif int(field[2]) < len(rows[field[1]]):
            rows[field[1]][int(field[2])][field[3]] = value
    step = letter.pop("do", None)
    return Entered(letter, rows, step)


def ordered(entered: Entered) -> Entered:
    """The same with its rows in the order that a person gave them."""
    orders = {kind: order_of(rows) for kind, rows in entered.rows.items()}
    rows = {
        kind: [
            {name: value for name, value in entered.rows[kind][at].items() if name != "ORDER"} for at in order
        ]
        for kind, order in orders.items()
    }
    return Entered(entered.letter, rows, None if entered.step is None else in_order(entered.step, orders))


def order_of(rows: Sequence[Row]) -> list[int]:
    """Where each row stands in the form, by the place that it says it has (static/intake.js), else by where it stands."""
    said = [row.get("ORDER", "") for row in rows]
    places = [int(place) if re.fullmatch("[0-9]{1,4}", place) else at for at, place in enumerate(said, 1)]
    return sorted(range(len(rows)), key=lambda at: places[at])


def in_order(step: str, orders: Mapping[str, Sequence[int]]) -> str:
    """The step of the same row, which a button names by where it stands in the form, by its place in the order."""
    found = _STEP.fullmatch(step)
    if found is None or int(found[3]) not in orders[found[2]]:
        return step
    return f"{found[1]} {found[2]}-{orders[found[2]].index(int(found[3]))}"


def read_from(entry: LetterEntry, *, backfilled: bool) -> Entered:
    """What was read in the letter."""
    letter = {"title": entry.title, "letter_date": day(entry.letter_date), "sent_on": day(entry.sent_on)}
    letter |= {"counted_from": day(entry.letter_date), "matched_on": day(entry.letter_date)}
    letter |= due_row(entry.response_deadline, "response_due") | ({"backfilled": "on"} if backfilled else {})
    return Entered(
        letter,
        {
            "requests": [request_row(row) for row in entry.requests] or [{}],
            "recipients": [recipient_row(row) for row in entry.recipients] or [{}],
            "signatories": [person_row(row) for row in entry.signatories] or [{}],
        },
    )


def request_row(entry: RequestEntry) -> Row:
    """A request as it was read."""
    start = "" if entry.start is None else str(entry.start)
    row = {"label": entry.label, "text": entry.text, "kind": entry.kind, "doubt": entry.doubt, "start": start}
    return row | due_row(entry.deadline, "due")


def recipient_row(entry: RecipientEntry) -> Row:
    """An addressee as they were read."""
    return person_row(entry) | {"organization": entry.organization}


def person_row(entry: RecipientEntry | SignatoryEntry) -> Row:
    """A person as they were read."""
    return {
        "name": entry.name,
        "title": entry.title,
        "bioguide_id": entry.bioguide_id,
        "offers": " ".join(entry.offers),
        "doubt": entry.doubt,
    }


def due_row(entry: DueEntry, prefix: str) -> Row:
    """A deadline as it was read."""
    return {
        f"{prefix}_on": day(entry.due_on),
        f"{prefix}_words": entry.words,
        f"{prefix}_rule": entry.rule,
        f"{prefix}_explanation": entry.explanation,
        f"{prefix}_read": day(entry.due_on),
    }


def day(on: date | None) -> str:
    """A day as fields hold it."""
    return on.isoformat() if on else ""


def stepped(entered: Entered, *, letter: Places, on: date | None) -> Entered:
    """What its step makes of it: “split requests-3”, “add recipients”; `on` is the letter's date.

    Anything else changes nothing but looks up what was typed in the searches. Raises CannotBeDone.
    """
    step = entered.step or ""
    if step.startswith("add ") and step[4:] in MOST:
        return entered.having(step[4:], [*entered.rows[step[4:]], {}])
    found = _STEP.fullmatch(step)
    if found is None:
        return all_looked_up(entered, on=on)
    verb, kind, at = found[1], found[2], int(found[3])
    return entered.having(kind, changed(verb, kind, entered.rows[kind], at, letter=letter, on=on))


def changed(
    verb: str, kind: str, rows: Sequence[Row], at: int, *, letter: Places, on: date | None
) -> Sequence[Row]:
    """The rows of a kind after a step."""
    match verb, kind:
        case "split", "requests":
            return split(rows, at, letter)
        case "merge", "requests":
            return merged(rows, at, letter)
        case "up" | "down", _:
            return moved(rows, at, -1 if verb == "up" else 1)
        case "drop", _:
            return dropped(rows, at)
        case "back", _:
            return put_back(rows, at)
        case "find", "recipients" | "signatories":
            return [looked_up(row, on=on) if place == at else row for place, row in enumerate(rows)]
    return rows


def looked_up(row: Row, *, on: date | None) -> Row:
    """A person's row with the members whom its search finds, or its name where nothing is sought; who is chosen stays."""
    found = members_like(row.get("find", "").strip() or row.get("name", ""), on=on)
    return row | {"offers": " ".join(found)}


def all_looked_up(entered: Entered, *, on: date | None) -> Entered:
    """The first rows in which a search was typed, looked up: what Enter in it does without JavaScript."""
    sought = [
        (kind, at)
        for kind in ("recipients", "signatories")
        for at, row in enumerate(entered.rows[kind])
        if row.get("find", "").strip()
    ]
    for kind, at in sought[:MOST_LOOKED_UP]:
        rows = changed("find", kind, entered.rows[kind], at, letter=Places(""), on=on)
        entered = entered.having(kind, rows)
    return entered
