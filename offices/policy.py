"""Who may do what: one table, asked by pages, API, mails and commands alike."""

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from offices.models import Office, OfficeMembership, Role, User

ROLES_THAT_MAY = {
    "read what the office keeps": {Role.VIEWER, Role.EDITOR, Role.MANAGER},
    "log letters and record actions": {Role.EDITOR, Role.MANAGER},
    "manage the office": {Role.MANAGER},
}


class NotAllowed(PermissionDenied):
    """The person may see the thing but may not do this with it."""


def signed_in(user: User | AnonymousUser) -> User:
    """The user, where there is one; raises NotAllowed for an anonymous reader."""
    if not isinstance(user, User):
        raise NotAllowed("Sign in first.")
    return user


def offices_where(user: User | AnonymousUser, may: str) -> QuerySet[Office]:
    """The offices in which the user's role allows `may`, a key of ROLES_THAT_MAY."""
    if not isinstance(user, User) or not user.is_active:
        return Office.objects.none()
    roles = ROLES_THAT_MAY[may]
    return Office.objects.filter(Q(memberships__user=user, memberships__role__in=roles))


def memberships_where(may: str) -> QuerySet[OfficeMembership]:
    """The memberships of active people whose role allows `may`: `offices_where`, for all people at once."""
    return OfficeMembership.objects.filter(user__is_active=True, role__in=ROLES_THAT_MAY[may])


def require(user: User, office: Office, may: str) -> None:
    """Raises NotAllowed where the user's role in the office does not allow `may`."""
    if not offices_where(user, may).filter(pk=office.pk).exists():
        raise NotAllowed(f"Your role in {office} does not allow you to {may}; ask a manager of the office.")
