"""The index of words: a column that PostgreSQL generates, tables of FTS5 that SQLite's triggers keep."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SEARCHED = {
    "letters_letter": ("title", "text"),
    "letters_letterrequest": ("text",),
    "letters_recipient": ("name", "title", "organization"),
    "letters_signatory": ("name",),
    "letters_agency": ("name", "abbreviation"),
}

BEGINNING = 100_000  # characters, of which no text makes more than the megabyte that is allowed
# Any text can be indexed: of one with more different words than fit, its beginning.
WORDS = f"""
CREATE FUNCTION letters_words(words text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RETURN to_tsvector('pg_catalog.simple', words);
EXCEPTION WHEN program_limit_exceeded THEN
    RETURN to_tsvector('pg_catalog.simple', left(words, {BEGINNING}));
END $$
"""


def make(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Makes the index of each table."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(WORDS)
    for table, columns in SEARCHED.items():
        if schema_editor.connection.vendor == "postgresql":
            words = " || ' ' || ".join(f"coalesce({column}, '')" for column in columns)
            schema_editor.execute(
                f"ALTER TABLE {table} ADD COLUMN search tsvector GENERATED ALWAYS AS (letters_words({words})) STORED"
            )
            schema_editor.execute(f"CREATE INDEX {table}_search ON {table} USING gin (search)")
        else:
            schema_editor.execute(
                f"CREATE VIRTUAL TABLE {table}_search USING fts5({', '.join(columns)}, content='{table}', content_rowid='id')"
            )
            keep_up(table, schema_editor)


def keep_up(table: str, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Creates SQLite's triggers; a later migration that builds the table anew has to create them again."""
    columns = SEARCHED[table]
    names, new = ", ".join(columns), ", ".join(f"new.{column}" for column in columns)
    old = ", ".join(f"old.{column}" for column in columns)
    forget = f"INSERT INTO {table}_search({table}_search, rowid, {names}) VALUES ('delete', old.id, {old});"  # noqa: S608  # our own names
    learn = f"INSERT INTO {table}_search(rowid, {names}) VALUES (new.id, {new});"  # noqa: S608  # our own names
    for event, work in (("INSERT", learn), ("DELETE", forget), (f"UPDATE OF {names}", forget + learn)):
        schema_editor.execute(
            f"CREATE TRIGGER {table}_search_{event[:6].lower()} AFTER {event} ON {table} BEGIN {work} END"
        )


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Takes the indexes away."""
    for table in SEARCHED:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"ALTER TABLE {table} DROP COLUMN search")
        else:
            for event in ("insert", "delete", "update"):
                schema_editor.execute(f"DROP TRIGGER {table}_search_{event}")
            schema_editor.execute(f"DROP TABLE {table}_search")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION letters_words")


class Migration(migrations.Migration):
    dependencies = [("letters", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
