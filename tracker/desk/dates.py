"""How a day and a time are entered."""

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
