"""Letters and requests that have the words which somebody typed, in each database's own index.

All words must be there, "several words" in quotes stand side by side; whatever else is typed is a word, never syntax.
The index is kept by the database itself (migration 0002): nothing that writes a letter can forget it, and losing it loses
no fact.
"""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func, Q
from django.db.models.expressions import RawSQL
from django.db.models.sql.compiler import SQLCompiler


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


# Whether more than so many rows of one of the tables, or such a part of them, had the word when PostgreSQL last sampled them.
FREQUENT = """(
    SELECT coalesce(bool_or(reltuples * part > %s OR part > %s), FALSE)
    FROM pg_stats JOIN pg_class ON pg_class.oid = to_regclass(tablename),
    LATERAL (SELECT most_common_elem_freqs[array_position(most_common_elems::text::text[], lower(%s))] AS part) AS sampled
    WHERE schemaname = current_schema() AND tablename = ANY(%s) AND attname = 'search'
)"""
FEW = 10_000  # rows; so many are still sorted at once, and of more a page is soon found by looking at each
MANY = 0.05  # of the rows; a page is found by looking at a thousand, however few there are in all


def found_in(searched: Sequence[Searched], typed: str) -> Q:
    """The condition on rows whose keys are found in any of the indexes. Without any word, all rows fit."""
    phrases = [" ".join(phrase) for phrase in phrases_of(typed)]
    if not phrases:
        return Q()
    if connection.vendor == "postgresql":
        return found_by_postgresql(searched, phrases)
    found = " UNION ALL ".join(
        f"SELECT {key} FROM {table} WHERE id IN (SELECT rowid FROM {table}_search WHERE {table}_search MATCH %s)"  # noqa: S608  # our own names, what was typed as parameters
        for table, key in searched
    )
    asked = " ".join(f'"{phrase}"' for phrase in phrases)
    return Q(pk__in=RawSQL(found, [asked] * len(searched)))  # noqa: S611


def found_by_postgresql(searched: Sequence[Searched], phrases: list[str]) -> Q:
    """The condition on rows with all phrases in one of the tables: by the index where they are few.

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
            [FEW, MANY, word, [table for table, _ in searched], *asked],
        )
        (are_many,) = cursor.fetchone()
    if not are_many:
        found = f"WITH found AS MATERIALIZED ({found}) SELECT id FROM found"  # noqa: S608
    elif len(searched) > 1:  # of which PostgreSQL would gather all
        return Q(HasWords(searched, condition, phrases))
    return Q(pk__in=RawSQL(found, asked))  # noqa: S611


class HasWords(Func):
    """Whether a row of one of the tables that belongs to the outer query's row fits; looked at for each of its rows."""

    def __init__(self, searched: Sequence[Searched], condition: str, phrases: Sequence[str]) -> None:
        super().__init__(F("pk"), output_field=BooleanField())
        self.searched, self.condition, self.phrases = searched, condition, phrases

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_: Any, **__: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """The condition, with its parameters."""
        key, parameters = compiler.compile(self.source_expressions[0])
        looked = " UNION ALL ".join(
            f"SELECT 1 FROM {table} AS searched WHERE searched.{column} = {key} AND {self.condition}"  # noqa: S608
            for table, column in self.searched
        )
        return f"EXISTS ({looked})", (*parameters, *self.phrases) * len(self.searched)


def phrases_of(typed: str) -> list[list[str]]:
    """What was typed as phrases of words: each word alone, and those between quotes together."""
    phrases = [_WORD.findall(quoted or word) for quoted, word in _TYPED.findall(typed)]
    return [phrase for phrase in phrases if phrase]
