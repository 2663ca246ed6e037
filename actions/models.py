"""The ledger's tables and the reminders' tables.

`Action` and `Effect` are only ever inserted: the database refuses UPDATE and DELETE (see `actions.triggers`), but for the
first entries of an import that was undone.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from actions.calendar_feeds import CalendarFeed
from actions.days import DateKind, DueDate, OwnPolicy
from actions.links import LetterLink
from letters.arrivals import LetterImport
from letters.ids import new_public_id
from letters.models import LetterRequest, LetterShare, Recipient
from letters.states import (
    ACTION_MEANINGS,
    NEED_NO_SOURCE,
    OFFICE_ONLY,
    DeclineReason,
    Outcome,
    Response,
    Visibility,
)
from letters.visibility import visible, visible_in
from offices.models import Office, User
from offices.policy import offices_where

__all__ = [
    "Action",
    "CalendarFeed",
    "Channel",
    "DateKind",
    "Delivery",
    "Digest",
    "DueDate",
    "Effect",
    "LetterLink",
    "OwnPolicy",
    "Reminder",
    "SweepRun",
]

ACTION_KINDS = [(kind, entry.label) for kind, entry in ACTION_MEANINGS.items()]


def evidence_path(action: "Action", filename: str) -> str:  # Django calls it with both
    """Where evidence is kept: under the action's id, so that no name given from outside reaches the disk."""
    return f"evidence/{action.public_id}"


# What a list of news tells of an effect.
class Actions(models.QuerySet["Action"]):
    """Actions as pages and endpoints ask for them."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The actions on requests that `user` may see; an office's private ones only where that office lets them be read."""
        if not user.is_authenticated:
            seen = LetterRequest.objects.visible_to(user)
            return self.touching(seen).exclude(kind__in=OFFICE_ONLY)
        return self.visible_in(offices_where(user, "read what the office keeps"))

    def visible_in(self, offices: models.QuerySet[Office]) -> Self:
        """The same for whoever reads what the offices keep: of another office's private ones those of which all is shared, with notes."""
        seen = LetterRequest.objects.filter(visible_in(offices, "letter__"))
        return self.touching(seen).told_to(offices)

    def told_to(self, offices: models.QuerySet[Office]) -> Self:
        """Of actions on a request which they may see, those that whoever reads what the offices keep may read."""
        with_notes = (
            LetterShare.objects.filter(office__in=offices, with_notes=True).order_by().values("letter")
        )
        kept_back = Effect.objects.filter(action=OuterRef("pk")).exclude(
            letter_request__letter__in=with_notes
        )
        private = Q(office__in=offices) | ~Exists(kept_back)
        return self.filter(~Q(kind__in=OFFICE_ONLY) | private)

    def touching(self, letter_requests: models.QuerySet[LetterRequest]) -> Self:
        """Those that say something of one of the requests."""
        touches = Effect.objects.filter(action=OuterRef("pk"), letter_request__in=letter_requests)
        return self.filter(Exists(touches))

    def on_requests(self, letter_requests: models.QuerySet[LetterRequest] | Sequence[LetterRequest]) -> Self:
        """The actions that concern any of the requests."""
        return self.filter(
            pk__in=Effect.objects.filter(letter_request__in=letter_requests).order_by().values("action")
        )

    def news(self) -> Self:
        """The live ones that say that something is different, the last recorded first."""
        said = self.filter(superseded_by__isnull=True).exclude(kind__in=[*OFFICE_ONLY, "status_check"])
        return said.order_by("-recorded_at", "-pk")

    def known_before(self, moment: datetime) -> Self:
        """Those that were recorded before a moment."""
        return self.filter(recorded_at__lt=moment)

    def with_effects(self, user: User | AnonymousUser, *, before: datetime | None = None) -> Self:
        """With what each says of the requests that `user` may see, who recorded it, and what corrected it (before a moment)."""
        effects = (
            Effect.objects.filter(visible(user, "letter_request__letter__"))
            .select_related("letter_request", "recipient", "assigned_to")
            .prefetch_related(Prefetch("superseded_by", LetterRequest.objects.visible_to(user)))
            .order_by("pk")
        )
        joined = self.select_related("office", "recorded_by", "supersedes")
        if before is None:
            return joined.select_related("superseded_by").prefetch_related(Prefetch("effects", effects))
        corrections = Action.objects.known_before(before)
        return joined.prefetch_related(Prefetch("effects", effects), Prefetch("superseded_by", corrections))


