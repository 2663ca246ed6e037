"""A confirmed letter is corrected, and whoever sees it hears of it; its entries stay as they are."""

from datetime import datetime

from django.db import transaction

from actions.ledger import lock
from actions.models import Effect
from actions.projection import project
from actions.publishing import Stale, held
from letters.changes import announce
from letters.correcting import Correction, correct
from letters.models import Letter
from letters.versions import newer_letters, newer_requests
from offices.audit import note
from offices.audit_entries import Deed, Matter
from offices.models import User
from offices.policy import require


@transaction.atomic
def correct_letter(
    *, letter: Letter, correction: Correction, by: User, now: datetime, version: int | None = None
) -> bool:
    """Corrects a confirmed letter; whether anything is different. Where nothing is, nobody hears of it.

    `version`: the one that `by` has seen; Stale is raised where it is another by now. Raises IntakeError for what a
    letter cannot be, NotAllowed where `by` may not write for the office, and then writes nothing.
    """
    require(by, letter.office, "log letters and record actions")
    letter = held(letter, with_tied=False)
    if version not in (None, letter.version):
        raise Stale
    letter_requests = lock(set(letter.requests.values_list("pk", flat=True)))
    for row in letter_requests:
        row.letter = letter
    answering = set(Effect.objects.filter(recipient__letter=letter).values_list("recipient", flat=True))
    found = correct(letter, letter_requests, correction, answering=answering)
    if not found.told:
        return False
    note(
        Deed.CHANGED,
        Matter.LETTER,
        letter.public_id,
        office=letter.office_id,
        by=by,
        now=now,
        detail=", ".join(found.told),
    )
    if found.moves_days:
        project(letter_requests, now=now)
    announce(
        [*newer_requests(found.requests, now=now), *newer_letters({letter.pk}, now=now)],
        now=now,
    )
    return True
