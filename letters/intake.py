"""The one way in: a file or text is kept as a draft, and a person corrects what was read in it (`letters.drafts`, `letters.confirming`).

Whatever is given is kept, also when it cannot be read. Nothing is invented: what was not found is empty.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F

from letters.holds import holding
from letters.models import Letter
from letters.reading.documents import MAX_BYTES, MAX_CHARACTERS, Document, Unreadable
from letters.reading.sandbox import open_untrusted, read_scan, read_untrusted
from letters.reading.telling import Tell, silent
from letters.states import RequestKind, Visibility
from offices.audit import note
from offices.audit_entries import Deed, Matter
from offices.models import Office, User
from offices.policy import require


class IntakeError(Exception):
    """Something that cannot be taken in; the message says what to do, `field` names the part."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class AlreadyKept(IntakeError):
    """The office has this very file or text already."""

    def __init__(self, letter: Letter) -> None:
        super().__init__(f"Your office already has this file: “{letter}”.", field="file")
        self.letter = letter


class AlreadyConfirmed(IntakeError):
    """The draft is a letter by now: somebody was quicker, or clicked twice."""

    def __init__(self) -> None:
        super().__init__("This letter has been confirmed already.")


@dataclass(frozen=True, slots=True)
class DueEntry:
    """A deadline: the letter's words, the rule, the date and why."""

    words: str = ""
    rule: str = ""
    due_on: date | None = None
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class RecipientEntry:
    """An addressee; the Bioguide id where it is a member of Congress.

    `doubt` says why a person should look twice at what was read; empty where there is no doubt. `offers` are the
    Bioguide ids among which they have to choose.
    """

    name: str = ""
    title: str = ""
    organization: str = ""
    bioguide_id: str = ""
    doubt: str = field(default="", compare=False)
    offers: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class SignatoryEntry:
    """A signer; the Bioguide id where the member is known; `doubt` and `offers` as in RecipientEntry."""

    name: str
    title: str = ""
    bioguide_id: str = ""
    doubt: str = field(default="", compare=False)
    offers: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class RequestEntry:
    """A request; `start` is where its words begin in the letter, for words that stand there more than once."""

    text: str
    label: str = ""
    kind: str = RequestKind.ACTION
    deadline: DueEntry = field(default_factory=DueEntry)
    doubt: str = field(default="", compare=False)
    start: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class LetterEntry:
    """All that confirming a draft writes."""

    title: str = ""
    visibility: str = Visibility.OFFICE
    public_from: datetime | None = None
    topic: str = ""
    letter_date: date | None = None
    sent_on: date | None = None
    received_on: date | None = None
    response_deadline: DueEntry = field(default_factory=DueEntry)
    recipients: Sequence[RecipientEntry] = ()
    signatories: Sequence[SignatoryEntry] = ()
    requests: Sequence[RequestEntry] = ()


_WORDS = re.compile(r"(?![ivx]+\b)[^\W\d_]{2,}")  # without the numbers of lists


@dataclass(frozen=True, slots=True)
class LetterSource:
    """A letter as it came: the bytes, the name that was given, what could be read and why the rest could not.

    Where the document has a `scan`, its pages are still to be read.
    """

    data: bytes
    name: str
    document: Document
    problem: str = ""


def keep_file(*, office: Office, by: User | None, data: bytes, name: str) -> Letter:
    """Keeps a file as a draft, read to its end, which takes minutes for a scan; raises what `file_source` and `keep` raise."""
    return keep(office=office, by=by, source=scan_read(file_source(data, name)))


def keep_text(*, office: Office, by: User | None, text: str, formatted: str = "") -> Letter:
    """Keeps pasted text as a draft; raises what `text_source` and `keep` raise."""
    return keep(office=office, by=by, source=text_source(text, formatted))


def file_source(data: bytes, name: str) -> LetterSource:
    """A file, read as far as it can be at once. Raises IntakeError for an empty or too large one."""
    if not data:
        raise IntakeError("The file is empty; choose the letter's file again.", field="file")
    if len(data) > MAX_BYTES:
        limit = MAX_BYTES // 1024**2
        raise IntakeError(
            f"The file is larger than {limit} MB; save it smaller, or paste the text.", field="file"
        )
    name = PurePath(name).name or "letter"
    try:
        return LetterSource(data, name, open_untrusted(data, name))
    except Unreadable as error:
        return unread(data, name, str(error))


