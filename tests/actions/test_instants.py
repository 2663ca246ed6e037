"""An hour of an office's day as an instant, against an oracle that only watches a clock run.

The oracle asks another library (dateutil) what clocks on the wall show at each minute of UTC, and takes the first
minute at which they have reached the hour: it never turns local time into UTC.
"""

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, pairwise
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.instants import instant

ZONES = [
    "America/New_York",
    "America/St_Johns",  # turned its clocks at one minute past midnight until 2011
    "America/Santiago",  # midnight itself is jumped over
    "Europe/London",
    "Australia/Lord_Howe",  # by half an hour
    "Pacific/Apia",  # left out December 30, 2011
]
YEARS = range(2008, 2028)
FEW_YEARS = range(
    2010, 2013
)  # with the change that St. John's made and the day that Apia left out; `make faults` takes all
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


class Clock:
    """What a clock in the zone shows at each minute of UTC, from two days before a day to two days after."""

    def __init__(self, zone: str, on: date) -> None:
        self.start = datetime.combine(on - 2 * DAY, time(0), UTC)
        wall = tz.gettz(zone)
        shown = [(self.start + n * MINUTE).astimezone(wall).replace(tzinfo=None) for n in range(5 * 24 * 60)]
        self.furthest = list(accumulate(shown, max))

    def reaches(self, on: date, hour: int) -> datetime:
        """The first minute at which it has reached the hour of the day."""
        return self.start + bisect_left(self.furthest, datetime.combine(on, time(hour))) * MINUTE


def clock_changes(zone: str, years: range) -> list[date]:
    """The days of some years on which clocks in the zone change, as they show it themselves."""
    wall = tz.gettz(zone)
    noons = [datetime(years[0], 1, 1, 12, tzinfo=UTC) + n * DAY for n in range(366 * len(years))]
    offsets = [noon.astimezone(wall).utcoffset() for noon in noons]
    changes = zip(noons[1:], pairwise(offsets), strict=True)
    return [noon.astimezone(wall).date() for noon, (before, after) in changes if before != after]


@pytest.mark.parametrize("zone", ZONES)
def test_every_hour_around_every_clock_change_is_the_oracles(zone: str) -> None:
    changes = clock_changes(zone, FEW_YEARS)
    assert len(changes) >= 4
    for change in changes:
        clock = Clock(zone, change)
        for on in (change - DAY, change, change + DAY):
            found = [instant(on, hour, ZoneInfo(zone)) for hour in range(24)]
            assert found == [clock.reaches(on, hour) for hour in range(24)], (zone, on)


@pytest.mark.parametrize("zone", ZONES)
def test_in_twenty_years_no_day_is_skipped_and_none_comes_twice(zone: str) -> None:
    """A clock that ticks through the instants of an hour meets each day that the zone has once, in their order."""
    left_out = [date(2011, 12, 30)] if zone == "Pacific/Apia" else []
    days = [date(YEARS[0], 1, 1) + n * DAY for n in range(365 * len(YEARS) + 5)]
    days = [day for day in days if day not in left_out]
    for hour in (0, 2, 8):
        found = [instant(on, hour, ZoneInfo(zone)) for on in days]
        assert all(one < other for one, other in pairwise(found))
        assert [at.astimezone(tz.gettz(zone)).date() for at in found] == days


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(ZONES), st.dates(date(2000, 1, 3), date(2037, 12, 28)), st.integers(0, 23))
def test_any_hour_of_any_day_is_the_oracles(zone: str, on: date, hour: int) -> None:
    assert instant(on, hour, ZoneInfo(zone)) == Clock(zone, on).reaches(on, hour)


def test_an_hour_that_clocks_jump_over_is_the_next_that_they_show() -> None:
    assert instant(date(2026, 3, 8), 2, ZoneInfo("America/New_York")) == datetime(2026, 3, 8, 7, tzinfo=UTC)


def test_an_hour_that_clocks_show_twice_is_the_first() -> None:
    assert instant(date(2026, 11, 1), 1, ZoneInfo("America/New_York")) == datetime(2026, 11, 1, 5, tzinfo=UTC)
