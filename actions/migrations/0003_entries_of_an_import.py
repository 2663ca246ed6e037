"""An import may assign requests and keep notes beside them, too."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Q

from actions.triggers import allow_changes, forbid_changes

NAME = "action_of_an_import_is_a_first_one"


def forbid(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Creates the triggers, which SQLite drops with a table that it builds anew."""
    forbid_changes(schema_editor)


def allow(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Drops them."""
    allow_changes(schema_editor)


class Migration(migrations.Migration):
    dependencies = [("actions", "0002_append_only_ledger")]
    operations = [
        migrations.RunPython(allow, forbid),
        migrations.RemoveConstraint("action", NAME),
        migrations.AddConstraint(
            "action",
            models.CheckConstraint(
                condition=Q(imported_in__isnull=True)
                | Q(kind__in=["letter_sent", "assigned", "note"], supersedes__isnull=True),
                name=NAME,
            ),
        ),
        migrations.RunPython(forbid, allow),
    ]
