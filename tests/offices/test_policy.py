"""Who may do what, and in which offices."""

import pytest
from django.contrib.auth.models import AnonymousUser

from offices.keys import issue, key_of
from offices.models import Office, OfficeMembership, Role, User
from offices.policy import (
    ROLES_THAT_MAY,
    NotAllowed,
    closed_offices,
    may_reopen,
    memberships_where,
    offices_where,
    require,
    signed_in,
)
from tests.making import NOON, make_office, make_user

pytestmark = pytest.mark.django_db

READ, WRITE, MANAGE = ROLES_THAT_MAY


@pytest.mark.parametrize(
    ("role", "may"),
    [(Role.VIEWER, {READ}), (Role.EDITOR, {READ, WRITE}), (Role.MANAGER, {READ, WRITE, MANAGE})],
)
def test_each_role_may_do_what_the_table_says(role: Role, may: set[str]) -> None:
    office = make_office()
    user = make_user(office, role)
    assert {what for what in ROLES_THAT_MAY if offices_where(user, what).exists()} == may


def test_a_role_counts_only_in_its_own_office() -> None:
    one, two, three = make_office(), make_office(), make_office()
    user = make_user(one, Role.EDITOR)
    make_user(three, Role.MANAGER)
    OfficeMembership.objects.create(office=two, user=user, role=Role.VIEWER)
    assert set(offices_where(user, READ)) == {one, two}
    assert set(offices_where(user, WRITE)) == {one}
    assert three not in offices_where(user, READ)


def test_nobody_anonymous_or_gone_may_do_anything() -> None:
    user = make_user(make_office(), Role.MANAGER)
    user.is_active = False
    for nobody in (user, AnonymousUser()):
        assert not any(offices_where(nobody, what).exists() for what in ROLES_THAT_MAY)


def test_a_site_administrator_has_no_office_by_that() -> None:
    make_user(make_office(), Role.MANAGER)
    user = make_user()
    user.is_superuser = True
    assert not offices_where(user, READ).exists()


def test_what_a_role_does_not_allow_is_refused_with_whom_to_ask() -> None:
    office = make_office("Sample Office")
    with pytest.raises(NotAllowed, match="Your role in Sample Office does not allow you to log letters"):
        require(make_user(office, Role.VIEWER), office, WRITE)
    require(make_user(office), office, WRITE)


def test_who_is_not_signed_in_is_told_so() -> None:
    with pytest.raises(NotAllowed, match="Sign in first"):
        signed_in(AnonymousUser())


def test_who_is_signed_in_is_named() -> None:
    user = make_user()
    assert signed_in(user) == user


def test_who_owes_their_office_a_second_factor_belongs_to_none() -> None:
    user = make_user(make_office(), Role.MANAGER)
    user.owes_second_factor = True
    assert not offices_where(user, READ).exists()


def test_a_role_in_one_office_allows_nothing_in_another() -> None:
    user, other = make_user(make_office(), Role.MANAGER), make_office()
    with pytest.raises(NotAllowed, match="Your role in Office does not allow you"):
        require(user, other, READ)


def with_key(user: User, office: Office) -> User:
    """The same person, by a program that comes with a key for all that they may do."""
    made = issue(office=office, name="Dashboard", scope="manage", days=30, by=user, now=NOON)
    return key_of(made.text, now=NOON).membership.user


def test_in_a_closed_office_nobody_may_do_anything_with_a_key_or_without() -> None:
    office = make_office()
    user = make_user(office, Role.MANAGER)
    program = with_key(user, office)
    Office.objects.update(closed_at=NOON)
    for reader in (user, program):
        assert not any(offices_where(reader, what).exists() for what in ROLES_THAT_MAY)
    assert not memberships_where(READ).exists()


def test_a_closed_office_is_opened_again_by_its_managers_and_by_a_site_administrator() -> None:
    closed, still_open, others = (
        make_office(),
        make_office(),
        make_office(),
    )
    manager, administrator = make_user(closed, Role.MANAGER), make_user()
    administrator.is_superuser = True
    OfficeMembership.objects.create(office=still_open, user=manager, role=Role.MANAGER)
    Office.objects.exclude(pk=still_open.pk).update(closed_at=NOON)
    assert set(closed_offices(manager)) == {closed}
    assert set(closed_offices(administrator)) == {closed, others}
    assert [may_reopen(manager, office) for office in (closed, still_open, others)] == [True, False, False]


def test_a_closed_office_is_opened_again_by_nobody_else() -> None:
    office = make_office()
    manager = make_user(office, Role.MANAGER)
    program = with_key(manager, office)
    gone = make_user(office, Role.MANAGER)
    gone.is_active = False
    Office.objects.update(closed_at=NOON)
    for nobody in (make_user(office), make_user(), gone, program, AnonymousUser()):
        assert set(closed_offices(nobody)) == set()


def test_for_all_people_at_once_it_is_the_active_ones_whose_role_allows_it() -> None:
    office = make_office()
    viewer, editor, gone = (make_user(office, role) for role in (Role.VIEWER, Role.EDITOR, Role.EDITOR))
    User.objects.filter(pk=gone.pk).update(is_active=False)
    for may, people in ((READ, {viewer, editor}), (WRITE, {editor}), (MANAGE, set())):
        assert {membership.user for membership in memberships_where(may)} == people
