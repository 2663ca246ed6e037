"""Who keeps letters here: offices, the people in them, and what each may do."""

from typing import ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Lower


class People(UserManager["User"]):
    """Makes users who are known by their e-mail address."""

    def create_user(  # type: ignore[override]
        self, email: str, password: str | None = None, **fields: object
    ) -> "User":
        """A user with a hashed password; None makes one who cannot sign in."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
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

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[People] = People()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_is_lower_case")
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email


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
