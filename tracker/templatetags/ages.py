"""How long something takes or took, in words."""

from datetime import timedelta

from django import template

register = template.Library()

UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60))


@register.filter
def age(span: timedelta) -> str:
    """The span in its largest whole unit, as in “3 hours”; less than a minute counts as that."""
    seconds = int(span.total_seconds())
    for unit, size in UNITS:
        if seconds >= size:
            count = seconds // size
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "less than a minute"
