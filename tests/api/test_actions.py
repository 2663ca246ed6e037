"""GET and POST /api/v1/actions/"""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from actions.models import Action
from letters.models import LetterRequest
from letters.states import ACTION_MEANINGS, Visibility
from offices.models import Role, User
from tests.api.asking import PROBLEM, ids, read, write
from tests.making import PASSWORD, editor_of, make_action, make_letter, make_office, make_request, make_user

pytestmark = pytest.mark.django_db


def body(letter_request: LetterRequest, **fields: object) -> dict[str, Any]:
    """A valid entry."""
    effect = {"request": letter_request.public_id, "response": "acknowledged"}
    entry = {
        "kind": "acknowledgement_received",
        "occurred_on": "2026-03-04",
        "source_note": "Letter",
        "effects": [effect],
    }
    return entry | fields


def an_editor_and_a_request() -> tuple[User, LetterRequest]:
    letter_request = make_request()
    return editor_of(letter_request.letter.office), letter_request


def test_it_works() -> None:
    user, letter_request = an_editor_and_a_request()
    entered = write("actions/", body(letter_request), user)
    assert entered["effects"] == [
        {
            "request": letter_request.public_id,
            "recipient": None,
            "response": "acknowledged",
            "decline_reason": "",
            "superseded_by": None,
            "outcome": "",
            "due_on": None,
            "promised_on": None,
            "assigned_to": None,
            "check_on": None,
        }
    ]
    assert read(f"requests/{letter_request.public_id}/")["progress"]["response_state"] == "acknowledged"
    assert read(f"actions/{entered['id']}/") == entered


def test_one_action_for_several_requests_and_one_recipient() -> None:
    letter = make_letter(
        requests=["One.", "Two."], recipients=["Department of Examples", "Department of Samples"]
    )
    one, two = (row.public_id for row in letter.requests.all())
    effects = [
        {"request": one, "recipient": 2, "response": "substantive_response"},
        {"request": two, "recipient": 2, "response": "declined", "decline_reason": "classified"},
    ]
    first = letter.requests.all()[0]
    write("actions/", body(first, kind="response_received", effects=effects), editor_of(letter.office))
    states = [row["progress"]["responses"][1]["state"] for row in read("requests/")["results"]]
    assert sorted(states) == ["declined", "substantive_response"]


@pytest.mark.parametrize("kind", sorted(ACTION_MEANINGS))
def test_every_kind_of_action_is_recorded(kind: str) -> None:
    user, letter_request = an_editor_and_a_request()
    effect = {"request": letter_request.public_id}
    if kind.startswith("deadline"):
        effect["due_on"] = "2026-05-01"
    if kind == "snoozed":
        effect["check_on"] = "2099-05-01"
    assert write("actions/", body(letter_request, kind=kind, effects=[effect]), user)["kind"] == kind


def test_a_request_is_assigned_to_a_colleague() -> None:
    user, letter_request = an_editor_and_a_request()
    effects = [{"request": letter_request.public_id, "assigned_to": user.email}]
    entered = write("actions/", body(letter_request, kind="assigned", effects=effects), user)
    assert entered["effects"][0]["assigned_to"] == user.email
    read(f"actions/{entered['id']}/", status=404)


def test_a_correction_names_what_it_corrects() -> None:
    user, letter_request = an_editor_and_a_request()
    wrong = write("actions/", body(letter_request), user)["id"]
    right = write("actions/", body(letter_request, supersedes=wrong), user)["id"]
    assert read(f"actions/{wrong}/")["superseded_by"] == right
    assert read(f"actions/{right}/")["supersedes"] == wrong
    problem = write("actions/", body(letter_request, supersedes=wrong), user, 400)
    assert problem["errors"][0]["pointer"] == "/supersedes"


def test_writing_needs_a_key() -> None:
    _, letter_request = an_editor_and_a_request()
    write("actions/", body(letter_request), None, 401)
    answer = Client().post(
        "/api/v1/actions/", body(letter_request), "application/json", HTTP_AUTHORIZATION="Bearer x"
    )
    assert (answer.status_code, answer["Content-Type"]) == (401, PROBLEM)
    assert Action.objects.count() == 1


def test_a_session_writes_only_with_a_csrf_token() -> None:
    user, letter_request = an_editor_and_a_request()
    browser = Client(enforce_csrf_checks=True)
    browser.login(username=user.email, password=PASSWORD)
    assert browser.post("/api/v1/actions/", body(letter_request), "application/json").status_code == 403


