"""Who may see which letter: the one rule that every page, answer, count and mail begins with.

Private means: not there. What a reader may not see is answered like what never existed. Inside an office everybody reads what it
keeps; another office sees what is shared with it. An embargo changes nothing here: when it ends, the letter is made public.
"""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from letters.sharing import LetterShare
from letters.states import Visibility
from offices.models import Office, User
from offices.policy import memberships_where, offices_where

INSIDE = "read what the office keeps"


def visible(user: User | AnonymousUser, letter: str = "") -> Q:
    """The condition under which `user` may see a letter; `letter` is the lookup that leads to it, as `letter__`."""
    if not user.is_authenticated:
        return Q(**{f"{letter}visibility": Visibility.PUBLIC})
    return visible_in(offices_where(user, INSIDE), letter)


def visible_in(offices: QuerySet[Office], letter: str = "") -> Q:
    """The same for whoever reads what the offices keep."""
    shared = LetterShare.objects.filter(office__in=offices).order_by().values("letter")
    return (
        Q(**{f"{letter}visibility": Visibility.PUBLIC})
        | Q(**{f"{letter}office__in": offices})
        | Q(**{f"{letter}pk__in": shared})
    )


def visible_to_person(person: str, letter: str) -> Q:
    """The same condition in a query over rows of many people: `person` is the column that names whose row it is.

    Who owes their office a second factor is still reminded: it is signing in that waits for it.
    """
    inside = memberships_where(INSIDE).filter(user=OuterRef(person), office=OuterRef(f"{letter}office"))
    shared = LetterShare.objects.filter(
        letter=OuterRef(f"{letter}pk"),
        office__memberships__in=memberships_where(INSIDE),
        office__memberships__user=OuterRef(person),
    )
    return Q(**{f"{letter}visibility": Visibility.PUBLIC}) | Q(Exists(inside)) | Q(Exists(shared))
