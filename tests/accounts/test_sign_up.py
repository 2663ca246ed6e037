"""Making an account by oneself, to follow letters: only where the tracker allows it, and with an address that is one's own."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from pytest_django import Settings

from offices.models import User
from tests.accounts.mails import link_of
from tests.desk.browsing import browser_of, words_of
from tests.making import PASSWORD, make_office, make_user

pytestmark = pytest.mark.django_db

ENTERED = {"email": "Follower@Example.org", "password1": PASSWORD}


@pytest.fixture
def _open(settings: Settings) -> None:
    """A tracker where anybody may make an account."""
    settings.ALLOW_SIGN_UP = True


def test_nobody_makes_an_account_unless_the_tracker_allows_it() -> None:
    answer = browser_of().post("/sign-up/", ENTERED)
    assert "by invitation" in words_of(answer)
    assert not User.objects.exists()
    assert "/sign-up/" not in words_of(browser_of().get("/sign-in/"))


@pytest.mark.usefixtures("_open")
def test_it_works_once_the_address_is_shown_to_be_theirs() -> None:
    assert "/sign-up/" in words_of(browser_of().get("/sign-in/"))
    browser = browser_of()
    assert browser.post("/sign-up/", ENTERED).headers["Location"] == "/sign-up/sent/"
    follower = User.objects.get()
    assert (follower.email, follower.is_staff, follower.offices.count()) == ("follower@example.org", False, 0)
    entered = {"login": "follower@example.org", "password": PASSWORD}
    assert browser.post("/sign-in/", entered).headers["Location"] == "/sign-up/sent/"
    assert browser.get("/desk/").status_code == 302
    browser.post(link_of("follower@example.org"))
    assert browser.post("/sign-in/", entered).headers["Location"] == "/desk/"


@pytest.mark.usefixtures("_open")
def test_looking_at_the_link_confirms_nothing() -> None:
    browser = browser_of()
    browser.post("/sign-up/", ENTERED)
    assert "follower@example.org" in words_of(browser.get(link_of("follower@example.org")))
    assert not EmailAddress.objects.get().verified


@pytest.mark.usefixtures("_open")
def test_an_address_that_has_an_account_is_answered_alike_and_told_by_mail() -> None:
    user = make_user(make_office())
    answers = [
        browser_of().post("/sign-up/", ENTERED | {"email": email})
        for email in (user.email, "new@example.org")
    ]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert User.objects.count() == 2
    assert "one already" in str(mail.outbox[0].body)


@pytest.mark.usefixtures("_open")
def test_a_weak_password_is_refused() -> None:
    browser_of().post("/sign-up/", ENTERED | {"password1": "password"})
    assert not User.objects.exists()


@pytest.mark.usefixtures("_open")
@pytest.mark.parametrize("path", ["/sign-in/", "/sign-up/", "/password/reset/"])
def test_each_field_has_a_label_and_no_placeholder_that_says_it_again(path: str) -> None:
    shown = browser_of().get(path).content.decode()
    assert "<label" in shown
    assert "placeholder" not in shown
