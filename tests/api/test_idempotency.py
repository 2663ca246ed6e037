"""What is sent twice with one Idempotency-Key is entered once and answered the same."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.client import MULTIPART_CONTENT
from django.utils import timezone

from actions.models import Action
from letters.models import Letter
from offices.models import OfficeMembership, Role, Scope, User
from tests.api.asking import bearing, client_of, key_for
from tests.making import editor_of, make_draft, make_office, make_request, make_user
from tracker.api.idempotency import StoredAnswer, forget, hold

CHECKED = {"kind": "status_check", "occurred_on": "2026-03-03"}


def post(path: str, body: Any, user: User, key: str, content_type: str = "application/json") -> Any:
    """The answer to a POST with a key."""
    return client_of(user).post(
        f"/api/v1/{path}", body, content_type=content_type, headers={"Idempotency-Key": key}
    )


def check_of(letter_request: Any) -> dict[str, Any]:
    """An action: somebody looked."""
    return {**CHECKED, "effects": [{"request": letter_request.public_id}]}


@pytest.mark.django_db
def test_the_second_answer_is_the_first() -> None:
    row = make_request()
    by = editor_of(row.letter.office)
    first, second = (post("actions/", check_of(row), by, "key") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert ("Idempotency-Replayed" in first, second["Idempotency-Replayed"]) == (False, "true")
    assert Action.objects.filter(kind="status_check").count() == 1


@pytest.mark.django_db
def test_without_a_key_each_is_entered() -> None:
    row = make_request()
    client = client_of(editor_of(row.letter.office))
    for _ in range(2):
        client.post("/api/v1/actions/", check_of(row), content_type="application/json")
    assert Action.objects.filter(kind="status_check").count() == 2


@pytest.mark.django_db
def test_numbers_that_no_column_holds_break_nothing() -> None:
    row = make_request()
    body = check_of(row) | {"unknown": 10**20}
    by = editor_of(row.letter.office)
    assert [post("actions/", body, by, "key").status_code for _ in range(2)] == [201, 201]
    assert Action.objects.filter(kind="status_check").count() == 1


@pytest.mark.django_db
def test_another_body_with_the_key_is_refused() -> None:
    row = make_request()
    by = editor_of(row.letter.office)
    post("actions/", check_of(row), by, "key")
    answer = post("actions/", {**check_of(row), "summary": "other"}, by, "key")
    assert (answer.status_code, answer.json()["type"].split("/")[-2]) == (422, "key-reused")


@pytest.mark.django_db
def test_another_address_with_the_key_is_refused() -> None:
    row = make_request()
    by = editor_of(row.letter.office)
    post("actions/", check_of(row), by, "key")
    assert post("letters/", check_of(row), by, "key").status_code == 422


@pytest.mark.django_db
def test_the_key_is_the_users_own() -> None:
    row = make_request()
    for user in (editor_of(row.letter.office), make_user(row.letter.office)):
        assert post("actions/", check_of(row), user, "key").status_code == 201
    assert Action.objects.filter(kind="status_check").count() == 2


@pytest.mark.django_db
def test_what_failed_may_be_sent_again_corrected() -> None:
    row = make_request()
    by = editor_of(row.letter.office)
    assert post("actions/", {**CHECKED, "effects": []}, by, "key").status_code == 400
    assert post("actions/", check_of(row), by, "key").status_code == 201


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "x" * 201, "é", "a\tb"])
def test_a_key_that_cannot_be_kept_is_a_problem(key: str) -> None:
    row = make_request()
    assert post("actions/", check_of(row), editor_of(row.letter.office), key).status_code == 400


@pytest.mark.django_db
def test_a_file_sent_twice_is_one_letter() -> None:
    office = make_office()
    by = make_user(office)
    answers = [
        post(
            "letters/",
            {"office": office.slug, "file": SimpleUploadedFile("a.txt", data)},
            by,
            "key",
            MULTIPART_CONTENT,
        )
        for data in (b"Dear Sir: do it.", b"Dear Sir: do it.", b"Dear Sir: do that.")
    ]
    assert [answer.status_code for answer in answers] == [201, 201, 422]
    assert answers[0].json() == answers[1].json()


@pytest.mark.django_db
def test_a_draft_confirmed_twice_is_answered_twice() -> None:
    draft = make_draft(text="Please do it.")
    by = editor_of(draft.office)
    body = {"title": "A letter", "visibility": "public", "requests": [{"text": "Please do it."}]}
    first, second = (post(f"letters/{draft.public_id}/confirm/", body, by, "key") for _ in range(2))
    assert (first.status_code, first.json()) == (second.status_code, second.json()) == (200, first.json())


@pytest.mark.django_db
def test_another_offices_key_of_the_same_person_finds_no_answer() -> None:
    here, there = make_office(), make_office()
    by = make_user(here)
    OfficeMembership.objects.create(office=there, user=by, role=Role.EDITOR)
    row = make_request(here, by=by)
    statuses = [
        bearing(key_for(by, office, Scope.WRITE))
        .post(
            "/api/v1/actions/",
            check_of(row),
            content_type="application/json",
            headers={"Idempotency-Key": "one"},
        )
        .status_code
        for office in (here, there)
    ]
    assert statuses == [201, 422]


@pytest.mark.django_db
def test_answers_are_forgotten() -> None:
    row = make_request()
    post("actions/", check_of(row), editor_of(row.letter.office), "key")
    assert forget(before=timezone.now() - timedelta(days=1)) == 0
    assert forget(before=timezone.now() + timedelta(seconds=1)) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="the suite's SQLite lives in one process's memory"
)
def test_sent_five_times_at_once_it_is_entered_once() -> None:
    office = make_office()
    by = make_user(office)
    client_of(by)

    def send(_: int) -> int:
        try:
            return int(
                post("letters/", {"office": office.slug, "text": "Dear Sir: do it."}, by, "key").status_code
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        statuses = set(pool.map(send, range(5)))
    assert 201 in statuses <= {201, 409}
    assert (Letter.objects.count(), StoredAnswer.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite writers wait for each other")
def test_while_it_is_being_answered_the_second_one_hears_so() -> None:
    row = make_request()
    by = editor_of(row.letter.office)
    client_of(by)

    def send() -> Any:
        try:
            return post("actions/", check_of(row), by, "key")
        finally:
            connection.close()

    with transaction.atomic(), ThreadPoolExecutor(1) as pool:
        hold(f"{by.pk} key")
        answer = pool.submit(send).result()
    assert (answer.status_code, answer.json()["type"].split("/")[-2]) == (409, "in-progress")
