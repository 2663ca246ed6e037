"""What the desk's pages show and offer: only what the reader's role in each office allows. One query a page."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from offices.models import Office, User
from offices.policy import ROLES_THAT_MAY, memberships_where, require, signed_in


def rights(request: HttpRequest) -> dict[str, Any]:
    """For templates: the keys of the offices in which the reader records, looked up where a page asks."""
    return {"records_in": SimpleLazyObject(lambda: records_in(request))}


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
    found: dict[str, Any] = vars(request)
    if "memberships" not in found:
        held = memberships_where("read what the office keeps").filter(user=signed_in(request.user))
        found["memberships"] = list(held.select_related("office").order_by("office__name"))
    return [
        membership.office for membership in found["memberships"] if membership.role in ROLES_THAT_MAY[may]
    ]
