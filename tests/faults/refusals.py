"""The mail server says 421, says 451 after the data, hangs, or drops the line after it took the mail: each twice."""

from datetime import UTC, datetime, timedelta

from actions.sweep import sweep
from tests.faults.due import count_up, make_due
from tests.faults.report import Line, timed
from tests.faults.sink import FAULTY_TRIES
from tests.faults.stage import Stage

BEGIN = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)
FAULTS = ("421", "451", "hang", "drop")


def run(stage: Stage, *, people: int = 5, unaffected: int = 100) -> Line:
    """Some people whose mails meet each fault, among others whose mails meet none."""
    line = Line("SMTP: 421, 451 after DATA, hangs, drops after accepting")
    users = [user for fault in FAULTS for user in make_due(people, now=BEGIN, address=f"{fault}.")]
    others = make_due(unaffected, now=BEGIN)
    with timed(line):
        sweep(now=BEGIN)
        at_once = count_up(others, stage.mails())
        for minutes in (2, 5, 10, 20):
            sweep(now=BEGIN + timedelta(minutes=minutes))
    counted = count_up([*users, *others], stage.mails())
    line.tried, line.lost, line.doubled = counted.tried, counted.lost, counted.doubled
    line.kept = at_once.lost == 0 and counted.resent == people * FAULTY_TRIES
    line.note = (
        f"{at_once.tried - at_once.lost} of {len(others)} others left at the first try; "
        f"{counted.resent} re-sent with the same Message-ID, all after an accepted mail"
    )
    return line
