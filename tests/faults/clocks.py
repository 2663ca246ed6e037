"""The clock is put forward and back; summer time begins and ends."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from actions.instants import instant
from actions.sweep import sweep
from tests.actions.test_instants import DAY, YEARS, ZONES, Clock, clock_changes
from tests.faults.due import count_up, make_due
from tests.faults.report import Line, timed
from tests.faults.stage import Stage

BEGIN = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)
STEPS = (
    timedelta(0),
    timedelta(hours=1),
    timedelta(hours=-1),
    timedelta(days=2),
    timedelta(0),
    timedelta(hours=1),
)


def run(stage: Stage, *, people: int = 200, years: int = len(YEARS)) -> list[Line]:
    """Sweeps while the clock steps; then every hour around every change of the clocks."""
    return [steps(stage, people), summer_time(YEARS[:years])]


def steps(stage: Stage, people: int) -> Line:
    """Some people before each step: each is reminded once, whatever the clock says next."""
    line = Line("clock steps of ± 1 h and + 2 days, and back")
    users = []
    with timed(line):
        for step in STEPS:
            now = BEGIN + step
            users += make_due(people // len(STEPS), now=now)
            sweep(now=now)
            sweep(now=now + timedelta(minutes=1))
        sweep(now=BEGIN + timedelta(days=3))
    counted = count_up(users, stage.mails())
    line.tried, line.lost, line.doubled = counted.tried, counted.lost, counted.doubled
    line.note = f"{counted.mails} mails"
    return line


def summer_time(years: range) -> Line:
    """The hours of an office's day as instants, against an oracle that watches a clock on the wall."""
    line = Line(f"every change of the clocks of {len(years)} years in {len(ZONES)} zones")
    with timed(line):
        for zone in ZONES:
            for change in clock_changes(zone, years):
                clock = Clock(zone, change)
                for on in (change - DAY, change, change + DAY):
                    found = [instant(on, hour, ZoneInfo(zone)) for hour in range(24)]
                    line.tried += len(found)
                    line.lost += sum(at != clock.reaches(on, hour) for hour, at in enumerate(found))
    line.note = "lost: hours whose instant is not the oracle's"
    return line
