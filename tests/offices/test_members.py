"""Roles of an office's people: who changes them, and what ends with the old one."""

import pytest
from django.contrib.auth import get_user_model

from offices.members import LastManager, change_role
from offices.models import Role, User
from offices.policy import NotAllowed
from tests.desk.browsing import browser_of
from tests.making import NOON, make_office, make_user

pytestmark = pytest.mark.django_db


def test_a_manager_changes_a_role_and_the_person_is_signed_out_everywhere() -> None:
    office = make_office()
    manager, editor = make_user(office, Role.MANAGER), make_user(office)
    browser = browser_of(editor)
    change_role(membership=editor.memberships.get(), role=Role.VIEWER, by=manager, now=NOON)
    assert editor.memberships.get().role == Role.VIEWER
    assert browser.get("/desk/").status_code == 302
    assert browser_of(User.objects.get(pk=editor.pk)).get("/desk/").status_code == 200


def test_the_same_role_ends_nothing() -> None:
    office = make_office()
    manager, editor = make_user(office, Role.MANAGER), make_user(office)
    change_role(membership=editor.memberships.get(), role=Role.EDITOR, by=manager, now=NOON)
    assert get_user_model().objects.get(pk=editor.pk).sessions_ended == 0


def test_the_last_manager_stays_one() -> None:
    office = make_office()
    manager, closed = make_user(office, Role.MANAGER), make_user(office, Role.MANAGER)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    with pytest.raises(LastManager, match="make somebody else a manager first"):
        change_role(membership=manager.memberships.get(), role=Role.VIEWER, by=manager, now=NOON)


def test_only_managers_of_the_office_change_roles() -> None:
    office = make_office()
    editor = make_user(office)
    for other in (editor, make_user(make_office(), Role.MANAGER)):
        with pytest.raises(NotAllowed):
            change_role(membership=editor.memberships.get(), role=Role.MANAGER, by=other, now=NOON)
