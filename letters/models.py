"""What was asked: letters, who signed them, whom they address, and the requests in each.

Left out: what happened since (`actions`). The columns that say how a request stands are projections of
its ledger; only `actions.ledger` writes them.
"""

from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone

from letters.arrivals import LetterImport
from letters.changes import Change, Edition
from letters.day_orders import or_first, or_last
from letters.holds import LegalHold, Removal
from letters.ids import new_public_id
from letters.people import Agency, Member, MemberTerm
from letters.search import letters_about, requests_with
from letters.sharing import LetterShare
from letters.states import (
    AWAITED,
    Capacity,
    Chamber,
    DeclineReason,
    Outcome,
    RequestKind,
    Response,
    Topic,
    Visibility,
    days_overdue,
)
from letters.visibility import visible
from offices.models import Office, User

__all__ = [
    "Agency",
    "Change",
    "Edition",
    "LegalHold",
    "Letter",
    "LetterImport",
    "LetterRequest",
    "LetterShare",
    "Member",
    "MemberTerm",
    "Recipient",
    "Removal",
    "ResponseState",
    "Signatory",
]


def source_path(letter: "Letter", filename: str) -> str:  # Django calls it with both
    """Where a source file is kept: under its own hash, so that no name given from outside reaches the disk."""
    return f"letters/{letter.source_sha256[:2]}/{letter.source_sha256}"


# What of a request `letters.progress` reads.
STANDS = (
    "letter",
    "outcome_state",
    "due_on",
    "next_check_on",
    "last_action_on",
    "last_checked_on",
    "changed_at",
)


class Lines(models.Aggregate):
    """The texts of a group, a line each."""

    template = "string_agg(%(expressions)s, chr(10))"
    output_field = models.TextField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any) -> tuple[str, Any]:
        """The same in SQLite's words."""
        return self.as_sql(compiler, connection, template="group_concat(%(expressions)s, char(10))")


class Letters(models.QuerySet["Letter"]):
    """Letters as pages and endpoints ask for them."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The letters that `user` may see."""
        return self.filter(visible(user))

    def embargoed(self, *, until: datetime) -> Self:
        """Those whose embargo ends by then."""
        return self.filter(visibility=Visibility.EMBARGOED, public_from__lte=until)

    def confirmed(self) -> Self:
        """Those that a person has confirmed."""
        return self.exclude(visibility=Visibility.DRAFT)

    def drafts(self) -> Self:
        """Those that wait to be confirmed."""
        return self.filter(visibility=Visibility.DRAFT)

    def matching(self, typed: str) -> Self:
        """Those that have the words which somebody typed, wherever they stand (`letters.search`)."""
        return self.filter(letters_about(typed))

    def with_people(self) -> Self:
        """With office, recipients and signatories, three queries in all."""
        return self.select_related("office").prefetch_related(
            Prefetch("recipients", Recipient.objects.select_related("agency", "member")),
            Prefetch("signatories", Signatory.objects.select_related("member")),
        )

    def with_shared(self) -> Self:
        """With `is_shared`, whether other offices are let see it."""
        return self.annotate(is_shared=Exists(LetterShare.objects.filter(letter=OuterRef("pk"))))

    def with_signers(self) -> Self:
        """With `signed`: the names of who signed, a line each."""
        signed = Signatory.objects.filter(letter=OuterRef("pk")).order_by().values("letter")
        names = Subquery(signed.values(names=Lines("name")))
        return self.annotate(signed=Coalesce(names, Value(""), output_field=models.TextField()))

    def in_lists(self, *, with_words: bool = False) -> Self:
        """As lists show them: with recipients, the number of signers, and how each request stands.

        Three queries more. `with_words`: with the words of all, and `with_signers`.
        """
        signed = Signatory.objects.filter(letter=OuterRef("pk")).order_by().values("letter")
        states = Prefetch("response_states", ResponseState.objects.only("letter_request", "state"))
        read = (*STANDS, "public_id", "number", "text") if with_words else STANDS
        letters = self.with_signers() if with_words else self.defer("text")
        return (
            letters.defer("reading_doubts")
            .annotate(signers=Coalesce(Subquery(signed.values(number=Count("pk"))), 0))
            .prefetch_related(
                Prefetch("recipients", Recipient.objects.select_related("agency")),
                Prefetch("requests", LetterRequest.objects.only(*read).prefetch_related(states)),
            )
        )

    def with_requests(self, user: User | AnonymousUser) -> Self:
        """With each request and its response states, as `user` may see them; two queries."""
        return self.prefetch_related(Prefetch("requests", LetterRequest.objects.with_states(user)))


