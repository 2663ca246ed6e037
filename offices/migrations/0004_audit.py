"""Who saw and changed what: a table that takes new rows alone."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from offices.append_only import allow_changes, forbid_changes


def forbid(apps: Any, schema_editor: Any) -> None:
    """Creates the triggers."""
    forbid_changes(schema_editor)


def allow(apps: Any, schema_editor: Any) -> None:
    """Drops them."""
    allow_changes(schema_editor)


class Migration(migrations.Migration):
    dependencies = [
        ("offices", "0003_accounts"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("hour", models.DateTimeField(blank=True, null=True)),
                (
                    "deed",
                    models.CharField(
                        choices=[
                            ("saw", "Saw"),
                            ("took", "Took a copy of"),
                            ("made", "Made"),
                            ("changed", "Changed"),
                            ("shared", "Shared"),
                            ("unshared", "Stopped sharing"),
                            ("added", "Added"),
                            ("ended", "Ended"),
                            ("removed", "Removed"),
                            ("discarded", "Discarded"),
                            ("undid", "Undid"),
                            ("brought", "Brought in"),
                            ("held", "Put a legal hold on"),
                            ("released", "Lifted the legal hold on"),
                            ("announced", "Announced the deletion of"),
                            ("deleted", "Deleted"),
                            ("closed", "Closed"),
                            ("reopened", "Opened again"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "thing",
                    models.CharField(
                        choices=[
                            ("letter", "Letter"),
                            ("request", "Request"),
                            ("action", "Entry of the ledger"),
                            ("file", "File of a letter"),
                            ("evidence", "Evidence"),
                            ("list", "List"),
                            ("export", "Export"),
                            ("report", "Report of open requests"),
                            ("import", "Import"),
                            ("person", "Person"),
                            ("key", "Key"),
                            ("calendar", "Calendar"),
                            ("policy", "Policy"),
                            ("takeout", "Take-out"),
                            ("audit", "Audit"),
                            ("office", "Office"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "public_id",
                    models.CharField(blank=True, help_text="Empty where there is one of it.", max_length=40),
                ),
                (
                    "detail",
                    models.CharField(blank=True, help_text="Such as “office → public”.", max_length=200),
                ),
                (
                    "via",
                    models.CharField(
                        choices=[
                            ("desk", "The desk"),
                            ("public", "The public pages"),
                            ("api", "The API"),
                            ("admin", "The admin"),
                            ("command", "A command"),
                            ("tracker", "The tracker by itself"),
                        ],
                        max_length=10,
                    ),
                ),
                ("key", models.CharField(blank=True, max_length=11)),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="offices.office"
                    ),
                ),
                (
                    "person",
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
                "verbose_name_plural": "audit entries",
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(fields=["office", "-at", "-id"], name="audit_by_office"),
                    models.Index(fields=["office", "public_id", "-at", "-id"], name="audit_by_thing"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("hour__isnull", False)),
                        fields=("office", "person", "deed", "thing", "public_id", "hour"),
                        name="audit_look_once_an_hour",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "deed__in",
                                [
                                    "saw",
                                    "took",
                                    "made",
                                    "changed",
                                    "shared",
                                    "unshared",
                                    "added",
                                    "ended",
                                    "removed",
                                    "discarded",
                                    "undid",
                                    "brought",
                                    "held",
                                    "released",
                                    "announced",
                                    "deleted",
                                    "closed",
                                    "reopened",
                                ],
                            )
                        ),
                        name="audit_deed_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "thing__in",
                                [
                                    "letter",
                                    "request",
                                    "action",
                                    "file",
                                    "evidence",
                                    "list",
                                    "export",
                                    "report",
                                    "import",
                                    "person",
                                    "key",
                                    "calendar",
                                    "policy",
                                    "takeout",
                                    "audit",
                                    "office",
                                ],
                            )
                        ),
                        name="audit_thing_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("via__in", ["desk", "public", "api", "admin", "command", "tracker"])
                        ),
                        name="audit_via_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("deed__in", ("saw", "took")),
                                ("hour__isnull", False),
                                ("person__isnull", False),
                            ),
                            models.Q(
                                models.Q(("deed__in", ("saw", "took")), _negated=True), ("hour__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="audit_looks_have_their_hour",
                    ),
                ],
            },
        ),
        migrations.RunPython(forbid, allow),
    ]
