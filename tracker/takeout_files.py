"""A take-out as a file: a ZIP of data.json, the files, pages to read without a tracker, and a manifest of all of it.

It is written to the disk piece by piece, never kept whole in memory.
"""

import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from hashlib import sha256
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.template.loader import render_to_string

from actions.models import Action
from actions.takeout import (
    BATCH,
    FORMAT,
    VERSION,
    audit_values,
    entries_of,
    entry_values,
    evidence_name,
    file_name,
    letter_values,
    letters_kept_by,
    link_values,
    office_values,
    people_in,
    people_values,
)
from letters.models import Letter
from letters.reading.telling import Tell, silent
from offices.models import Office

MANIFEST, DATA = "manifest.json", "data.json"
STYLE = "body{font:1rem/1.5 sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}pre{white-space:pre-wrap}td,th{text-align:left;vertical-align:top;padding:.2rem .6rem .2rem 0}"


def write_takeout(office: Office, into: IO[bytes], *, now: datetime, tell: Tell = silent) -> dict[str, int]:
    """Writes the take-out; how many there are of each thing."""
    return Takeout(office, into, now).written(tell)


class Takeout:
    """The ZIP while it is written."""

    def __init__(self, office: Office, into: IO[bytes], now: datetime) -> None:
        self.office, self.now = office, now
        self.zip = ZipFile(into, "w", ZIP_DEFLATED)
        self.files: list[dict[str, Any]] = []
        self.counts: dict[str, int] = {}
        self.people: set[str] = set()
        self.asked: set[str] = set()  # the requests that are in it

    def written(self, tell: Tell) -> dict[str, int]:
        """Writes all parts, and the manifest last."""
        with self.zip:
            self.write_data(tell)
            self.write_pages()
            self.write_files()
            manifest = {
                "format": FORMAT,
                "version": VERSION,
                "made_at": self.now,
                "office": self.office.slug,
                "counts": self.counts,
                "files": self.files,
            }
            self.zip.writestr(info(MANIFEST), dumps(manifest, indent=1))
        return self.counts

    @contextmanager
    def part(self, name: str) -> Iterator["Counted"]:
        """A file in the ZIP, of which the manifest tells."""
        with self.zip.open(info(name), "w", force_zip64=True) as raw:
            counted = Counted(raw)
            yield counted
        self.files.append({"name": name, "size": counted.size, "sha256": counted.hash.hexdigest()})

    def write_data(self, tell: Tell) -> None:
        """Writes data.json."""
        letters, total = letters_kept_by(self.office), Letter.objects.filter(office=self.office).count()

        def told() -> Iterator[dict[str, Any]]:
            for done, letter in enumerate(letters.iterator(BATCH), start=1):
                tell(min(done, total), total)
                values = letter_values(letter)
                self.asked.update(row["id"] for row in values["requests"])
                yield values

        # Not those that somebody enters of a letter that is confirmed only now.
        entries = filter(self.is_whole, map(entry_values, entries_of(self.office).iterator(BATCH)))
        with self.part(DATA) as into:
            head = {"format": FORMAT, "version": VERSION, "made_at": self.now}
            head["office"] = office = office_values(self.office)
            self.people.update(people_in({"members": office["members"]}))
            into.write(dumps(head)[:-1].encode())
            for name, rows in (
                ("letters", told()),
                ("actions", entries),
                ("links", link_values(self.office)),
                ("audit", audit_values(self.office)),
            ):
                self.write_list(into, name, rows)
            self.write_list(into, "people", people_values(self.people))
            into.write(b"}")

    def is_whole(self, entry: dict[str, Any]) -> bool:
        """Whether all requests that an entry concerns are in it."""
        return self.asked.issuperset(row["request"] for row in entry["effects"])

    def write_list(self, into: "Counted", name: str, rows: Iterable[dict[str, Any]]) -> None:
        """Writes a list of values, one on each line, and counts them."""
        into.write(f',\n"{name}": ['.encode())
        count = 0
        for count, row in enumerate(rows, start=1):
            self.people.update(people_in(row))
            into.write(("\n" if count == 1 else ",\n").encode() + dumps(row).encode())
        into.write(b"]")
        self.counts[name] = count

    def write_pages(self) -> None:
        """Writes a page for each letter, and one that leads to them."""
        rows = []
        for letter in letters_kept_by(self.office).iterator(BATCH):
            entries = entries_of(self.office).filter(effects__letter_request__letter=letter).distinct()
            context = {
                "letter": letter,
                "office": self.office,
                "file": file_name(letter),
                "entries": told_of(entries),
            }
            with self.part(f"letters/{letter.public_id}.html") as into:
                into.write(render_to_string("takeout/letter.html", context).encode())
            rows.append((letter.public_id, str(letter), letter.letter_date, letter.get_visibility_display()))
        with self.part("index.html") as into:
            told = {"office": self.office, "rows": rows, "now": self.now, "counts": self.counts}
            into.write(render_to_string("takeout/index.html", told).encode())
        with self.part("style.css") as into:
            into.write(STYLE.encode())

    def write_files(self) -> None:
        """Writes the letters' files and the evidence, as they were given."""
        letters = Letter.objects.filter(office=self.office).exclude(source_file="")
        evidence = Action.objects.filter(office=self.office).exclude(source_file="")
        named: list[tuple[QuerySet[Any], Any]] = [(letters, file_name), (evidence, evidence_name)]
        for rows, name_of in named:
            for row in rows.order_by("pk").iterator(BATCH):
                with self.part(name_of(row)) as into, default_storage.open(row.source_file.name) as file:
                    shutil.copyfileobj(file, into, 1 << 20)
                self.counts["files"] = self.counts.get("files", 0) + 1


def told_of(entries: QuerySet[Action]) -> list[dict[str, Any]]:
    """Entries as a page shows them."""
    return [{"entry": entry, "file": evidence_name(entry)} for entry in entries]


class Counted:
    """Takes bytes, their number and their hash."""

    def __init__(self, into: IO[bytes]) -> None:
        self.into, self.size, self.hash = into, 0, sha256()

    def write(self, data: bytes) -> int:
        """Writes them."""
        self.size += len(data)
        self.hash.update(data)
        return self.into.write(data)


def info(name: str) -> ZipInfo:
    """The head of a file in the ZIP; it bears no time, so that the same take-out is the same file."""
    found = ZipInfo(name)
    found.compress_type = ZIP_DEFLATED
    return found


def dumps(value: Any, indent: int | None = None) -> str:
    """JSON, with days and moments as ISO 8601 has them."""
    return json.dumps(value, ensure_ascii=False, indent=indent, default=plain)


def plain(value: object) -> str:
    """A day or a moment."""
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is nothing that a take-out has")
