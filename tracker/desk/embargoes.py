"""How it is entered who may see a letter, and from when on."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from letters.embargo import end_of_embargo
from letters.states import CONFIRMED, Visibility
from tracker.desk.dates import DayField, TimeInput


class VisibilityForm(forms.Form):
    """Who may see a letter, and when an embargo ends on the clocks of its office."""

    visibility = forms.ChoiceField(
        choices=CONFIRMED,
        label="Who may see it",
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Say who may see the letter: the office only, or everybody."
        ),
    )
    public_on = DayField(
        required=False,
        label="Public from",
        help_text="With an embargo; on the clocks of the letter’s office.",
    )
    public_at = forms.TimeField(required=False, label="At", widget=TimeInput)


def end_in(data: dict[str, Any], zone: ZoneInfo) -> datetime | None:
    """When the embargo ends that somebody entered, where they entered one; without a time, as the day begins."""
    if data["visibility"] != Visibility.EMBARGOED or data["public_on"] is None:
        return None
    return end_of_embargo(datetime.combine(data["public_on"], data["public_at"] or time(0)), zone)
