"""Counts the versions of letters and requests up, and says so in the news: each moves when a reader can see a difference."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import F

from letters.changes import News, Thing, audience_of
from letters.models import Letter, LetterRequest


def lock_letters(keys: Collection[int]) -> list[Letter]:
    """Holds the letters until the transaction ends, in the order in which everybody does."""
    rows = Letter.objects.select_for_update(of=("self",), no_key=True).select_related("office")
    return list(rows.filter(pk__in=keys).order_by("pk"))


def newer_letters(keys: Collection[int], *, now: datetime) -> list[News]:
    """Counts the letters up; call it with the rows locked."""
    letters = Letter.objects.filter(pk__in=keys)
    letters.update(version=F("version") + 1, changed_at=now)
    rows = letters.order_by("pk").values_list("public_id", "office", "visibility", "version")
    return [
        News(Thing.LETTER, public_id, office, audience_of(visibility), version)
        for public_id, office, visibility, version in rows
    ]


def newer_requests(keys: Collection[int], *, now: datetime) -> list[News]:
    """Counts the requests up; call it with their letters' rows locked."""
    LetterRequest.objects.filter(pk__in=keys).update(version=F("version") + 1, changed_at=now)
    return news_of_requests(keys)


def news_of_requests(keys: Collection[int]) -> list[News]:
    """That the requests are as they are now."""
    rows = LetterRequest.objects.filter(pk__in=keys).order_by("pk")
    return [
        News(Thing.REQUEST, public_id, office, audience_of(visibility), version)
        for public_id, office, visibility, version in rows.values_list(
            "public_id", "letter__office", "letter__visibility", "version"
        )
    ]
