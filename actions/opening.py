"""From what was confirmed to watched letters: their rows, their first ledger entries, their first check dates.

One letter or thousands: the same rows, by statements whose number does not depend on how many there are.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction

from actions.fold import Fact, Standing, fold
from actions.ledger import NewAction, NewEffect, check_action, effect_row, row_of
from actions.models import Action, Effect
from actions.projection import Listed, project_first
from actions.watching import Watch
from letters.bulk import insert, insert_with_keys
from letters.changes import Audience, News, Thing, announce, audience_of
from letters.confirming import People, check_entry, members_in, requests_of, set_columns
from letters.intake import AlreadyConfirmed, LetterEntry
from letters.listed import list_letters
from letters.models import Letter, LetterRequest, Recipient, Signatory
from letters.people import Member
from letters.states import Response
from offices.models import Office, User
from offices.policy import require


class Aside(NamedTuple):
    """What the office keeps to itself of a letter's request, known by its place: who works on it, and a note."""

    place: int
    assigned_to: User | None = None
    note: str = ""


class Opening(NamedTuple):
    """A letter whose own row is there, and what was confirmed of it.

    `backfilled`: an older letter of which nobody has looked what came of it; its requests stay `not_reviewed` instead of
    awaiting a response.
    """

    letter: Letter
    entry: LetterEntry
    backfilled: bool
    asides: Sequence[Aside] = ()


class OwnEntry(NamedTuple):
    """An entry that an aside becomes, and the request of which it speaks, by its place."""

    action: Action
    aside: Aside

    @property
    def assigned_to(self) -> User | None:
        """The person whom it names."""
        return self.aside.assigned_to if self.action.kind == "assigned" else None

    def fact(self) -> Fact:
        """What it says, as the fold takes it."""
        entry, key = self.action, self.assigned_to.pk if self.assigned_to else None
        return Fact(entry.pk, entry.kind, entry.occurred_on, entry.recorded_on, assigned_to=key)


@transaction.atomic
def open_letter(*, letter: Letter, entry: LetterEntry, backfilled: bool, by: User, now: datetime) -> Letter:
    """Confirms the draft and enters that it was sent, where the day is known; `backfilled` as in Opening.

    Raises IntakeError, LedgerError or NotAllowed, and then writes nothing.
    """
    office = letter.office
    require(by, office, "log letters and record actions")
    letter = Letter.objects.select_for_update(of=("self",)).select_related("office").get(pk=letter.pk)
    if not letter.is_draft:
        raise AlreadyConfirmed
    members = members_in([entry])
    check(entry, members, office=office, now=now)
    set_columns(letter, entry, now=now)
    letter.save()
    write([Opening(letter, entry, backfilled)], members, office=office, by=by, now=now)
    return letter


def check(entry: LetterEntry, members: Mapping[str, Member], *, office: Office, now: datetime) -> None:
    """The rules for a letter and for its first entry. Raises IntakeError or LedgerError."""
    check_entry(entry, members, now=now)
    if entry.sent_on is not None:
        check_action(sent(entry.sent_on), today=now.astimezone(office.zone).date())


def sent(on: date, effects: Sequence[NewEffect] = ()) -> NewAction:
    """The first entry: that the letter was sent."""
    return NewAction("letter_sent", on, effects)


