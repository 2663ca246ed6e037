"""Where the link of an invitation leads whom."""

import pytest
from django.core import mail
from django.test import Client

from offices.models import Invitation, Office, Role, User
from tests.accounts.mails import link_of
from tests.desk.browsing import browser_of, words_of
from tests.making import PASSWORD, make_office, make_user

pytestmark = pytest.mark.django_db

ADDRESS = "new@example.org"
NAMED = {"first_name": "New", "last_name": "Person", "password": PASSWORD}


def invited(email: str = ADDRESS) -> tuple[Office, str]:
    """An office that has invited the address at its page, and the path of the mail's link."""
    office = make_office("Sample Office")
    manager = make_user(office, Role.MANAGER)
    fields = {"email": email, "role": "editor"}
    browser_of(manager).post(f"/desk/offices/{office.slug}/people/invite/", fields)
    return office, link_of(email)


def test_it_works() -> None:
    office, link = invited()
    browser = browser_of()
    assert "Sample Office" in words_of(browser.get(link))
    assert browser.post(link, NAMED).headers["Location"] == "/desk/"
    assert browser.get("/desk/").status_code == 200
    assert str(office.memberships.get(role=Role.EDITOR).user) == "New Person"


def test_the_mail_says_who_invites_and_until_when() -> None:
    invited()
    (message,) = mail.outbox
    assert message.subject == "Sample Office invites you to the letter tracker"
    assert "as editor" in str(message.body)
    invitation = Invitation.objects.get()
    until = invitation.expires_at.astimezone(invitation.office.zone)
    assert until.strftime("%Y, %H:%M %Z") in str(message.body)


def test_who_has_an_account_signs_in_and_accepts() -> None:
    user = make_user(make_office(), email=ADDRESS)
    office, link = invited()
    browser = browser_of()
    assert f"/sign-in/?next={link}" in words_of(browser.get(link))
    entered = {"login": ADDRESS, "password": PASSWORD, "next": link}
    assert browser.post("/sign-in/", entered).headers["Location"] == link
    assert not office.memberships.filter(user=user).exists()
    assert browser.post(link).headers["Location"] == "/desk/"
    assert office.memberships.filter(user=user).exists()


def test_looking_at_it_accepts_nothing() -> None:
    user = make_user(make_office(), email=ADDRESS)
    office, link = invited()
    browser_of(user).get(link)
    assert not office.memberships.filter(user=user).exists()


def test_somebody_else_who_is_signed_in_is_told_and_does_not_join() -> None:
    office, link = invited()
    stranger = make_user(make_office())
    for answer in (browser_of(stranger).get(link), browser_of(stranger).post(link)):
        assert answer.status_code == 403
        assert "Sign out" in words_of(answer)
    assert not office.memberships.filter(user=stranger).exists()


@pytest.mark.parametrize(
    "wrong", [{"password": "password"}, {"password": "new@example.org"}, {"first_name": ""}]
)
def test_a_weak_password_or_no_name_is_refused(wrong: dict[str, str]) -> None:
    _, link = invited()
    assert browser_of().post(link, NAMED | wrong).status_code == 400
    assert not User.objects.filter(email=ADDRESS).exists()


def test_a_link_that_is_no_longer_open_says_whom_to_ask() -> None:
    office, link = invited()
    office.invitations.update(revoked_at=office.invitations.get().created_at)
    for path in (link, "/invitations/never-was-one/"):
        answer = browser_of().get(path)
        assert (answer.status_code, "Ask a manager" in words_of(answer)) == (404, True)


def test_the_page_is_kept_nowhere() -> None:
    _, link = invited()
    assert "no-store" in browser_of().get(link).headers["Cache-Control"]


def test_it_can_be_had_in_spanish() -> None:
    _, link = invited()
    assert "Invitación" in words_of(Client(headers={"accept-language": "es"}).get(link))
