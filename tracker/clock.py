"""The one place where people's and programs' pages read the clock."""

from datetime import date
from zoneinfo import ZoneInfo

from django.utils import timezone

WASHINGTON = ZoneInfo("America/New_York")


def today() -> date:
    """The day in Washington: letters set their deadlines there."""
    return timezone.now().astimezone(WASHINGTON).date()
