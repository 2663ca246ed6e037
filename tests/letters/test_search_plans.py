"""PostgreSQL is told how to look for words: by the index where they are few, row by row where they are many."""

from typing import Any

import pytest
from django.db import connection

from letters import search
from letters.models import Letter, LetterRequest
from letters.search import letters_about, requests_with
from tests.making import make_letter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three rows are few, half of all are many."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's index gives its rows in their order.")
    monkeypatch.setattr(search, "FEW", 3)
    monkeypatch.setattr(search, "MANY", 0.5)


class Noting:
    """Keeps what the database is asked, with the values."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Any]] = []

    def __call__(self, execute, sql, params, many, context):  # type: ignore[no-untyped-def]  # as Django calls it
        self.asked.append((sql, params))
        return execute(sql, params, many, context)


class Search:
    """What a search finds, and how PostgreSQL went about it."""

    def __init__(self, typed: str) -> None:
        with connection.execute_wrapper(noting := Noting()):
            rows = LetterRequest.objects.filter(requests_with(typed))
            self.texts = set(rows.values_list("text", flat=True))
        (before, values), (asked, _) = noting.asked
        self.by_index = "MATERIALIZED" in asked
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF) {before}", values)
            counting = [line for (line,) in cursor.fetchall() if "Aggregate" in line][-1]
        self.was_counted = "never executed" not in counting


@pytest.mark.parametrize("most", [0.5, 1.0])
def test_few_or_many_the_same_letters_are_found_by_their_words_or_their_requests(
    monkeypatch: pytest.MonkeyPatch, most: float
) -> None:
    monkeypatch.setattr(search, "FEW", 100)
    monkeypatch.setattr(search, "MANY", most)
    for number in range(6):
        make_letter(title=f"In requests {number}", requests=["Send the papers.", "Send more papers."])
    make_letter(title="In its words", text="We speak of papers.", requests=["Answer."])
    make_letter(title="In neither", text="We speak.", requests=["Answer."])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE letters_letter, letters_letterrequest")
    with connection.execute_wrapper(noting := Noting()):
        found = Letter.objects.filter(letters_about("Papers")).order_by("pk").values_list("title", flat=True)
        assert list(found) == [*(f"In requests {number}" for number in range(6)), "In its words"]
    assert ("MATERIALIZED" in noting.asked[-1][0]) == (most == 1.0)


def requests_made(*texts: str) -> None:
    """Requests with these words, of which the database knows how frequent they are."""
    make_letter(requests=texts)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE letters_letterrequest")


def six(word: str) -> list[str]:
    """Six texts with a word."""
    return [f"{word} number {number}" for number in range(6)]


def test_a_frequent_word_is_not_counted_and_looked_for_row_by_row() -> None:
    requests_made(*six("Papers"))
    search = Search("PAPERS")
    assert len(search.texts) == 6
    assert not search.was_counted
    assert not search.by_index


def test_a_word_in_most_rows_is_not_counted_however_few_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "FEW", 100)
    requests_made(*six("Papers"), "Something else")
    assert not Search("papers").was_counted
    assert Search("else").was_counted


def test_a_rare_word_is_looked_up_in_the_index() -> None:
    requests_made(*six("Papers"), "Rare papers")
    search = Search("rare")
    assert search.texts == {"Rare papers"}
    assert search.was_counted
    assert search.by_index


def test_words_that_are_frequent_but_never_together_are_looked_up_in_the_index() -> None:
    requests_made(*six("Papers"), *six("Answers"))
    search = Search("papers answers")
    assert search.texts == set()
    assert search.by_index


def test_a_phrase_of_frequent_words_is_counted() -> None:
    requests_made(*six("Papers"))
    search = Search('"number papers"')
    assert search.texts == set()
    assert search.was_counted