class Action(models.Model):
    """One entry of the ledger: what happened, on which day, who recorded it when, and how we know."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="actions")
    kind = models.CharField(max_length=30, choices=ACTION_KINDS)
    occurred_on = models.DateField(help_text="The date of the fact.")
    recorded_at = models.DateTimeField(default=timezone.now, help_text="When it was entered.")
    recorded_on = models.DateField(help_text="The office's day at recorded_at.")
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="recorded_actions")
    summary = models.TextField(blank=True)
    source_url = models.URLField(max_length=1000, blank=True)
    source_note = models.CharField(max_length=500, blank=True)
    source_file = models.FileField(upload_to=evidence_path, blank=True, max_length=120)
    source_file_name = models.CharField(max_length=200, blank=True)
    imported_in = models.ForeignKey(
        LetterImport,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        help_text="The import that made it: the entry goes where that is undone.",
    )
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )

    objects: ClassVar[models.Manager["Action"]] = Actions.as_manager()

    class Meta:
        ordering = ["occurred_on", "pk"]
        indexes = [
            models.Index(fields=["-recorded_at", "-id"], name="action_by_recording"),
            models.Index(fields=["occurred_on", "id"], name="action_by_day"),
            models.Index(
                fields=["imported_in"], condition=Q(imported_in__isnull=False), name="action_by_import"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(ACTION_MEANINGS)), name="action_kind_is_known"),
            models.CheckConstraint(
                condition=Q(kind__in=NEED_NO_SOURCE)
                | ~Q(source_url="")
                | ~Q(source_note="")
                | ~Q(source_file=""),
                name="action_has_a_source",
            ),
            models.CheckConstraint(
                condition=Q(imported_in__isnull=True)
                | Q(kind__in=["letter_sent", "assigned", "note"], supersedes__isnull=True),
                name="action_of_an_import_is_a_first_one",
            ),
            models.CheckConstraint(condition=~Q(supersedes=models.F("id")), name="action_supersedes_another"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.occurred_on}"

    @property
    def is_live(self) -> bool:
        """Whether no later action corrects it; reads the joined `superseded_by`."""
        return not hasattr(self, "superseded_by")

    @property
    def is_office_only(self) -> bool:
        """Whether it stays in the office whatever the letter's visibility."""
        return self.kind in OFFICE_ONLY


class Effect(models.Model):
    """What one action says of one request, and of one recipient or (empty) of all."""

    action = models.ForeignKey(Action, models.PROTECT, related_name="effects")
    letter_request = models.ForeignKey(LetterRequest, models.PROTECT, related_name="effects")
    recipient = models.ForeignKey(Recipient, models.PROTECT, null=True, blank=True, related_name="effects")
    response = models.CharField(max_length=30, blank=True, choices=Response.choices)
    decline_reason = models.CharField(max_length=30, blank=True, choices=DeclineReason.choices)
    superseded_by = models.ForeignKey(LetterRequest, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=30, blank=True, choices=Outcome.choices)
    due_on = models.DateField(null=True, blank=True)
    promised_on = models.DateField(
        null=True, blank=True, help_text="The day by which the recipient said that it would answer."
    )
    assigned_to = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    check_on = models.DateField(null=True, blank=True, help_text="With “snoozed”: the day to look again.")

    class Meta:
        ordering = ["action", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "letter_request", "recipient"],
                condition=Q(recipient__isnull=False),
                name="effect_once_per_recipient",
            ),
            models.UniqueConstraint(
                fields=["action", "letter_request"],
                condition=Q(recipient__isnull=True),
                name="effect_once_for_all_recipients",
            ),
            models.CheckConstraint(
                condition=Q(response__in=["", *Response.values]), name="effect_response_is_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", *Outcome.values]), name="effect_outcome_is_known"
            ),
            models.CheckConstraint(
                condition=Q(response=Response.DECLINED, decline_reason__in=DeclineReason.values)
                | (~Q(response=Response.DECLINED) & Q(decline_reason="")),
                name="effect_decline_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(response=Response.SUPERSEDED, superseded_by__isnull=False)
                | (~Q(response=Response.SUPERSEDED) & Q(superseded_by__isnull=True)),
                name="effect_superseded_has_a_link",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} → {self.letter_request}"


