"""A confirmed letter is changed; where that concerns who may see it, so does all that is in it and speaks of it."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from actions.apart import each_apart
from actions.models import Action, Effect
from actions.news import news_of_actions, seen_in
from letters.changes import Audience, News, Thing, announce
from letters.intake import IntakeError
from letters.models import Letter, LetterRequest
from letters.revising import LetterChanges, revise
from letters.sharing import partners_of
from letters.states import OFFICE_ONLY, Visibility
from letters.versions import lock_letters, newer_letters, newer_requests, news_of_requests
from offices.models import User
from offices.policy import require


class Stale(Exception):
    """The letter is not what whoever changes it has seen."""


@transaction.atomic
def revise_letter(
    *, letter: Letter, changes: LetterChanges, by: User, now: datetime, version: int | None = None
) -> Letter:
    """Changes a confirmed letter; where nothing is different, nobody hears of it.

    `version`: the one that `by` has seen; Stale is raised where it is another by now. Raises IntakeError for what a
    letter cannot be, NotAllowed where `by` may not write for the office.
    """
    require(by, letter.office, "log letters and record actions")
    letter = held(letter, with_tied="visibility" in changes)
    if version not in (None, letter.version):
        raise Stale
    return revised(letter, changes, by=by, now=now)


def lift_embargoes(*, now: datetime) -> int:
    """Publishes what is embargoed until now; how many letters. One that cannot be published keeps no other from it."""
    due = Letter.objects.embargoed(until=now).order_by("public_from", "pk")
    return each_apart(due, lambda letter: lift(letter, now=now), trouble="embargo_not_lifted")


def ends_before(moment: datetime) -> list[datetime]:
    """When embargoes end before a moment, each once."""
    ends = (
        Letter.objects.embargoed(until=moment).order_by("public_from").values_list("public_from", flat=True)
    )
    return list(filter(None, ends.distinct()))


@transaction.atomic
def lift(letter: Letter, *, now: datetime) -> bool:
    """Publishes a letter whose embargo has ended; whether it is still embargoed, and until no later than now."""
    letter = held(letter, with_tied=True)
    ends = letter.public_from
    if ends is None or ends > now:
        return False
    revised(letter, {"visibility": Visibility.PUBLIC}, by=None, now=now)
    return True


def revised(letter: Letter, changes: LetterChanges, *, by: User | None, now: datetime) -> Letter:
    """Changes a letter that is held, and tells of it."""
    was_public = letter.is_public
    if revise(letter, changes, by=by, now=now):
        if was_public == letter.is_public:
            announce(newer_letters({letter.pk}, now=now), now=now)
        else:
            named = LetterRequest.objects.filter(response_states__superseded_by__letter=letter)
            elsewhere = dict(named.exclude(letter=letter).values_list("pk", "letter"))
            news = [
                *newer_letters({letter.pk, *elsewhere.values()}, now=now),
                *newer_requests(elsewhere.keys(), now=now),
            ]
            announce([*news, *(appeared(letter) if letter.is_public else withdrawn(letter))], now=now)
    letter.refresh_from_db(fields=["version", "changed_at"])
    return letter


def held(letter: Letter, *, with_tied: bool) -> Letter:
    """The letter, locked; where it may appear or be withdrawn, with the letters that are tied to it.

    All are locked in one order. Where another one was tied to it before the locks were there, they are let go, and taken anew.
    """
    while True:
        keys = tied_to(letter) if with_tied else {letter.pk}
        with transaction.atomic():
            found = {row.pk: row for row in lock_letters(keys)}
            if letter.pk not in found:
                raise IntakeError("This letter is no longer there: the import that brought it was undone.")
            if not with_tied or tied_to(letter) <= keys:
                return found[letter.pk]
            transaction.set_rollback(True)


def tied_to(letter: Letter) -> set[int]:
    """The letter, and those of which the same entries speak: what anybody sees of these entries depends on all of them."""
    rows = LetterRequest.objects.filter(effects__action__in=speaking_of(letter))
    return {letter.pk, *rows.values_list("letter", flat=True)}


def appeared(letter: Letter) -> list[News]:
    """That everybody sees what is in the letter now."""
    return [
        *news_of_requests(letter.requests.values_list("pk", flat=True)),
        *news_of_actions(speaking_of(letter)),
    ]


def withdrawn(letter: Letter) -> list[News]:
    """That the letter, its requests and what was recorded of them alone are gone for everybody but the office.

    The offices that it is shared with are outsiders too: they hear that it is gone, and then that it is there.
    """
    in_it = set(Action.objects.on_requests(letter.requests.all()).values_list("public_id", flat=True))
    told = news_of_actions(speaking_of(letter))
    unseen = {entry.public_id for entry in told if entry.audience == Audience.OFFICE} & in_it
    gone = [(Thing.LETTER, letter.public_id)]
    gone += [(Thing.REQUEST, public_id) for public_id in letter.requests.values_list("public_id", flat=True)]
    gone += [(Thing.ACTION, public_id) for public_id in sorted(unseen)]
    return [
        *(News(thing, key, letter.office_id, Audience.OUTSIDERS, is_gone=True) for thing, key in gone),
        *(entry for entry in told if entry.public_id not in unseen),
        *(entry for partner in partners_of([letter.pk])[letter.pk] for entry in seen_in(letter, partner)),
    ]


def speaking_of(letter: Letter) -> Collection[int]:
    """The actions that outsiders see through the letter: on its requests, or naming one as the later request.

    Two questions, each with an index: asked as one, all entries of all offices would be looked through.
    """
    effects = Effect.objects.exclude(action__kind__in=OFFICE_ONLY)
    on = effects.filter(letter_request__letter=letter)
    naming = effects.filter(superseded_by__letter=letter)
    return {*on.values_list("action", flat=True), *naming.values_list("action", flat=True)}
