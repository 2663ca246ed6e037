"""What readers hear of an entry in the ledger: the action, the requests that it concerns, and their letters."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from django.db.models import Q

from actions.models import Action, Effect
from letters.changes import Audience, News, Thing, announce
from letters.models import Letter, LetterRequest
from letters.sharing import partners_of
from letters.states import OFFICE_ONLY, Visibility
from letters.versions import newer_letters, newer_requests
from letters.visibility import visible_in
from offices.models import Office


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
    """That the actions are as they are now, for all who see them: the rule of `Actions.visible_to`, told beforehand."""
    columns = ("public_id", "office", "kind")
    letters = ("letter_request__letter", "letter_request__letter__visibility")
    rows = Effect.objects.filter(action__in=keys).order_by("action")
    touched = defaultdict[tuple[str, int, str], dict[int, str]](dict)
    for public_id, office, kind, letter, visibility in rows.values_list(
        *(f"action__{column}" for column in columns), *letters
    ):
        touched[public_id, office, kind][letter] = visibility
    partners = partners_of({letter for found in touched.values() for letter in found})
    return [
        News(Thing.ACTION, public_id, hearer, audience)
        for (public_id, office, kind), found in touched.items()
        for hearer, audience in hearers(office, kind, found, partners)
    ]


def hearers(
    office: int, kind: str, touched: Mapping[int, str], partners: Mapping[int, Mapping[int, bool]]
) -> Iterator[tuple[int, Audience]]:
    """Who sees an action of an office that touches letters of some visibility."""
    shares = [partners.get(letter, {}) for letter in touched]
    if kind in OFFICE_ONLY:
        with_notes = [{partner for partner, notes in share.items() if notes} for share in shares]
        inside = set.intersection(*with_notes)
    elif Visibility.PUBLIC in touched.values():
        yield office, Audience.EVERYBODY
        return
    else:
        inside = {partner for share in shares for partner in share}
    for hearer in (office, *sorted(inside)):
        yield hearer, Audience.OFFICE


def name_of(news: News) -> tuple[Thing, str]:
    """What the news speak of."""
    return news.thing, news.public_id


def seen_in(letter: Letter, office: int) -> list[News]:
    """All that an office sees of a letter, and in actions that speak of it, as news to it."""
    offices = Office.objects.filter(pk=office)
    rows = LetterRequest.objects.filter(letter=letter).filter(visible_in(offices, "letter__"))
    letters = Letter.objects.filter(pk=letter.pk).filter(visible_in(offices))
    speaking = Effect.objects.filter(Q(letter_request__letter=letter) | Q(superseded_by__letter=letter))
    actions = Action.objects.filter(pk__in=set(speaking.values_list("action", flat=True))).visible_in(offices)

    def found() -> Iterator[tuple[Thing, str, int | None]]:
        for public_id, version in letters.values_list("public_id", "version"):
            yield Thing.LETTER, public_id, version
        for public_id, version in rows.order_by("pk").values_list("public_id", "version"):
            yield Thing.REQUEST, public_id, version
        for public_id in actions.order_by("pk").values_list("public_id", flat=True):
            yield Thing.ACTION, public_id, None

    return [News(thing, public_id, office, Audience.OFFICE, version) for thing, public_id, version in found()]
