"""An office's people, at the page of its managers: roles, invitations."""

from smtplib import SMTPServerDisconnected
from typing import NoReturn

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from pytest_django import Settings

from offices.models import Office, Role, User
from tests.desk.browsing import browser_of, named, page, told, words_of
from tests.making import make_office, make_user

pytestmark = pytest.mark.django_db

SOMEBODY = {"email": "new@example.org", "role": "viewer"}


class Away(BaseEmailBackend):
    """A mail server that hangs up."""

    def send_messages(self, messages: object) -> NoReturn:
        raise SMTPServerDisconnected


def managed_office() -> tuple[str, Office, User]:
    """The page of an office's people, the office and its manager."""
    office = make_office()
    return f"/desk/offices/{office.slug}/people/", office, make_user(office, Role.MANAGER)


def test_it_works() -> None:
    path, office, manager = managed_office()
    editor = make_user(office)
    browser_of(manager).post(f"{path}invite/", SOMEBODY)
    shown = page(path, manager)
    assert all(
        words in shown for words in (manager.email, editor.email, "new@example.org, Viewer: open until")
    )


def test_an_invitation_is_taken_back() -> None:
    path, office, manager = managed_office()
    browser = browser_of(manager)
    browser.post(f"{path}invite/", SOMEBODY)
    browser.post(f"{path}invitations/{named(office.invitations.get().pk)}/revoke/")
    assert "new@example.org, Viewer" not in page(path, manager)


@pytest.mark.parametrize("wrong", [{"email": "nobody"}, {"role": "king"}, {"email": "a@b.c\nBcc: d@e.f"}])
def test_what_is_wrong_is_said_and_nobody_is_invited(wrong: dict[str, str]) -> None:
    path, office, manager = managed_office()
    answer = browser_of(manager).post(f"{path}invite/", SOMEBODY | wrong)
    assert (answer.status_code, 'role="alert"' in words_of(answer)) == (400, True)
    assert not office.invitations.exists()


def test_a_mail_server_that_is_away_is_said(settings: Settings) -> None:
    path, _, manager = managed_office()
    settings.EMAIL_BACKEND = "tests.desk.test_people.Away"
    answer = browser_of(manager).post(f"{path}invite/", SOMEBODY)
    assert "could not be sent" in told(answer)[0]


def test_a_role_is_changed() -> None:
    path, office, manager = managed_office()
    membership = make_user(office).memberships.get()
    browser_of(manager).post(f"{path}{named(membership.pk)}/role/", {"role": "viewer"})
    membership.refresh_from_db()
    assert membership.role == Role.VIEWER


def test_the_last_manager_is_told_to_name_another() -> None:
    path, _, manager = managed_office()
    answer = browser_of(manager).post(
        f"{path}{named(manager.memberships.get().pk)}/role/", {"role": "viewer"}
    )
    assert "last manager" in told(answer)[0]


def test_what_belongs_to_another_office_is_not_there() -> None:
    path, _, manager = managed_office()
    other, foreign, colleague = managed_office()
    browser_of(colleague).post(f"{other}invite/", SOMEBODY)
    browser = browser_of(manager)
    assert browser.post(f"{path}invitations/{named(foreign.invitations.get().pk)}/revoke/").status_code == 404
    assert (
        browser.post(f"{path}{named(colleague.memberships.get().pk)}/role/", {"role": "viewer"}).status_code
        == 404
    )


def test_an_editor_may_not_and_a_stranger_finds_nothing() -> None:
    path, office, _ = managed_office()
    editor = make_user(office)
    assert browser_of(editor).get(path).status_code == 403
    for rest in ("invite/", f"invitations/{named(1)}/revoke/", f"{named(editor.memberships.get().pk)}/role/"):
        assert browser_of(editor).post(path + rest, SOMEBODY).status_code == 403
        assert (
            browser_of(make_user(make_office(), Role.MANAGER)).post(path + rest, SOMEBODY).status_code == 404
        )
        assert browser_of().post(path + rest, SOMEBODY).headers["Location"].startswith("/sign-in/")
    assert not office.invitations.exists()
