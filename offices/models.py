"""Who keeps letters here: offices, the people in them, and what each may do."""

from datetime import datetime
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from offices.audit_entries import AuditEntry, Via

__all__ = [
    "ApiKey",
    "AuditEntry",
    "Office",
    "OfficeMembership",
    "QuietPeriod",
    "Role",
    "Scope",
    "User",
    "check_time_zone",
]


class People(UserManager["User"]):
    """Makes users who are known by their e-mail address."""

    def create_user(  # type: ignore[override]
        self, email: str, password: str | None = None, **fields: object
    ) -> "User":
        """A user with a hashed password, whose address is taken to be theirs; None makes one who cannot sign in."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        user.vouch_for_address()
        return user

    def create_superuser(  # type: ignore[override]
        self, email: str, password: str | None = None, **fields: object
    ) -> "User":
        """A site administrator, for `manage.py createsuperuser`."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Addresses are compared without regard to case, as people type them."""
        return self.get(email=(username or "").lower())


class User(AbstractUser):
    """A person who signs in, by e-mail address."""

    username = None  # type: ignore[assignment]
    email = models.EmailField(unique=True)
    sessions_ended = models.PositiveIntegerField(
        default=0, editable=False, help_text="How often all sessions were ended at once."
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[People] = People()

    # The key that the person's program signed in with: it narrows what they may do (offices.policy). No column.
    key: "ApiKey | None" = None
    # Whether an office of theirs requires a second factor that they do not have (offices.second_factors). No column.
    owes_second_factor: bool = False
    # Through what the person acts, for the audit. No column.
    via: str = Via.DESK

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_is_lower_case")
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """What a session has to carry to go on: of the password, and of how often all sessions were ended."""
        value = f"{self.password} {self.sessions_ended}"
        return salted_hmac("offices.models.User", value, secret=secret, algorithm="sha256").hexdigest()

    def end_sessions(self) -> None:
        """Signs the person out everywhere: their password, their role or their place in an office is another."""
        User.objects.filter(pk=self.pk).update(sessions_ended=models.F("sessions_ended") + 1)

    def vouch_for_address(self) -> None:
        """Takes the person's address to be theirs, and no other; who signs up by themselves has to show it by mail."""
        EmailAddress.objects.filter(user=self).exclude(email=self.email).delete()
        EmailAddress.objects.update_or_create(
            user=self, email=self.email, defaults={"verified": True, "primary": True}
        )


def check_time_zone(name: str) -> None:
    """Refuses what is no IANA time zone."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValidationError(f"“{name}” is no time zone; write one like America/New_York.") from error


class Office(models.Model):
    """A member's office, committee staff or an advocacy group that keeps letters here."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    time_zone = models.CharField(max_length=60, default="America/New_York", validators=[check_time_zone])
    reminder_hour = models.PositiveSmallIntegerField(
        default=8, help_text="The hour of the office's day, 0 to 23, from which a reminder mail may leave."
    )
    lead_days = models.PositiveSmallIntegerField(
        default=3, help_text="Business days before a deadline of the first check."
    )
    overdue_interval = models.PositiveSmallIntegerField(
        default=7, validators=[MinValueValidator(1)], help_text="Days between checks after a deadline."
    )
    open_interval = models.PositiveSmallIntegerField(
        default=14,
        validators=[MinValueValidator(1)],
        help_text="Days between checks where there is no deadline.",
    )
    escalate_after = models.PositiveSmallIntegerField(
        default=3,
        help_text="Unanswered reminders of a request after which a manager hears of it too; 0 for never.",
    )
    escalate_to = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who hears of it then; nobody named means all managers of the office.",
    )
    quiet_weekends = models.BooleanField(default=True, help_text="Whether no reminder comes on a weekend.")
    quiet_holidays = models.BooleanField(
        default=True, help_text="Whether none comes on a federal holiday or closure."
    )
    requires_mfa = models.BooleanField(
        "a second factor is required",
        default=False,
        help_text="Whether its people need a second factor beside their password; who has none can only set one up.",
    )
    drafts_kept_days = models.PositiveSmallIntegerField(
        "drafts are kept, days",
        null=True,
        blank=True,
        validators=[MinValueValidator(30)],
        help_text="Drafts that nobody touched for so long are deleted, 30 days after the managers were told; empty for never.",
    )
    private_kept_years = models.PositiveSmallIntegerField(
        "closed private letters are kept, years",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Letters that never were public, closed for so long, are deleted with all that was recorded; empty for never.",
    )
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    people = models.ManyToManyField(User, through="OfficeMembership", related_name="offices")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reminder_hour__lte=23), name="office_reminder_hour_is_an_hour"
            ),
            models.CheckConstraint(
                condition=models.Q(overdue_interval__gte=1, open_interval__gte=1),
                name="office_intervals_are_at_least_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def writers(self) -> models.QuerySet[User]:
        """The people who may write for the office."""
        writing = self.memberships.exclude(role=Role.VIEWER).values("user")
        return User.objects.filter(pk__in=writing, is_active=True)

    @property
    def zone(self) -> ZoneInfo:
        """The office's time zone."""
        return ZoneInfo(self.time_zone)


class QuietPeriod(models.Model):
    """Days on which an office is not reminded, such as a recess; what falls due then comes on the next working day."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="quiet_periods")
    first_on = models.DateField("first day")
    last_on = models.DateField("last day")
    reason = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["office", "first_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_on__gte=models.F("first_on")),
                name="quiet_period_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_on} to {self.last_on} {self.reason}".strip()


class Role(models.TextChoices):
    """What a person may do in an office; each may do what the one before may."""

    VIEWER = "viewer", "Viewer"
    EDITOR = "editor", "Editor"
    MANAGER = "manager", "Manager"


class OfficeMembership(models.Model):
    """That a person belongs to an office, and in which role."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.VIEWER)
    wants_mail = models.BooleanField(default=True, help_text="Whether reminders also come by mail.")

    class Meta:
        ordering = ["office", "user"]
        constraints = [
            models.UniqueConstraint(fields=["office", "user"], name="membership_once_per_office_and_user"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()}, {self.office})"


class Scope(models.TextChoices):
    """What a key is for, at most: the role of its holder still decides (offices.policy)."""

    READ_PUBLIC = "read_public", "Read what is public"
    READ_OFFICE = "read_office", "Read what the office keeps"
    WRITE = "write", "Log letters and record actions"
    MANAGE = "manage", "All that the person may do"


class Keys(models.QuerySet["ApiKey"]):
    """Keys as lists and sign-ins ask for them."""

    def live(self, *, now: datetime) -> Self:
        """Those that still open something."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=now)

    def with_people(self) -> Self:
        """With holder and office."""
        return self.select_related("membership__user", "membership__office")


class ApiKey(models.Model):
    """That a program may act for a person in one office. It ends with the membership, and with the account.

    Only a hash is kept: of 160 random bits SHA-256 cannot be guessed back, so that a slow hash would only cost time.
    """

    membership = models.ForeignKey(OfficeMembership, models.CASCADE, related_name="keys")
    name = models.CharField(max_length=60, help_text="Which program uses it; a rotated key keeps its name.")
    scope = models.CharField(max_length=20, choices=Scope.choices)
    prefix = models.CharField(max_length=11, help_text="How the key begins, to tell it from others.")
    sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, help_text="To the hour.")

    objects: ClassVar[models.Manager["ApiKey"]] = Keys.as_manager()

    class Meta:
        ordering = ["membership", "name", "-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(scope__in=Scope.values), name="api_key_scope_is_known"),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")),
                name="api_key_ends_after_it_was_made",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class Invitations(models.QuerySet["Invitation"]):
    """Invitations as pages ask for them."""

    def open(self) -> Self:
        """Those that nobody has accepted or taken back, expired ones among them."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)


class Invitation(models.Model):
    """That somebody of an address may join an office. Only a hash of the mailed token is kept."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.VIEWER)
    sha256 = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Invitation"]] = Invitations.as_manager()

    class Meta:
        ordering = ["office", "email", "-created_at"]
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="invitation_role_is_known"),
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="invitation_email_is_lower_case"
            ),
            models.UniqueConstraint(
                fields=["office", "email"],
                condition=models.Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="invitation_open_once_per_office_and_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} ({self.get_role_display()}, {self.office})"
