"""The triggers that keep the ledger append-only, in the words of each database.

A correction is a new action; whoever tries to rewrite an old one gets an error from the database itself. One thing may go: the
entries that an import made itself, after its own row says that it was undone (`actions.undoing`), and those that speak of letters
alone of which a row says that they were removed (`actions.removing`): an entry goes when nothing is left of what it said.
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

MESSAGE = "The ledger is append-only: record a correction instead."
# Whether a row's action came with an import that was undone; by table.
UNDONE = {
    "actions_action": "EXISTS (SELECT 1 FROM letters_letterimport i WHERE i.id = OLD.imported_in_id AND i.undone_at IS NOT NULL)",
    "actions_effect": "EXISTS (SELECT 1 FROM actions_action a JOIN letters_letterimport i ON i.id = a.imported_in_id "
    "WHERE a.id = OLD.action_id AND i.undone_at IS NOT NULL)",
}
REMOVED = {
    "actions_action": "EXISTS (SELECT 1 FROM letters_removal m WHERE m.office_id = OLD.office_id AND m.removed_at IS NOT NULL) "
    "AND NOT EXISTS (SELECT 1 FROM actions_effect e WHERE e.action_id = OLD.id)",
    "actions_effect": "EXISTS (SELECT 1 FROM letters_letterrequest r JOIN letters_removal m ON m.letter_key = r.letter_id "
    "WHERE r.id = OLD.letter_request_id AND m.removed_at IS NOT NULL)",
}
LET_GO = {table: f"({undone} OR {REMOVED[table]})" for table, undone in UNDONE.items()}


def forbid_changes(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Creates the triggers on SQLite or PostgreSQL."""
    for table, let_go in LET_GO.items():
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                f"CREATE OR REPLACE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF TG_OP = 'DELETE' AND {let_go} THEN RETURN OLD; END IF; "
                f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
            )
            schema_editor.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {table}_is_append_only()"
            )
        else:
            for event, unless in (("UPDATE", ""), ("DELETE", f"WHEN NOT {let_go} ")):
                schema_editor.execute(
                    f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                    f"{unless}BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
                )


def allow_changes(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Drops the triggers, so that a migration may alter the tables; SQLite drops them with a table that it builds anew."""
    for table in LET_GO:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")
        else:
            for event in ("UPDATE", "DELETE"):
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event.lower()}")
