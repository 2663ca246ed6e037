"""Tries to sign in are counted by address and by account, and nobody keeps another person out by trying."""

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings

from offices.models import User
from tests.accounts.codes import set_up_app
from tests.desk.browsing import browser_of, words_of
from tests.making import PASSWORD, make_office, make_user
from tracker import settings as shipped

pytestmark = pytest.mark.django_db

TOO_MANY = "Too many failed"


@pytest.fixture(autouse=True)
def _limits(settings: Settings) -> None:
    """The limits that the tracker is shipped with, behind a proxy, so that tests choose addresses."""
    settings.ACCOUNT_RATE_LIMITS = shipped.ACCOUNT_RATE_LIMITS
    settings.TRUSTED_PROXIES = 1


def tried(user: User, password: str, address: str = "192.0.2.1", browser: Client | None = None) -> str:
    """What comes of an attempt from an address: the page, empty for one that succeeded."""
    entered = {"login": user.email, "password": password}
    answer = (browser or browser_of()).post("/sign-in/", entered, headers={"x-forwarded-for": address})
    return "" if answer.status_code == 302 else words_of(answer)


def test_five_wrong_passwords_in_five_minutes_are_enough() -> None:
    user = make_user(make_office())
    pages = [tried(user, "wrong") for _ in range(6)]
    assert [TOO_MANY in page for page in pages] == [False] * 5 + [True]
    assert TOO_MANY in tried(user, PASSWORD)


def test_the_person_signs_in_from_another_address_meanwhile() -> None:
    user = make_user(make_office())
    for _ in range(6):
        tried(user, "wrong")
    assert tried(user, PASSWORD, "198.51.100.7") == ""


def test_one_address_tries_few_accounts() -> None:
    people = [make_user() for _ in range(21)]
    pages = [tried(user, "wrong") for user in people]
    assert [TOO_MANY in page for page in pages] == [False] * 20 + [True]


def test_who_signs_in_rightly_uses_nothing_up() -> None:
    user = make_user(make_office())
    assert [tried(user, PASSWORD) for _ in range(8)] == [""] * 8


def attack(user: User) -> None:
    """Fifty wrong passwords, each from an address of its own."""
    for number in range(50):
        assert TOO_MANY not in tried(user, "wrong", f"203.0.113.{number}")


def test_many_addresses_that_try_one_account_are_refused_together() -> None:
    user = make_user(make_office())
    attack(user)
    assert TOO_MANY in tried(user, PASSWORD, "203.0.113.99")


def test_a_browser_that_the_account_knows_goes_on_even_then() -> None:
    user = make_user(make_office())
    browser = browser_of()
    assert tried(user, PASSWORD, browser=browser) == ""
    browser.post("/sign-out/")
    attack(user)
    assert tried(user, PASSWORD, "198.51.100.7", browser) == ""


def test_a_cookie_of_another_account_or_of_ones_own_making_makes_nobody_known() -> None:
    user, attacker = make_user(make_office()), make_user(make_office())
    known = browser_of()
    tried(attacker, PASSWORD, browser=known)
    known.post("/sign-out/")
    made = browser_of()
    made.cookies["known"] = "made-up:1:x"
    attack(user)
    assert TOO_MANY in tried(user, PASSWORD, browser=known)
    assert TOO_MANY in tried(user, PASSWORD, "198.51.100.7", made)


def test_an_address_gets_five_mails_an_hour() -> None:
    user = make_user(make_office())
    statuses = [browser_of().post("/password/reset/", {"email": user.email}).status_code for _ in range(6)]
    assert statuses == [302] * 5 + [429]
    assert len(mail.outbox) == 5


def test_too_many_tries_are_told_by_a_page_of_the_house() -> None:
    for _ in range(6):
        answer = browser_of().post("/password/reset/", {"email": "nobody@example.org"})
    assert "Too many tries" in words_of(answer)


def test_codes_of_an_app_are_counted_too() -> None:
    user = make_user(make_office())
    set_up_app(browser_of(user))
    browser = browser_of()
    browser.post("/sign-in/", {"login": user.email, "password": PASSWORD})
    pages = [words_of(browser.post("/second-factor/authenticate/", {"code": "000000"})) for _ in range(6)]
    assert TOO_MANY in pages[-1]
