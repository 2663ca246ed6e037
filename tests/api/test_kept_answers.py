"""What anybody may read is made once, and sent again while it holds."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.api.asking import client_of
from tests.making import make_action, make_letter, make_office, make_request, make_user
from tracker.api import kept_answers

pytestmark = pytest.mark.django_db

SAME = ("ETag", "Content-Type", "Cache-Control", "Vary", "Last-Modified")


def get(path: str, client: Client | None = None, **headers: str) -> Any:
    """A good answer."""
    answer = (client or client_of()).get(f"/api/v1/{path}", headers=headers)
    assert answer.status_code == 200
    return answer


def test_an_answer_is_sent_again_with_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    row = make_request()
    for path in (
        "requests/",
        "letters/",
        f"requests/{row.public_id}/",
        f"letters/{row.letter.public_id}/progress/",
    ):
        first = get(path)
        with django_assert_num_queries(1):
            second = get(path)
        assert second.content == first.content
        assert [second[name] for name in SAME] == [first[name] for name in SAME]


def test_what_has_changed_is_made_anew() -> None:
    row = make_request()
    before = get(f"requests/{row.public_id}/").json()
    make_action(row, outcome="in_progress")
    after = get(f"requests/{row.public_id}/").json()
    assert (before["progress"]["outcome_state"], after["progress"]["outcome_state"]) == (
        "not_assessed",
        "in_progress",
    )


def test_who_sends_credentials_is_sent_nothing_that_is_kept_and_leaves_nothing() -> None:
    office = make_office()
    make_letter(office)
    with_key, session = client_of(make_user(office)), Client()
    session.cookies["sessionid"] = "made-up"
    for client in (with_key, session):
        get("letters/", client)
    assert not kept_answers.kept
    get("letters/")
    kept = dict(kept_answers.kept)
    kept_answers.kept.update(dict.fromkeys(kept, b"kept"))
    assert get("letters/").content == b"kept"
    assert [get("letters/", client).content == b"kept" for client in (with_key, session)] == [False, False]


def test_errors_are_not_kept() -> None:
    assert client_of().get("/api/v1/letters/?unknown=1").status_code == 400
    assert client_of().get("/api/v1/letters/abcdefghjkmn/").status_code == 404
    assert not kept_answers.kept


def test_another_kind_of_answer_is_not_sent_for_json() -> None:
    make_letter()
    get("letters/")
    assert client_of().get("/api/v1/letters/", headers={"Accept": "text/html"}).status_code == 406


def test_the_room_is_bounded() -> None:
    for number in range(100):
        kept_answers.keep_content(f"tag {number}", b"x" * kept_answers.LARGEST)
    kept_answers.keep_content("too large", b"x" * (kept_answers.LARGEST + 1))
    assert kept_answers.kept.currsize <= kept_answers.ROOM
    assert "tag 99" in kept_answers.kept
    assert not {"tag 0", "too large"} & set(kept_answers.kept)
