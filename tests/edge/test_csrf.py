"""No form is taken that does not come from a page of ours: every address and every method that changes things, signed in."""

import pytest
from django.test import Client

from tests.edge.addresses import addresses
from tests.edge.stage import filled

pytestmark = pytest.mark.django_db

METHODS = ("POST", "PUT", "PATCH", "DELETE")
# What is taken from elsewhere, and why that is safe.
TAKEN = {
    "desk/unsubscribe/<str:token>/": "RFC 8058: a mail program posts by itself, and the token is the right to do it",
    "language/": "its form stands on pages that are the same for everybody; it changes the language of public pages, and nothing else",
}


def test_whatever_changes_something_is_refused_without_the_pages_token(
    capsys: pytest.CaptureFixture[str],
) -> None:
    manager, places = filled(capsys)
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    browser.force_login(manager)
    answers = {
        (pattern, method): browser.generic(method, path, b"{}", content_type="application/json").status_code
        for pattern, path in addresses(places).items()
        for method in METHODS
        if pattern not in TAKEN
    }
    assert {key: status for key, status in answers.items() if status != 403} == {}
    assert len(answers) > 500


def test_a_token_of_another_session_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    manager, _places = filled(capsys)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(manager)
    browser.get("/desk/account/")
    for fields in ({}, {"csrfmiddlewaretoken": ""}, {"csrfmiddlewaretoken": "a" * 64}):
        assert browser.post("/desk/account/calendars/", fields).status_code == 403


def test_the_token_of_the_page_is_taken(capsys: pytest.CaptureFixture[str]) -> None:
    manager, _ = filled(capsys)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(manager)
    shown = browser.get("/desk/account/")
    fields = {"office": "", "csrfmiddlewaretoken": str(shown.context["csrf_token"])}
    assert browser.post("/desk/account/calendars/", fields).status_code == 302
    foreign = {"Origin": "https://evil.example"}
    assert browser.post("/desk/account/calendars/", fields, headers=foreign).status_code == 403
