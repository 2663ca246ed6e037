"""What readers hear of an entry in the ledger: the action, the requests that it concerns, and their letters."""

from collections.abc import Collection
from datetime import datetime

from actions.models import Action, Effect
from letters.changes import Audience, News, Thing, announce
from letters.models import LetterRequest
from letters.states import OFFICE_ONLY, Visibility
from letters.versions import newer_letters, newer_requests


def announce_entry(
    action: Action, *, corrected: Action | None, letter_requests: Collection[int], now: datetime
) -> None:
    """Tells of an action, and of the one that it corrects. `letter_requests`: those that readers see differently now."""
    news = news_of_actions([action.pk, *([corrected.pk] if corrected else [])])
    news += newer_requests(letter_requests, now=now)
    letters = set(LetterRequest.objects.filter(pk__in=letter_requests).values_list("letter", flat=True))
    announce([*news, *newer_letters(letters, now=now)], now=now)


def announce_standing(letter_request: LetterRequest, *, now: datetime) -> None:
    """Tells that a request stands differently without an entry: its projection was repaired."""
    news = newer_requests({letter_request.pk}, now=now)
    announce([*news, *newer_letters({letter_request.letter_id}, now=now)], now=now)


def news_of_actions(keys: Collection[int]) -> list[News]:
    """That the actions are as they are now: for everybody where one of their letters is public, unless office-only."""
    rows = Effect.objects.filter(action__in=keys).order_by("action")
    told: dict[str, News] = {}
    for public_id, office, kind, visibility in rows.values_list(
        "action__public_id", "action__office", "action__kind", "letter_request__letter__visibility"
    ):
        is_public = visibility == Visibility.PUBLIC and kind not in OFFICE_ONLY
        if is_public or public_id not in told:
            audience = Audience.EVERYBODY if is_public else Audience.OFFICE
            told[public_id] = News(Thing.ACTION, public_id, office, audience)
    return list(told.values())
