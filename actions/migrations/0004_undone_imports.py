"""Entries that an import made say so; the ledger lets them go where the import was undone."""

from importlib import import_module
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from actions.triggers import UNDONE, allow_changes, forbid_changes


def drop(apps: Any, schema_editor: Any) -> None:
    """Drops the triggers: SQLite builds the table anew."""
    allow_changes(schema_editor)


def forbid(apps: Any, schema_editor: Any) -> None:
    """Creates them."""
    forbid_changes(schema_editor, UNDONE)


def forbid_again(apps: Any, schema_editor: Any) -> None:
    """Creates those of before, for migrating backwards."""
    import_module("actions.migrations.0002_append_only_ledger").forbid(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [
        ("actions", "0003_letter_links"),
        ("letters", "0005_imports"),
        ("offices", "0002_api_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(drop, forbid_again),
        migrations.AddField(
            model_name="action",
            name="imported_in",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                help_text="The import that made it: the entry goes where that is undone.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="letters.letterimport",
            ),
        ),
        migrations.AddIndex(
            model_name="action",
            index=models.Index(
                condition=models.Q(("imported_in__isnull", False)),
                fields=["imported_in"],
                name="action_by_import",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("imported_in__isnull", True),
                    models.Q(("kind", "letter_sent"), ("supersedes__isnull", True)),
                    _connector="OR",
                ),
                name="action_of_an_import_is_a_first_one",
            ),
        ),
        migrations.RunPython(forbid, drop),
    ]