class Letter(models.Model):
    """A letter as it was sent, and as its office keeps it."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="letters")
    owner = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="owned_letters")
    title = models.CharField(max_length=300, blank=True)
    visibility = models.CharField(max_length=10, choices=Visibility.choices, default=Visibility.DRAFT)
    public_from = models.DateTimeField(
        null=True, blank=True, help_text="When the embargo ends; empty where there is none."
    )
    topic = models.CharField(
        max_length=50, choices=Topic.choices, blank=True, help_text="Empty where it is not sorted yet."
    )

    letter_date = models.DateField(null=True, blank=True, help_text="The date that the letter bears.")
    sent_on = models.DateField(null=True, blank=True)
    received_on = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    imported_in = models.ForeignKey(LetterImport, models.PROTECT, null=True, blank=True, related_name="+")

    text = models.TextField(blank=True, help_text="The letter's words as given, never rewritten.")
    source_file = models.FileField(upload_to=source_path, blank=True, max_length=120)
    source_name = models.CharField(
        max_length=200, blank=True, help_text="The name of the file as it was given."
    )
    source_sha256 = models.CharField(max_length=64, editable=False)
    unread_because = models.CharField(
        max_length=500, blank=True, help_text="Why the file could not be read; empty where it was."
    )
    reading_doubts = models.TextField(
        blank=True, help_text="What was doubtful when the file was read, such as a scan's words, one a line."
    )

    is_being_read = models.BooleanField(
        default=False, help_text="A draft whose scanned pages are still to be read."
    )

    response_due_words = models.CharField(max_length=300, blank=True)
    response_due_rule = models.CharField(max_length=60, blank=True)
    response_due_on = models.DateField(null=True, blank=True)
    response_due_explanation = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager["Letter"]] = Letters.as_manager()

    class Meta:
        ordering = ["-letter_date", "-pk"]
        indexes = [
            models.Index(fields=["visibility", "-letter_date"], name="letter_by_visibility_and_date"),
            models.Index(
                fields=["office", "visibility", "-created_at", "-id"], name="letter_by_office_and_age"
            ),
            models.Index(or_last("letter_date"), "id", name="letter_by_date_from_first"),
            models.Index(or_first("letter_date"), "id", name="letter_by_date_from_last"),
            models.Index(fields=["changed_at", "id"], name="letter_by_change"),
            models.Index("topic", or_first("letter_date"), "id", name="letter_by_topic_and_date"),
            models.Index(
                fields=["public_from"],
                condition=Q(visibility=Visibility.EMBARGOED),
                name="letter_embargoed",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(visibility__in=Visibility.values), name="letter_visibility_is_known"
            ),
            models.CheckConstraint(
                condition=Q(visibility=Visibility.EMBARGOED, public_from__isnull=False)
                | ~Q(visibility=Visibility.EMBARGOED) & Q(public_from__isnull=True),
                name="letter_embargo_has_an_end",
            ),
            models.CheckConstraint(condition=Q(topic__in=["", *Topic.values]), name="letter_topic_is_known"),
            models.CheckConstraint(
                condition=~Q(visibility=Visibility.PUBLIC) | Q(published_at__isnull=False),
                name="letter_public_has_published_at",
            ),
            models.CheckConstraint(
                condition=Q(visibility=Visibility.DRAFT) | (Q(confirmed_at__isnull=False) & ~Q(title="")),
                name="letter_confirmed_has_title",
            ),
            models.CheckConstraint(
                condition=Q(sent_on__isnull=True)
                | Q(received_on__isnull=True)
                | Q(received_on__gte=F("sent_on")),
                name="letter_received_not_before_sent",
            ),
            models.CheckConstraint(
                condition=Q(is_being_read=False) | Q(visibility=Visibility.DRAFT, text="", unread_because=""),
                name="letter_being_read_is_an_empty_draft",
            ),
            models.UniqueConstraint(fields=["office", "source_sha256"], name="letter_source_once_per_office"),
        ]

    def __str__(self) -> str:
        return self.title or self.source_name or "Untitled draft"

    @property
    def is_draft(self) -> bool:
        """Whether nobody has confirmed it yet."""
        return self.visibility == Visibility.DRAFT

    @property
    def is_public(self) -> bool:
        """Whether anybody may see it."""
        return self.visibility == Visibility.PUBLIC


class Signatory(models.Model):
    """Who signed, as they were on the letter's date."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="signatories")
    position = models.PositiveSmallIntegerField()
    member = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="signatures")
    name = models.CharField(max_length=200)
    title = models.CharField(max_length=200, blank=True)
    party = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=2, blank=True)
    chamber = models.CharField(max_length=10, blank=True, choices=Chamber.choices)
    capacity = models.CharField(max_length=20, choices=Capacity.choices, default=Capacity.MEMBER)

    class Meta:
        ordering = ["letter", "position"]
        verbose_name_plural = "signatories"
        constraints = [
            models.UniqueConstraint(fields=["letter", "position"], name="signatory_position_once_per_letter"),
            models.UniqueConstraint(
                fields=["letter", "member"],
                condition=Q(member__isnull=False),
                name="signatory_member_once_per_letter",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="signatory_has_a_name"),
            models.CheckConstraint(
                condition=Q(capacity__in=Capacity.values), name="signatory_capacity_is_known"
            ),
            models.CheckConstraint(
                condition=Q(chamber__in=["", *Chamber.values]), name="signatory_chamber_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Listed(models.Model):
    """A row by which a letter, or a request, stands in an agency's lists (`letters.listed`)."""

    listed_under = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        help_text="The agency in whose lists it stands by this row.",
    )

    class Meta:
        abstract = True


class Recipient(Listed):
    """Whom a letter addresses: the office held, at which agency, and who held it then."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="recipients")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200, blank=True)
    organization = models.CharField(max_length=200, blank=True)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, blank=True, related_name="recipients")
    member = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="letters_received")
    letter_date = models.DateField(
        null=True, blank=True, help_text="The letter's, by which the agency's list has it."
    )

    class Meta:
        ordering = ["letter", "position"]
        indexes = [
            models.Index(fields=["listed_under", "letter"], name="recipient_in_lists"),
            models.Index(
                "listed_under", or_last("letter_date"), "letter", name="recipient_in_lists_from_first"
            ),
            models.Index(
                "listed_under", or_first("letter_date"), "letter", name="recipient_in_lists_from_last"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["letter", "position"], name="recipient_position_once_per_letter"),
            models.CheckConstraint(
                condition=~Q(name="") | ~Q(title="") | ~Q(organization=""), name="recipient_is_somebody"
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(filter(None, [self.name, self.title])) or self.organization


class LetterRequests(models.QuerySet["LetterRequest"]):
    """Requests as pages, endpoints and the sweep ask for them."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The requests of letters that `user` may see."""
        return self.filter(visible(user, "letter__"))

    def confirmed(self) -> Self:
        """Those of letters that a person has confirmed."""
        return self.exclude(letter__visibility=Visibility.DRAFT)

    def matching(self, typed: str) -> Self:
        """Those whose text has the words that somebody typed (`letters.search`)."""
        return self.filter(requests_with(typed))

    def with_states(self, user: User | AnonymousUser) -> Self:
        """With the response state of each recipient, one query more, two where a later request supersedes.

        A later request that `user` may not see is not there: `superseded_by` then reads as None.
        """
        return self.prefetch_related(states_seen_by(user))

    def open(self) -> Self:
        """Those that are still checked."""
        return self.filter(IS_OPEN)

    def closed(self) -> Self:
        """Those that need no more checks (`letters.states.is_closed`)."""
        return self.filter(next_check_on__isnull=True)

    def awaited(self) -> Self:
        """Those to which at least one recipient still owes an answer on the merits."""
        return self.filter(is_awaited())

    def overdue(self, on: date) -> Self:
        """Awaited past the date that the letter asked for. No law sets that date."""
        return self.filter(is_overdue(on))

    def not_overdue(self, on: date) -> Self:
        """All that `overdue` leaves out."""
        overdue = owed(letter_request__next_check_on__isnull=False, letter_request__due_on__lt=on)
        return self.filter(~Exists(overdue))

    def due_between(self, first: date, last: date) -> Self:
        """Awaited, with a deadline from `first` to `last`, both included."""
        return self.awaited().filter(due_on__range=(first, last))

    def not_due_by(self, last: date) -> Self:
        """Open, without an awaited answer that is due by a day: what `overdue` and `due_between` leave out."""
        return self.open().filter(~Exists(owed(letter_request__due_on__lte=last)))

    def in_hands_of(self, user: User) -> Self:
        """Those assigned to the person, and those assigned to nobody in letters that the person owns."""
        return self.filter(Q(assigned_to=user) | Q(assigned_to__isnull=True, letter__owner=user))

    def to_check(self, on: date) -> Self:
        """Open, with a check date that has come."""
        return self.open().filter(next_check_on__lte=on)

    def in_state(self, state: str) -> Self:
        """Those in which at least one recipient's response state is `state`."""
        return self.filter(Exists(ResponseState.objects.filter(letter_request=OuterRef("pk"), state=state)))


IS_OPEN = Q(next_check_on__isnull=False)


def is_awaited() -> Q:
    """The condition on requests of `LetterRequests.awaited`."""
    return IS_OPEN & Q(Exists(owed()))


def is_overdue(on: date) -> Q:
    """The condition on requests of `LetterRequests.overdue`."""
    return is_awaited() & Q(due_on__lt=on)


def owed(**of_request: Any) -> models.QuerySet["ResponseState"]:
    """The states of the outer query's request in which an answer is awaited, where it is `of_request`."""
    return ResponseState.objects.filter(letter_request=OuterRef("pk"), state__in=AWAITED, **of_request)


def states_seen_by(user: User | AnonymousUser) -> Prefetch[str, models.QuerySet["ResponseState"], str]:
    """What `LetterRequests.with_states` adds, for requests that are fetched already."""
    later = Prefetch("superseded_by", LetterRequest.objects.visible_to(user))
    states = ResponseState.objects.select_related("recipient__agency").prefetch_related(later)
    return Prefetch("response_states", states)


class LetterRequest(models.Model):
    """One thing that a letter asks for."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="requests")
    number = models.PositiveSmallIntegerField(help_text="Its place among the letter's requests, from 1.")
    label = models.CharField(
        max_length=20, blank=True, help_text="The letter's own mark, such as “First” or “a”."
    )
    text = models.TextField(help_text="The letter's exact words.")
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    kind = models.CharField(max_length=20, choices=RequestKind.choices, default=RequestKind.ACTION)

    deadline_words = models.CharField(max_length=300, blank=True)
    deadline_rule = models.CharField(max_length=60, blank=True)
    deadline_on = models.DateField(
        null=True, blank=True, help_text="The first date; extensions do not change it."
    )
    deadline_explanation = models.TextField(blank=True)

    # Projections of the ledger, written by actions.ledger and proven by `manage.py check_ledger`.
    outcome_state = models.CharField(max_length=30, choices=Outcome.choices, default=Outcome.NOT_ASSESSED)
    due_on = models.DateField(null=True, blank=True)
    last_action_on = models.DateField(null=True, blank=True)
    last_checked_on = models.DateField(null=True, blank=True)
    snoozed_until = models.DateField(null=True, blank=True)
    next_check_on = models.DateField(null=True, blank=True, help_text="Empty where the request is closed.")
    assigned_to = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="assigned_requests"
    )
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    objects: ClassVar[models.Manager["LetterRequest"]] = LetterRequests.as_manager()

    class Meta:
        ordering = ["letter", "number"]
        indexes = [
            models.Index(fields=["next_check_on", "id"], name="request_by_next_check"),
            models.Index(fields=["due_on"], name="request_by_due_date"),
            models.Index(
                "due_on", "id", condition=Q(next_check_on__isnull=False), name="request_open_by_due"
            ),
            models.Index(fields=["-changed_at", "-id"], name="request_by_change"),
            models.Index(or_last("due_on"), "id", name="request_by_due_from_first"),
            models.Index(or_first("due_on"), "id", name="request_by_due_from_last"),
            models.Index("kind", or_last("due_on"), "id", name="request_by_kind_and_due"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["letter", "number"], name="request_number_once_per_letter"),
            models.CheckConstraint(condition=Q(number__gte=1), name="request_number_from_one"),
            models.CheckConstraint(condition=~Q(text=""), name="request_has_text"),
            models.CheckConstraint(
                condition=Q(start__isnull=True, end__isnull=True) | Q(start__lt=F("end")),
                name="request_span_is_a_span",
            ),
            models.CheckConstraint(condition=Q(kind__in=RequestKind.values), name="request_kind_is_known"),
            models.CheckConstraint(
                condition=Q(outcome_state__in=Outcome.values), name="request_outcome_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"Request {self.number} of “{self.letter}”"

    @property
    def is_closed(self) -> bool:
        """Whether it needs no more checks."""
        return self.next_check_on is None

    def days_overdue(self, on: date) -> int | None:
        """Days past the date that the letter asked for, None where it is not overdue; reads prefetched states."""
        states = [entry.state for entry in self.response_states.all()]
        return days_overdue(states, is_open=not self.is_closed, due_on=self.due_on, on=on)


class ResponseState(Listed):
    """What one recipient has answered to one request: a projection of the ledger."""

    letter_request = models.ForeignKey(LetterRequest, models.CASCADE, related_name="response_states")
    recipient = models.ForeignKey(Recipient, models.CASCADE, related_name="response_states")
    state = models.CharField(max_length=30, choices=Response.choices, default=Response.NOT_REVIEWED)
    since_on = models.DateField(null=True, blank=True, help_text="The date of the fact that set the state.")
    decline_reason = models.CharField(max_length=30, blank=True, choices=DeclineReason.choices)
    superseded_by = models.ForeignKey(
        LetterRequest, models.PROTECT, null=True, blank=True, related_name="supersedes"
    )
    due_on = models.DateField(
        null=True, blank=True, help_text="The request's, by which the agency's list has it."
    )

    class Meta:
        ordering = ["letter_request", "recipient__position"]
        indexes = [
            models.Index(fields=["state"], name="response_state_by_state"),
            models.Index(fields=["listed_under", "letter_request"], name="response_state_in_lists"),
            models.Index(
                "listed_under", or_last("due_on"), "letter_request", name="response_state_list_from_first"
            ),
            models.Index(
                "listed_under", or_first("due_on"), "letter_request", name="response_state_list_from_last"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["letter_request", "recipient"], name="response_state_once_per_recipient"
            ),
            models.CheckConstraint(condition=Q(state__in=Response.values), name="response_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=Response.DECLINED, decline_reason__in=DeclineReason.values)
                | (~Q(state=Response.DECLINED) & Q(decline_reason="")),
                name="response_decline_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state=Response.SUPERSEDED, superseded_by__isnull=False)
                | (~Q(state=Response.SUPERSEDED) & Q(superseded_by__isnull=True)),
                name="response_superseded_has_a_link",
            ),
            models.CheckConstraint(
                condition=~Q(superseded_by=F("letter_request")), name="response_supersedes_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.get_state_display()}"