def scan_read(source: LetterSource, tell: Tell = silent) -> LetterSource:
    """The same with the words of its scanned pages, where it has any."""
    data, name = source.data, source.name
    try:
        return LetterSource(data, name, read_scan(source.document, data, name, tell), source.problem)
    except Unreadable as error:
        return unread(data, name, str(error))


def unread(data: bytes, name: str, problem: str) -> LetterSource:
    """A file of which nothing could be read."""
    return LetterSource(data, name, Document("", "none"), problem)


def text_source(text: str, formatted: str = "") -> LetterSource:
    """Pasted text, with the list markers that only its HTML has, where that has the same words.

    Raises IntakeError where there is no text, or far too much.
    """
    if not text.strip():
        raise IntakeError("There is no text; paste the letter's words.", field="text")
    if len(text) > MAX_CHARACTERS:
        raise IntakeError(
            f"The text has more than {MAX_CHARACTERS:,} characters; paste the letter alone.", field="text"
        )
    check_text(text)
    text = _with_markers(text, formatted)
    return LetterSource(text.encode(), "pasted.txt", Document(text, "text"))


def check_text(text: str) -> None:
    """PostgreSQL keeps no text with NUL characters."""
    if "\0" in text:
        raise IntakeError("The text has NUL characters, which no letter has; paste it again.", field="text")


def _with_markers(text: str, formatted: str) -> str:
    if not formatted.strip():
        return text
    try:
        shown = read_untrusted(f"<div>{formatted}</div>".encode(), "pasted.html").text
    except Unreadable:
        return text
    return shown if _WORDS.findall(shown) == _WORDS.findall(text) else text


@transaction.atomic
def keep(*, office: Office, by: User | None, source: LetterSource) -> Letter:
    """Writes the draft: bytes, their hash, the text or why there is none. Raises AlreadyKept where the office has it."""
    if by is not None:
        require(by, office, "log letters and record actions")
    sha256 = hashlib.sha256(source.data).hexdigest()
    Office.objects.select_for_update(no_key=True).get(pk=office.pk)
    known = Letter.objects.filter(office=office, source_sha256=sha256).first()
    if known is not None:
        raise AlreadyKept(known)
    letter = Letter(
        office=office,
        created_by=by,
        owner=by,
        text=source.document.text,
        source_name=source.name[:200],
        source_sha256=sha256,
        unread_because=source.problem[:500],
        reading_doubts="\n".join(source.document.warnings),
        is_being_read=source.document.scan is not None,
    )
    letter.source_file.save(source.name, ContentFile(source.data), save=False)
    letter.save(force_insert=True)
    return letter


def enter_reading(*, letter: Letter, source: LetterSource, now: datetime) -> bool:
    """Writes what was read on a draft's scanned pages, or why nothing was; whether anybody still waited for it.

    Nobody does where the draft has been confirmed or discarded meanwhile: then nothing is written.
    """
    waiting = Letter.objects.filter(pk=letter.pk, is_being_read=True)
    return bool(
        waiting.update(
            text=source.document.text,
            unread_because=source.problem[:500],
            reading_doubts="\n".join(source.document.warnings),
            is_being_read=False,
            version=F("version") + 1,
            changed_at=now,
        )
    )


@transaction.atomic
def hand_over(*, letter: Letter, to: User | None, by: User) -> None:
    """Makes another person of the office the letter's owner; None leaves it to the office's managers."""
    require(by, letter.office, "log letters and record actions")
    if to is not None and not letter.office.writers().filter(pk=to.pk).exists():
        raise IntakeError(f"{to} may not write for {letter.office}.", field="owner")
    letter.owner = to
    letter.save(update_fields=["owner"])


@transaction.atomic
def discard(*, letter: Letter, by: User, now: datetime) -> None:
    """Deletes a draft and its file; a confirmed letter stays."""
    require(by, letter.office, "log letters and record actions")
    letter = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    if not letter.is_draft:
        raise IntakeError("Only a draft can be discarded; make a confirmed letter private instead.")
    if Letter.objects.filter(holding(), pk=letter.pk).exists():
        raise IntakeError("A legal hold keeps this draft: a manager has to lift it first.")
    storage, path = letter.source_file.storage, letter.source_file.name or ""
    letter.delete()
    note(
        Deed.DISCARDED,
        Matter.LETTER,
        letter.public_id,
        office=letter.office_id,
        by=by,
        now=now,
        detail="draft",
    )
    transaction.on_commit(lambda: storage.delete(path))
