"""Who may do what, and in which offices."""

import pytest
from django.contrib.auth.models import AnonymousUser

from offices.models import OfficeMembership, Role
from offices.policy import ROLES_THAT_MAY, NotAllowed, offices_where, require, signed_in
from tests.making import make_office, make_user

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
    make_office()
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