def write(
    openings: Sequence[Opening], members: Mapping[str, Member], *, office: Office, by: User, now: datetime
) -> None:
    """Writes all that belongs to the letters, all of one office, and tells of it."""
    recipients = write_people(openings, members)
    actions = {
        letter.pk: row_of(sent(letter.sent_on), office=office, by=by, now=now, imported_in=letter.imported_in)
        for letter, *_ in openings
        if letter.sent_on is not None
    }
    own = {
        opening.letter.pk: list(own_entries(opening, office=office, by=by, now=now)) for opening in openings
    }
    insert_with_keys(
        Action, [*actions.values(), *(one.action for entries in own.values() for one in entries)]
    )
    new = list(standing_first(openings, actions, own, recipients, now=now))
    project_first(new, recipients, watch=Watch(office), now=now)
    requests = defaultdict[int, list[LetterRequest]](list)
    for letter_request, _ in new:
        requests[letter_request.letter_id].append(letter_request)
    insert(
        Effect,
        (
            effect_row(
                actions[letter.pk], NewEffect(letter_request, response=first_response(backfilled=backfilled))
            )
            for letter, _, backfilled, _ in openings
            if letter.pk in actions
            for letter_request in requests[letter.pk]
        ),
    )
    insert(
        Effect,
        (
            effect_row(one.action, NewEffect(requests[letter][one.aside.place], assigned_to=one.assigned_to))
            for letter, entries in own.items()
            for one in entries
        ),
    )
    announce(
        [
            news
            for letter, *_ in openings
            for news in news_of(letter, actions.get(letter.pk), own[letter.pk], requests[letter.pk])
        ],
        now=now,
    )


def own_entries(opening: Opening, *, office: Office, by: User, now: datetime) -> Iterator[OwnEntry]:
    """What the office keeps to itself of the letter's requests, as entries of today."""
    today = now.astimezone(office.zone).date()
    for aside in opening.asides:
        new = []
        if aside.assigned_to is not None:
            new.append(NewAction("assigned", today, []))
        if aside.note:
            new.append(NewAction("note", today, [], summary=aside.note))
        for action in new:
            row = row_of(action, office=office, by=by, now=now, imported_in=opening.letter.imported_in)
            yield OwnEntry(row, aside)


def first_response(*, backfilled: bool) -> str:
    """What the first entry says of the answers."""
    return "" if backfilled else Response.AWAITING_RESPONSE


def write_people(openings: Sequence[Opening], members: Mapping[str, Member]) -> Mapping[int, Listed]:
    """Writes recipients and signatories; each letter's recipients, as Listed."""
    people = People([opening.entry for opening in openings], members)
    recipients = [
        recipient for letter, entry, *_ in openings for recipient in people.recipients(letter, entry)
    ]
    list_letters(recipients)
    insert_with_keys(Recipient, recipients)
    insert(
        Signatory,
        (signatory for letter, entry, *_ in openings for signatory in people.signatories(letter, entry)),
    )
    found = defaultdict[int, dict[int, int | None]](dict)
    for recipient in recipients:
        found[recipient.letter_id][recipient.pk] = recipient.listed_under_id
    return found


def standing_first(
    openings: Sequence[Opening],
    actions: Mapping[int, Action],
    own: Mapping[int, Sequence[OwnEntry]],
    recipients: Mapping[int, Listed],
    *,
    now: datetime,
) -> Iterator[tuple[LetterRequest, Standing]]:
    """The letters' requests, and how each stands after its letter's first entries."""
    for letter, entry, backfilled, _ in openings:
        action, facts = actions.get(letter.pk), []
        if action is not None:
            response = first_response(backfilled=backfilled)
            facts = [Fact(action.pk, action.kind, action.occurred_on, action.recorded_on, response=response)]
        told = defaultdict[int, list[Fact]](list)
        for one in own[letter.pk]:
            told[one.aside.place].append(one.fact())
        for place, letter_request in enumerate(requests_of(letter, entry, now=now)):
            first_due_on = letter_request.deadline_on or letter.response_due_on
            yield (
                letter_request,
                fold(
                    [*facts, *told[place]],
                    recipients=recipients.get(letter.pk, ()),
                    first_due_on=first_due_on,
                ),
            )


def news_of(
    letter: Letter, action: Action | None, own: Sequence[OwnEntry], requests: Sequence[LetterRequest]
) -> Iterator[News]:
    """That a letter is there with its requests and its first entries."""
    office, audience = letter.office_id, audience_of(letter.visibility)
    if action is not None:
        yield News(Thing.ACTION, action.public_id, office, audience)
    for entry in own:
        yield News(Thing.ACTION, entry.action.public_id, office, Audience.OFFICE)
    for letter_request in requests:
        yield News(Thing.REQUEST, letter_request.public_id, office, audience, letter_request.version)
    yield News(Thing.LETTER, letter.public_id, office, audience, letter.version)
