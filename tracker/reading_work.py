"""Reads letters whose pages are pictures, always by a worker: what a person gives is kept at once, and nobody waits for it."""

from datetime import datetime

from django.db import transaction

from letters.intake import LetterSource, enter_reading, file_source, keep, scan_read, unread
from letters.models import Letter
from offices.models import Office, User
from tracker.jobs import Hold, Job, JobFailed, Kind, ask_for

NOT_NEEDED = "Nobody waits for it any more: the draft was confirmed or discarded."


@transaction.atomic
def keep_letter(*, office: Office, by: User, source: LetterSource, now: datetime) -> Letter:
    """Keeps a draft, and has its scanned pages read where it has any; raises what `keep` raises."""
    letter = keep(office=office, by=by, source=source)
    if letter.is_being_read:
        ask_for(
            kind=Kind.READ, about=letter.public_id, name=letter.source_name, office=office, by=by, now=now
        )
    return letter


def job_of(letter: Letter) -> Job | None:
    """The job that reads the draft, or will."""
    jobs = Job.objects.unfinished().filter(kind=Kind.READ, about=letter.public_id)
    return jobs.first() if letter.is_being_read else None


def letter_of(job: Job) -> Letter | None:
    """The letter that the job is about; None where it is about none, or its draft was discarded."""
    return Letter.objects.filter(public_id=job.about).first() if job.kind == Kind.READ else None


def read_letter(hold: Hold) -> None:
    """The job that reads a draft's scanned pages."""
    letter = letter_of(hold.job)
    if letter is None or not letter.is_being_read:
        hold.finish(NOT_NEEDED)
        return
    with letter.source_file.open("rb") as file:
        source = file_source(file.read(), letter.source_name)
    pages = source.document.scan.pictures() if source.document.scan else []
    hold.begin("Reading the scanned pages", len(pages))
    source = scan_read(source, hold.tell)
    if source.problem:
        raise JobFailed(source.problem)
    with transaction.atomic():
        hold.last_act()
        is_entered = enter_reading(letter=letter, source=source, now=hold.clock())
        hold.finish("The letter is read: correct and confirm what was found." if is_entered else NOT_NEEDED)


def leave_unread(job: Job, why: str, now: datetime) -> None:
    """Says in the draft that it could not be read; its file stays."""
    letter = letter_of(job)
    if letter is not None:
        enter_reading(letter=letter, source=unread(b"", letter.source_name, why), now=now)
