"""Letters are deleted in full: drafts, and private letters of which the office said so; nothing else, and never at once.

Never what is public, what is held, or what an entry of a letter that stays speaks of. The managers are told 30 days before; on the
day each is looked at again. The ledger lets go of entries that speak of such letters alone (`actions.triggers`); the removal's row stays.
"""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from actions.apart import each_apart
from actions.days import DueDate, OwnPolicy
from actions.links import LetterLink
from actions.models import Action, Delivery, Effect, Reminder
from letters.changes import Audience, News, Thing, announce
from letters.holds import Because, Removal, holding
from letters.models import Letter, LetterRequest, LetterShare, Recipient, ResponseState, Signatory
from letters.sharing import partners_of
from letters.states import Visibility
from letters.versions import lock_letters
from offices.audit import note
from offices.audit_entries import Deed, Matter
from offices.models import Office

NOTICE = timedelta(days=30)


def due_to_go(office: Office, *, now: datetime) -> Iterator[tuple[QuerySet[Letter], Because]]:
    """The letters that the office's rules have go, by reason; what is held is not among them."""
    letters = Letter.objects.filter(~holding(), office=office, is_being_read=False)
    if office.closed_at is not None:
        yield letters.exclude(visibility=Visibility.PUBLIC), Because.CLOSING
        return
    if office.drafts_kept_days is not None:
        before = now - timedelta(days=office.drafts_kept_days)
        yield letters.drafts().filter(created_at__lt=before, changed_at__lt=before), Because.DRAFT
    if office.private_kept_years is not None:
        before = now - timedelta(days=round(office.private_kept_years * 365.25))
        open_or_new = LetterRequest.objects.filter(letter=OuterRef("pk")).filter(
            Q(next_check_on__isnull=False) | Q(changed_at__gte=before)
        )
        private = letters.filter(visibility=Visibility.OFFICE, published_at__isnull=True)
        old = private.filter(confirmed_at__lt=before, changed_at__lt=before)
        yield old.filter(~Exists(open_or_new)), Because.AGE


@transaction.atomic
def foresee(office: Office, *, now: datetime) -> None:
    """Writes down which letters are to go and when, and takes back what was foreseen of those that are not to go any more."""
    Office.objects.select_for_update(no_key=True).get(pk=office.pk)
    going: dict[int, tuple[str, Because]] = {}
    for letters, because in due_to_go(office, now=now):
        going |= {key: (public_id, because) for key, public_id in letters.values_list("pk", "public_id")}
    foreseen = Removal.objects.to_come().filter(office=office)
    foreseen.exclude(letter_key__in=going).delete()
    known = set(foreseen.values_list("letter_key", flat=True))
    Removal.objects.bulk_create(
        Removal(office=office, letter_key=key, public_id=public_id, because=because, goes_at=now + NOTICE)
        for key, (public_id, because) in going.items()
        if key not in known
    )


@transaction.atomic
def told(office: Office, keys: Collection[int], *, now: datetime) -> None:
    """The managers have been told: from now on the days count."""
    rows = Removal.objects.to_come().filter(pk__in=keys, told_at__isnull=True)
    count = rows.update(told_at=now, goes_at=now + NOTICE)
    if count:
        detail = f"letters: {count}, from {(now + NOTICE).date()} on"
        note(Deed.ANNOUNCED, Matter.LETTER, office=office.pk, by=None, now=now, detail=detail)


def remove_due(*, now: datetime) -> int:
    """Deletes what was announced long enough ago; how many letters. One office's trouble keeps no other from it."""
    due = Removal.objects.to_come().filter(told_at__lte=now - NOTICE, goes_at__lte=now)
    offices = Office.objects.filter(pk__in=due.order_by().values("office")).order_by("pk")
    return each_apart(offices, lambda office: remove_from(office, now=now), trouble="letters_not_removed")


