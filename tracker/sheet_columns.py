"""What the columns of a spreadsheet can say, and what they say by their names (docs/imports.md). Pure."""

import re
from collections.abc import Sequence
from typing import NamedTuple


class Field(NamedTuple):
    """What a column can say: how people choose it, the names by which it is guessed, whether it is the letter's."""

    label: str
    names: tuple[str, ...]
    of_letter: bool = True


FIELDS = {
    "letter_id": Field("Letter: your own id", ("letter id", "letter no", "letter number", "id", "no")),
    "title": Field("Letter: title", ("letter", "letter title", "title", "subject", "re", "name of letter")),
    "letter_date": Field("Letter: date", ("letter date", "date of letter", "dated", "date")),
    "sent_on": Field("Letter: sent on", ("sent on", "date sent", "sent", "sent date")),
    "recipients": Field("Letter: recipients", ("recipients", "recipient", "to", "addressee", "addressees")),
    "organization": Field(
        "Letter: agency of the recipients", ("agency", "agencies", "department", "organization")
    ),
    "signatories": Field(
        "Letter: signatories",
        ("signatories", "signatory", "signed by", "signers", "members", "member", "from"),
    ),
    "topic": Field("Letter: topic", ("topic", "policy area", "issue area")),
    "text": Field("Letter: its whole text", ("letter text", "text of letter", "full text", "body")),
    "request": Field(
        "Request: its words",
        ("request", "requests", "request text", "ask", "asks", "question", "what was asked", "text"),
        of_letter=False,
    ),
    "label": Field("Request: its mark in the letter", ("label", "mark"), of_letter=False),
    "kind": Field("Request: kind", ("kind", "request kind", "type", "request type"), of_letter=False),
    "deadline_words": Field(
        "Request: deadline, in words", ("deadline words", "deadline in words"), of_letter=False
    ),
    "due_on": Field(
        "Request: deadline, the day",
        ("first deadline", "deadline", "due on", "due date", "due", "response due", "respond by"),
        of_letter=False,
    ),
    "assignee": Field(
        "Request: who works on it",
        ("assignee", "assigned to", "assigned", "staffer", "staff", "who works on it"),
        of_letter=False,
    ),
    "note": Field(
        "Request: private note",
        ("private note", "private notes", "note", "notes", "internal note", "comment", "comments"),
        of_letter=False,
    ),
}

Columns = Sequence[str]  # what each column says, a name of FIELDS; empty where it is left out


def guessed(names: Sequence[str]) -> list[str]:
    """What each column says, as far as its name tells; no two the same."""
    plain = [re.sub(r"[\W_]+", " ", name).strip().casefold() for name in names]
    found = [""] * len(plain)
    for name, entry in FIELDS.items():
        places = (plain.index(known) for known in entry.names if known in plain)
        place = next((place for place in places if not found[place]), None)
        if place is not None:
            found[place] = name
    return found


def problem_with(columns: Columns) -> str:
    """Why no letters can be made by these columns; empty where they can."""
    chosen = [name for name in columns if name]
    twice = sorted({FIELDS[name].label for name in chosen if chosen.count(name) > 1})
    if twice:
        return f"Two columns cannot both be “{twice[0]}”; leave one out."
    for needed in ("title", "request"):
        if needed not in chosen:
            return f"Say which column is “{FIELDS[needed].label}”."
    return ""
