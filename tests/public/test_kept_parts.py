"""Parts of pages are made once for each version of what they show: a page made of them is the one that would be made anew."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from os import environ
from random import Random

import pytest
import time_machine
from cachetools import TTLCache
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import Client
from django.utils import translation
from hypothesis import Phase, given, settings
from pytest_django import DjangoAssertNumQueries

from actions.publishing import revise_letter
from letters.intake import DueEntry, RequestEntry
from letters.kept_counts import KEPT
from letters.models import Letter, LetterRequest
from letters.progress import LetterProgress, letter_progress
from offices.models import User
from tests.actions.histories import Step, World, histories
from tests.desk.browsing import browser_of
from tests.making import NOON, editor_of, make_action, make_letter, make_office, make_request, make_user
from tracker import kept_parts
from tracker.public import cards, kept_pages

pytestmark = pytest.mark.django_db
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')  # to sign out
PAGES = ("/letters/", "/requests/", "/agencies/", "/agencies/department-of-examples/", "/topics/", "/")
ROW = "public/parts/topic_row.html"


def shown(reader: User | AnonymousUser) -> list[str]:
    """Every page that is made of parts, without what is each answer's own."""
    client = browser_of(reader) if isinstance(reader, User) else Client()
    letters = Letter.objects.order_by("pk").values_list("public_id", flat=True)
    return [
        TOKEN.sub("", client.get(path).content.decode())
        for path in (*PAGES, *(f"/letters/{letter}/" for letter in letters))
    ]


@settings(max_examples=int(environ.get("HISTORIES", "2")), deadline=None, phases=[Phase.generate])
@given(steps=histories)
def test_whatever_happens_each_reader_sees_the_pages_that_would_be_made_anew(
    steps: list[tuple[Step, Random]],
) -> None:
    for forget in (kept_pages.forget, kept_parts.forget, KEPT.forget):
        forget()  # the editions of the history before were taken back with it
    with transaction.atomic():
        world = World()
        readers = [world.readers[place] for place in (0, 1, 3)]  # anybody, an editor, who belongs to both
        for reader in readers:
            shown(reader)
        for step, random in steps:
            step(world, random.randrange)
            of_parts = [shown(reader) for reader in readers]
            kept_pages.forget()
            for reader, pages in zip(readers, of_parts, strict=True):
                kept_parts.forget()
                assert shown(reader) == pages
        transaction.set_rollback(True)