class Reminder(models.Model):
    """That a request is due to be checked on a day; the mail is only its delivery."""

    letter_request = models.ForeignKey(LetterRequest, models.CASCADE, related_name="reminders")
    check_on = models.DateField()
    unanswered = models.PositiveSmallIntegerField(
        default=0, help_text="How many reminders before it nobody has answered."
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["check_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["letter_request", "check_on"], name="reminder_once_per_check")
        ]

    def __str__(self) -> str:
        return f"{self.letter_request}: check on {self.check_on}"


class Digests(models.QuerySet["Digest"]):
    """Digests as the sweep, the admin and the health page ask for them."""

    def waiting(self) -> Self:
        """Those that are still to leave."""
        return self.filter(sent_at__isnull=True, failed_at__isnull=True, suppressed_because="")

    def failed(self) -> Self:
        """Those that were tried often enough in vain: somebody has to look."""
        return self.filter(failed_at__isnull=False)

    def try_again(self, *, now: datetime) -> int:
        """Puts failed ones back among those that wait; how many."""
        return self.failed().update(failed_at=None, attempts=0, not_before=now)


class Digest(models.Model):
    """One person's mail for one office day. The row is the queue: a message only wakes the sweep."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="digests")
    user = models.ForeignKey(User, models.CASCADE, related_name="digests")
    day = models.DateField(help_text="The office's day.")
    created_at = models.DateTimeField(default=timezone.now)
    message_id = models.CharField(max_length=200, help_text="The same on every try.")
    attempts = models.PositiveIntegerField(default=0)
    # The number of claims so far is the fencing token: only the latest claim may record a result.
    claims = models.PositiveIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField(default=timezone.now, help_text="When the next try may be made.")
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True, help_text="When it was given up.")
    suppressed_because = models.CharField(max_length=200, blank=True)
    last_error = models.CharField(max_length=500, blank=True)

    objects: ClassVar[models.Manager["Digest"]] = Digests.as_manager()

    class Meta:
        ordering = ["day", "pk"]
        indexes = [
            models.Index(
                fields=["not_before"],
                condition=Q(sent_at__isnull=True, failed_at__isnull=True, suppressed_because=""),
                name="digest_waiting",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["office", "user", "day"], name="digest_once_per_person_and_day")
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.day}"


class Channel(models.TextChoices):
    """The ways on which a reminder reaches a person."""

    MAIL = "mail", "Mail"
    INBOX = "inbox", "Inbox"


class Deliveries(models.QuerySet["Delivery"]):
    """Deliveries as the inbox and the board ask for them."""

    def mails(self) -> Self:
        """Those that go by mail, in a digest."""
        return self.filter(channel=Channel.MAIL)

    def in_inbox_of(self, user: User | AnonymousUser) -> Self:
        """Those in a person's inbox, of the offices that they are still in."""
        offices = offices_where(user, "read what the office keeps")
        return self.once_in_inbox_of(user).filter(reminder__letter_request__letter__office__in=offices)

    def once_in_inbox_of(self, user: User | AnonymousUser) -> Self:
        """Those that came into a person's inbox, whichever offices they are in now."""
        mine = self.filter(channel=Channel.INBOX, user=user.pk)
        return mine.exclude(reminder__letter_request__letter__visibility=Visibility.DRAFT)

    def of_office(self, office: Office | models.OuterRef) -> Self:
        """Those that remind of an office's requests."""
        return self.filter(reminder__letter_request__letter__office=office)

    def unsettled(self) -> Self:
        """Those of which nobody has looked since: the check that they remind of is still to be made."""
        return self.filter(reminder__letter_request__next_check_on__lte=models.F("reminder__check_on"))

    def unread(self) -> Self:
        """Unsettled ones that their reader has not marked as read."""
        return self.unsettled().filter(read_at__isnull=True)


class Delivery(models.Model):
    """That a reminder goes to a person: by mail in a digest, and into the inbox at the desk."""

    reminder = models.ForeignKey(Reminder, models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.MAIL)
    digest = models.ForeignKey(Digest, models.CASCADE, null=True, blank=True, related_name="deliveries")
    user = models.ForeignKey(User, models.CASCADE, related_name="deliveries")
    is_escalated = models.BooleanField(
        default=False, help_text="Whether it goes to somebody above, since nobody has answered."
    )
    suppressed_because = models.CharField(
        max_length=200, blank=True, help_text="Why the mail left without it."
    )
    answer = models.CharField(max_length=20, blank=True, help_text="What the person answered in the mail.")
    answered_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was marked as read in the inbox."
    )

    objects: ClassVar[models.Manager["Delivery"]] = Deliveries.as_manager()

    class Meta:
        ordering = ["digest", "pk"]
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(
                fields=["user"],
                condition=Q(channel=Channel.INBOX, read_at__isnull=True),
                name="delivery_unread",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["reminder", "user", "channel"], name="delivery_once_per_reminder_person_and_channel"
            ),
            models.CheckConstraint(
                condition=Q(channel=Channel.MAIL, digest__isnull=False)
                | Q(channel=Channel.INBOX, digest__isnull=True),
                name="delivery_by_mail_is_in_a_digest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reminder} to {self.user}"


class SweepRun(models.Model):
    """When the sweep last ran to its end: one row, which the web process reads to notice silence."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    finished_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="sweep_run_is_one_row")]

    def __str__(self) -> str:
        return f"Last sweep {self.finished_at}"
