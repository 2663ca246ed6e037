"""When an embargo ends: never before clocks have shown the time, and for good."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz
from hypothesis import given
from hypothesis import strategies as st

from letters.embargo import end_of_embargo

ZONES = ["America/New_York", "America/Santiago", "Australia/Lord_Howe", "Pacific/Apia", "UTC"]
MINUTES = [timedelta(minutes=minutes) for minutes in range(1, 26 * 60, 7)]
YEAR = datetime(2026, 1, 1)  # noqa: DTZ001  # what a clock shows


@pytest.mark.parametrize(
    ("written", "ends"),
    [
        ("2026-12-03T09:00", "2026-12-03T14:00"),
        ("2026-07-03T09:00", "2026-07-03T13:00"),
        ("2026-11-01T01:30", "2026-11-01T06:30"),  # shown twice: the second
        (
            "2026-03-08T02:30",
            "2026-03-08T07:30",
        ),  # jumped over: an hour later, as if the clocks had not jumped
    ],
)
def test_it_ends_at_the_later_of_what_the_time_can_mean(written: str, ends: str) -> None:
    found = end_of_embargo(datetime.fromisoformat(written), ZoneInfo("America/New_York"))
    assert found == datetime.fromisoformat(ends).replace(tzinfo=UTC)
    assert found.tzinfo is UTC


@given(st.sampled_from(ZONES), st.integers(0, 365 * 24 * 60 - 1))
def test_from_then_on_clocks_show_no_earlier_time_and_an_hour_before_they_did(zone: str, minute: int) -> None:
    written = YEAR + timedelta(minutes=minute)
    ends = end_of_embargo(written, ZoneInfo(zone))

    def shown(at: datetime) -> datetime:
        return at.astimezone(tz.gettz(zone)).replace(tzinfo=None)

    assert min(shown(ends + later) for later in [timedelta(0), *MINUTES]) >= written
    assert shown(ends - timedelta(hours=1, minutes=1)) < written
