"""Passwords: forgotten, changed, and never told to anybody who only asks."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from pytest_django import Settings

from offices.models import User
from tests.accounts.codes import set_up_app
from tests.accounts.mails import link_of
from tests.desk.browsing import browser_of, words_of
from tests.making import PASSWORD, make_office, make_user

pytestmark = pytest.mark.django_db

NEW = "an entirely new password"


def asked(address: str, browser: Client | None = None) -> Client:
    """A browser in which somebody has asked for a new password of the address."""
    browser = browser or browser_of()
    assert browser.post("/password/reset/", {"email": address}).headers["Location"] == "/password/reset/sent/"
    return browser


def set_anew(browser: Client, link: str, password: str = NEW) -> Client:
    """Follows the mail's link and enters a password."""
    page = browser.get(link).headers["Location"]
    browser.post(page, {"password1": password, "password2": password})
    return browser


def signs_in(user: User, password: str) -> bool:
    """Whether the password opens the account."""
    return browser_of().post("/sign-in/", {"login": user.email, "password": password}).status_code == 302


def test_it_works() -> None:
    user = make_user(make_office())
    set_anew(asked(user.email), link_of(user.email))
    assert (signs_in(user, NEW), signs_in(user, PASSWORD)) == (True, False)


def test_an_unknown_address_is_answered_in_the_same_words_and_gets_a_mail_too() -> None:
    user = make_user(make_office())
    told = [
        re.sub(r'value="\w{64}"', "", words_of(asked(address).get("/password/reset/sent/")))
        for address in (user.email, "nobody@example.org")
    ]
    assert told[0] == told[1]
    assert [message.to for message in mail.outbox] == [[user.email], ["nobody@example.org"]]
    assert "no account" in str(mail.outbox[1].body)


def test_a_link_works_once() -> None:
    user = make_user(make_office())
    link = link_of_asked(user)
    set_anew(browser_of(), link)
    assert "works no more" in words_of(browser_of().get(link))


def link_of_asked(user: User) -> str:
    """The link that the person is mailed."""
    asked(user.email)
    return link_of(user.email)


def test_a_link_works_for_an_hour(settings: Settings) -> None:
    link = link_of_asked(make_user(make_office()))
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "works no more" in words_of(browser_of().get(link))


def test_the_link_leads_to_this_tracker_whatever_host_was_asked(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    user = make_user(make_office())
    browser_of().post("/password/reset/", {"email": user.email}, headers={"host": "evil.example"})
    assert "evil.example" not in str(mail.outbox[0].body)
    assert settings.SITE_URL in str(mail.outbox[0].body)


def test_a_weak_password_is_refused() -> None:
    user = make_user(make_office())
    set_anew(asked(user.email), link_of(user.email), "password")
    assert signs_in(user, PASSWORD)


def test_a_closed_account_gets_no_link() -> None:
    user = make_user(make_office())
    User.objects.update(is_active=False)
    asked(user.email)
    assert "/password/reset/" not in str(mail.outbox[0].body)


def test_a_new_password_by_mail_ends_all_sessions() -> None:
    user = make_user(make_office())
    elsewhere = browser_of(user)
    set_anew(asked(user.email), link_of(user.email))
    assert elsewhere.get("/desk/").status_code == 302


def test_a_new_password_by_mail_is_no_second_factor() -> None:
    user = make_user(make_office())
    set_up_app(browser_of(user))
    browser = set_anew(asked(user.email), link_of(user.email))
    assert browser.get("/desk/").status_code == 302
    answer = browser.post("/sign-in/", {"login": user.email, "password": NEW})
    assert answer.headers["Location"] == "/second-factor/authenticate/"
    assert browser.get("/desk/").status_code == 302


def test_a_changed_password_ends_all_other_sessions_and_is_told_by_mail() -> None:
    user = make_user(make_office())
    here, elsewhere = browser_of(user), browser_of(user)
    fields = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert here.post("/password/", fields).headers["Location"] == "/desk/account/"
    assert (here.get("/desk/").status_code, elsewhere.get("/desk/").status_code) == (200, 302)
    assert "password has been changed" in str(mail.outbox[0].body)


def test_a_changed_password_takes_the_old_one() -> None:
    user = make_user(make_office())
    answer = browser_of(user).post("/password/", {"oldpassword": "wrong", "password1": NEW, "password2": NEW})
    assert answer.status_code == 200
    assert signs_in(user, PASSWORD)


def test_a_person_keeps_one_address_that_is_theirs() -> None:
    user = make_user(make_office(), email="first@example.org")
    user.email = "second@example.org"
    user.save()
    user.vouch_for_address()
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [
        ("second@example.org", True, True)
    ]
