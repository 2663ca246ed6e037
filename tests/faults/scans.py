"""Workers are killed while they read scans: each draft is read once, or says why it could not be, and none waits for ever."""

from datetime import timedelta
from random import Random

from django.core.files.storage import default_storage
from django.db import connections
from django.utils import timezone

from letters.intake import file_source
from letters.models import Letter
from tests.faults.jobs import go_on, kill_one
from tests.faults.report import Line, timed
from tests.faults.stage import Stage, wait
from tests.making import make_office, make_user
from tests.reading.pictures import picture_of
from tracker.jobs import Job
from tracker.reading_work import keep_letter
from tracker.working import GIVEN_UP


def run(stage: Stage, *, scans: int = 40, pages: int = 4, kills: int = 40, workers: int = 2) -> Line:
    """Scans of as many pages each; a worker's process is killed while somebody reads one."""
    line = Line(f"{kills} kills while {scans:,} scans of {pages} pages are read", tried=scans)
    office = make_office()
    by = make_user(office)
    for number in range(scans):
        words = [f"Dear Sir: please write {number} {page}." for page in range(pages)]
        source = file_source(picture_of(*words), f"{number}.tif")
        keep_letter(office=office, by=by, source=source, now=timezone.now() - timedelta(minutes=1))
    connections.close_all()
    with timed(line):
        for _ in range(workers):
            stage.worker()
        hit = sum(kill_one(stage, Random(place)) for place in range(kills))
        done = wait(lambda: go_on(stage), seconds=600, meanwhile=stage.keep_celery)
    stage.stop_celery()
    letters = Letter.objects.all()
    read = [letter for letter in letters if letter.text.count("please write") == pages]
    given_up = [letter for letter in letters if letter.unread_because == GIVEN_UP and not letter.text]
    line.lost = scans - len(read) - len(given_up)
    line.doubled = sum(letter.version != 2 for letter in letters)
    files = all(default_storage.exists(letter.source_file.name or "") for letter in letters)
    told = Job.objects.exclude(result="").count() == len(read)
    line.kept = done and hit > 0 and files and told and not letters.filter(is_being_read=True).exists()
    again = Job.objects.filter(claims__gt=1).count()
    line.note = f"{hit} killed at work; {again} begun anew, {len(given_up)} given up, files kept"
    return line
