"""The vocabulary of `letters.states` for templates, in the reader's language."""

from django import template
from django.utils.translation import gettext, gettext_noop

from letters.progress import COMMON_STATES, LETTER_STATES
from letters.states import Outcome

register = template.Library()
# As upstream writes them; any other stays as it is written.
PARTIES = (gettext_noop("Democrat"), gettext_noop("Republican"), gettext_noop("Independent"))


@register.filter
def party(name: str) -> str:
    """A member's party."""
    return gettext(name) if name in PARTIES else name


@register.filter
def response_label(state: str) -> str:
    """The label of a response state, or of “mixed”."""
    return gettext(dict(COMMON_STATES)[state])


@register.filter
def outcome_label(state: str) -> str:
    """The label of an outcome state."""
    return gettext(Outcome(state).label)


@register.filter
def letter_state_label(state: str) -> str:
    """The label of a letter's computed state."""
    return gettext(dict(LETTER_STATES)[state])
