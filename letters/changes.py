"""What has changed, in the order in which readers could first see it: what a mirror of the tracker is kept by.

Every verb that changes what a reader can see ends with `announce`, in its own transaction. Positions are given out
under the lock of one row that is held to the commit: a position that a poller has read is never overtaken by a lower
one. The price is that such transactions pass one after another from `announce` on (`make bench` has the figure), and that
`announce` comes last: locks are taken on letters, then requests, then this row.

An audience's edition counts what that audience could see change; what it does not see moves nothing of it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import ClassVar, NamedTuple, Self

from django.contrib.auth.models import AnonymousUser
from django.db import connection, models
from django.db.models import Max, Min, Q
from django.db.models.functions import Now

from letters.bulk import insert
from letters.states import Visibility
from offices.models import Office, User
from offices.policy import offices_where

ALL = -1  # the row whose number is the last position that was given out
PUBLIC = 0  # the row of everybody's edition; an office's has the office's own key


class Thing(models.TextChoices):
    """What the feed speaks of."""

    LETTER = "letter", "Letter"
    REQUEST = "request", "Request"
    ACTION = "action", "Action"


class Audience(models.TextChoices):
    """Who can see that something changed."""

    EVERYBODY = "everybody", "Everybody"
    OFFICE = "office", "The office alone"
    OUTSIDERS = "outsiders", "Everybody but the office"


class Edition(models.Model):
    """How often something changed that an audience can see; `id` is ALL, PUBLIC or an office's key."""

    id = models.BigIntegerField(primary_key=True)
    number = models.BigIntegerField()
    changed_at = models.DateTimeField()
    position = models.BigIntegerField(default=0, help_text="Of the last change that the audience could see.")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id__gte=ALL), name="edition_is_of_an_audience")]

    def __str__(self) -> str:
        return f"{self.id}: {self.number}"


LAST = "SELECT number FROM letters_edition WHERE id = %s"


class Changes(models.QuerySet["Change"]):
    """The feed as pollers ask for it."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The changes that `user` could see happen."""
        mine = Q(office__in=offices_where(user, "read what the office keeps"))
        return self.filter(
            Q(audience=Audience.EVERYBODY)
            | Q(audience=Audience.OFFICE) & mine
            | Q(audience=Audience.OUTSIDERS) & ~mine
        )

    def after(self, position: int) -> Self:
        """What came later than a position, in its order."""
        return self.filter(position__gt=position).order_by("position")


class Change(models.Model):
    """That a thing is there anew, is different, or is gone, for an audience."""

    position = models.BigIntegerField(primary_key=True)
    thing = models.CharField(max_length=10, choices=Thing.choices)
    public_id = models.CharField(max_length=12)
    office = models.ForeignKey(Office, models.CASCADE, related_name="+")
    audience = models.CharField(max_length=10, choices=Audience.choices)
    is_gone = models.BooleanField(default=False)
    version = models.PositiveIntegerField(null=True, help_text="Of the letter or request from then on.")
    changed_at = models.DateTimeField()
    announced_at = models.DateTimeField(db_default=Now(), help_text="By this the feed's past is cut off.")

    objects: ClassVar[models.Manager["Change"]] = Changes.as_manager()

    class Meta:
        ordering = ["position"]
        indexes = [
            models.Index(fields=["announced_at"], name="change_by_announcement"),
            models.Index(fields=["office", "-position"], name="change_by_office"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(thing__in=Thing.values), name="change_is_of_a_thing"),
            models.CheckConstraint(
                condition=Q(audience__in=Audience.values), name="change_audience_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.thing} {self.public_id}"


class News(NamedTuple):
    """A change before it has its position."""

    thing: Thing
    public_id: str
    office: int
    audience: Audience
    version: int | None = None
    is_gone: bool = False


def audience_of(visibility: str) -> Audience:
    """Who sees a change of something in a confirmed letter."""
    return Audience.EVERYBODY if visibility == Visibility.PUBLIC else Audience.OFFICE


def announce(news: Sequence[News], *, now: datetime) -> None:
    """Gives each its position and moves the editions of those who can see it. Call it last in the transaction."""
    if not news:
        return
    last = move(ALL, len(news), now=now)
    for key in sorted(seen_by(news)):
        move(key, 1, now=now, position=last)
    rows = (
        Change(
            position=position,
            thing=entry.thing,
            public_id=entry.public_id,
            office_id=entry.office,
            audience=entry.audience,
            is_gone=entry.is_gone,
            version=entry.version,
            changed_at=now,
        )
        for position, entry in enumerate(news, start=last - len(news) + 1)
    )
    insert(Change, rows)


def seen_by(news: Iterable[News]) -> set[int]:
    """The keys of the editions that the news belong to."""
    return {entry.office if entry.audience == Audience.OFFICE else PUBLIC for entry in news}


def move(key: int, by: int, *, now: datetime, position: int = 0) -> int:
    """Counts an edition up, under a lock that is held to the commit; its number from then on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO letters_edition (id, number, changed_at, position) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (id) DO UPDATE SET number = letters_edition.number + excluded.number, "
            "changed_at = excluded.changed_at, position = excluded.position RETURNING number",
            [key, by, connection.ops.adapt_datetimefield_value(now), position],
        )
        return int(cursor.fetchone()[0])


def editions(user: User | AnonymousUser) -> models.QuerySet[Edition]:
    """The editions that `user` sees, always in the same order."""
    offices = offices_where(user, "read what the office keeps")
    return Edition.objects.filter(Q(pk=PUBLIC) | Q(pk__in=offices.values("pk"))).order_by("pk")


def last_seen_by(user: User | AnonymousUser) -> int:
    """The position of the last change that `user` could see, or that went to their office and them among others."""
    found: int | None = editions(user).order_by().aggregate(last=Max("position"))["last"]
    return found or 0


def last_position() -> int:
    """The last position that a commit has given out."""
    # Asked for on most pages: Django would take longer to write it than the database to answer.
    with connection.cursor() as cursor:
        cursor.execute(LAST, [ALL])
        found = cursor.fetchone()
    return int(found[0]) if found else 0


def first_position() -> int:
    """The position after which the feed is whole: what came before has been cut off."""
    first: int | None = Change.objects.aggregate(first=Min("position"))["first"]
    return last_position() if first is None else first - 1


def cut_off(*, before: datetime) -> int:
    """Forgets what was announced before then; how many changes."""
    kept = Change.objects.filter(announced_at__gte=before).aggregate(first=Min("position"))["first"]
    old = Change.objects.filter(announced_at__lt=before)
    return (old if kept is None else old.filter(position__lt=kept)).delete()[0]
