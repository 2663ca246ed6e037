"""The fields of a deadline in a draft's forms: the day, and hidden beside it what was read."""

from datetime import date
from typing import Any, NamedTuple

from django import forms

from letters.intake import DueEntry
from tracker.desk.dates import day_in

SET_BY_HAND = "set by hand"


class DueAsRead(NamedTuple):
    """A deadline as it was read: what the page calls the place that says so, the words, the day and why it is that one."""

    id: str
    words: str
    read: str
    explanation: str
    is_as_read: bool


def due_as_read(form: forms.Form, prefix: str) -> DueAsRead:
    """What stands in a form of a deadline that was read."""
    on, words, read, explanation = (
        form[f"{prefix}_{name}"].value() or "" for name in ("on", "words", "read", "explanation")
    )
    is_as_read = is_same_day(on, read)
    return DueAsRead(f"{form[f'{prefix}_on'].auto_id}-computed", words, read, explanation, is_as_read)


def is_same_day(typed: str, as_read: str) -> bool:
    """Whether what stands in a field of a day is what was read, however it is written."""
    day = day_in(typed)
    return typed.strip() == as_read or (day is not None and day == day_in(as_read))


def due(data: dict[str, Any], prefix: str) -> DueEntry:
    """A deadline from its fields: what was read, or what a person set instead."""
    due_on: date | None = data[f"{prefix}_on"]
    if due_on == data[f"{prefix}_read"]:
        return DueEntry(
            data[f"{prefix}_words"], data[f"{prefix}_rule"], due_on, data[f"{prefix}_explanation"]
        )
    return DueEntry(data[f"{prefix}_words"], SET_BY_HAND if due_on else "", due_on, "")
