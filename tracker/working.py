"""Does the jobs that wait (`tracker.jobs`), one after the other."""

from collections.abc import Callable, Mapping
from datetime import datetime

import structlog
from django.db import InterfaceError, OperationalError, transaction

from actions.delivery import always
from offices.policy import NotAllowed
from tracker.export_files import write_export
from tracker.jobs import MOST_CLAIMS, Clock, Hold, Job, JobFailed, Kind, TakenOver, claim
from tracker.reading_work import leave_unread, read_letter
from tracker.sheet_work import check_sheet, import_sheet
from tracker.takeout_work import bring_takeout, forget_brought, make_takeout

log = structlog.get_logger("tracker.working")

WORK: Mapping[str, Callable[[Hold], None]] = {
    Kind.CHECK: check_sheet,
    Kind.IMPORT: import_sheet,
    Kind.EXPORT: write_export,
    Kind.READ: read_letter,
    Kind.TAKEOUT: make_takeout,
    Kind.BRING: bring_takeout,
}
# What is written where a job failed, with why.
LEAVES: Mapping[str, Callable[[Job, str, datetime], None]] = {
    Kind.READ: leave_unread,
    Kind.BRING: forget_brought,
}
GIVEN_UP = (
    "Each worker that took it up ended before it was done. Nothing was written; try again with less at once."
)
BROKEN = "The tracker made a mistake, which is in its log. Nothing was written; tell whoever runs it."


def work_off(*, clock: Clock, goes_on: Callable[[], bool] = always) -> int:
    """Does what waits while `goes_on` allows; how many jobs it took up."""
    taken = 0
    while job := claim(now=clock()):
        taken += 1
        work_at(Hold(job, clock))
        if not goes_on():
            break
    return taken


def work_at(hold: Hold) -> None:
    """Does one job, and says what came of it; a database that goes away leaves it to whoever comes when the lease ends."""
    try:
        if hold.job.claims > MOST_CLAIMS:
            raise JobFailed(GIVEN_UP)
        WORK[hold.job.kind](hold)
    except TakenOver:
        log.warning("job_taken_over", job=hold.job.public_id)
    except (JobFailed, NotAllowed) as error:
        end(hold, str(error))
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("job_broken", job=hold.job.public_id)
        end(hold, BROKEN)


def end(hold: Hold, error: str) -> None:
    """Says that the job failed, unless it is somebody else's by now."""
    try:
        with transaction.atomic():
            hold.fail(error)
            if hold.job.kind in LEAVES:
                LEAVES[hold.job.kind](hold.job, error, hold.clock())
    except TakenOver:
        log.warning("job_taken_over", job=hold.job.public_id)
