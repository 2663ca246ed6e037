"""Public pages are made once for everybody, and anew as soon as something that everybody sees is different."""

import gzip
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpRequest, HttpResponse
from django.middleware import gzip as gzip_middleware
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from actions.links import link_letters, unlink_letters
from actions.publishing import revise_letter
from letters.models import Letter
from tests.desk.browsing import browser_of
from tests.making import NOON, editor_of, make_action, make_letter, make_office, make_request, make_user
from tracker.public import kept_pages

pytestmark = pytest.mark.django_db

SAME = ("Content-Type", "Content-Language", "X-Frame-Options")


def text_of(path: str, client: Client | None = None, status: int = 200, language: str = "en") -> str:
    """The page."""
    answer = (client or Client()).get(path, headers={"Accept-Language": language})
    assert answer.status_code == status
    return answer.content.decode()


def varies(answer: Any) -> set[str]:
    """What a proxy has to look at before it sends the page to somebody else."""
    return set(answer["Vary"].split(", "))


def test_a_page_is_sent_again_with_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    row = make_request()
    for path in (
        "/",
        "/letters/",
        f"/letters/{row.letter.public_id}/",
        f"/requests/{row.public_id}/",
        "/topics/",
    ):
        first = Client().get(path)
        with django_assert_num_queries(1):
            second = Client().get(path)
        assert second.content == first.content
        assert [second[name] for name in SAME] == [first[name] for name in SAME]
        assert varies(second) == varies(first) == {"Accept-Encoding", "Accept-Language", "Cookie"}


def test_a_letters_page_has_its_links_to_letters_that_everybody_sees_at_once() -> None:
    office = make_office()
    letter, by = make_letter(office, title="The second"), editor_of(office)
    other = make_letter(office, by=by, title="The first", visibility="office")
    path = f"/letters/{letter.public_id}/"
    text_of(path)
    made = link_letters(letter=letter, other=other, kind="follows_up", by=by, now=NOON)
    assert "The first" not in text_of(path)
    assert "The first" in text_of(path, browser_of(by))
    revise_letter(letter=other, changes={"visibility": "public"}, by=by, now=NOON)
    assert f'Follows up on <a href="/letters/{other.public_id}/" lang="en">The first</a>' in text_of(path)
    assert 'Is followed up by <a href="' in text_of(f"/letters/{other.public_id}/")
    assert "Da seguimiento a <a" in text_of(path, language="es")
    revise_letter(letter=other, changes={"title": "The very first"}, by=by, now=NOON)
    assert "The very first" in text_of(path)
    unlink_letters(link=made, by=by, now=NOON)
    assert "The very first" not in text_of(path)


def test_what_has_changed_is_made_anew_at_once() -> None:
    row = make_request()
    path = f"/requests/{row.public_id}/"
    assert "Fulfilled" not in text_of(path).split("<h2")[0]
    make_action(row, outcome="fulfilled")
    assert "Fulfilled" in text_of(path)


def test_a_letter_that_is_taken_back_is_gone_from_every_page_at_once() -> None:
    letter = make_letter(title="A letter that is taken back")
    own = f"/letters/{letter.public_id}/"
    for path in ("/letters/", own):
        assert "taken back" in text_of(path)
    revise_letter(letter=letter, changes={"visibility": "office"}, by=letter.owner, now=timezone.now())  # type: ignore[arg-type]  # it has one
    assert "taken back" not in text_of("/letters/")
    text_of(own, status=404)


def test_who_is_signed_in_is_sent_nothing_that_is_kept_and_leaves_nothing() -> None:
    office = make_office()
    make_letter(office, visibility="office", title="An inner matter")
    inside = browser_of(make_user(office))
    assert "An inner matter" in text_of("/letters/", inside)
    assert not kept_pages.pages
    assert "An inner matter" not in text_of("/letters/")
    assert "An inner matter" in text_of("/letters/", inside)


