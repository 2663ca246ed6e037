"""The people of an office: what changes with their role."""

from datetime import datetime

from django.db import transaction

from offices.audit import note
from offices.audit_entries import Deed, Matter
from offices.models import Office, OfficeMembership, Role, User
from offices.policy import require


class LastManager(Exception):
    """Nobody would be left to let anybody in; the message says what to do first."""


@transaction.atomic
def change_role(*, membership: OfficeMembership, role: str, by: User, now: datetime) -> None:
    """Gives a person another role in the office and ends their sessions; their keys may no more than the role from now on.

    Raises NotAllowed, and LastManager.
    """
    require(by, membership.office, "manage the office")
    if role == membership.role:
        return
    check_a_manager_stays(membership)
    membership.role = Role(role)
    membership.save(update_fields=["role"])
    membership.user.end_sessions()
    told = f"{membership.user.email}: {membership.role}"
    note(
        Deed.CHANGED,
        Matter.PERSON,
        str(membership.user_id),
        office=membership.office_id,
        by=by,
        now=now,
        detail=told,
    )


def check_a_manager_stays(membership: OfficeMembership) -> None:
    """Raises LastManager where the office has no other active manager; of two who go at once the second waits and is told."""
    Office.objects.select_for_update().get(pk=membership.office_id)
    others = membership.office.memberships.filter(role=Role.MANAGER, user__is_active=True).exclude(
        pk=membership.pk
    )
    if membership.role == Role.MANAGER and not others.exists():
        raise LastManager(f"{membership.user} is the last manager; make somebody else a manager first.")
