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


def found_in(table: str, typed: str) -> Q:
    """The condition on rows of a table that has an index. Without any word, all rows fit."""
    phrases = phrases_of(typed)
    if not phrases:
        return Q()
    if connection.vendor == "postgresql":
        condition = " AND ".join(["search @@ phraseto_tsquery('simple', %s)"] * len(phrases))
        rows = RawSQL(f"SELECT id FROM {table} WHERE {condition}", [" ".join(phrase) for phrase in phrases])  # noqa: S608,S611
    else:
        asked = " ".join(f'"{" ".join(phrase)}"' for phrase in phrases)
        rows = RawSQL(f"SELECT rowid FROM {table}_search WHERE {table}_search MATCH %s", [asked])  # noqa: S608,S611
    return Q(pk__in=rows)


def phrases_of(typed: str) -> list[list[str]]:
    """What was typed as phrases of words: each word alone, and those between quotes together."""
    phrases = [_WORD.findall(quoted or word) for quoted, word in _TYPED.findall(typed)]
    return [phrase for phrase in phrases if phrase]
