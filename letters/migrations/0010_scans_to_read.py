"""Scanned pages are read after the draft was kept. SQLite builds the table anew, without the triggers that keep the index of words."""

from importlib import import_module

from django.db import migrations, models

keep_up_letters = import_module("letters.migrations.0002_search").keep_up_letters


class Migration(migrations.Migration):
    dependencies = [
        ("letters", "0009_shares"),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, keep_up_letters),
        migrations.AddField(
            model_name="letter",
            name="is_being_read",
            field=models.BooleanField(
                default=False, help_text="A draft whose scanned pages are still to be read."
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_being_read", False),
                    models.Q(("text", ""), ("unread_because", ""), ("visibility", "draft")),
                    _connector="OR",
                ),
                name="letter_being_read_is_an_empty_draft",
            ),
        ),
        migrations.RunPython(keep_up_letters, migrations.RunPython.noop),
    ]
