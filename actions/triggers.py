"""The triggers that keep the ledger append-only, in the words of each database.

A correction is a new action; whoever tries to rewrite an old one gets an error from the database itself.
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

APPEND_ONLY = ("actions_action", "actions_effect")
MESSAGE = "The ledger is append-only: record a correction instead."

POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""


def forbid_changes(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Creates the triggers on SQLite or PostgreSQL."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_FUNCTION)
        for table in APPEND_ONLY:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only()"
            )
    else:
        for table in APPEND_ONLY:
            for event in ("UPDATE", "DELETE"):
                schema_editor.execute(
                    f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
                )


def allow_changes(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Drops the triggers, for migrating backwards."""
    for table in APPEND_ONLY:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        else:
            for event in ("UPDATE", "DELETE"):
                schema_editor.execute(f"DROP TRIGGER {table}_no_{event.lower()}")
