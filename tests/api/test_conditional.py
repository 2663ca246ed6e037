"""What a reader has already is not sent again, and never by mistake."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from actions.publishing import revise_letter
from letters.models import Letter
from tests.api.asking import client_of
from tests.making import (
    NOON,
    editor_of,
    make_action,
    make_draft,
    make_letter,
    make_office,
    make_request,
    make_user,
)

pytestmark = pytest.mark.django_db

LISTS = ["letters/", "requests/", "actions/", "members/", "agencies/", "changes/"]


def tag(path: str, client: Client | None = None) -> str:
    """The ETag of an answer."""
    answer = (client or client_of()).get(f"/api/v1/{path}")
    assert answer.status_code == 200, answer.content
    return str(answer["ETag"])


def again(path: str, known: str, client: Client | None = None) -> Any:
    """The answer to a reader who has one with this tag."""
    return (client or client_of()).get(f"/api/v1/{path}", headers={"If-None-Match": known})


def items() -> list[str]:
    """The address of each kind of thing that a public letter brings."""
    row = make_request()
    return [
        f"letters/{row.letter.public_id}/",
        f"letters/{row.letter.public_id}/progress/",
        f"requests/{row.public_id}/",
        f"actions/{row.effects.get().action.public_id}/",
        "agencies/department-of-examples/",
    ]


def test_what_has_not_changed_is_304_without_a_body() -> None:
    for path in [*items(), *LISTS]:
        answer = again(path, tag(path))
        assert (path, answer.status_code, answer.content) == (path, 304, b"")
        assert answer["ETag"] == tag(path)


def test_a_304_reads_one_row(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for path in [*items(), *LISTS]:
        known = tag(path)
        with django_assert_num_queries(1):
            again(path, known)


def test_one_of_several_tags_and_a_weak_one_are_known() -> None:
    known = tag("letters/")
    assert again("letters/", f'"other", W/{known}').status_code == 304


def test_two_addresses_never_share_a_tag() -> None:
    paths = [*items(), *LISTS, "letters/?page_size=2"]
    assert len({tag(path) for path in paths}) == len(paths)


def test_an_entry_changes_its_request_letter_and_lists_and_no_other_request() -> None:
    row, other = make_request(), make_request()
    paths = [f"requests/{row.public_id}/", f"letters/{row.letter.public_id}/", "requests/", "actions/"]
    known = {path: tag(path) for path in [*paths, f"requests/{other.public_id}/"]}
    make_action(row)
    assert [again(path, known[path]).status_code for path in known] == [200, 200, 200, 200, 304]


def test_what_the_office_keeps_to_itself_changes_nothing_for_others() -> None:
    row = make_request()
    inside = client_of(editor_of(row.letter.office))
    known, inner = tag("actions/"), tag("actions/", inside)
    make_action(row, "note", summary="hush")
    assert again("actions/", known).status_code == 304
    assert again("actions/", inner, inside).status_code == 200


def test_the_tag_of_one_reader_is_not_another_readers() -> None:
    hidden = make_letter(visibility="office")
    assert tag("letters/") != tag("letters/", client_of(editor_of(hidden.office)))


def test_a_new_day_is_a_new_answer() -> None:
    path = f"requests/{make_request().public_id}/"
    known = tag(path)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert again(path, known).status_code == 200


def test_the_day_is_washingtons() -> None:
    path = f"requests/{make_request().public_id}/"
    with time_machine.travel("2026-03-03T04:59:00Z", tick=False):
        known = tag(path)
    with time_machine.travel("2026-03-03T05:00:00Z", tick=False):
        assert again(path, known).status_code == 200


def test_what_is_not_there_has_no_tag() -> None:
    answer = again("letters/abcdefghjkmn/", "*")
    assert answer.status_code == 404
    assert "ETag" not in answer


def test_a_letter_that_turned_private_is_not_304() -> None:
    letter = make_letter()
    path = f"letters/{letter.public_id}/"
    known = tag(path)
    revise_letter(letter=letter, changes={"visibility": "office"}, by=editor_of(letter.office), now=NOON)
    assert again(path, known).status_code == 404


def test_anybody_may_keep_what_anybody_may_see() -> None:
    answer = client_of().get("/api/v1/letters/")
    assert (answer["Cache-Control"], answer["Vary"]) == ("public, no-cache", "Authorization, Cookie, origin")


def test_nobody_keeps_what_was_asked_for_with_credentials() -> None:
    client = client_of(make_user(make_office()))
    assert client.get("/api/v1/letters/")["Cache-Control"] == "private, no-store"
    assert again("letters/", tag("letters/", client), client)["Cache-Control"] == "private, no-store"


def test_a_change_needs_the_tag_of_what_was_seen() -> None:
    letter = make_letter(title="Before")
    client, path = client_of(editor_of(letter.office)), f"/api/v1/letters/{letter.public_id}/"
    answer = client.patch(path, {"title": "After"}, content_type="application/json")
    assert (answer.status_code, Letter.objects.get().title) == (428, "Before")


def test_a_change_with_an_old_tag_is_refused() -> None:
    letter = make_letter()
    client, path = client_of(editor_of(letter.office)), f"letters/{letter.public_id}/"
    known = tag(path, client)
    first, second = (
        client.patch(
            f"/api/v1/{path}", {"title": title}, content_type="application/json", headers={"If-Match": known}
        )
        for title in ("First", "Second")
    )
    assert (first.status_code, first.json()["title"], first["ETag"]) == (200, "First", tag(path, client))
    assert (second.status_code, Letter.objects.get().title) == (412, "First")


def test_a_change_of_whatever_is_there_names_a_star() -> None:
    letter = make_letter()
    client, path = client_of(editor_of(letter.office)), f"/api/v1/letters/{letter.public_id}/"
    answer = client.patch(
        path, {"visibility": "office"}, content_type="application/json", headers={"If-Match": "*"}
    )
    assert answer.json()["visibility"] == "office"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"title": ""}, "/title"),
        ({"topic": "weather"}, "/topic"),
        ({"sent_on": "soon"}, "/sent_on"),
        ({"visibility": "draft"}, "/visibility"),
    ],
)
def test_a_change_that_cannot_be_made_is_a_problem(body: dict[str, str], pointer: str) -> None:
    letter = make_letter()
    client, path = client_of(editor_of(letter.office)), f"/api/v1/letters/{letter.public_id}/"
    answer = client.patch(path, body, content_type="application/json", headers={"If-Match": "*"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)


def test_a_stranger_changes_nothing() -> None:
    letter, stranger = make_letter(), client_of(make_user(make_office()))
    path, anybody = f"/api/v1/letters/{letter.public_id}/", client_of()
    body: dict[str, Any] = {
        "data": {"title": "Mine"},
        "content_type": "application/json",
        "headers": {"If-Match": "*"},
    }
    assert [stranger.patch(path, **body).status_code, anybody.patch(path, **body).status_code] == [403, 401]


def test_a_draft_is_discarded_with_the_tag_of_what_was_seen() -> None:
    draft = make_draft()
    client, path = client_of(editor_of(draft.office)), f"letters/{draft.public_id}/"
    assert client.delete(f"/api/v1/{path}").status_code == 428
    assert client.delete(f"/api/v1/{path}", headers={"If-Match": tag(path, client)}).status_code == 204
    assert not Letter.objects.exists()


def test_a_confirmed_letter_is_not_discarded() -> None:
    letter = make_letter()
    client = client_of(editor_of(letter.office))
    answer = client.delete(f"/api/v1/letters/{letter.public_id}/", headers={"If-Match": "*"})
    assert (answer.status_code, Letter.objects.count()) == (400, 1)
