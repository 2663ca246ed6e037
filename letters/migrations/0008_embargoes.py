"""A letter may be embargoed. SQLite builds the table anew for it, without the triggers that keep the index of words."""

from importlib import import_module

from django.db import migrations, models

keep_up_letters = import_module("letters.migrations.0002_search").keep_up_letters


class Migration(migrations.Migration):
    dependencies = [
        ("letters", "0007_topics"),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, keep_up_letters),
        migrations.RemoveConstraint(
            model_name="letter",
            name="letter_visibility_is_known",
        ),
        migrations.AddField(
            model_name="letter",
            name="public_from",
            field=models.DateTimeField(
                blank=True, help_text="When the embargo ends; empty where there is none.", null=True
            ),
        ),
        migrations.AlterField(
            model_name="letter",
            name="visibility",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("office", "Office only"),
                    ("embargoed", "Embargoed"),
                    ("public", "Public"),
                ],
                default="draft",
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("visibility", "embargoed")),
                fields=["public_from"],
                name="letter_embargoed",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(("visibility__in", ["draft", "office", "embargoed", "public"])),
                name="letter_visibility_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("public_from__isnull", False), ("visibility", "embargoed")),
                    models.Q(
                        models.Q(("visibility", "embargoed"), _negated=True), ("public_from__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="letter_embargo_has_an_end",
            ),
        ),
        migrations.RunPython(keep_up_letters, migrations.RunPython.noop),
    ]
