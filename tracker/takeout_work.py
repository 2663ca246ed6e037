"""Take-outs made and brought in by a worker. What is brought waits as a file until its job has ended, and is forgotten then."""

from datetime import datetime
from typing import IO

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction

from actions.bringing import CannotBring, bring_in
from letters.ids import new_public_id
from offices.audit import note
from offices.audit_entries import Deed, Matter
from offices.models import Office, User
from offices.policy import require
from tracker.export_files import temporary
from tracker.jobs import Hold, Job, JobFailed, Kind, TakenOver, ask_for
from tracker.takeout_files import write_takeout
from tracker.takeout_reading import checked

MAY = "manage the office"
ENDING = "zip"


def ask_for_takeout(*, office: Office, by: User, now: datetime) -> Job:
    """Has a worker write all that the office owns. Raises NotAllowed."""
    require(by, office, MAY)
    name = f"{office.slug}-takeout-{now.astimezone(office.zone).date()}.zip"
    note(Deed.MADE, Matter.TAKEOUT, office=office.pk, by=by, now=now)
    return ask_for(kind=Kind.TAKEOUT, about=ENDING, name=name, office=office, by=by, now=now)


def make_takeout(hold: Hold) -> None:
    """The job that writes it; the file is kept for a day."""
    office = hold.job.office
    require(hold.job.by, office, MAY)
    hold.begin("Writing the letters")
    with temporary() as file:
        counts = write_takeout(office, file, now=hold.clock(), tell=hold.tell)
        file.seek(0)
        path = hold.keep_file(File(file))
    try:
        hold.finish(f"{counts['letters']:,} letters and {counts['actions']:,} entries written.", file=path)
    except TakenOver:
        default_storage.delete(path)
        raise


def ask_to_bring(*, office: Office, file: IO[bytes], name: str, by: User, now: datetime) -> Job:
    """Keeps a take-out, and has a worker bring it in. Raises NotAllowed."""
    require(by, office, MAY)
    about = new_public_id()
    default_storage.save(brought_path(about), File(file))
    return ask_for(kind=Kind.BRING, about=about, name=name, office=office, by=by, now=now)


def brought_path(about: str) -> str:
    """Where a take-out waits to be brought in."""
    return f"brought/{about}"


def bring_takeout(hold: Hold) -> None:
    """The job that brings it in, all or nothing."""
    job, path = hold.job, brought_path(hold.job.about)
    if not default_storage.exists(path):
        raise JobFailed("The file is gone; give it again.")
    hold.begin("Checking the files")
    try:
        with (
            default_storage.open(path) as file,
            checked(file, hold.tell) as takeout,
            takeout.kept() as files,
            transaction.atomic(),
        ):
            hold.last_act()
            brought = bring_in(
                office=job.office,
                data=takeout.data,
                files=files,
                by=job.by,
                now=hold.clock(),
                source=job.name,
            )
            hold.finish(str(brought)[:300])
    except CannotBring as error:
        raise JobFailed(f"Nothing was brought in: {error}") from error
    default_storage.delete(path)


def forget_brought(job: Job, why: str, now: datetime) -> None:
    """Forgets the file of a job that failed."""
    default_storage.delete(brought_path(job.about))
