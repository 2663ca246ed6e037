"""Who may see which letter: the one rule that every page, answer, count and mail begins with.

Private means: not there. What a reader may not see is answered like what never existed.
"""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q

from letters.states import Visibility
from offices.models import User
from offices.policy import memberships_where, offices_where


def visible(user: User | AnonymousUser, letter: str = "") -> Q:
    """The condition under which `user` may see a letter; `letter` is the lookup that leads to it, as `letter__`."""
    public = Q(**{f"{letter}visibility": Visibility.PUBLIC})
    if not user.is_authenticated:
        return public
    offices = offices_where(user, "read what the office keeps")
    return public | Q(**{f"{letter}office__in": offices})


def visible_to_person(person: str, letter: str) -> Q:
    """The same condition in a query over rows of many people: `person` is the column that names whose row it is."""
    inside = memberships_where("read what the office keeps").filter(
        user=OuterRef(person), office=OuterRef(f"{letter}office")
    )
    return Q(**{f"{letter}visibility": Visibility.PUBLIC}) | Q(Exists(inside))
