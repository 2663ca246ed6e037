"""What is worth more than a session: keys and whole exports ask once more who somebody is, for five minutes."""

import re
from urllib.parse import unquote

import pytest
from django.test import Client
from pytest_django import Settings

from offices.models import ApiKey, Office, Role, User
from tests.desk.browsing import browser_of, named, words_of
from tests.making import PASSWORD, make_office, make_request, make_user

pytestmark = pytest.mark.django_db

AGAIN = "/sign-in/again/?next="


def somebody() -> tuple[Office, User]:
    """An office with a request, and its manager."""
    office = make_office()
    make_request(office)
    return office, make_user(office, Role.MANAGER)


def key_fields(office: Office) -> dict[str, object]:
    """The form that makes a key."""
    return {"office": office.pk, "name": "Dashboard", "scope": "read_office", "days": "30"}


def has_file(browser: Client, path: str) -> bool:
    """Whether the address gives the file."""
    answer = browser.get(path)
    return answer.status_code == 200 and b"Request" in b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def say_again(browser: Client, path: str, password: str = PASSWORD) -> str:
    """Enters the password; the page that comes of it."""
    return words_of(browser.post(AGAIN + path, {"password": password}))


def test_a_key_is_made_once_the_person_has_said_so_and_nothing_is_entered_twice() -> None:
    office, user = somebody()
    browser, path = browser_of(user, said_again=False), "/desk/account/keys/"
    assert browser.get(path).status_code == 200
    assert unquote(browser.post(path, key_fields(office)).headers["Location"]) == AGAIN + path
    assert not ApiKey.objects.exists()
    assert re.search(r"lt_[0-9A-Za-z]{41}", say_again(browser, path))
    assert ApiKey.objects.get().name == "Dashboard"


def test_a_wrong_password_makes_none() -> None:
    office, user = somebody()
    browser, path = browser_of(user, said_again=False), "/desk/account/keys/"
    browser.post(path, key_fields(office))
    assert 'role="alert"' in say_again(browser, path, "wrong")
    assert not ApiKey.objects.exists()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", f"/desk/account/keys/{named(1)}/rotate/"),
        ("get", "/desk/offices/{office}/export/requests.csv"),
        ("post", "/desk/offices/{office}/export/requests.csv/make/"),
        ("get", "/desk/jobs/any/file/"),
    ],
)
def test_so_it_is_asked_where_much_leaves(method: str, path: str) -> None:
    office, user = somebody()
    path = path.format(office=office.slug)
    answer = getattr(browser_of(user, said_again=False), method)(path)
    assert unquote(answer.headers["Location"]) == AGAIN + path


def test_an_export_is_had_after_that() -> None:
    office, user = somebody()
    browser, path = browser_of(user, said_again=False), f"/desk/offices/{office.slug}/export/requests.csv"
    assert browser.post(AGAIN + path, {"password": PASSWORD}).headers["Location"] == path
    assert has_file(browser, path)


def test_it_counts_for_five_minutes(settings: Settings) -> None:
    office, user = somebody()
    browser = browser_of(user)
    path = f"/desk/offices/{office.slug}/export/requests.csv"
    assert (has_file(browser, path), settings.ACCOUNT_REAUTHENTICATION_TIMEOUT) == (True, 300)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1
    assert browser.get(path).status_code == 302


def test_who_signs_in_without_a_password_gets_a_code_by_mail(mailoutbox: list[object]) -> None:
    office, user = somebody()
    user.set_unusable_password()
    user.save()
    browser, path = browser_of(user, said_again=False), f"/desk/offices/{office.slug}/export/requests.csv"
    way = browser.get(path).headers["Location"]
    assert way.startswith("/sign-in/code/?next=")
    page = words_of(browser.get(way))
    recipient = re.findall(r'name="recipient"[^>]*value="([^"]+)"|<option value="([^"]+)"', page)
    sent = browser.post(way, {"recipient": "".join(recipient[0]) if recipient else ""})
    code = re.findall(r"it: (\S+)", str(getattr(mailoutbox[-1], "body", "")))[0]
    browser.post(sent.headers["Location"], {"code": code, "action": "verify"})
    assert has_file(browser, path)


def test_nobody_with_a_password_gets_a_code_instead() -> None:
    user = somebody()[1]
    browser = browser_of(user, said_again=False)
    assert "/sign-in/code/" not in words_of(browser.get("/sign-in/again/"))
    assert browser.get("/sign-in/code/").headers["Location"].startswith("/sign-in/again/")
