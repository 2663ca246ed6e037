"""Days that may be missing, as lists order them: what misses its day comes last, in both directions.

A day at the end of the calendar stands for the missing one, so that an order has one key, and an index can serve it.
"""

from datetime import date

from django.db.models import DateField, Value
from django.db.models.functions import Coalesce


def or_last(column: str) -> Coalesce:
    """The day, or the last of all."""
    return Coalesce(column, Value(date.max, DateField()))


def or_first(column: str) -> Coalesce:
    """The day, or the first of all: what comes last where the latest come first."""
    return Coalesce(column, Value(date.min, DateField()))
