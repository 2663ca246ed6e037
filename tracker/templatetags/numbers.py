"""Counts for templates, as the reader's language writes them."""

from django import template
from django.utils.formats import number_format

register = template.Library()


@register.filter
def number(value: int) -> str:
    """A count with its thousands apart: “2,249”, in Spanish “2 249”."""
    return number_format(value, force_grouping=True)
