"""Workers are killed in the middle of imports and exports, and leases end early: each job is done in full, once, or not at all."""

import os
import signal
from datetime import timedelta
from random import Random

from django.core.files.storage import default_storage
from django.db import connections
from django.db.models import Count
from django.utils import timezone

from letters.arrivals import LetterImport
from letters.models import Letter
from offices.models import Office, User
from tests.faults.report import Line, timed
from tests.faults.stage import Stage, wait
from tests.making import make_office, make_user
from tracker.jobs import Job, Kind, ask_for
from tracker.sheet_imports import SheetImport, ask_for_import, keep_sheet
from tracker.sheet_work import look_over
from tracker.tasks import send_wake


def run(stage: Stage, *, imports: int = 40, letters: int = 400, kills: int = 40) -> Line:
    """Imports of as many letters each, and as many exports; a worker's process is killed while somebody holds a job."""
    line = Line(
        f"{kills} kills in {imports:,} imports of {letters:,} letters, and exports", tried=2 * imports
    )
    office = make_office()
    by = make_user(office)
    asked = [import_asked_for(office, by, number, letters) for number in range(imports)]
    for _ in range(imports):
        ask_for(
            kind=Kind.EXPORT, about="json", name="x", office=office, by=make_user(office), now=timezone.now()
        )
    connections.close_all()
    with timed(line):
        for _ in range(2):
            stage.worker()
        hit = sum(kill_one(stage, Random(place)) for place in range(kills))
        done = wait(lambda: go_on(stage), seconds=600, meanwhile=stage.keep_celery)
    stage.stop_celery()
    failed = Job.objects.exclude(error="")
    made = dict(Letter.objects.values_list("imported_in").annotate(count=Count("pk")))
    sizes = {came.name: made.get(came.pk, 0) for came in LetterImport.objects.all()}
    told = {job.name for job in Job.objects.filter(kind=Kind.IMPORT, error="")}
    line.lost = sum(sizes.get(name, 0) < letters for name in told)
    line.doubled = LetterImport.objects.count() - len(sizes) + sum(size > letters for size in sizes.values())
    half = sum(0 < size < letters for size in sizes.values())
    files = [
        job
        for job in Job.objects.filter(kind=Kind.EXPORT, error="")
        if not default_storage.exists(job.file.name or "")
    ]
    is_all_told = bool(told) and sizes.keys() == told
    line.kept = done and not half and not files and is_all_told and hit > 0 and all(asked)
    again = Job.objects.filter(claims__gt=1).count()
    line.note = (
        f"{hit} killed at work; {again} jobs begun anew, {failed.count()} given up, {half} half-written"
    )
    return line


def import_asked_for(office: Office, by: User, number: int, letters: int) -> Job | None:
    """A sheet that a worker is to import."""
    rows = [f"Letter {number} {row},2026-03-02,Secretary,Do thing {row}." for row in range(letters)]
    data = "\n".join(["Letter,Date,Recipient,Request", *rows]).encode()
    kept = keep_sheet(office=office, data=data, name=f"{number}.csv", by=by, now=timezone.now())
    look_over(sheet_import=kept, now=timezone.now())
    return ask_for_import(sheet_import=SheetImport.objects.get(pk=kept.pk), now=timezone.now())


def kill_one(stage: Stage, random: Random) -> bool:
    """Kills a worker's process while a job is held, somewhere on its way; whether there was one."""
    send_wake()
    held = Job.objects.unfinished().filter(leased_until__gt=timezone.now())
    wait(held.exists, seconds=60, meanwhile=stage.keep_celery)
    wait(lambda: False, seconds=random.random() / 2)
    found = [pid for server in stage.celery for pid in server.children()]
    was_held = held.exists()
    if found:
        os.kill(random.choice(found), signal.SIGKILL)
    end_leases()
    return bool(found) and was_held


def end_leases() -> None:
    """As if the minute were over, for the killed worker and for those who live."""
    past = timezone.now() - timedelta(seconds=1)
    Job.objects.unfinished().filter(leased_until__isnull=False).update(leased_until=past)


def go_on(stage: Stage) -> bool:
    """Whether all jobs have ended; where nobody holds any, somebody is woken."""
    stage.keep_celery()
    if not Job.objects.unfinished().filter(leased_until__gt=timezone.now()).exists():
        send_wake()
        wait(lambda: False, seconds=0.5)
    return not Job.objects.unfinished().exists()
