"""Print what the reader finds in files, a JSON object a line: the shape that `score.py` takes."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from letters.reading.documents import Unreadable, read_document
from letters.reading.parts import Ask, Deadline, Person, Reading
from letters.reading.reader import read


class Command(BaseCommand):
    help = "Read letters from files and print their parts, one JSON line a file"
    requires_system_checks = []  # it reads files only: no database, no settings beyond the defaults

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *args: object, files: list[Path], **options: object) -> None:
        unread = 0
        for path in files:
            try:
                found = as_json(path.stem, read(read_document(path.read_bytes(), path.name).text))
            except (Unreadable, OSError) as error:
                unread += 1
                found = {"id": path.stem, "error": str(error)}
            self.stdout.write(json.dumps(found, ensure_ascii=False))
        if unread:
            raise CommandError(f"{unread} of {len(files)} files could not be read.", returncode=1)


def as_json(id: str, reading: Reading) -> dict[str, Any]:
    """A reading as the JSON object that `score.py` takes, with positions and confidences."""
    return {
        "id": id,
        "date": reading.date.isoformat() if reading.date else None,
        "recipients": [
            _person(person) | {"organization": person.organization or None} for person in reading.recipients
        ],
        "signers": [_person(person) for person in reading.signers],
        "requests": [_request(ask) for ask in reading.requests],
        "response_due_on": _due_on(reading.response_deadline),
    }


def _person(person: Person) -> dict[str, Any]:
    return {"name": person.name, "title": person.title or None}


def _request(ask: Ask) -> dict[str, Any]:
    return {
        "text": ask.text,
        "label": ask.label or None,
        "kind": ask.kind,
        "due_on": _due_on(ask.deadline),
        "start": ask.start,
        "end": ask.end,
        "confidence": round(ask.confidence, 2),
    }


def _due_on(deadline: Deadline | None) -> str | None:
    return deadline.due_on.isoformat() if deadline and deadline.due_on else None
