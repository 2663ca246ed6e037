"""An office's requests written as a file: at once where there are few, by a worker where there are many."""

from collections.abc import Iterable, Iterator
from datetime import date
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.urls import reverse

from letters.sheet_rows import RequestRow, request_rows, requests_kept_by
from offices.models import Office, User
from offices.policy import require
from tracker.jobs import Hold, TakenOver
from tracker.progress import Tell
from tracker.sheets import FORMATS

AT_ONCE = 2_000  # requests; more are a worker's
IN_MEMORY = 2 << 20  # bytes; a larger file is written to the disk first
MAY = "read what the office keeps"


def link_to(public_id: str) -> str:
    """The address of a request's page at the desk."""
    return f"{settings.SITE_URL}{reverse('desk:request', args=[public_id])}"


def name_of(office: Office, on: date, ending: str) -> str:
    """What the file is called."""
    return f"{office.slug}-requests-{on}.{ending}"


def file_of(office: Office, user: User, ending: str, *, on: date) -> IO[bytes]:
    """The file in full, for the caller to close."""
    file = temporary()
    FORMATS[ending].write(request_rows(office, user, on=on, link_to=link_to), file)
    file.seek(0)
    return file


def temporary() -> IO[bytes]:
    """Where a file is written before anybody gets it."""
    return cast("IO[bytes]", SpooledTemporaryFile(IN_MEMORY))


def write_export(hold: Hold) -> None:
    """The job that writes the file, which is kept for a day."""
    office, by, ending = hold.job.office, hold.job.by, hold.job.about
    require(by, office, MAY)
    on, total = hold.clock().astimezone(office.zone).date(), requests_kept_by(office, by).count()
    hold.begin("Writing the rows", total)
    with temporary() as file:
        rows = Told(request_rows(office, by, on=on, link_to=link_to), hold.tell, total)
        FORMATS[ending].write(rows, file)
        file.seek(0)
        path = hold.keep_file(File(file))
    try:
        hold.finish(f"{rows.done:,} requests written.", file=path)
    except TakenOver:
        default_storage.delete(path)
        raise


class Told:
    """Rows, of which each is counted and told when it goes by; some may have come or gone since they were counted."""

    def __init__(self, rows: Iterable[RequestRow], tell: Tell, total: int) -> None:
        self.rows, self.tell, self.total, self.done = rows, tell, total, 0

    def __iter__(self) -> Iterator[RequestRow]:
        for row in self.rows:
            self.done += 1
            self.tell(min(self.done, self.total), self.total)
            yield row
