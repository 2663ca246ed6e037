"""Invitations by mail: a manager names an address and a role, whoever reads that mail joins, once and within a week.

The link's token is 160 random bits and nowhere kept; where a hash of it stands (SHA-256, as for keys) nobody can guess it back.
"""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q

from offices.audit import note
from offices.audit_entries import Deed, Matter
from offices.models import Invitation, Office, OfficeMembership, Role, User
from offices.policy import require

LIFETIME = timedelta(days=7)
MOST = 100  # open invitations of an office: each is a mail to somebody who did not ask for it


class InvitationError(Exception):
    """An invitation that cannot be made or accepted; the message says what to do instead."""


class AnotherPerson(InvitationError):
    """Somebody is signed in, and it is not who was invited."""


class NewInvitation(NamedTuple):
    """An invitation and the token that its mail carries, which cannot be had again."""

    invitation: Invitation
    token: str


@transaction.atomic
def invite(*, office: Office, email: str, role: str, by: User, now: datetime) -> NewInvitation:
    """Makes an invitation; an earlier one of the address ends with that. The caller sends the mail.

    Raises NotAllowed, and InvitationError for somebody who belongs to the office, or where too many are open.
    """
    require(by, office, "manage the office")
    email = email.lower()
    Office.objects.select_for_update().get(pk=office.pk)  # two of the same address come one after the other
    if office.memberships.filter(user__email=email).exists():
        raise InvitationError(f"{email} belongs to {office} already.")
    mine = Invitation.objects.filter(office=office).open()
    mine.filter(Q(email=email) | Q(expires_at__lte=now)).update(revoked_at=now)
    if mine.count() >= MOST:
        raise InvitationError(f"{office} has {MOST} open invitations; take some back first.")
    token = secrets.token_urlsafe(20)
    made = Invitation.objects.create(
        office=office,
        email=email,
        role=role,
        sha256=hash_of(token),
        invited_by=by,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    note(Deed.ADDED, Matter.PERSON, office=office.pk, by=by, now=now, detail=f"{email}: invited as {role}")
    return NewInvitation(made, token)


@transaction.atomic
def revoke(*, invitation: Invitation, by: User, now: datetime) -> None:
    """Takes an invitation back: its link opens nothing from now on. Raises NotAllowed."""
    require(by, invitation.office, "manage the office")
    if Invitation.objects.filter(pk=invitation.pk).open().update(revoked_at=now):
        told = f"{invitation.email}: no longer invited"
        note(Deed.ENDED, Matter.PERSON, office=invitation.office_id, by=by, now=now, detail=told)


def invitation_of(token: str, *, now: datetime) -> Invitation:
    """The open invitation of a link. Raises InvitationError where it is used, taken back, expired, or never was."""
    rows = Invitation.objects.filter(sha256=hash_of(token), expires_at__gt=now).open()
    found = rows.select_related("office", "invited_by").first()
    if found is None:
        raise InvitationError("This invitation is no longer open. Ask a manager of the office for a new one.")
    return found


@transaction.atomic
def accept(*, token: str, by: User, now: datetime) -> OfficeMembership:
    """Makes the invited person one of the office's; who belongs to it already keeps their role.

    Raises InvitationError as `invitation_of` does, and AnotherPerson.
    """
    Invitation.objects.select_for_update().filter(sha256=hash_of(token)).first()
    found = invitation_of(token, now=now)
    if found.email != by.email:
        raise AnotherPerson(f"The invitation is for {found.email}, and you are signed in as {by.email}.")
    Invitation.objects.filter(pk=found.pk).update(accepted_at=now)
    membership, is_new = OfficeMembership.objects.get_or_create(
        office=found.office, user=by, defaults={"role": Role(found.role)}
    )
    if is_new:
        told = f"{by.email}: {membership.role}, by invitation"
        note(Deed.ADDED, Matter.PERSON, str(by.pk), office=found.office_id, by=by, now=now, detail=told)
    return membership


@transaction.atomic
def join(*, token: str, first_name: str, last_name: str, password: str, now: datetime) -> User:
    """Makes an account of the invited address, which the mail has shown to be theirs, and accepts for it.

    Raises InvitationError as `invitation_of` does, and where there is an account of the address.
    """
    found = invitation_of(token, now=now)
    if User.objects.filter(email=found.email).exists():
        raise InvitationError("There is an account of this address already: sign in with it.")
    user = User.objects.create_user(found.email, password, first_name=first_name, last_name=last_name)
    accept(token=token, by=user, now=now)
    return user


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode()).hexdigest()
