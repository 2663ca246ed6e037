"""Every address of the tracker, with something that is there in each place of its pattern."""

import re
from collections.abc import Iterator, Mapping

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from tests.desk.browsing import named

PLACE = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")
MODEL = re.compile(r"admin/(\w+)/(\w+)/")


def patterns(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """The pattern of each address."""
    for entry in (resolver or get_resolver()).url_patterns:
        pattern = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield pattern
        else:
            yield from patterns(entry, pattern)


def addresses(ids: Mapping[str, str]) -> dict[str, str]:
    """Each pattern's address. `ids` are those of tests.pages.filling.full, and what else the tests that ask have made."""
    return {pattern: address(pattern, ids) for pattern in patterns()}


def address(pattern: str, ids: Mapping[str, str]) -> str:
    """The pattern with its places filled."""
    plain = pattern.replace("^", "").replace("$", "")
    return "/" + PLACE.sub(lambda place: filling(plain[: place.start()], place[1] or place[2], ids), plain)


def filling(before: str, place: str, ids: Mapping[str, str]) -> str:
    """What stands in a place, behind the part of the pattern that comes before."""
    if before.startswith("admin/"):
        return in_admin(before, place)
    known = ids.get(f"{before}{place}") or ids.get(place)
    assert known, f"A new place: say in tests.edge.stage what stands in it, as {before}{place}."
    return named(int(known)) if place == "key" and before.startswith("desk/") else known


def in_admin(before: str, place: str) -> str:
    """What stands in a place of the admin's."""
    if place in ("object_id", "id") and (model := MODEL.match(before)):
        first = apps.get_model(model[1], model[2])._base_manager.first()
        return str(first.pk) if first else "1"
    return {"app_label": "letters", "url": "nothing/", "content_type_id": "1", "object_id": "1"}[place]
