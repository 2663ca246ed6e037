"""When an embargo ends: from a time on the clocks of a zone to an instant. Pure.

Never early: a time that clocks show twice, or jump over, means the later of the two instants that it can mean (PEP 495).
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

LONGEST = timedelta(days=2 * 366)  # whoever waits longer has mistyped the year


def end_of_embargo(written: datetime, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, of a time without a zone that clocks in `zone` show."""
    return max(written.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
