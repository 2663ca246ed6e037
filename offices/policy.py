"""Who may do what: one table, asked by pages, API, mails and commands alike."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from offices.models import Office, OfficeMembership, Role, Scope, User

ROLES_THAT_MAY = {
    "read what the office keeps": {Role.VIEWER, Role.EDITOR, Role.MANAGER},
    "log letters and record actions": {Role.EDITOR, Role.MANAGER},
    "manage the office": {Role.MANAGER},
}
# A program that comes with a key may do what both tables allow, in the key's office alone.
SCOPES_THAT_MAY = {
    "read what the office keeps": {Scope.READ_OFFICE, Scope.WRITE, Scope.MANAGE},
    "log letters and record actions": {Scope.WRITE, Scope.MANAGE},
    "manage the office": {Scope.MANAGE},
}


class NotAllowed(PermissionDenied):
    """The person may see the thing but may not do this with it."""


def signed_in(user: User | AnonymousUser) -> User:
    """The user, where there is one; raises NotAllowed for an anonymous reader."""
    if not isinstance(user, User):
        raise NotAllowed("Sign in first.")
    return user


def offices_where(user: User | AnonymousUser, may: str) -> QuerySet[Office]:
    """The offices, none of them closed, in which the user's role, and the key that they came with, allow `may`, of ROLES_THAT_MAY."""
    if not isinstance(user, User) or not user.is_active or user.owes_second_factor:
        return Office.objects.none()
    roles = ROLES_THAT_MAY[may]
    if user.key is None:
        held = Q(memberships__user=user, memberships__role__in=roles)
        return Office.objects.filter(held, closed_at__isnull=True)
    membership = (
        user.key.membership
    )  # as the request found it: simpler to ask for, in every query of visibility
    allowed = key_allows(user, may) and membership.role in roles
    mine = Office.objects.filter(pk=membership.office_id, closed_at__isnull=True)
    return mine if allowed else Office.objects.none()


def closed_offices(user: User | AnonymousUser) -> QuerySet[Office]:
    """The closed offices that the user may open again: their managers, and a site administrator all."""
    closed = Office.objects.filter(closed_at__isnull=False)
    if not isinstance(user, User) or not user.is_active or user.key is not None:
        return closed.none()
    if user.is_superuser:
        return closed
    roles = ROLES_THAT_MAY["manage the office"]
    return closed.filter(Q(memberships__user=user, memberships__role__in=roles))


def may_reopen(user: User, office: Office) -> bool:
    """Whether the user may open the office again."""
    return closed_offices(user).filter(pk=office.pk).exists()


def key_allows(user: User, may: str) -> bool:
    """Whether the user came without a key, or with one for `may`."""
    return user.key is None or user.key.scope in SCOPES_THAT_MAY[may]


def memberships_where(may: str) -> QuerySet[OfficeMembership]:
    """The memberships of active people whose role allows `may`: `offices_where`, for all people at once."""
    return OfficeMembership.objects.filter(
        user__is_active=True, office__closed_at__isnull=True, role__in=ROLES_THAT_MAY[may]
    )


def require(user: User, office: Office, may: str) -> None:
    """Raises NotAllowed where the user's role in the office, or the key that they came with, does not allow `may`."""
    if not key_allows(user, may):
        raise NotAllowed(f"This key does not allow you to {may}; make one with a wider scope.")
    if not offices_where(user, may).filter(pk=office.pk).exists():
        raise NotAllowed(f"Your role in {office} does not allow you to {may}; ask a manager of the office.")