def test_a_message_that_waits_for_one_reader_is_shown_to_them_alone() -> None:
    text_of("/letters/")
    reader = Client()
    reader.cookies["messages"] = "whatever"
    kept_pages.pages.update(dict.fromkeys(list(kept_pages.pages), kept_pages.Page(b"kept", b"")))
    assert (text_of("/letters/"), text_of("/letters/", reader) == "kept") == ("kept", False)


def test_a_page_has_nothing_of_a_readers_in_it_and_gives_them_no_cookie() -> None:
    make_letter()
    readers = [Client(enforce_csrf_checks=True) for _ in range(3)]
    assert len({reader.get("/letters/").content for reader in readers}) == 1
    for reader in readers:
        assert not reader.cookies
        assert reader.post("/language/", {"language": "es", "next": "/letters/"}).status_code == 302
        assert "Cartas" in reader.get("/letters/").content.decode()


def test_a_kept_page_is_compressed_once_for_all_who_take_it_so(monkeypatch: pytest.MonkeyPatch) -> None:
    make_letter()
    plain = Client().get("/letters/")
    monkeypatch.setattr(gzip_middleware, "compress_string", None)  # nobody compresses anew
    answers = [Client().get("/letters/", headers={"Accept-Encoding": "br, gzip"}) for _ in range(2)]
    assert [gzip.decompress(answer.content) for answer in answers] == [plain.content] * 2
    for answer in answers:
        assert answer["Content-Encoding"] == "gzip"
        assert int(answer["Content-Length"]) == len(answer.content)
        assert "Accept-Encoding" in answer["Vary"]
    refused = Client().get("/letters/", headers={"Accept-Encoding": "identity"})
    assert refused.content == plain.content
    assert "Accept-Encoding" in refused["Vary"]


def test_each_language_and_each_address_has_its_own() -> None:
    english, spanish = text_of("/letters/"), text_of("/letters/", language="es")
    assert 'lang="en"' in english
    assert 'lang="es"' in spanish
    assert text_of("/letters/", language="es") == spanish
    assert text_of("/letters/?q=word") != english


def test_a_page_is_made_anew_at_midnight_in_washington() -> None:
    make_letter(letter_date=NOON.date())
    with time_machine.travel(datetime.fromisoformat("2026-03-02T23:59:50-05:00"), tick=False) as clock:
        text_of("/letters/")
        assert len(kept_pages.pages) == 1
        clock.shift(timedelta(seconds=20))
        text_of("/letters/")
        assert len(kept_pages.pages) == 2


@pytest.mark.parametrize("path", ["/letters/?state=none", "/letters/nothing/", "/problems/none/"])
def test_what_is_no_answer_is_not_kept(path: str) -> None:
    assert Client().get(path).status_code in (400, 404)
    assert not kept_pages.pages


def test_what_changes_while_a_page_is_made_is_in_the_next_one() -> None:
    letter = make_letter(title="Before")

    def view(request: HttpRequest) -> HttpResponse:
        found = HttpResponse(Letter.objects.get(pk=letter.pk).title)
        revise_letter(letter=letter, changes={"title": "After"}, by=letter.owner, now=timezone.now())  # type: ignore[arg-type]  # it has one
        return found

    seen = [kept_pages.kept(view)(RequestFactory().get("/")).content for _ in range(2)]
    assert seen == [b"Before", b"After"]


def test_a_page_with_a_readers_token_in_it_is_not_kept() -> None:
    for known in ({}, {"csrftoken": "a" * 32}):
        request = RequestFactory().get("/")
        request.COOKIES = known
        CsrfViewMiddleware(lambda _: HttpResponse()).process_request(request)
        kept_pages.kept(lambda request: HttpResponse(get_token(request)))(request)
        assert not kept_pages.pages


def test_the_room_is_bounded() -> None:
    for number in range(100):
        kept_pages.keep(f"tag {number}", b"x" * kept_pages.LARGEST)
    kept_pages.keep("too large", b"x" * (kept_pages.LARGEST + 1))
    assert kept_pages.pages.currsize <= kept_pages.ROOM
    assert {"tag 99"} <= set(kept_pages.pages) <= {f"tag {number}" for number in range(100)}
