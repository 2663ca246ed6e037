"""The ledger's tables refuse UPDATE and DELETE from here on."""

from typing import Any

from django.db import migrations

from actions.triggers import allow_changes, forbid_changes


def forbid(apps: Any, schema_editor: Any) -> None:
    """Creates the triggers."""
    forbid_changes(schema_editor)


def allow(apps: Any, schema_editor: Any) -> None:
    """Drops them."""
    allow_changes(schema_editor)


class Migration(migrations.Migration):
    """One change: the triggers."""

    dependencies = [("actions", "0001_initial")]
    operations = [migrations.RunPython(forbid, allow)]
