"""Letters and requests that have the words which somebody typed, in each database's own index.

All words must be there, "several words" in quotes stand side by side; whatever else is typed is a word, never syntax.
The index is kept by the database itself (migration 0002): nothing that writes a letter can forget it, and losing it loses
no fact.
"""

import re

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

LETTERS, REQUESTS = "letters_letter", "letters_letterrequest"
_TYPED = re.compile(r'"([^"]*)"|(\S+)')
_WORD = re.compile(r"\w+")


def letters_with(typed: str) -> Q:
    """The condition on letters whose title or text has the words."""
    return found_in(LETTERS, typed)


def requests_with(typed: str) -> Q:
    """The condition on requests whose text has the words."""
    return found_in(REQUESTS, typed)


FEW = 10_000  # rows; so many are still sorted at once, and of more a page is soon found by looking at each


def found_in(table: str, typed: str) -> Q:
    """The condition on rows of a table that has an index. Without any word, all rows fit."""
    phrases = phrases_of(typed)
    if not phrases:
        return Q()
    if connection.vendor == "postgresql":
        rows = found_by_postgresql(table, [" ".join(phrase) for phrase in phrases])
    else:
        asked = " ".join(f'"{" ".join(phrase)}"' for phrase in phrases)
        rows = RawSQL(f"SELECT rowid FROM {table}_search WHERE {table}_search MATCH %s", [asked])  # noqa: S608,S611
    return Q(pk__in=rows)


def found_by_postgresql(table: str, phrases: list[str]) -> RawSQL:
    """The keys of rows with all phrases, by the index where they are few.

    PostgreSQL does not know how many there are, and for a page of fifty would rather look at each row, of which with a rare
    word none fits. So it is asked first, and then told.
    """
    condition = " AND ".join(["search @@ phraseto_tsquery('simple', %s)"] * len(phrases))
    found = f"SELECT id FROM {table} WHERE {condition}"  # noqa: S608  # our own names, what was typed as parameters
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({found} LIMIT {FEW + 1}) AS found", phrases)  # noqa: S608
        (count,) = cursor.fetchone()
    if count <= FEW:
        found = f"WITH found AS MATERIALIZED ({found}) SELECT id FROM found"  # noqa: S608
    return RawSQL(found, phrases)  # noqa: S611


def phrases_of(typed: str) -> list[list[str]]:
    """What was typed as phrases of words: each word alone, and those between quotes together."""
    phrases = [_WORD.findall(quoted or word) for quoted, word in _TYPED.findall(typed)]
    return [phrase for phrase in phrases if phrase]
