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
from actions.opening import Aside
from letters.reading.sheets import Sheet
from letters.reading.telling import Tell, silent
from letters.sheet_words import Signers, worded_deadline
from letters.states import RequestKind, Topic
from offices.models import User
from tracker.api.errors import pointed
from tracker.importing import ImportedInput
from tracker.sheet_columns import FIELDS, Columns

ASIDE = 20_000  # characters of a private note
FORMATS = ("%Y-%m-%d", "%m/%d/%Y", "%B %d, %Y", "%b %d, %Y")
KINDS = {name.casefold(): kind.value for kind in RequestKind for name in (kind.value, kind.label)}
TOPICS = {name.casefold(): topic.value for topic in Topic for name in (topic.value, topic.label)}
CLOCK = re.compile(r"[ T]\d\d:\d\d.*$")  # what Excel adds to a day
AMONG = re.compile(r"\s*[;\n]\s*")  # between people in one cell


@dataclass(slots=True)
class Group:
    """The rows of one letter: what they say of it, each with its row, its requests, and what is private of them."""

    row: int
    size: int = 0
    said: dict[str, str] = field(default_factory=dict)
    requests: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)


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

    def __init__(
        self, sheet: Sheet, columns: Columns, *, backfilled: bool, colleagues: Sequence[User]
    ) -> None:
        self.sheet, self.backfilled = sheet, backfilled
        self.colleagues = colleagues
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
                group.asides.append(self.aside_of(row, said, place=len(group.requests)))
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

    def aside_of(self, row: int, said: Mapping[str, str], *, place: int) -> Aside:
        """Who works on the request of a row, and what is noted of it for the office alone."""
        note = said.get("note", "")
        if len(note) > ASIDE:
            self.note(row, "note", f"A note has at most {ASIDE:,} characters.")
        return Aside(place, self.colleague(row, said.get("assignee", "")), note)

    def colleague(self, row: int, written: str) -> User | None:
        """The person of that e-mail address or name who may write for the office."""
        if not written:
            return None
        called = written.casefold()
        found = [one for one in self.colleagues if called in (one.email.casefold(), str(one).casefold())]
        if len(found) == 1:
            return found[0]
        who = "several people" if found else "nobody"
        problem = (
            f"“{written[:60]}” is {who} who may write for the office: write a colleague’s e-mail address."
        )
        self.note(row, "assignee", problem)
        return None

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
            yield replace(with_deadlines(letter.given_letter(group.row)), asides=group.asides)
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
