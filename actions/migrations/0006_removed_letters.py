"""The ledger lets entries go that speak of removed letters alone."""

from typing import Any

from django.db import migrations

from actions.triggers import UNDONE, allow_changes, forbid_changes


def forbid(apps: Any, schema_editor: Any) -> None:
    """Creates the triggers anew."""
    allow_changes(schema_editor)
    forbid_changes(schema_editor)


def forbid_as_before(apps: Any, schema_editor: Any) -> None:
    """Creates those of before, for migrating backwards."""
    allow_changes(schema_editor)
    forbid_changes(schema_editor, UNDONE)


class Migration(migrations.Migration):
    dependencies = [("actions", "0005_list_orders"), ("letters", "0011_holds_and_removals")]
    operations = [migrations.RunPython(forbid, forbid_as_before)]
