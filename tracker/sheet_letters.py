"""From the rows of a spreadsheet to letters to import: one row a request (docs/imports.md).

Rows of one letter are known by the same letter id, or by the same title and date; a row that names no letter belongs to the
one above it. What a letter's rows say of it must agree.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from actions.importing import GivenLetter, WrongRow
from letters.reading.sheets import Sheet
from letters.reading.telling import Tell, silent
from letters.sheet_words import Signers, worded_deadline
from letters.states import RequestKind, Topic
from tracker.api.errors import pointed
from tracker.importing import ImportedInput


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
}
FORMATS = ("%Y-%m-%d", "%m/%d/%Y", "%B %d, %Y", "%b %d, %Y")
KINDS = {name.casefold(): kind.value for kind in RequestKind for name in (kind.value, kind.label)}
TOPICS = {name.casefold(): topic.value for topic in Topic for name in (topic.value, topic.label)}
CLOCK = re.compile(r"[ T]\d\d:\d\d.*$")  # what Excel adds to a day
AMONG = re.compile(r"\s*[;\n]\s*")  # between people in one cell

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


@dataclass(slots=True)
class Group:
    """The rows of one letter: what they say of it, each with its row, and its requests."""

    row: int
    size: int = 0
    said: dict[str, str] = field(default_factory=dict)
    requests: list[tuple[int, dict[str, Any]]] = field(default_factory=list)


class Stranger(NamedTuple):
    """A signer who stays a name, where they stand first, and why."""

    row: int
    name: str
    why: str


class Taken(NamedTuple):
    """The letters in a file, what is wrong with its rows, and who of the signers is known for no member of Congress."""

    letters: list[GivenLetter]
    wrong: list[WrongRow]
    strangers: Sequence[Stranger] = ()

    @property
    def signer_count(self) -> int:
        """How many sign the letters."""
        return sum(len(given.entry.signatories) for given in self.letters)


class SheetReader:
    """Makes letters of the rows of one sheet, by what each column says, and notes what is wrong."""

    def __init__(self, sheet: Sheet, columns: Columns, *, backfilled: bool) -> None:
        self.sheet, self.backfilled = sheet, backfilled
        self.places = {name: place for place, name in enumerate(columns) if name}
        self.wrong: list[WrongRow] = []

    def taken(self, tell: Tell = silent) -> Taken:
        """The letters and what is wrong, in the order of the rows."""
        letters: list[GivenLetter] = []
        done, total = 0, len(self.sheet.rows)
        for group in self.groups():
            letters += self.letters_of(group)
            done += group.size
            tell(done, total)
        return with_members(Taken(letters, sorted(self.wrong, key=lambda entry: entry.row)))

    def groups(self) -> list[Group]:
        """The rows by their letters, in the order in which these begin."""
        groups: dict[tuple[str, ...], Group] = {}
        key: tuple[str, ...] = ()
        for row, cells in self.sheet.rows:
            said = {name: cells[place] for name, place in self.places.items() if cells[place]}
            of_letter = {name: value for name, value in said.items() if FIELDS[name].of_letter}
            if of_letter or not groups:
                key = key_of(of_letter)
            group = groups.setdefault(key, Group(row))
            group.size += 1
            self.add(group, row, of_letter)
            if request := self.request_of(row, said):
                group.requests.append((row, request))
        return list(groups.values())

    def add(self, group: Group, row: int, of_letter: Mapping[str, str]) -> None:
        """Adds what a row says of its letter; the rows of a letter may not differ."""
        for name, value in of_letter.items():
            if group.said.setdefault(name, value) != value:
                self.note(row, name, f"Row {group.row} says something else of the same letter.")

    def request_of(self, row: int, said: Mapping[str, str]) -> dict[str, Any]:
        """The request of a row, in the words of the API; empty where there is none."""
        if "request" not in said:
            self.note(row, "request", "This row asks for nothing: write the request's words.")
            return {}
        due_on = self.day(row, "due_on", said, words_too=True)
        words = said.get("deadline_words", "" if due_on else said.get("due_on", ""))
        kind = said.get("kind", "")
        if kind and kind.casefold() not in KINDS:
            self.note(row, "kind", f"“{kind[:40]}” is none of the kinds: {', '.join(RequestKind.labels)}.")
        return {
            "text": said["request"],
            "label": said.get("label", ""),
            "kind": KINDS.get(kind.casefold(), RequestKind.ACTION.value),
            "deadline": {"words": words, "due_on": due_on},
        }

    def letters_of(self, group: Group) -> Iterator[GivenLetter]:
        """The letter of a group, where nothing is wrong with it."""
        said, before = group.said, len(self.wrong)
        people, agencies = among(said.get("recipients", "")), among(said.get("organization", ""))
        if people and len(agencies) not in (0, 1, len(people)):
            self.note(group.row, "organization", "Name one agency, or as many as there are recipients.")
        topic = said.get("topic", "")
        if topic and topic.casefold() not in TOPICS:
            self.note(group.row, "topic", f"“{topic[:40]}” is none of congress.gov's policy areas.")
        letter_date = self.day(group.row, "letter_date", said)
        data = {
            "title": said.get("title", ""),
            "topic": TOPICS.get(topic.casefold(), ""),
            "letter_date": letter_date,
            "sent_on": self.day(group.row, "sent_on", said) if "sent_on" in self.places else letter_date,
            "recipients": recipients_in(people, agencies),
            "signatories": [{"name": name} for name in among(said.get("signatories", ""))],
            "requests": [request for _, request in group.requests],
            "backfilled": self.backfilled,
            "text": said.get("text", ""),
        }
        if len(self.wrong) > before or not group.requests:
            return
        letter = ImportedInput(data=data)
        if letter.is_valid():
            yield with_deadlines(letter.given_letter(group.row))
        else:
            for error in pointed(letter.errors):
                self.note_at(group, error["pointer"].split("/")[1:], error["detail"])

    def day(self, row: int, name: str, said: Mapping[str, str], *, words_too: bool = False) -> str | None:
        """The day in a cell as ISO 8601. Where `words_too`, a cell with letters need be none."""
        text = said.get(name, "")
        if not text:
            return None
        found = day_in(text)
        if found is None and not (words_too and re.search(r"[^\W\d_]{2}", text)):
            self.note(row, name, f"“{text[:40]}” is no day: write it as 2026-03-31 or 3/31/2026.")
        return found.isoformat() if found else None

    def note_at(self, group: Group, pointer: Sequence[str], problem: str) -> None:
        """Notes what is wrong where the API's error points to."""
        name = pointer[0] if pointer else ""
        if name == "requests" and len(pointer) > 1:
            part = {"text": "request", "deadline": "due_on"}.get(
                pointer[2] if len(pointer) > 2 else "", "request"
            )
            if pointer[-1] == "words":
                part = "deadline_words" if "deadline_words" in self.places else "due_on"
            self.note(group.requests[int(pointer[1])][0], part, problem)
        else:
            self.note(group.row, name, problem)

    def note(self, row: int, name: str, problem: str) -> None:
        """Notes what is wrong with a cell."""
        self.wrong.append(WrongRow(row, self.column_of(name), problem))

    def column_of(self, name: str) -> str:
        """The name of the column that says this, as it stands in the sheet."""
        if name == "sent_on" and name not in self.places:
            name = "letter_date"
        name = {"requests": "request"}.get(name, name)
        if name in self.places:
            return self.sheet.columns[self.places[name]] or f"column {self.places[name] + 1}"
        return FIELDS[name].label if name in FIELDS else name


