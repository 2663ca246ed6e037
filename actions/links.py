"""How letters belong together: one follows up on another, is its new issue, or asks the same of others."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, NamedTuple, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_noop as _

from letters.changes import announce
from letters.models import Letter
from letters.versions import lock_letters, newer_letters
from letters.visibility import visible
from offices.audit import note
from offices.audit_entries import Deed, Matter
from offices.models import User
from offices.policy import require


class LinkKind(models.TextChoices):
    """What a letter is to the other one."""

    FOLLOWS_UP = "follows_up", _("Follows up on")
    REISSUES = "reissues", _("Reissues")
    ASKS_THE_SAME = "asks_the_same", _("Asks the same of others as")


SEEN_FROM_THE_OTHER: dict[str, str] = {
    LinkKind.FOLLOWS_UP: _("Is followed up by"),
    LinkKind.REISSUES: _("Is reissued by"),
    LinkKind.ASKS_THE_SAME: _("Asks the same of others as"),
}


class LetterLinks(models.QuerySet["LetterLink"]):
    """Links as pages ask for them."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those between letters that `user` may see both of."""
        return self.filter(visible(user, "letter__"), visible(user, "other__"))

    def of(self, letter: Letter) -> Self:
        """Those of a letter, whichever end it is, with both letters but their words."""
        rows = self.filter(Q(letter=letter) | Q(other=letter)).defer("letter__text", "other__text")
        return rows.select_related("letter__office", "other__office", "made_by").order_by("made_at", "pk")


class LetterLink(models.Model):
    """That a letter belongs to another one, as the office of the first says."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="links")
    other = models.ForeignKey(Letter, models.CASCADE, related_name="links_to_it")
    kind = models.CharField(max_length=20, choices=LinkKind.choices)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects: ClassVar[models.Manager["LetterLink"]] = LetterLinks.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["letter", "other", "kind"], name="letter_link_once_per_kind"),
            models.CheckConstraint(condition=~Q(letter=F("other")), name="letter_link_is_to_another"),
            models.CheckConstraint(condition=Q(kind__in=LinkKind.values), name="letter_link_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"“{self.letter}” {self.get_kind_display().lower()} “{self.other}”"


class Linked(NamedTuple):
    """A link as one of its letters shows it: what that letter is to `other`."""

    link: LetterLink
    words: str
    other: Letter
    is_own: bool


class LinkProblem(Exception):
    """A link that cannot be; `field` names the part that is wrong."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field


def links_of(letter: Letter, user: User | AnonymousUser) -> list[Linked]:
    """The letter's links to letters that `user` may see, both ways; one query."""
    return [
        Linked(link, link.get_kind_display(), link.other, is_own=True)
        if link.letter_id == letter.pk
        else Linked(link, SEEN_FROM_THE_OTHER[link.kind], link.letter, is_own=False)
        for link in LetterLink.objects.visible_to(user).of(letter)
    ]


@transaction.atomic
def link_letters(*, letter: Letter, other: Letter, kind: str, by: User, now: datetime) -> LetterLink:
    """Links a letter to another one that `by` may see; what is linked so already stays as it is.

    Raises LinkProblem for what cannot be linked, NotAllowed where `by` may not write for the letter's office.
    """
    require(by, letter.office, "log letters and record actions")
    if kind not in LinkKind.values:
        raise LinkProblem(f"“{kind}” is no kind of link.", field="kind")
    if letter == other:
        raise LinkProblem("A letter cannot be linked to itself.", field="other")
    if not Letter.objects.visible_to(by).confirmed().filter(pk=other.pk).exists() or letter.is_draft:
        raise LinkProblem("There is no such letter, or it is still a draft.", field="other")
    held = lock_letters({letter.pk, other.pk})
    if len(held) < 2:  # an import was undone meanwhile
        raise LinkProblem("There is no such letter, or it is still a draft.", field="other")
    if kind == LinkKind.ASKS_THE_SAME:  # it holds both ways: whoever says it second says nothing new
        same = LetterLink.objects.filter(letter=other, other=letter, kind=kind).first()
        if same is not None:
            return same
    said = {"made_by": by, "made_at": now}
    link, is_new = LetterLink.objects.get_or_create(letter=letter, other=other, kind=kind, defaults=said)
    if is_new:
        note_link(link, "linked", by=by, now=now)
        tell(held, now=now)
    return link


@transaction.atomic
def unlink_letters(*, link: LetterLink, by: User, now: datetime) -> None:
    """Takes a link away, once. Raises NotAllowed where `by` may not write for the office that made it."""
    require(by, link.letter.office, "log letters and record actions")
    held = lock_letters({link.letter_id, link.other_id})
    if LetterLink.objects.filter(pk=link.pk).delete()[0]:
        note_link(link, "no longer linked", by=by, now=now)
        tell(held, now=now)


def tell(letters: Sequence[Letter], *, now: datetime) -> None:
    """Tells everybody that two letters read differently, where everybody sees both: of no other link does anybody outside hear."""
    if all(letter.is_public for letter in letters):
        announce(newer_letters({letter.pk for letter in letters}, now=now), now=now)


def note_link(link: LetterLink, what: str, *, by: User, now: datetime) -> None:
    """Tells the audit of a link; the other letter is named by its id."""
    note(
        Deed.CHANGED,
        Matter.LETTER,
        link.letter.public_id,
        office=link.letter.office_id,
        by=by,
        now=now,
        detail=f"links: {link.get_kind_display().lower()} {link.other.public_id}, {what}",
    )
