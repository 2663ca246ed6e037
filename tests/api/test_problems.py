"""Every error is a problem document whose type leads to a page, and which names the line in the log."""

import logging
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client

from tests.api.asking import PROBLEM, client_of
from tests.making import editor_of, make_draft, make_office, make_user
from tracker.api.problems import PROBLEMS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", PROBLEMS)
def test_each_kind_of_problem_has_a_page(name: str) -> None:
    page = Client().get(f"/problems/{name}/")
    assert page.status_code == 200
    assert PROBLEMS[name].title in page.content.decode()


def test_another_kind_has_none() -> None:
    assert Client().get("/problems/another/").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "body", "content_type", "status", "name"),
    [
        ("GET", "letters/?lettr=1", "", "", 400, "invalid"),
        ("POST", "letters/", "{", "application/json", 400, "parse-error"),
        ("GET", "letters/abcdefghjkmn/", "", "", 404, "not-found"),
        ("GET", "nothing/", "", "", 404, "not-found"),
        ("PUT", "letters/", "{}", "application/json", 405, "method-not-allowed"),
        ("POST", "letters/", "<a/>", "application/xml", 415, "unsupported-media-type"),
    ],
)
def test_the_type_names_the_kind(
    method: str, path: str, body: str, content_type: str, status: int, name: str
) -> None:
    client = client_of(make_user(make_office()))
    answer = client.generic(method, f"/api/v1/{path}", body, content_type or "application/json")
    assert (answer.status_code, answer["Content-Type"]) == (status, PROBLEM)
    assert answer.json()["status"] == status
    assert urlsplit(answer.json()["type"]).path == f"/problems/{name}/"


def test_who_is_not_signed_in_and_who_may_not_are_two_kinds() -> None:
    draft = make_draft()
    nobody = client_of().post("/api/v1/letters/", {}, content_type="application/json")
    stranger = client_of(make_user(draft.office, "viewer")).post(  # type: ignore[arg-type]
        "/api/v1/letters/", {"office": draft.office.slug, "text": "Dear Sir"}, content_type="application/json"
    )
    assert [answer.json()["type"].split("/")[-2] for answer in (nobody, stranger)] == [
        "not-signed-in",
        "not-allowed",
    ]


def test_what_the_office_has_already_is_a_conflict() -> None:
    draft = make_draft(text="Dear Sir: do it.")
    answer = client_of(editor_of(draft.office)).post(
        "/api/v1/letters/",
        {"office": draft.office.slug, "text": "Dear Sir: do it."},
        content_type="application/json",
    )
    assert (answer.status_code, answer.json()["type"].split("/")[-2]) == (409, "already-kept")


def test_a_broken_server_is_a_problem_too(caplog: pytest.LogCaptureFixture) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE letters_agency RENAME TO lost")
    with caplog.at_level(logging.CRITICAL):
        answer = client_of().get("/api/v1/agencies/")
    assert (answer.status_code, answer["Content-Type"]) == (500, PROBLEM)
    assert answer.json()["type"].endswith("/problems/broken/")
    assert answer.json()["request_id"] == answer["X-Request-ID"] != ""
