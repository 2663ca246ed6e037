"""Each role at each address by each method, for a letter in each state: what it gets is what the table says."""

from collections.abc import Iterator, Mapping
from os import environ

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import Settings

from tests.desk.browsing import named
from tests.leaks.cast import STATES, Cast
from tests.leaks.rights import TABLE, Route
from tests.leaks.surfaces import routes

pytestmark = pytest.mark.django_db

FULL = "LEAKS" in environ
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE") if FULL else ("GET", "POST")
SOME_STATES = STATES if FULL else ("office", "shared")
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
NOT_FOUND, NOT_ALLOWED, NO_METHOD, UNKNOWN, SIGN_IN, DONE = "404", "403", "405", "401", "sign in", "done"
ROLES_THAT_WRITE, ROLES = {"editor", "manager"}, {"viewer", "editor", "manager"}


def test_the_table_names_every_route() -> None:
    assert set(routes()) == TABLE.keys()


def test_each_role_gets_what_the_table_says(settings: Settings) -> None:
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 86_400  # asked for all at once, however long it takes
    cast, cells, wrong = Cast(), 0, []
    for route, rights in TABLE.items():
        for state in SOME_STATES if "{id}" in route else ("none",):
            address = route.format(**parts(cast, rights, state))
            for method in METHODS:
                for reader, client in asking(cast, state).items():
                    got = answer(client, method, address, route, cast)
                    due = expected(route, rights, method, reader, state)
                    cells += 1
                    if got not in due:
                        wrong.append(
                            f"{reader} {method} {route} ({state}): {got} instead of {' or '.join(due)}"
                        )
    assert not wrong, "\n".join(wrong)
    print(f"\nrights: {cells:,} cells of {len(TABLE)} routes, 0 differences")


def asking(cast: Cast, state: str) -> Mapping[str, Client]:
    """Who asks: everybody; in small only whom it makes a difference that a letter is shared, and a stranger."""
    if FULL or state != "shared":
        return cast.readers
    return {reader: cast.readers[reader] for reader in ("partner", "stranger")}


def parts(cast: Cast, rights: Route, state: str) -> dict[str, str]:
    """What stands in the address."""
    rest = {
        "bioguide_id": "X000001",
        "key": named(999_999),
        "name": "invalid",
        "token": "made-up",
        "ending": "csv",
    }
    return {"id": cast.ids(state)[rights.kind], "slug": cast.office.slug, **rest}


def answer(client: Client, method: str, address: str, route: str, cast: Cast) -> str:
    """What came of asking, in the table's words; whatever was written is taken back."""
    is_api = route.startswith("/api/")
    body = body_of(route, cast) if method in UNSAFE else ""
    kind = "application/json" if is_api else "application/x-www-form-urlencoded"
    with transaction.atomic():
        found = client.generic(
            method, address, body, content_type=kind, headers={"If-Match": "*"} if is_api else {}
        )
        b"".join(found)  # a file closes at its end
        transaction.set_rollback(True)
    if found.status_code == 302 and found["Location"].startswith("/sign-in/"):
        return SIGN_IN
    assert found.status_code < 500, (method, address, found.status_code)
    return str(found.status_code) if found.status_code in (401, 403, 404, 405, 410) else DONE


def body_of(route: str, cast: Cast) -> str:
    """A body that the API understands; forms are sent empty."""
    row = cast.letters["office"].requests.get().public_id
    return {
        "/api/v1/letters/": f'{{"office": "{cast.office.slug}", "text": "Dear Secretary: please do it."}}',
        "/api/v1/actions/": f'{{"office": "{cast.office.slug}", "kind": "note", "occurred_on": "2026-03-02", "summary": "x", "effects": [{{"request": "{row}"}}]}}',
        "/api/v1/letters/{id}/confirm/": '{"title": "A letter", "requests": [{"text": "Do it."}]}',
        "/api/v1/letters/{id}/": '{"title": "Another"}',
    }.get(route, "{}" if route.startswith("/api/") else "")


def expected(route: str, rights: Route, method: str, reader: str, state: str) -> set[str]:
    """What the table says that the reader gets."""
    is_api, is_desk = route.startswith("/api/"), route.startswith("/desk/")
    rule = rights.rules.get(method)
    is_there = state != "none" and (state != "draft" or rights.draft)
    if reader == "anonymous":
        if is_api and method in UNSAFE:
            return {UNKNOWN} if route not in ("/api/v1/schema/", "/api/v1/docs/") else {UNKNOWN, NO_METHOD}
        if rule is None:
            return {NO_METHOD, SIGN_IN} if is_desk else {NO_METHOD}
        if rule in ("see", "anybody", "nothing"):
            asked = {SIGN_IN} if is_desk and rule == "nothing" else set[str]()
            return asked | set(found(rule, reader, state, is_there=is_there))
        return {SIGN_IN}
    if rule is None:
        return {NO_METHOD}
    if "{id}" in route and not is_there and rule != "nothing":
        return {NOT_FOUND}
    if rule == "manage" and reader == "manager" and "{key}" in route:
        return {NOT_FOUND}  # of something in the office that is not there
    return set(found(rule, reader, state, is_there=is_there))


def sees(reader: str, state: str) -> bool:
    """Whether the reader sees a letter in the state."""
    return reader in ROLES or state == "public" or (state, reader) == ("shared", "partner")


def found(rule: str, reader: str, state: str, *, is_there: bool) -> Iterator[str]:
    """What whoever is signed in gets."""
    if rule == "nothing":
        yield from (NOT_FOUND, "410")
    elif rule in ("anybody", "signed in"):
        yield DONE
    elif rule == "see":
        yield DONE if is_there and sees(reader, state) else NOT_FOUND
    elif rule == "records":
        yield DONE if reader in (*ROLES_THAT_WRITE, "stranger", "partner") else NOT_ALLOWED
    elif reader in {"read": ROLES, "manage": {"manager"}}.get(rule, ROLES_THAT_WRITE):
        yield DONE
    elif reader in ROLES or (rule == "write seen" and sees(reader, state)):
        yield NOT_ALLOWED
    else:
        yield DONE if rule == "write named" else NOT_FOUND
