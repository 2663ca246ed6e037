"""From a day and an hour of an office to an instant. Pure.

Each day has exactly one instant for an hour, whatever the clocks do: an hour that they jump over is the first moment
after the jump, an hour that they show twice is the first of the two.
"""

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def instant(on: date, hour: int, zone: ZoneInfo) -> datetime:
    """When clocks in the zone show the hour (0 to 23) on the day, in UTC."""
    wall = datetime.combine(on, time(hour), zone)  # fold=0: the first of two
    at = wall.astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
        return at
    return first_after_jump(wall.replace(fold=1).astimezone(UTC), at, zone)


def first_after_jump(early: datetime, late: datetime, zone: ZoneInfo) -> datetime:
    """The first second with another offset than `early`, which lies before the jump; `late` lies after it."""
    before = early.astimezone(zone).utcoffset()

    def jumps(second: int) -> int:
        return int((early + timedelta(seconds=second)).astimezone(zone).utcoffset() != before)

    seconds = range(int((late - early).total_seconds()))
    return early + timedelta(seconds=bisect_left(seconds, 1, key=jumps))