def test_a_stranger_and_a_viewer_may_not_write() -> None:
    _, letter_request = an_editor_and_a_request()
    write("actions/", body(letter_request), make_user(make_office()), 403)
    write("actions/", body(letter_request), make_user(letter_request.letter.office, Role.VIEWER), 403)


def test_what_a_stranger_may_not_see_does_not_exist() -> None:
    private = make_request(visibility=Visibility.OFFICE)
    stranger = make_user(make_office())
    hidden = write("actions/", body(private), stranger, 400)
    assert hidden["errors"] == [
        {"pointer": "/effects/0/request", "detail": f"There is no request “{private.public_id}”."}
    ]


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"kind": "teleported"}, "/kind"),
        ({"occurred_on": "2026-02-30"}, "/occurred_on"),
        ({"occurred_on": "9999-01-01"}, "/occurred_on"),
        ({"occurred_on": None}, "/occurred_on"),
        ({"source_note": ""}, "/source"),
        ({"source_note": "a\0b"}, "/source_note"),
        ({"source_url": "javascript:alert(1)"}, "/source_url"),
        ({"supersedes": "nothing"}, "/supersedes"),
        ({"effects": []}, "/effects"),
        ({"effects": "all"}, "/effects"),
        ({"effects": [{"request": "abc"}]}, "/effects/0/request"),
        ({"effects": [{"request": "a\0b"}]}, "/effects/0/request"),
        ({"effects": [{"request": "\ud800"}]}, "/effects/0/request"),
        ({"effects": [{"request": 10**400}]}, "/effects/0/request"),
        ({"effects": [[]]}, "/effects/0"),
        ({"occurred_on": "0001-01-01"}, "/occurred_on"),
        ({"summary": "x" * 20_001}, "/summary"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(fields: dict[str, object], pointer: str) -> None:
    user, letter_request = an_editor_and_a_request()
    problem = write("actions/", body(letter_request, **fields), user, 400)
    assert [error["pointer"] for error in problem["errors"]] == [pointer]
    assert Action.objects.count() == 1


@pytest.mark.parametrize(
    ("effect", "pointer"),
    [
        ({"recipient": 7}, "/effects/0/recipient"),
        ({"recipient": 10**30}, "/effects/0/recipient"),
        ({"response": "happy"}, "/effects/0/response"),
        ({"outcome": 1}, "/effects/0/outcome"),
        ({"response": "\ud800"}, "/effects/0/response"),
        ({"due_on": "tomorrow"}, "/effects/0/due_on"),
        ({"due_on": "9999-12-31"}, "/effects/0/due_on"),
        ({"superseded_by": "a\0b"}, "/effects/0/superseded_by"),
        ({"assigned_to": "stranger@example.org"}, "/effects/0/assigned_to"),
        ({"response": "declined"}, "/effects/0/decline_reason"),
    ],
)
def test_what_is_wrong_in_an_effect_is_named(effect: dict[str, object], pointer: str) -> None:
    user, letter_request = an_editor_and_a_request()
    effects = [{"request": letter_request.public_id} | effect]
    problem = write("actions/", body(letter_request, effects=effects), user, 400)
    assert [error["pointer"] for error in problem["errors"]] == [pointer]


def test_notes_stay_in_the_office() -> None:
    user, letter_request = an_editor_and_a_request()
    note = make_action(letter_request, "note", summary="hush").public_id
    assert note in ids("actions/", user)
    assert note not in ids("actions/")
    read(f"actions/{note}/", status=404)


def test_filters_by_request_letter_kind_and_date() -> None:
    user, letter_request = an_editor_and_a_request()
    make_request()
    entered = write("actions/", body(letter_request), user)["id"]
    assert ids(
        "actions/", query={"request": letter_request.public_id, "kind": "acknowledgement_received"}
    ) == [entered]
    assert entered in ids("actions/", query={"letter": letter_request.letter.public_id})
    assert ids("actions/", query={"occurred_from": "2026-03-03"}) == [entered]
    read("actions/", status=400, query={"kind": "teleported"})


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_takes_as_many_queries_for_one_row_as_for_many(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(rows):
        make_action(make_request(), response="acknowledged")
    with django_assert_num_queries(3):
        read("actions/")
