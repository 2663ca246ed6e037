"""The audit's table refuses what would rewrite it."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from offices.append_only import allow_changes, forbid_changes


def forbid(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Creates the triggers."""
    forbid_changes(schema_editor)


def allow(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Drops them."""
    allow_changes(schema_editor)


class Migration(migrations.Migration):
    dependencies = [("offices", "0001_initial")]
    operations = [migrations.RunPython(forbid, allow)]
