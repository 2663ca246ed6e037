"""An office lets another one see a letter, with its notes or without, and takes that back.

The other office hears of what it sees from then on, and that it is gone. Whoever belongs to more than one office may still see what is
gone for one of them: for the others it is told anew.
"""

from datetime import datetime

from django.db import transaction

from actions.news import name_of, seen_in
from actions.publishing import held
from letters.changes import Audience, News, Thing, announce
from letters.intake import IntakeError
from letters.models import Letter, LetterRequest, LetterShare
from letters.sharing import partners_of
from letters.versions import newer_letters, newer_requests
from offices.audit import note
from offices.audit_entries import Deed, Matter
from offices.models import Office, User
from offices.policy import require

MAY = "log letters and record actions"


@transaction.atomic
def share_letter(*, letter: Letter, office: Office, with_notes: bool, by: User, now: datetime) -> None:
    """Lets an office see a confirmed letter; `with_notes`: also notes and who has what. Raises IntakeError or NotAllowed."""
    require(by, letter.office, MAY)
    letter = held(letter, with_tied=True)
    if letter.is_draft:
        raise IntakeError("Confirm the draft first; then share the letter.")
    if office.pk == letter.office_id:
        raise IntakeError("This is your own office, which sees the letter anyway.", field="office")
    before = seen_in(letter, office.pk)
    LetterShare.objects.update_or_create(
        letter=letter,
        office=office,
        defaults={"with_notes": with_notes},
        create_defaults={"with_notes": with_notes, "shared_by": by, "shared_at": now},
    )
    note(
        Deed.SHARED,
        Matter.LETTER,
        letter.public_id,
        office=letter.office_id,
        by=by,
        now=now,
        detail=f"with {office.slug}{', and notes' if with_notes else ''}",
    )
    tell(letter, office.pk, before, now=now)


@transaction.atomic
def unshare_letter(*, letter: Letter, office: Office, by: User, now: datetime) -> None:
    """Takes back that an office sees a letter; what is public it still sees. Raises NotAllowed."""
    require(by, letter.office, MAY)
    letter = held(letter, with_tied=True)
    before = seen_in(letter, office.pk)
    if LetterShare.objects.filter(letter=letter, office=office).delete()[0]:
        note(
            Deed.UNSHARED,
            Matter.LETTER,
            letter.public_id,
            office=letter.office_id,
            by=by,
            now=now,
            detail=f"with {office.slug}",
        )
    tell(letter, office.pk, before, now=now)


def tell(letter: Letter, office: int, before: list[News], *, now: datetime) -> None:
    """Tells an office of what it sees of the letter now and did not before, and that what it saw before is gone."""
    seen = seen_in(letter, office)
    known, there = set(map(name_of, before)), set(map(name_of, seen))
    if known == there:
        return
    gone = known - there
    # What an entry says of the letter's requests is there, or gone, in an entry that is seen because of others.
    news = [entry for entry in seen if name_of(entry) not in known or entry.thing == Thing.ACTION]
    news += [News(*name, office, Audience.OFFICE, is_gone=True) for name in sorted(gone)]
    if gone:
        for other in (letter.office_id, *partners_of([letter.pk])[letter.pk]):
            news += [entry for entry in seen_in(letter, other) if name_of(entry) in gone]
    named = LetterRequest.objects.filter(response_states__superseded_by__letter=letter).exclude(letter=letter)
    elsewhere = dict(named.values_list("pk", "letter"))
    news = [
        *newer_letters(set(elsewhere.values()), now=now),
        *newer_requests(elsewhere.keys(), now=now),
        *news,
    ]
    announce(news, now=now)
