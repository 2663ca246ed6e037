"""How a day and a time are entered."""

from datetime import date

from django import forms

from tracker.clock import IN_CONGRESS_DAYS


class DateInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    """The browser's own clock."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class DayField(forms.DateField):
    """A day that a letter or an action can have."""

    widget = DateInput
    default_validators = IN_CONGRESS_DAYS


def day_in(field: str) -> date | None:
    """The day that a field says; None where it says none."""
    try:
        found: date | None = DayField(required=False).clean(field)
    except forms.ValidationError:
        return None
    return found
