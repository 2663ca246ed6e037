"""What every endpoint answers to what it cannot use: 4xx, a problem document, nothing written."""

import base64

import pytest
from django.test import Client

from letters.models import Letter
from offices.models import User
from tests.api.asking import PROBLEM, client_of
from tests.making import editor_of, make_draft, make_letter, make_request

pytestmark = pytest.mark.django_db

LISTS = ["letters", "requests", "actions", "members", "agencies"]


def cursor(place: str) -> str:
    """A cursor that nobody handed out."""
    return base64.b64encode(place.encode()).decode()


@pytest.mark.parametrize(
    "path",
    [
        "/api/", "/api/v2/", "/api/v1/", "/api/v1/nothing/", "/api/v1/letters/UPPER/", "/api/v1/letters/%FF/",
        "/api/v1/letters/a%00b/", "/api/v1/members/%00/", "/api/v1/agencies/%00/", "/api/v1/agencies/a.b/",
        "/api/v1/letters/abcdefghjkmn/", "/api/v1/requests/abcdefghjkmn/", "/api/v1/actions/abcdefghjkmn/",
        "/api/v1/letters/abcdefghjkmn/nothing/", "/api/v1/requests/1/",
    ],
)  # fmt: skip
def test_an_address_that_does_not_exist_is_a_problem(path: str) -> None:
    answer = client_of().get(path)
    assert (answer.status_code, answer["Content-Type"], answer.json()["status"]) == (404, PROBLEM, 404)


@pytest.mark.parametrize("place", ["p=abc", "p=", "p=a\0", "p=-1", "p=²", "p=abc&r=1"])
@pytest.mark.parametrize("name", LISTS)
def test_a_cursor_that_was_made_up_is_a_problem(name: str, place: str) -> None:
    answer = client_of().get(f"/api/v1/{name}/", {"cursor": cursor(place)})
    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)


@pytest.mark.parametrize("text", ["made up", "\0", "ÿ", "x" * 5000])
def test_a_cursor_that_cannot_be_decoded_is_a_problem(text: str) -> None:
    answer = client_of().get("/api/v1/requests/", {"cursor": text})
    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)


@pytest.mark.parametrize("size", ["0", "-1", "201", "abc", "1e3", "9" * 5000, "²", ""])
@pytest.mark.parametrize("name", LISTS)
def test_a_page_size_that_cannot_be_had_is_a_problem(name: str, size: str) -> None:
    answer = client_of().get(f"/api/v1/{name}/", {"page_size": size})
    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)
    assert answer.json()["errors"] == [
        {"pointer": "/page_size", "detail": "Give a number of rows from 1 to 200."}
    ]


@pytest.mark.parametrize("query", ["letter=1&lettr=2", "format=xml", "a%00b=1", "%ff=1", "page=2"])
@pytest.mark.parametrize("name", LISTS)
def test_an_unknown_parameter_is_a_problem(name: str, query: str) -> None:
    answer = client_of().get(f"/api/v1/{name}/?{query}")
    assert answer.status_code in (400, 404)
    assert answer["Content-Type"] == PROBLEM


class Places:
    """An address of each kind, and somebody who may write."""

    def __init__(self) -> None:
        letter_request = make_request(recipients=["Department of Examples"])
        self.user: User = editor_of(letter_request.letter.office)
        draft = make_draft(letter_request.letter.office, by=self.user)
        self.writable = ["letters/", "actions/", f"letters/{draft.public_id}/confirm/"]
        self.read_only = [
            f"letters/{letter_request.letter.public_id}/progress/",
            "changes/",
            "requests/",
            f"requests/{letter_request.public_id}/",
            f"actions/{letter_request.effects.get().action.public_id}/",
            "members/",
            "agencies/",
            "agencies/department-of-examples/",
            "schema/",
            "docs/",
        ]


def test_what_is_read_only_answers_405_to_every_writing_method() -> None:
    places = Places()
    for path in places.read_only:
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            answer = client_of(places.user).generic(method, f"/api/v1/{path}", "{}", "application/json")
            assert (path, answer.status_code, answer["Content-Type"]) == (path, 405, PROBLEM)


def test_what_can_be_written_is_not_replaced_or_deleted() -> None:
    places = Places()
    for path in places.writable:
        for method in ("PUT", "PATCH", "DELETE"):
            answer = client_of(places.user).generic(method, f"/api/v1/{path}", "{}", "application/json")
            assert (answer.status_code, answer["Content-Type"]) == (405, PROBLEM)


def test_reading_works_with_head_and_options_never_break() -> None:
    places = Places()
    for path in places.read_only:
        assert client_of().head(f"/api/v1/{path}").status_code == 200
        assert client_of().options(f"/api/v1/{path}").status_code in (200, 405)


@pytest.mark.parametrize(
    ("data", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[]", "application/json", 400),
        (b'"x"', "application/json", 400),
        (b"null", "application/json", 400),
        (b"", "application/json", 400),
        (b"[" * 200_000, "application/json", 400),
        (b'{"a":' * 100_000, "application/json", 400),
        (b'{"a": ' + b"9" * 6000 + b"}", "application/json", 400),
        (b'{"kind": "\\ud800"}', "application/json", 400),
        (b'{"a": NaN}', "application/json", 400),
        (b"<a/>", "application/xml", 415),
        (b"a=b", "application/x-www-form-urlencoded", 415),
        (b"x", "no media type", 415),
    ],
)
def test_a_body_that_cannot_be_used_is_a_problem(data: bytes, kind: str, status: int) -> None:
    places = Places()
    for path in places.writable:
        answer = client_of(places.user).post(f"/api/v1/{path}", data, content_type=kind)
        assert (answer.status_code, answer["Content-Type"]) == (status, PROBLEM)
    assert Letter.objects.count() == 2


@pytest.mark.parametrize("path", ["letters/", "requests/", "schema/"])
def test_an_answer_that_cannot_be_had_in_the_wanted_form_is_a_problem(path: str) -> None:
    answer = client_of().get(f"/api/v1/{path}", headers={"Accept": "application/xml"})
    assert (answer.status_code, answer["Content-Type"]) == (406, PROBLEM)


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer x", "Bearer a b", "Bearer \xff", f"Bearer {'x' * 9000}", "Token x", "Basic eDp5"],
)
def test_a_wrong_key_is_refused_for_reading_too(header: str) -> None:
    make_letter()
    for path in ("letters/", "requests/", "actions/"):
        answer = client_of().get(f"/api/v1/{path}", headers={"Authorization": header})
        assert (answer.status_code, answer["Content-Type"]) == (401, PROBLEM)
        assert answer["WWW-Authenticate"] == 'Bearer realm="Letter tracker", error="invalid_token"'


def test_the_key_of_somebody_who_left_is_refused() -> None:
    user = editor_of(make_letter().office)
    client = client_of(user)
    User.objects.update(is_active=False)
    assert client.get("/api/v1/letters/").status_code == 401


def test_a_host_that_is_not_ours_is_refused() -> None:
    answer = client_of().get("/api/v1/letters/", headers={"Host": "evil.example"})
    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)


def test_no_answer_sets_a_cookie() -> None:
    assert not Client().get("/api/v1/letters/").cookies
