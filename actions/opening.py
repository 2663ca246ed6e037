"""From a confirmed draft to a watched letter: its rows, its first ledger entry, its first check date."""

from datetime import datetime

from django.db import transaction

from actions.ledger import NewAction, NewEffect, lock, record
from actions.projection import project
from letters.changes import announce
from letters.intake import LetterEntry, confirm
from letters.models import Letter
from letters.states import Response
from letters.versions import newer_letters, newer_requests
from offices.models import User


@transaction.atomic
def open_letter(*, letter: Letter, entry: LetterEntry, backfilled: bool, by: User, now: datetime) -> Letter:
    """Confirms the draft and enters that it was sent, where the day is known.

    `backfilled`: an older letter of which nobody has looked what came of it; its requests stay `not_reviewed`
    instead of awaiting a response. Raises IntakeError, LedgerError or NotAllowed, and then writes nothing.
    """
    letter = confirm(letter=letter, entry=entry, by=by, now=now)
    requests = list(letter.requests.select_related("letter__office"))
    keys = {letter_request.pk for letter_request in requests}
    project(lock(keys), now=now)
    if letter.sent_on is None:
        announce([*newer_requests(keys, now=now), *newer_letters({letter.pk}, now=now)], now=now)
    else:
        response = "" if backfilled else Response.AWAITING_RESPONSE
        effects = [NewEffect(letter_request, response=response) for letter_request in requests]
        record(new=NewAction("letter_sent", letter.sent_on, effects), by=by, now=now)
    return letter
