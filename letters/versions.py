"""Counts the versions of letters and requests up, and says so in the news: each moves when a reader can see a difference."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db.models import F

from letters.changes import Audience, News, Thing, audience_of
from letters.models import Letter, LetterRequest
from letters.sharing import partners_of
from letters.states import Visibility


def lock_letters(keys: Collection[int]) -> list[Letter]:
    """Holds the letters until the transaction ends, in the order in which everybody does."""
    rows = Letter.objects.select_for_update(of=("self",), no_key=True).select_related("office")
    return list(rows.filter(pk__in=keys).order_by("pk"))


def newer_letters(keys: Collection[int], *, now: datetime) -> list[News]:
    """Counts the letters up; call it with the rows locked."""
    letters = Letter.objects.filter(pk__in=keys)
    letters.update(version=F("version") + 1, changed_at=now)
    rows = letters.order_by("pk").values_list("pk", "public_id", "office", "visibility", "version")
    return news_of(Thing.LETTER, list(rows))


def newer_requests(keys: Collection[int], *, now: datetime) -> list[News]:
    """Counts the requests up; call it with their letters' rows locked."""
    LetterRequest.objects.filter(pk__in=keys).update(version=F("version") + 1, changed_at=now)
    return news_of_requests(keys)


def news_of_requests(keys: Collection[int]) -> list[News]:
    """That the requests are as they are now."""
    rows = LetterRequest.objects.filter(pk__in=keys).order_by("pk")
    columns = ("letter", "public_id", "letter__office", "letter__visibility", "version")
    return news_of(Thing.REQUEST, list(rows.values_list(*columns)))


def news_of(thing: Thing, rows: Sequence[tuple[int, str, int, str, int]]) -> list[News]:
    """That things are as they are now, for all who see them: of each its letter's key, id, office, visibility and version."""
    partners = partners_of({letter for letter, *_, visibility, _ in rows if visibility != Visibility.PUBLIC})
    found = []
    for letter, public_id, office, visibility, version in rows:
        found.append(News(thing, public_id, office, audience_of(visibility), version))
        for partner in partners.get(letter, ()):
            found.append(News(thing, public_id, partner, Audience.OFFICE, version))
    return found
