"""Letters and requests that have the words which somebody typed, in each database's own index.

All words must be there, "several words" in quotes stand side by side; whatever else is typed is a word, never syntax.
The index is kept by the database itself (migration 0002): nothing that writes a letter can forget it, and losing it loses
no fact.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL


class Searched(NamedTuple):
    """A table that has an index, and the column whose values are looked for."""

    table: str
    key: str


LETTERS, REQUESTS = Searched("letters_letter", "id"), Searched("letters_letterrequest", "id")
REQUESTS_BY_LETTER = REQUESTS._replace(key="letter_id")
_TYPED = re.compile(r'"([^"]*)"|(\S+)')
_WORD = re.compile(r"\w+")


def letters_with(typed: str) -> Q:
    """The condition on letters whose title or text has the words."""
    return found_in([LETTERS], typed)


def requests_with(typed: str) -> Q:
    """The condition on requests whose text has the words."""
    return found_in([REQUESTS], typed)


def letters_about(typed: str) -> Q:
    """The condition on letters that have the words in their title, their text or one of their requests."""
    return found_in([LETTERS, REQUESTS_BY_LETTER], typed)


# Whether more than so many rows of one of the tables had the word when PostgreSQL last sampled them.
FREQUENT = """(
    SELECT coalesce(max(reltuples * most_common_elem_freqs[array_position(most_common_elems::text::text[], lower(%s))]), 0)
    FROM pg_stats JOIN pg_class ON pg_class.oid = to_regclass(tablename)
    WHERE schemaname = current_schema() AND tablename = ANY(%s) AND attname = 'search'
) > %s"""
FEW = 10_000  # rows; so many are still sorted at once, and of more a page is soon found by looking at each


def found_in(searched: Sequence[Searched], typed: str) -> Q:
    """The condition on rows whose keys are found in any of the indexes. Without any word, all rows fit."""
    phrases = [" ".join(phrase) for phrase in phrases_of(typed)]
    if not phrases:
        return Q()
    if connection.vendor == "postgresql":
        return Q(pk__in=found_by_postgresql(searched, phrases))
    found = " UNION ALL ".join(
        f"SELECT {key} FROM {table} WHERE id IN (SELECT rowid FROM {table}_search WHERE {table}_search MATCH %s)"  # noqa: S608  # our own names, what was typed as parameters
        for table, key in searched
    )
    asked = " ".join(f'"{phrase}"' for phrase in phrases)
    return Q(pk__in=RawSQL(found, [asked] * len(searched)))  # noqa: S611


def found_by_postgresql(searched: Sequence[Searched], phrases: list[str]) -> RawSQL:
    """The keys of rows with all phrases, by the index where they are few.

    For a page of fifty PostgreSQL would rather look at each row, of which with a rare word none fits. So it is asked first
    how many there are, and then told. One word of which its statistics know that it is frequent it does not count.
    """
    condition = " AND ".join(["search @@ phraseto_tsquery('simple', %s)"] * len(phrases))
    found = " UNION ALL ".join(
        f"SELECT {key} AS id FROM {table} WHERE {condition}"  # noqa: S608  # our own names, what was typed as parameters
        for table, key in searched
    )
    asked = phrases * len(searched)
    word = phrases[0] if len(phrases) == 1 else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT CASE WHEN {FREQUENT} THEN TRUE ELSE (SELECT count(*) FROM ({found} LIMIT {FEW + 1}) AS found) > {FEW} END",  # noqa: S608
            [word, [table for table, _ in searched], FEW, *asked],
        )
        (are_many,) = cursor.fetchone()
    if not are_many:
        found = f"WITH found AS MATERIALIZED ({found}) SELECT id FROM found"  # noqa: S608
    return RawSQL(found, asked)  # noqa: S611


def phrases_of(typed: str) -> list[list[str]]:
    """What was typed as phrases of words: each word alone, and those between quotes together."""
    phrases = [_WORD.findall(quoted or word) for quoted, word in _TYPED.findall(typed)]
    return [phrase for phrase in phrases if phrase]
