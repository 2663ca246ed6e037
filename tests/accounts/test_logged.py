"""What the log tells of signing in: who, how, from where, what was refused and why, and nobody's address."""

import json
import logging
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from offices.models import Role, User
from tests.accounts.codes import code_of, set_up_app
from tests.desk.browsing import browser_of
from tests.making import PASSWORD, make_letter, make_office, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _all_levels(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)


def lines(caplog: pytest.LogCaptureFixture, *names: str) -> list[dict[str, Any]]:
    """What was written, as the log's own handler writes it, of the loggers whose names begin so."""
    console = logging.getLogger().handlers[0]
    return [json.loads(console.format(record)) for record in caplog.records if record.name.startswith(names)]


def told(caplog: pytest.LogCaptureFixture) -> list[tuple[object, ...]]:
    """Of each line about an account what happened, to whom, and how or why."""
    found = lines(caplog, "tracker.accounts")
    return [(line["event"], line.get("user"), line.get("method") or line.get("reason")) for line in found]


def enter(user: User, password: str, browser: Client | None = None) -> Client:
    """Tries a password."""
    browser = browser or browser_of()
    browser.post("/sign-in/", {"login": user.email, "password": password})
    return browser


def test_who_signs_in_and_out(caplog: pytest.LogCaptureFixture) -> None:
    user = make_user(make_office())
    enter(user, PASSWORD).post("/sign-out/")
    assert told(caplog) == [
        ("sign_in_step", user.pk, "password"),
        ("signed_in", user.pk, None),
        ("signed_out", user.pk, None),
    ]


@pytest.mark.parametrize("known", [True, False])
def test_a_wrong_password_and_an_unknown_address(caplog: pytest.LogCaptureFixture, known: bool) -> None:
    enter(make_user() if known else User(email="nobody@example.org"), "wrong")
    assert told(caplog) == [("sign_in_refused", None, "email_password_mismatch")]


def test_too_many_tries(caplog: pytest.LogCaptureFixture, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "1/m/ip"}
    user = make_user()
    for _ in range(2):
        enter(user, "wrong")
    assert told(caplog)[-1] == ("sign_in_refused", None, "too_many_login_attempts")


def test_each_factor_and_a_wrong_code(caplog: pytest.LogCaptureFixture) -> None:
    user = make_user(make_office())
    secret = set_up_app(browser_of(user))
    caplog.clear()
    browser = enter(user, PASSWORD)
    for code in ("000000", code_of(secret, later=1)):
        browser.post("/second-factor/authenticate/", {"code": code})
    assert told(caplog) == [
        ("sign_in_step", user.pk, "password"),
        ("sign_in_refused", None, "incorrect_code"),
        ("sign_in_step", user.pk, "mfa"),
        ("signed_in", user.pk, None),
    ]
    assert [line["type"] for line in lines(caplog, "tracker.accounts") if "type" in line] == ["totp"]


def test_who_they_are_said_once_more(caplog: pytest.LogCaptureFixture) -> None:
    user = make_user(make_office())
    browser = browser_of(user, said_again=False)
    for password in ("wrong", PASSWORD):
        browser.post("/sign-in/again/?next=/desk/", {"password": password})
    assert told(caplog) == [
        ("sign_in_refused", None, "incorrect_password"),
        ("sign_in_step", user.pk, "password"),
    ]
    assert lines(caplog, "tracker.accounts")[-1]["reauthenticated"] is True


def test_a_second_factor_that_is_taken_away_and_a_password_that_is_changed(
    caplog: pytest.LogCaptureFixture,
) -> None:
    user = make_user(make_office())
    browser = browser_of(user)
    set_up_app(browser)
    browser.post("/second-factor/totp/deactivate/")
    new = "an entirely new password"
    browser.post("/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    events = [event for event, who, _ in told(caplog) if who == user.pk]
    assert events == ["totp_deactivated", "password_changed"]


def test_nobodys_address_and_no_password(caplog: pytest.LogCaptureFixture) -> None:
    user = make_user(make_office())
    for password in ("a-wrong-password", PASSWORD):
        enter(user, password)
    written = json.dumps(lines(caplog, "tracker", "django"))
    assert [word for word in (user.email, "a-wrong-password", PASSWORD) if word in written] == []


def test_what_somebody_may_not_do_or_see(caplog: pytest.LogCaptureFixture) -> None:
    viewer, letter = make_user(make_office(), Role.VIEWER), make_letter(visibility="office")
    browser = browser_of(viewer)
    browser.post(
        "/desk/letters/new/", {"office": viewer.memberships.get().office_id, "text": "Please do it."}
    )
    browser.get(f"/desk/letters/{letter.public_id}/")
    Client(enforce_csrf_checks=True).post("/sign-out/")
    found = [
        line
        for line in lines(caplog, "django_structlog")
        if line["event"] == "request_finished" and line["code"] >= 400
    ]
    assert [(line["code"], line["user_id"], line["level"]) for line in found] == [
        (400, viewer.pk, "warning"),
        (404, viewer.pk, "warning"),
        (403, None, "warning"),
    ]


@pytest.mark.parametrize(
    ("proxies", "passed_on", "logged"),
    [
        (0, "198.51.100.7", "127.0.0.1"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "192.0.2.66, 198.51.100.7", "198.51.100.7"),
    ],
)
def test_the_address_that_our_own_proxy_saw(
    caplog: pytest.LogCaptureFixture, settings: Settings, proxies: int, passed_on: str, logged: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    fields = {"login": "nobody@example.org", "password": "wrong"}
    headers = {"x-forwarded-for": passed_on, "x-real-ip": "192.0.2.66"}
    browser_of().post("/sign-in/", fields, headers=headers)
    (line,) = lines(caplog, "tracker.accounts")
    assert line["ip"] == logged
    assert line["request_id"]
    assert line["timestamp"].endswith("Z")