@transaction.atomic
def remove_from(office: Office, *, now: datetime) -> int:
    """Deletes the office's letters whose day has come and that are still to go; how many."""
    office = Office.objects.select_for_update(no_key=True).get(pk=office.pk)
    foresee(office, now=now)
    due = Removal.objects.to_come().filter(office=office, told_at__lte=now - NOTICE, goes_at__lte=now)
    held = lock_letters(set(due.values_list("letter_key", flat=True)))
    still = {pk for letters, _ in due_to_go(office, now=now) for pk in letters.values_list("pk", flat=True)}
    keys = free({letter.pk for letter in held} & still)
    if not keys:
        return 0
    due.filter(letter_key__in=keys).update(removed_at=now)
    news, paths = list(told_of(keys)), list(files_of(keys))
    for rows in written_of(keys):
        rows._raw_delete(DEFAULT_DB_ALIAS)
    for public_id, because in Removal.objects.filter(letter_key__in=keys).values_list("public_id", "because"):
        note(
            Deed.DELETED,
            Matter.LETTER,
            public_id,
            office=office.pk,
            by=None,
            now=now,
            detail=Because(because).label,
        )
    announce(news, now=now)
    for path in paths:
        transaction.on_commit(partial(default_storage.delete, path))
    return len(keys)


def free(keys: set[int]) -> set[int]:
    """Those of the letters that nothing which stays speaks of: no entry, correction or later request, no office's link."""
    while keys:
        inside = Effect.objects.filter(letter_request__letter__in=keys)
        outside = Effect.objects.exclude(letter_request__letter__in=keys)
        entries = Action.objects.filter(pk__in=inside.values("action"))
        shared = outside.filter(action__in=entries).values("action")
        correcting = outside.filter(Q(action__supersedes__in=entries) | Q(action__superseded_by__in=entries))
        tied = entries.filter(
            Q(pk__in=shared)
            | Q(superseded_by__in=correcting.values("action"))
            | Q(supersedes__in=correcting.values("action"))
        )
        spoken_of = {
            *outside.filter(superseded_by__letter__in=keys).values_list("superseded_by__letter", flat=True),
            *inside.filter(action__in=tied).values_list("letter_request__letter", flat=True),
            *linked_from_elsewhere(keys),
        }
        if not spoken_of & keys:
            break
        keys = keys - spoken_of
    return keys


def linked_from_elsewhere(keys: set[int]) -> Iterator[int]:
    """The letters to which another office has linked one of its own."""
    links = LetterLink.objects.filter(other__in=keys).select_related("letter", "other")
    return (link.other_id for link in links if link.letter.office_id != link.other.office_id)


def told_of(keys: Collection[int]) -> Iterator[News]:
    """That the letters, requests and entries are gone, for their office and those with whom they were shared."""
    partners = partners_of(keys)
    for letter in Letter.objects.filter(pk__in=keys).order_by("pk"):
        requests = letter.requests.order_by("pk").values_list("public_id", flat=True)
        entries = Action.objects.on_requests(letter.requests.all()).order_by("pk")
        things = [(Thing.ACTION, public_id) for public_id in entries.values_list("public_id", flat=True)]
        things += [(Thing.REQUEST, public_id) for public_id in requests]
        things += [(Thing.LETTER, letter.public_id)] if not letter.is_draft else []
        for hearer in (letter.office_id, *partners[letter.pk]):
            for thing, public_id in things:
                yield News(thing, public_id, hearer, Audience.OFFICE, is_gone=True)


def files_of(keys: Collection[int]) -> Iterator[str]:
    """Where the files are kept that go with the letters."""
    letters = Letter.objects.filter(pk__in=keys).exclude(source_file="")
    yield from letters.values_list("source_file", flat=True)
    entries = Action.objects.on_requests(LetterRequest.objects.filter(letter__in=keys))
    yield from entries.exclude(source_file="").values_list("source_file", flat=True)


def written_of(keys: Collection[int]) -> Iterator[QuerySet[Any]]:
    """All rows that go with the letters, those first that name others; each is asked for when those before are gone."""
    requests = list(LetterRequest.objects.filter(letter__in=keys).values_list("pk", flat=True))
    entries = list(
        Effect.objects.filter(letter_request__in=requests)
        .order_by()
        .values_list("action", flat=True)
        .distinct()
    )
    reminders = Reminder.objects.filter(letter_request__in=requests)
    yield Delivery.objects.filter(reminder__in=reminders.values("pk"))
    for by_request in (Reminder, DueDate, ResponseState, OwnPolicy, Effect):
        yield by_request._default_manager.filter(letter_request__in=requests)
    yield Action.objects.filter(pk__in=entries)
    yield LetterLink.objects.filter(Q(letter__in=keys) | Q(other__in=keys))
    for by_letter in (LetterShare, LetterRequest, Recipient, Signatory):
        yield by_letter._default_manager.filter(letter__in=keys)
    yield Letter.objects.filter(pk__in=keys)
