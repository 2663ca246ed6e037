"""What the desk's pages show and offer: only what the reader's role in each office allows. One query a page."""

from collections.abc import Hashable
from functools import partial
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from actions.models import Delivery
from offices.models import Office, OfficeMembership, User
from offices.policy import ROLES_THAT_MAY, memberships_where, require, signed_in
from tracker.prepared import fetch

COLUMNS = [column.attname for column in Office._meta.concrete_fields]


def rights(request: HttpRequest) -> dict[str, Any]:
    """For templates: the keys of the offices in which the reader records, and their unread reminders, looked up where a page asks."""
    return {
        "records_in": SimpleLazyObject(lambda: records_in(request)),
        "unread_count": partial(unread_in, request),
    }


def records_in(request: HttpRequest) -> set[int]:
    """The keys of the offices in which the reader logs letters and records actions; none for who is not signed in."""
    if not request.user.is_authenticated:
        return set()
    return {office.pk for office in own_offices(request, "log letters and record actions")}


def require_to_record(request: HttpRequest, office: Office) -> User:
    """Who logs letters and records actions of the office. Raises NotAllowed: before anything is looked at that was entered."""
    by = signed_in(request.user)
    require(by, office, "log letters and record actions")
    return by


def own_offices(request: HttpRequest, may: str) -> list[Office]:
    """The offices in which the reader's role allows `may`, of ROLES_THAT_MAY, by name. Raises NotAllowed."""
    return [held.office for held in memberships_of(request) if held.role in ROLES_THAT_MAY[may]]


def unread_in(request: HttpRequest) -> int:
    """How many unread reminders wait for the reader."""
    return sum(held.unread for held in memberships_of(request))


class Held(NamedTuple):
    """A membership of the reader's, and how many unread reminders wait for them there."""

    office: Office
    role: str
    unread: int


def memberships_of(request: HttpRequest) -> list[Held]:
    """The reader's memberships by the office's name; asked for once. Raises NotAllowed."""
    found: dict[str, Any] = vars(request)
    if "memberships" not in found:
        rows = fetch(held_by, signed_in(request.user))
        found["memberships"] = [
            Held(Office.from_db(Office.objects.db, COLUMNS, values), role, unread)
            for role, unread, *values in rows
        ]
    held: list[Held] = found["memberships"]
    return held


def held_by(user: User | AnonymousUser, *, shape: Hashable) -> QuerySet[OfficeMembership, Any]:  # see fetch
    """Role, unread reminders and the office's columns of a person's memberships."""
    waiting = Delivery.objects.once_in_inbox_of(user).unread().of_office(OuterRef("office"))
    counted = waiting.order_by().values("user").annotate(number=Count("pk")).values("number")
    theirs = memberships_where("read what the office keeps").filter(user=user.pk)
    with_unread = theirs.annotate(unread=Coalesce(Subquery(counted), 0)).order_by("office__name")
    return with_unread.values_list("role", "unread", *(f"office__{column}" for column in COLUMNS))
