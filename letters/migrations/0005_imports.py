"""Letters that came in together know their import."""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import letters.ids

keep_up_letters = import_module("letters.migrations.0002_search").keep_up_letters


class Migration(migrations.Migration):
    dependencies = [
        ("letters", "0004_letters_by_office_and_age"),
        ("offices", "0002_api_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, keep_up_letters),  # backwards
        migrations.CreateModel(
            name="LetterImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.CharField(
                        default=letters.ids.new_public_id, editable=False, max_length=12, unique=True
                    ),
                ),
                ("imported_at", models.DateTimeField()),
                ("name", models.CharField(help_text="What the file was called.", max_length=200)),
                ("letters", models.PositiveIntegerField(help_text="How many came.")),
                ("requests", models.PositiveIntegerField(help_text="How many came.")),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.office"
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-imported_at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="letter",
            name="imported_in",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="letters.letterimport",
            ),
        ),
        migrations.AddConstraint(
            model_name="letterimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("undone_at__isnull", True), ("undone_by__isnull", True)),
                    models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                    _connector="OR",
                ),
                name="letter_import_is_undone_by_somebody",
            ),
        ),
    ]
