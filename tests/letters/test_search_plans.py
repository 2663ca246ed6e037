"""PostgreSQL is told how to look for words: by the index where they are few, row by row where they are many."""

import pytest
from django.db import connection

from letters import search
from letters.models import LetterRequest
from letters.search import requests_with
from tests.making import make_letter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three rows are few."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's index gives its rows in their order.")
    monkeypatch.setattr(search, "FEW", 3)


def asked(typed: str) -> tuple[set[str], list[str]]:
    """The texts of the requests that are found, and what was asked of the database."""
    with connection.execute_wrapper(noting := Noting()):
        found = set(LetterRequest.objects.filter(requests_with(typed)).values_list("text", flat=True))
    return found, noting.asked


class Noting:
    """Keeps what the database is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, execute, sql, params, many, context):  # type: ignore[no-untyped-def]  # as Django calls it
        self.asked.append(sql)
        return execute(sql, params, many, context)


def requests_made(texts: list[str]) -> None:
    """Requests with these words, of which the database knows how frequent they are."""
    make_letter(requests=texts)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE letters_letterrequest")


def test_a_frequent_word_is_not_counted() -> None:
    requests_made([f"Papers number {number}" for number in range(6)])
    found, queries = asked("PAPERS")
    assert len(found) == 6
    assert not any("count(*)" in query or "MATERIALIZED" in query for query in queries)


def test_a_rare_word_is_looked_up_in_the_index() -> None:
    requests_made([*(f"Papers number {number}" for number in range(6)), "Rare papers"])
    found, queries = asked("rare")
    assert found == {"Rare papers"}
    assert "MATERIALIZED" in queries[-1]


def test_words_that_are_frequent_but_never_together_are_looked_up_in_the_index() -> None:
    requests_made(
        [*(f"Papers {number}" for number in range(6)), *(f"Answers {number}" for number in range(6))]
    )
    found, queries = asked("papers answers")
    assert found == set()
    assert "MATERIALIZED" in queries[-1]


def test_a_phrase_of_frequent_words_is_counted() -> None:
    requests_made([f"Papers number {number}" for number in range(6)])
    found, queries = asked('"number papers"')
    assert found == set()
    assert any("count(*)" in query for query in queries)
