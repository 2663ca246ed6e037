"""A manager puts a legal hold on a letter or on the whole office, and lifts it: until then nothing of it is deleted."""

from datetime import datetime

from django.db import transaction

from letters.holds import LegalHold
from letters.models import Letter
from offices.audit import note
from offices.audit_entries import Deed, Matter
from offices.models import Office, User
from offices.policy import require

MAY = "manage the office"


class HoldProblem(Exception):
    """A hold that cannot be; the message says why."""


@transaction.atomic
def put_hold(*, office: Office, letter: Letter | None, reason: str, by: User, now: datetime) -> LegalHold:
    """Holds a letter of the office, or (None) all of it; what is held already stays so. Raises HoldProblem or NotAllowed."""
    require(by, office, MAY)
    Office.objects.select_for_update(no_key=True).get(pk=office.pk)
    if not reason.strip():
        raise HoldProblem("Say why, such as the name of the case.")
    if letter is not None and letter.office_id != office.pk:
        raise HoldProblem("This is a letter of another office.")
    said = {"reason": reason.strip()[:300], "placed_at": now, "placed_by": by}
    hold, is_new = LegalHold.objects.get_or_create(office=office, letter=letter, defaults=said)
    if is_new:
        note(Deed.HELD, *named(letter), office=office.pk, by=by, now=now)
    return hold


@transaction.atomic
def lift_hold(*, hold: LegalHold, by: User, now: datetime) -> None:
    """Lifts it. Raises NotAllowed."""
    require(by, hold.office, MAY)
    hold.delete()
    note(Deed.RELEASED, *named(hold.letter), office=hold.office_id, by=by, now=now)


def named(letter: Letter | None) -> tuple[Matter, str]:
    """How the audit names what is held."""
    return (Matter.LETTER, letter.public_id) if letter else (Matter.OFFICE, "")