def with_deadlines(given: GivenLetter) -> GivenLetter:
    """The letter with the days that its deadlines' words set, where no day is given beside them."""
    requests = [
        replace(asked, deadline=worded_deadline(asked.deadline.words, given.entry.letter_date))
        if asked.deadline.words and not asked.deadline.due_on
        else asked
        for asked in given.entry.requests
    ]
    return replace(given, entry=replace(given.entry, requests=requests), said=given.entry)


def with_members(taken: Taken) -> Taken:
    """The letters with the members who sign for sure, as they served on the letter's date."""
    days = [given.entry.letter_date for given in taken.letters if given.entry.signatories]
    signers = Signers(filter(None, days))
    letters, strangers = list[GivenLetter](), list[Stranger]()
    for given in taken.letters:
        found, others = signers.matched(given.entry.signatories, given.entry.letter_date)
        letters.append(replace(given, entry=replace(given.entry, signatories=found)))
        strangers += [Stranger(given.row, *other) for other in others]
    return taken._replace(letters=letters, strangers=strangers)


def key_of(said: Mapping[str, str]) -> tuple[str, ...]:
    """By what the rows of a letter are known."""
    if "letter_id" in said:
        return ("id", said["letter_id"])
    return ("title", said.get("title", "").casefold(), said.get("letter_date", ""))


def day_in(text: str) -> date | None:
    """The day that a text is; None where it is none that reads one way only."""
    for pattern in FORMATS:
        try:
            return datetime.strptime(CLOCK.sub("", text), pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def among(text: str) -> list[str]:
    """The people in a cell, by semicolons or lines."""
    return [name for name in AMONG.split(text.strip()) if name]


def recipients_in(people: Sequence[str], agencies: Sequence[str]) -> list[dict[str, str]]:
    """The recipients; where there is one agency, it is that of all.

    Without agencies, what stands after a recipient's last comma is one.
    """
    if not people:
        return [{"organization": agency} for agency in agencies]
    if not agencies:
        return [split(person) for person in people]
    each = agencies if len(agencies) > 1 else [agencies[0]] * len(people)
    return [{"title": person, "organization": agency} for person, agency in zip(people, each, strict=False)]


def split(person: str) -> dict[str, str]:
    """A recipient's title and organization."""
    title, comma, organization = person.rpartition(", ")
    return {"title": title, "organization": organization} if comma else {"title": person}
