"""The ledger's tables refuse UPDATE and DELETE from here on."""

from typing import Any

from django.db import migrations

TABLES = ("actions_action", "actions_effect")
MESSAGE = "The ledger is append-only: record a correction instead."


def forbid(apps: Any, schema_editor: Any) -> None:
    """Creates the triggers."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        for table in TABLES:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only()"
            )
    else:
        for table in TABLES:
            for event in ("UPDATE", "DELETE"):
                schema_editor.execute(
                    f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
                )


def allow(apps: Any, schema_editor: Any) -> None:
    """Drops them."""
    for table in TABLES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        else:
            for event in ("UPDATE", "DELETE"):
                schema_editor.execute(f"DROP TRIGGER {table}_no_{event.lower()}")


class Migration(migrations.Migration):
    """One change: the triggers."""

    dependencies = [("actions", "0001_initial")]
    operations = [migrations.RunPython(forbid, allow)]
