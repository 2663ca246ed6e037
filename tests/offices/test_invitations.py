"""Inviting somebody into an office: once, for a week, by a link of which only a hash is kept."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from offices.invitations import (
    LIFETIME,
    MOST,
    AnotherPerson,
    InvitationError,
    accept,
    hash_of,
    invitation_of,
    invite,
    join,
    revoke,
)
from offices.models import Invitation, Office, Role, User
from offices.policy import NotAllowed
from tests.making import NOON, PASSWORD, make_office, make_user

pytestmark = pytest.mark.django_db

NAMED = {"first_name": "New", "last_name": "Person", "password": PASSWORD}
ADDRESS = "new@example.org"


def managed_office() -> tuple[Office, User]:
    """An office and its manager."""
    office = make_office()
    return office, make_user(office, Role.MANAGER)


def invited(email: str = ADDRESS, role: Role = Role.EDITOR) -> tuple[Office, str]:
    """An office, and the token of its invitation."""
    office, manager = managed_office()
    return office, invite(office=office, email=email, role=role, by=manager, now=NOON).token


def test_a_new_person_joins_in_the_role_that_they_were_invited_to() -> None:
    office, token = invited("New@Example.org")
    user = join(token=token, now=NOON, **NAMED)
    membership = user.memberships.get()
    assert (user.email, membership.office, membership.role) == (ADDRESS, office, Role.EDITOR)
    assert EmailAddress.objects.get(user=user).verified


def test_somebody_with_an_account_accepts() -> None:
    user = make_user(make_office(), email=ADDRESS)
    office, token = invited()
    assert accept(token=token, by=user, now=NOON).office == office
    assert user.memberships.count() == 2


def test_only_a_hash_of_the_token_is_kept() -> None:
    _, token = invited()
    kept = Invitation.objects.values().get()
    assert kept["sha256"] == hash_of(token)
    assert token not in map(str, kept.values())


def test_it_works_once() -> None:
    _, token = invited()
    user = join(token=token, now=NOON, **NAMED)
    user.memberships.all().delete()
    with pytest.raises(InvitationError, match="no longer open"):
        accept(token=token, by=user, now=NOON)


def test_it_works_for_seven_days() -> None:
    _, token = invited()
    assert timedelta(days=7) == LIFETIME
    assert invitation_of(token, now=NOON + LIFETIME - timedelta(seconds=1)).email == ADDRESS
    with pytest.raises(InvitationError):
        invitation_of(token, now=NOON + LIFETIME)


def test_it_can_be_taken_back_by_managers_of_the_office_alone() -> None:
    office, token = invited()
    invitation = Invitation.objects.select_related("office").get()
    for other in (make_user(office), make_user(make_office(), Role.MANAGER)):
        with pytest.raises(NotAllowed):
            revoke(invitation=invitation, by=other, now=NOON)
    revoke(invitation=invitation, by=make_user(office, Role.MANAGER), now=NOON)
    with pytest.raises(InvitationError):
        invitation_of(token, now=NOON)


def test_a_second_one_of_the_address_ends_the_first() -> None:
    office, manager = managed_office()
    first, second = (
        invite(office=office, email=ADDRESS, role=Role.VIEWER, by=manager, now=NOON).token for _ in range(2)
    )
    with pytest.raises(InvitationError):
        invitation_of(first, now=NOON)
    assert invitation_of(second, now=NOON).role == Role.VIEWER


def test_another_person_cannot_accept() -> None:
    _, token = invited()
    with pytest.raises(AnotherPerson, match=r"for new@example\.org, and you are signed in as"):
        accept(token=token, by=make_user(make_office()), now=NOON)


def test_who_has_an_account_makes_no_second_one() -> None:
    _, token = invited()
    make_user(email=ADDRESS)
    with pytest.raises(InvitationError, match="already"):
        join(token=token, now=NOON, **NAMED)


def test_who_was_let_in_meanwhile_keeps_their_role() -> None:
    office, token = invited(role=Role.MANAGER)
    user = make_user(office, Role.VIEWER, email=ADDRESS)
    assert accept(token=token, by=user, now=NOON).role == Role.VIEWER


def test_nobody_but_a_manager_invites() -> None:
    office, _ = managed_office()
    for other in (make_user(office), make_user(make_office(), Role.MANAGER)):
        with pytest.raises(NotAllowed):
            invite(office=office, email=ADDRESS, role=Role.VIEWER, by=other, now=NOON)


def test_who_belongs_to_the_office_is_not_invited() -> None:
    office, manager = managed_office()
    with pytest.raises(InvitationError, match="already"):
        invite(office=office, email=manager.email.upper(), role=Role.VIEWER, by=manager, now=NOON)


def test_an_office_has_only_so_many_open_at_once() -> None:
    office, manager = managed_office()
    Invitation.objects.bulk_create(
        Invitation(
            office=office,
            email=f"{number}@example.org",
            sha256=str(number),
            created_at=NOON,
            expires_at=NOON + LIFETIME,
        )
        for number in range(MOST)
    )
    with pytest.raises(InvitationError, match="take some back"):
        invite(office=office, email=ADDRESS, role=Role.VIEWER, by=manager, now=NOON)
    assert invite(office=office, email=ADDRESS, role=Role.VIEWER, by=manager, now=NOON + LIFETIME).token


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("invitation_role_is_known", {"role": "king"}),
        ("invitation_email_is_lower_case", {"email": "New@example.org"}),
        ("invitation_open_once_per_office_and_address|UNIQUE", {}),
    ],
)
def test_the_database_refuses(name: str, wrong: dict[str, str]) -> None:
    office, _ = invited()
    row = {"office": office, "email": ADDRESS, "sha256": "x", "created_at": NOON, "expires_at": NOON}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Invitation.objects.create(**row | wrong)
