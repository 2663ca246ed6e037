"""Letters and requests that have the words which somebody typed, in each database's own index.

All words must be there, "several words" in quotes stand side by side; whatever else is typed is a word, never syntax. A
request has them all in its text. A letter has each in one of its places: its title and text, its requests, the names of those
whom it addresses, their agencies', and its signers'. The index is kept by the database itself (migration 0002):
nothing that writes a letter can forget it, and losing it loses no fact.
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
    """A table that has an index, the key of what is looked for by it, and the table that leads from one to the other."""

    table: str
    key: str
    through: str = ""

    def rows(self, condition: str) -> str:
        """The SQL that gives the keys of what the condition on `searched` finds."""
        return f"SELECT {self.key} AS found FROM {self.table} AS searched {self.through} WHERE {condition}"  # noqa: S608  # our own names


REQUESTS = (Searched("letters_letterrequest", "searched.id"),)
LETTERS = (
    Searched("letters_letter", "searched.id"),
    Searched("letters_letterrequest", "searched.letter_id"),
    Searched("letters_recipient", "searched.letter_id"),
    Searched("letters_signatory", "searched.letter_id"),
    Searched(
        "letters_agency",
        "addressed.letter_id",
        "JOIN letters_recipient AS addressed ON addressed.agency_id = searched.id",
    ),
)
SIGNERS = (Searched("letters_signatory", "searched.letter_id"),)
APART = 8  # phrases, each of which may stand in another place of a letter; all further ones stand together
_TYPED = re.compile(r'"([^"]*)"|(\S+)')
_WORD = re.compile(r"\w+")
Group = list[str]  # phrases that stand in one row


def requests_with(typed: str) -> Q:
    """The condition on requests whose text has the words."""
    phrases = said(typed)
    return found_in(REQUESTS, [phrases] if phrases else [])


def letters_about(typed: str) -> Q:
    """The condition on letters that have each of the words, wherever it stands."""
    phrases = said(typed)
    groups = [[phrase] for phrase in phrases[:APART]]
    return found_in(LETTERS, [*groups, phrases[APART:]] if phrases[APART:] else groups)


def letters_signed_by(typed: str) -> Q:
    """The condition on letters with a signer whose name has the words."""
    phrases = said(typed)
    return found_in(SIGNERS, [phrases]) if phrases else Q(pk__in=[])


def said(typed: str) -> list[str]:
    """The phrases that were typed, each once."""
    return list(dict.fromkeys(" ".join(phrase) for phrase in phrases_of(typed)))


# Whether more than so many rows of one of the tables, or such a part of them, had the word when PostgreSQL last sampled them.
FREQUENT = """(
    SELECT coalesce(bool_or(reltuples * part > %s OR part > %s), FALSE)
    FROM pg_stats JOIN pg_class ON pg_class.oid = to_regclass(tablename),
    LATERAL (SELECT most_common_elem_freqs[array_position(most_common_elems::text::text[], lower(%s))] AS part) AS sampled
    WHERE schemaname = current_schema() AND tablename = ANY(%s) AND attname = 'search'
)"""
FEW = 10_000  # rows; so many are still sorted at once, and of more a page is soon found by looking at each
MANY = 0.05  # of the rows; a page is found by looking at a thousand, however few there are in all


def found_in(searched: Sequence[Searched], groups: Sequence[Group]) -> Q:
    """The condition on rows for which each group is found in any of the indexes. Without any group, all rows fit."""
    if connection.vendor == "postgresql":
        return found_by_postgresql(searched, groups)
    found = " UNION ALL ".join(
        one.rows(f"searched.id IN (SELECT rowid FROM {one.table}_search WHERE {one.table}_search MATCH %s)")  # noqa: S608  # our own names, what was typed as parameters
        for one in searched
    )
    condition = Q()
    for group in groups:
        asked = " ".join(f'"{phrase}"' for phrase in group)
        condition &= Q(pk__in=RawSQL(found, [asked] * len(searched)))  # noqa: S611
    return condition


def found_by_postgresql(searched: Sequence[Searched], groups: Sequence[Group]) -> Q:
    """The condition on rows with all groups: by the index where they are several, or few have the only one.

    For a page of fifty PostgreSQL would rather look at each row, of which with a rare word none fits. So it is asked first
    how many there are, and then told. One word of which its statistics know that it is frequent it does not count.
    """
    if not groups:
        return Q()
    conditions = [condition_on(group) for group in groups]
    asked = [phrase for group in groups for phrase in group * len(searched)]
    found = " INTERSECT ".join(
        f"({' UNION ALL '.join(one.rows(condition) for one in searched)})" for condition in conditions
    )
    if len(groups) == 1 and are_many(searched, found, groups[0]):
        if len(searched) > 1:  # of which PostgreSQL would gather all
            return Q(HasWords(searched, groups[0]))
    else:
        found = f"WITH found AS MATERIALIZED ({found}) SELECT found FROM found"  # noqa: S608
    return Q(pk__in=RawSQL(found, asked))  # noqa: S611


def condition_on(group: Group) -> str:
    """The condition on a row that has all phrases of a group, for PostgreSQL."""
    return " AND ".join(["searched.search @@ phraseto_tsquery('simple', %s)"] * len(group))


def are_many(searched: Sequence[Searched], found: str, group: Group) -> bool:
    """Whether so many rows are found that looking at one after another soon fills a page."""
    word = group[0] if len(group) == 1 else ""
    tables = [
        one.table for one in searched if not one.through
    ]  # a frequent agency need not be a frequent addressee
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT CASE WHEN {FREQUENT} THEN TRUE ELSE (SELECT count(*) FROM ({found} LIMIT {FEW + 1}) AS found) > {FEW} END",  # noqa: S608
            [FEW, MANY, word, tables, *group * len(searched)],
        )
        (many,) = cursor.fetchone()
    return bool(many)


class HasWords(Func):
    """Whether a row of one of the tables that belongs to the outer query's row fits; looked at for each of its rows."""

    def __init__(self, searched: Sequence[Searched], group: Group) -> None:
        super().__init__(F("pk"), output_field=BooleanField())
        self.searched, self.group = searched, group

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_: Any, **__: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """The condition, with its parameters."""
        key, parameters = compiler.compile(self.source_expressions[0])
        looked = " UNION ALL ".join(
            one.rows(f"{one.key} = {key} AND {condition_on(self.group)}") for one in self.searched
        )
        return f"EXISTS ({looked})", (*parameters, *self.group) * len(self.searched)


def phrases_of(typed: str) -> list[list[str]]:
    """What was typed as phrases of words: each word alone, and those between quotes together."""
    phrases = [_WORD.findall(quoted or word) for quoted, word in _TYPED.findall(typed)]
    return [phrase for phrase in phrases if phrase]