def test_a_letter_that_nothing_happened_to_is_not_asked_for_again(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    letters = [make_letter() for _ in range(3)]
    make_action(letters[0].requests.get())
    first = Client().get("/letters/")
    kept_pages.forget()
    with django_assert_num_queries(3):  # the edition, the agencies, which letters in which version
        again = Client().get("/letters/")
    assert again.content == first.content


def test_only_what_changed_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [make_request(title=f"Letter {number}") for number in range(3)]
    Client().get("/letters/")
    made: list[LetterRequest] = []

    def progress(letter_requests: Iterable[LetterRequest], *, on: date) -> LetterProgress:
        made.extend(letter_requests)
        return letter_progress(letter_requests, on=on)

    monkeypatch.setattr(cards, "letter_progress", progress)
    make_action(rows[1], outcome="fulfilled")
    page = Client().get("/letters/").content.decode()
    assert made == [rows[1]]
    assert [f"Letter {number}" in page for number in range(3)] == [True] * 3


def test_a_letters_new_title_stands_at_once_beside_its_requests() -> None:
    letter = make_letter(title="Before")
    assert 'of “<span lang="en">Before</span>”' in shown(AnonymousUser())[1]
    revise_letter(letter=letter, changes={"title": "After"}, by=editor_of(letter.office), now=NOON)
    assert 'of “<span lang="en">After</span>”' in shown(AnonymousUser())[1]


def test_what_is_overdue_is_so_from_midnight_in_washington_on() -> None:
    with time_machine.travel(datetime.fromisoformat("2026-03-10T23:59:50-04:00"), tick=False) as clock:
        make_letter(requests=[RequestEntry("Do it.", deadline=DueEntry(due_on=date(2026, 3, 10)))])
        assert "Overdue by 1 day" not in Client().get("/requests/").content.decode()
        clock.shift(timedelta(seconds=20))
        assert "Overdue by 1 day" in Client().get("/requests/").content.decode()


def test_each_language_has_its_own() -> None:
    make_letter()
    for language, words in (("en", "0 signers"), ("es", "0 firmantes"), ("en", "0 signers")):
        assert words in Client().get("/letters/", headers={"Accept-Language": language}).content.decode()


def test_what_is_taken_back_while_a_page_is_made_is_left_out() -> None:
    letter, other = make_letter(title="Taken back"), make_letter(title="Still there")
    seen = Letter.objects.visible_to(AnonymousUser())
    found = list(cards.known(seen))
    Letter.objects.filter(pk=letter.pk).update(visibility="office")
    [card] = cards.cards_of(found, seen, level=2)
    assert "Still there" in card
    assert other.public_id in card


def test_a_card_that_an_insider_was_shown_first_tells_outsiders_nothing_more() -> None:
    office = make_office()
    make_letter(office, visibility="office", title="An inner matter")
    assert "An inner matter" in shown(make_user(office))[0]
    assert all("An inner matter" not in page for page in shown(AnonymousUser()))


def test_a_part_escapes_what_people_wrote() -> None:
    make_letter(title="<script>alert(1)</script>", requests=["<b>Do it.</b>"])
    for page in shown(AnonymousUser()):
        assert "<script>alert" not in page
        assert "<b>Do" not in page


class TestKeeping:
    """Which parts are made, and which are kept."""

    def row(self, number: int) -> str:
        """A row of the topics."""
        [row] = kept_parts.kept_rows(ROW, {("law", number): {"topic": "law", "label": f"Law {number}"}})
        return row

    def test_the_rows_come_in_the_order_of_their_keys(self) -> None:
        def contexts(missing: Sequence[tuple[str]]) -> dict[tuple[str], dict[str, str]]:
            return {key: {"topic": key[0], "label": key[0]} for key in missing if key != ("gone",)}

        keys = [("b",), ("gone",), ("a",)]
        kept_parts.kept_parts(ROW, [("a",)], contexts)
        first, second = kept_parts.kept_parts(ROW, keys, contexts)
        assert (">b</a>" in first, ">a</a>" in second) == (True, True)

    def test_what_is_kept_is_not_made_again(self) -> None:
        first = self.row(1)
        [again] = kept_parts.kept_rows(ROW, {("law", 1): {"label": "another"}})
        assert again == first

    def test_another_language_is_another_part(self) -> None:
        self.row(1)
        with translation.override("es"):
            [again] = kept_parts.kept_rows(ROW, {("law", 1): {"topic": "law", "label": "Derecho"}})
        assert "Derecho" in again

    def test_a_part_is_kept_for_a_minute_at_most(self, monkeypatch: pytest.MonkeyPatch) -> None:
        seconds = [0.0]
        cache = TTLCache[kept_parts.Name, str](
            kept_parts.ROOM, kept_parts.SECONDS, timer=lambda: seconds[0], getsizeof=len
        )
        monkeypatch.setattr(kept_parts, "parts", cache)
        self.row(1)
        for later, label in ((59, "Law 1"), (61, "Another")):
            seconds[0] = later
            [row] = kept_parts.kept_rows(ROW, {("law", 1): {"topic": "law", "label": "Another"}})
            assert label in row

    def test_the_room_is_bounded(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(
            kept_parts, "parts", type(kept_parts.parts)(2 * len(self.row(0)), 60, getsizeof=len)
        )
        for number in range(9):
            self.row(number)
        assert len(kept_parts.parts) == 2

    def test_a_part_that_is_too_large_is_shown_and_not_kept(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(kept_parts, "ROOM", 10)
        assert "Law 1" in self.row(1)
        assert not kept_parts.parts
