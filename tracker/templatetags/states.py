"""The vocabulary of `letters.states` for templates."""

from django import template

from letters.progress import LETTER_STATES, MIXED
from letters.states import Outcome, Response

register = template.Library()


@register.filter
def response_label(state: str) -> str:
    """The label of a response state, or of “mixed”."""
    return "Mixed" if state == MIXED else Response(state).label


@register.filter
def outcome_label(state: str) -> str:
    """The label of an outcome state."""
    return Outcome(state).label


@register.filter
def letter_state_label(state: str) -> str:
    """The label of a letter's computed state."""
    return dict(LETTER_STATES)[state]
