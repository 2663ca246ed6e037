"""Who saw and changed what an office keeps: its table, which the database keeps append-only (`offices.append_only`).

An entry names a thing by its id and says nothing of its words. What the ledger of actions says of itself is not said twice.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Deed(models.TextChoices):
    """What somebody did."""

    SAW = "saw", "Saw"
    TOOK = "took", "Took a copy of"
    MADE = "made", "Made"
    CHANGED = "changed", "Changed"
    SHARED = "shared", "Shared"
    UNSHARED = "unshared", "Stopped sharing"
    ADDED = "added", "Added"
    ENDED = "ended", "Ended"
    REMOVED = "removed", "Removed"
    DISCARDED = "discarded", "Discarded"
    UNDID = "undid", "Undid"
    BROUGHT = "brought", "Brought in"
    HELD = "held", "Put a legal hold on"
    RELEASED = "released", "Lifted the legal hold on"
    ANNOUNCED = "announced", "Announced the deletion of"
    DELETED = "deleted", "Deleted"
    CLOSED = "closed", "Closed"
    REOPENED = "reopened", "Opened again"


LOOKS = (Deed.SAW, Deed.TOOK)  # what changes nothing, and is told once an hour


class Matter(models.TextChoices):
    """What it was done with."""

    LETTER = "letter", "Letter"
    REQUEST = "request", "Request"
    ACTION = "action", "Entry of the ledger"
    FILE = "file", "File of a letter"
    EVIDENCE = "evidence", "Evidence"
    LIST = "list", "List"
    EXPORT = "export", "Export"
    REPORT = "report", "Report of open requests"
    IMPORT = "import", "Import"
    PERSON = "person", "Person"
    KEY = "key", "Key"
    CALENDAR = "calendar", "Calendar"
    POLICY = "policy", "Policy"
    TAKEOUT = "takeout", "Take-out"
    AUDIT = "audit", "Audit"
    OFFICE = "office", "Office"


class Via(models.TextChoices):
    """Through what."""

    DESK = "desk", "The desk"
    PUBLIC = "public", "The public pages"
    API = "api", "The API"
    ADMIN = "admin", "The admin"
    COMMAND = "command", "A command"
    TRACKER = "tracker", "The tracker by itself"


class AuditEntry(models.Model):
    """That somebody saw or changed something; `hour` is that of a look, which is told once an hour.

    `person` is empty for what the tracker did by itself; `key` begins the key with which a person's program came.
    """

    office = models.ForeignKey("offices.Office", models.PROTECT, related_name="+")
    person = models.ForeignKey("offices.User", models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    hour = models.DateTimeField(null=True, blank=True)
    deed = models.CharField(max_length=10, choices=Deed.choices)
    thing = models.CharField(max_length=10, choices=Matter.choices)
    public_id = models.CharField(max_length=40, blank=True, help_text="Empty where there is one of it.")
    detail = models.CharField(max_length=200, blank=True, help_text="Such as “office → public”.")
    via = models.CharField(max_length=10, choices=Via.choices)
    key = models.CharField(max_length=11, blank=True)

    objects: ClassVar[models.Manager["AuditEntry"]] = models.Manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = "audit entries"
        indexes = [
            models.Index(fields=["office", "-at", "-id"], name="audit_by_office"),
            models.Index(fields=["office", "public_id", "-at", "-id"], name="audit_by_thing"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "person", "deed", "thing", "public_id", "hour"],
                condition=Q(hour__isnull=False),
                name="audit_look_once_an_hour",
            ),
            models.CheckConstraint(condition=Q(deed__in=Deed.values), name="audit_deed_is_known"),
            models.CheckConstraint(condition=Q(thing__in=Matter.values), name="audit_thing_is_known"),
            models.CheckConstraint(condition=Q(via__in=Via.values), name="audit_via_is_known"),
            models.CheckConstraint(
                condition=Q(deed__in=LOOKS, hour__isnull=False, person__isnull=False)
                | ~Q(deed__in=LOOKS) & Q(hour__isnull=True),
                name="audit_looks_have_their_hour",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_deed_display()} {self.get_thing_display()} {self.public_id}".strip()
