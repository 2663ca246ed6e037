"""An import is taken back, while it is still nothing but an import.

The ledger loses nothing that a person recorded, and nothing that anybody outside could have read: as soon as something was
recorded of one of the letters, or one was changed, linked or public, the import stays. Until then its only entries are those
that it made itself. They go with it; that they were there, and who took them back, is said by the import's own row, which stays.
The database lets go of no other entry (`actions.triggers`).
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Exists, Model, Q, QuerySet

from actions.days import DueDate, OwnPolicy
from actions.links import LetterLink
from actions.models import Action, Delivery, Effect, Reminder
from letters.arrivals import LetterImport
from letters.changes import Audience, News, Thing, announce
from letters.holds import holding
from letters.models import Letter, LetterRequest, LetterShare, Recipient, ResponseState, Signatory
from offices.audit import note
from offices.audit_entries import Deed, Matter
from offices.models import Office, User
from offices.policy import require

MAY = "log letters and record actions"


class CannotUndo(Exception):
    """Why an import stays, in words for people."""


def obstacle(letter_import: LetterImport) -> str:
    """Why the import cannot be undone; empty where it can. One query."""
    if letter_import.is_undone:
        return "It has been undone already."
    asked = {words: rows for rows, words in obstacles(letter_import)}
    there = LetterImport.objects.filter(pk=letter_import.pk).values_list(*map(Exists, asked.values())).get()
    return next((words for words, is_there in zip(asked, there, strict=True) if is_there), "")


def obstacles(letter_import: LetterImport) -> Iterator[tuple[QuerySet[Any], str]]:
    """Rows of which there must be none, and what each of them means."""
    letters = Letter.objects.filter(imported_in=letter_import)
    requests = LetterRequest.objects.filter(letter__imported_in=letter_import)
    since = letter_import.imported_at
    yield (
        letters.filter(published_at__isnull=False),
        "One of its letters is public or was: others may have read and cited it.",
    )
    yield (
        LetterShare.objects.filter(letter__in=letters),
        "One of its letters is shared with another office; end that first.",
    )
    own = Effect.objects.filter(action__imported_in=letter_import)
    told = Effect.objects.filter(letter_request__in=requests).exclude(pk__in=own.values("pk"))
    yield told, "Something has been recorded of one of its requests since; the ledger keeps that."
    yield (
        Effect.objects.filter(superseded_by__in=requests),
        "One of its requests is named as the later one by an entry of the ledger.",
    )
    yield letters.filter(holding()), "A legal hold keeps its letters; a manager has to lift it first."
    yield letters.exclude(changed_at=since), "One of its letters has been changed since."
    yield requests.exclude(changed_at=since), "One of its requests has been changed since."
    yield (
        LetterLink.objects.filter(Q(letter__in=letters) | Q(other__in=letters)),
        "One of its letters has been linked to another.",
    )
    yield (
        OwnPolicy.objects.filter(letter_request__in=requests),
        "Somebody has set how often one of its requests is checked.",
    )


@transaction.atomic
def undo_import(*, letter_import: LetterImport, by: User, now: datetime) -> None:
    """Takes the letters out again with all that came with them, and tells of it.

    Raises CannotUndo, or NotAllowed where `by` may not write for the office, and then changes nothing.
    """
    require(by, letter_import.office, MAY)
    hold(letter_import)
    letter_import.refresh_from_db()
    if words := obstacle(letter_import):
        raise CannotUndo(words)
    letter_import.undone_at, letter_import.undone_by = now, by
    letter_import.save(update_fields=["undone_at", "undone_by"])
    note(Deed.UNDID, Matter.IMPORT, letter_import.public_id, office=letter_import.office_id, by=by, now=now)
    news = list(told_of(letter_import))
    for rows in made_by(letter_import):
        rows._raw_delete(DEFAULT_DB_ALIAS)
    announce(news, now=now)


def hold(letter_import: LetterImport) -> None:
    """Holds all that may be deleted until the transaction ends: the office, so that nobody is reminded, letters, requests."""
    Office.objects.select_for_update(no_key=True).get(pk=letter_import.office_id)
    rows: QuerySet[Any]
    for rows in (
        Letter.objects.filter(imported_in=letter_import),
        LetterRequest.objects.filter(letter__imported_in=letter_import),
    ):
        for _ in rows.order_by("pk").select_for_update(of=("self",)).values_list("pk").iterator():
            pass


def told_of(letter_import: LetterImport) -> Iterator[News]:
    """That the office's letters, requests and entries are gone; nobody else has seen them."""
    of_letters = LetterRequest.objects.filter(letter__imported_in=letter_import)
    things: list[tuple[Thing, QuerySet[Any]]] = [
        (Thing.ACTION, Action.objects.filter(imported_in=letter_import)),
        (Thing.REQUEST, of_letters),
        (Thing.LETTER, Letter.objects.filter(imported_in=letter_import)),
    ]
    for thing, rows in things:
        for public_id in rows.order_by("pk").values_list("public_id", flat=True):
            yield News(thing, public_id, letter_import.office_id, Audience.OFFICE, is_gone=True)


def made_by(letter_import: LetterImport) -> list[QuerySet[Any]]:
    """All rows that came with the import or because of it, those first that name others."""
    by_request: list[type[Model]] = [Reminder, DueDate, ResponseState]
    by_letter: list[type[Model]] = [LetterRequest, Recipient, Signatory]
    requests = LetterRequest.objects.filter(letter__imported_in=letter_import).values("pk")
    letters = Letter.objects.filter(imported_in=letter_import)
    return [
        Delivery.objects.filter(
            reminder__in=Reminder.objects.filter(letter_request__in=requests).values("pk")
        ),
        *(model._default_manager.filter(letter_request__in=requests) for model in by_request),
        Effect.objects.filter(action__in=Action.objects.filter(imported_in=letter_import).values("pk")),
        Action.objects.filter(imported_in=letter_import),
        *(model._default_manager.filter(letter__in=letters.values("pk")) for model in by_letter),
        letters,
    ]
