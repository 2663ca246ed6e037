"""Signing in and out."""

import re

import pytest

from offices.models import User
from tests.desk.browsing import browser_of, words_of
from tests.making import PASSWORD, make_office, make_user

pytestmark = pytest.mark.django_db


def test_it_works() -> None:
    user = make_user(make_office())
    browser = browser_of()
    answer = browser.post("/sign-in/", {"login": user.email, "password": PASSWORD})
    assert answer.headers["Location"] == "/desk/"
    assert browser.get("/desk/").status_code == 200


def test_it_leads_on_to_where_one_wanted_to_go() -> None:
    user = make_user(make_office())
    fields = {"login": user.email, "password": PASSWORD, "next": "/desk/account/"}
    assert browser_of().post("/sign-in/", fields).headers["Location"] == "/desk/account/"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/", "//evil.example", "///evil.example", "\\\\evil.example", "/\\evil.example",
        "javascript:alert(1)", "http:evil.example", "\0", "https://testserver@evil.example/",
    ],
)  # fmt: skip
def test_it_never_leads_to_another_site(target: str) -> None:
    user = make_user(make_office())
    fields = {"login": user.email, "password": PASSWORD, "next": target}
    browser = browser_of()
    assert browser.post("/sign-in/", fields).headers["Location"] == "/desk/"
    assert browser.get("/sign-in/", {"next": target}).headers["Location"] == "/desk/"


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"login": "nobody@example.org", "password": PASSWORD},
        {"login": "a\0b", "password": PASSWORD},
        {"login": "somebody@example.org", "password": "\0"},
        {"login": "x" * 100_000, "password": "x" * 100_000},
        {"login": "somebody@example.org", "password": "wrong"},
    ],
)
def test_who_cannot_be_known_stays_outside(fields: dict[str, str]) -> None:
    make_user(make_office(), email="somebody@example.org")
    browser = browser_of()
    answer = browser.post("/sign-in/", fields)
    assert (answer.status_code, 'role="alert"' in words_of(answer)) == (200, True)
    assert browser.get("/desk/").status_code == 302


def test_a_wrong_password_and_an_unknown_address_are_told_in_the_same_words() -> None:
    user = make_user(make_office())
    told = [
        words_of(browser_of().post("/sign-in/", {"login": email, "password": "wrong"})).replace(email, "")
        for email in (user.email, "nobody@example.org")
    ]
    assert re.findall('role="alert">(.*?)</div>', told[0]) == re.findall('role="alert">(.*?)</div>', told[1])


def test_who_left_is_outside_at_once() -> None:
    user = make_user(make_office())
    browser = browser_of(user)
    User.objects.update(is_active=False)
    assert browser.get("/desk/").status_code == 302
    answer = browser.post("/sign-in/", {"login": user.email, "password": PASSWORD})
    assert answer.headers["Location"] == "/sign-in/closed/"
    assert "closed" in words_of(browser.get("/sign-in/closed/"))
    assert browser.get("/desk/").status_code == 302


def test_signing_out_is_posted() -> None:
    browser = browser_of(make_user(make_office()))
    assert browser.get("/sign-out/").status_code == 405
    assert browser.post("/sign-out/").headers["Location"] == "/"
    assert browser.get("/desk/").status_code == 302


def test_a_form_without_its_secret_from_this_site_signs_nobody_in() -> None:
    user = make_user(make_office())
    browser = browser_of()
    browser.handler.enforce_csrf_checks = True
    assert browser.post("/sign-in/", {"login": user.email, "password": PASSWORD}).status_code == 403
