"""Reads the demo data and enters a check, by the Python client that is made of docs/openapi.yaml: program.py ADDRESS KEY

It is checked (mypy --strict) and run where the client has been made, in a folder beside it.
"""

import json
import sys
from collections.abc import Iterator
from datetime import date
from urllib.parse import parse_qs, urlsplit

from tracker_client import AuthenticatedClient
from tracker_client.api.actions import actions_create
from tracker_client.api.changes import changes_retrieve
from tracker_client.api.letters import letters_list, letters_retrieve
from tracker_client.api.requests import requests_list, requests_progress_retrieve
from tracker_client.models import (
    Action,
    ActionInputRequest,
    ActionKind,
    EffectInputRequest,
    Feed,
    LetterRequest,
    OneRequestProgress,
    PaginatedLetterDetailList,
    PaginatedLetterRequestList,
    Problem,
    RequestsListOrdering,
)
from tracker_client.types import UNSET, Unset


def requests_of(client: AuthenticatedClient, letter: str) -> Iterator[LetterRequest]:
    """A letter's requests, page by page."""
    cursor: str | Unset = UNSET
    while True:
        page = requests_list.sync(
            client=client,
            letter=letter,
            ordering=RequestsListOrdering.OLDEST,
            fields="number,kind",
            page_size=2,
            cursor=cursor,
        )
        assert isinstance(page, PaginatedLetterRequestList)
        yield from page.results
        if page.next_ is None:
            return
        cursor = parameter(page.next_, "cursor")


def parameter(address: str, name: str) -> str:
    """A parameter of an address that the API gave."""
    return parse_qs(urlsplit(address).query)[name][0]


def feed(client: AuthenticatedClient, after: str | Unset = UNSET) -> Feed:
    """What has changed after a place; without one, the place of now."""
    found = changes_retrieve.sync(client=client, after=after)
    assert isinstance(found, Feed)
    return found


def main(address: str, key: str) -> None:
    """Prints what it found, for the test to compare."""
    client = AuthenticatedClient(address, key)
    letters = letters_list.sync(client=client, office="example", q="paragraphs", dated_to=date(2026, 9, 30))
    assert isinstance(letters, PaginatedLetterDetailList)
    requests = list(requests_of(client, letters.results[0].id))
    progress = requests_progress_retrieve.sync(requests[0].id, client=client, as_of=date(2026, 10, 20))
    assert isinstance(progress, OneRequestProgress)

    place = parameter(feed(client).next_, "after")
    entered = actions_create.sync(
        client=client,
        body=ActionInputRequest(
            kind=ActionKind.STATUS_CHECK,
            occurred_on=date(2026, 11, 12),
            effects=[EffectInputRequest(request=requests[0].id)],
        ),
        idempotency_key="the Python client's check",
    )
    assert isinstance(entered, Action)
    changes = feed(client, place).changes
    missing = letters_retrieve.sync("abcdefghjkmn", client=client)
    assert isinstance(missing, Problem)
    found = {
        "letters": [letter.title for letter in letters.results],
        "requests": [[one.number, one.kind] for one in requests],
        "on": str(progress.on),
        "response_state": progress.response_state,
        "percent": progress.percent,
        "entered": entered.kind,
        "changed": sorted(change.type_ for change in changes if change.change == "changed"),
        "problem": missing.title,
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
