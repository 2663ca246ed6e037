"""The feed over HTTP: a poller that follows it misses nothing, and hears of nothing that it cannot see."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from actions.publishing import revise_letter
from letters.changes import cut_off
from letters.models import Letter
from offices.models import Role
from tests.api.asking import PROBLEM, client_of
from tests.making import NOON, editor_of, make_action, make_letter, make_office, make_request, make_user
from tracker.sealing import seal
from tracker.tasks import forget_old

pytestmark = pytest.mark.django_db


class Poller:
    """Somebody who follows the feed."""

    def __init__(self, client: Client | None = None, limit: int = 100) -> None:
        self.client, self.limit = client or client_of(), limit
        self.next: str = self.get("/api/v1/changes/")["next"]

    def get(self, address: str) -> Any:
        """An answer of the feed."""
        answer = self.client.get(address)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def news(self) -> list[tuple[str, str, str]]:
        """What is new: type, change, id."""
        found, more = [], True
        while more:
            page = self.get(f"{self.next}&limit={self.limit}")
            found += [(row["type"], row["change"], row["id"]) for row in page["changes"]]
            self.next, more = page["next"], page["more"]
        return found


def visibility(letter: Letter, to: str) -> None:
    """Publishes a letter or takes it back."""
    revise_letter(letter=letter, changes={"visibility": to}, by=editor_of(letter.office), now=NOON)


def test_a_poller_starts_now_and_hears_what_comes() -> None:
    make_letter()
    poller = Poller()
    assert poller.news() == []
    row = make_request()
    entry = row.effects.get().action
    assert poller.news() == [
        ("action", "changed", entry.public_id),
        ("request", "changed", row.public_id),
        ("letter", "changed", row.letter.public_id),
    ]
    assert poller.news() == []


def test_a_change_says_where_the_thing_is_and_its_version() -> None:
    poller, row = Poller(), make_request()
    change = poller.get(poller.next)["changes"][1]
    assert change == {
        "type": "request",
        "id": row.public_id,
        "change": "changed",
        "version": row.version,
        "changed_at": "2026-03-02T17:00:00Z",
        "url": f"/api/v1/requests/{row.public_id}/",
    }


def test_small_pages_tell_the_same() -> None:
    one, many = Poller(limit=1), Poller()
    make_letter(requests=["Do this.", "Do that."])
    assert one.news() == many.news()


def test_what_turns_private_is_gone_and_what_was_never_seen_is_not_told() -> None:
    office = make_office()
    editor = make_user(office)
    letter = make_letter(office, by=editor)
    poller, inside = Poller(), Poller(client_of(editor))
    make_letter(office, by=editor, visibility="office")
    make_action(letter.requests.get(), "note", by=editor, summary="hush")
    assert poller.news() == []
    assert [entry[:2] for entry in inside.news()] == [
        ("action", "changed"),
        ("request", "changed"),
        ("letter", "changed"),
        ("action", "changed"),
    ]
    visibility(letter, "office")
    assert sorted(poller.news()) == sorted(
        [
            ("letter", "gone", letter.public_id),
            ("request", "gone", letter.requests.get().public_id),
            ("action", "gone", letter.requests.get().effects.order_by("pk")[0].action.public_id),
        ]
    )
    assert inside.news() == [("letter", "changed", letter.public_id)]


def test_a_place_that_nobody_gave_is_a_problem() -> None:
    answer = client_of().get("/api/v1/changes/", {"after": "made-up"})
    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)
    assert answer.json()["errors"][0]["pointer"] == "/after"


def test_a_place_of_another_list_is_a_problem() -> None:
    assert client_of().get("/api/v1/changes/", {"after": seal([1, []], of="letters")}).status_code == 400


@pytest.mark.parametrize("query", ["limit=0", "limit=501", "limit=x", "since=1", "limit=1&limit=2"])
def test_a_parameter_that_cannot_be_used_is_a_problem(query: str) -> None:
    assert client_of().get(f"/api/v1/changes/?{query}").status_code == 400


def test_a_place_before_the_feeds_past_is_gone_and_the_answer_says_how_to_go_on() -> None:
    poller = Poller()
    make_letter()
    cut_off(before=timezone.now() + timedelta(days=1))
    answer = client_of().get(poller.next)
    assert (answer.status_code, answer["Content-Type"]) == (410, PROBLEM)
    assert "without “after”" in answer.json()["detail"]
    assert Poller().news() == []


def test_every_day_what_is_older_than_the_feed_reaches_back_is_forgotten(settings: Settings) -> None:
    poller = Poller()
    make_letter()
    forget_old()
    assert len(poller.news()) == 3
    poller = Poller()
    make_letter()
    settings.CHANGES_KEPT_DAYS = -1
    forget_old()
    assert client_of().get(poller.next).status_code == 410


def test_who_enters_an_office_starts_anew() -> None:
    user, office = make_user(), make_office()
    poller = Poller(client_of(user))
    office.memberships.create(user=user, role=Role.VIEWER)
    assert client_of(user).get(poller.next).status_code == 410


def test_the_same_place_gives_the_same_bytes() -> None:
    poller = Poller()
    make_letter()
    assert client_of().get(poller.next).content == client_of().get(poller.next).content
