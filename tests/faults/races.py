"""People answer, put off and close requests while the mails about them leave."""

import json
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

from django.db import connections
from django.urls import get_resolver

from actions import delivery
from actions.claims import claim
from actions.ledger import NewAction, NewEffect, Source, check_made, record, snooze
from actions.sweep import plan_all
from letters.models import LetterRequest
from letters.states import Outcome
from offices.models import User
from tests.faults.due import make_due
from tests.faults.report import Line, timed
from tests.faults.stage import Mail, Stage

BEGIN = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)


def run(stage: Stage, *, people: int = 1000, senders: int = 2) -> Line:
    """One request a person: the first tenth is dealt with before processes send, the last after, and the others while
    they do. Wrong is a mail about what was dealt with when its digest was claimed."""
    line = Line(f"answer, snooze, close racing the send, {people:,} ×")
    users = make_due(people, now=BEGIN)
    plan_all(now=BEGIN)
    _ = get_resolver().url_patterns
    requests = shuffled(users)
    tenth = people // 10
    with timed(line):
        settled = settle_all(requests[:tenth])
        connections.close_all()  # a process that is forked off must not share one
        children = [send_in_a_child(stage.folder / f"claims{number}") for number in range(senders)]
        settled |= settle_all(requests[tenth:-tenth])
        for child in children:
            os.waitpid(child, 0)
        settled |= settle_all(requests[-tenth:])
    claims = [claims_in(stage.folder / f"claims{number}") for number in range(senders)]
    wrong = [mail for mail in stage.mails() if is_wrong(mail, settled, claims)]
    asked = {request for mail in stage.mails() for request in mail["asked"]}
    line.tried, line.doubled = len(settled), len(wrong)
    line.kept = 0 < len(asked) < len(settled)
    line.note = f"{len(wrong)} mails about what was dealt with at claim time; {len(asked)} mails left before, the others never"
    return line


def send_in_a_child(file: Path) -> int:
    """A process that sends, and writes down when it claimed which mails."""
    child = os.fork()
    if child:
        return child

    def noted(**named: Any) -> list[Any]:
        began = time.time()
        digests = claim(**named)
        with file.open("a") as notes:
            notes.writelines(f"{json.dumps([digest.message_id, began])}\n" for digest in digests)
        return digests

    with patch.object(delivery, "claim", noted):
        delivery.send_waiting(now=BEGIN)
    os._exit(0)


def shuffled(users: list[User]) -> list[LetterRequest]:
    """Their requests, in an order that says nothing."""
    asked = LetterRequest.objects.filter(letter__owner__in=users)
    requests = list(asked.select_related("letter__owner", "letter__office"))
    Random(1).shuffle(requests)
    return requests


def settle_all(requests: list[LetterRequest]) -> dict[str, float]:
    """Deals with every request; when each was committed, by its public id."""
    settled = {}
    for number, request in enumerate(requests):
        settle(request, way=number % 3)
        settled[request.public_id] = time.time()
    return settled


def settle(request: LetterRequest, *, way: int) -> None:
    """Looks at a request, puts it off, or closes it."""
    by = request.letter.owner
    assert by
    if way == 0:
        check_made(letter_request=request, by=by, now=BEGIN)
    elif way == 1:
        snooze(letter_request=request, until=BEGIN.date() + timedelta(days=30), by=by, now=BEGIN)
    else:
        effect = NewEffect(request, outcome=Outcome.FULFILLED)
        new = NewAction(
            kind="assessment",
            occurred_on=BEGIN.date(),
            effects=[effect],
            summary="Done.",
            source=Source(note="Seen."),
        )
        record(new=new, by=by, now=BEGIN)


def claims_in(file: Path) -> dict[str, float]:
    """When each mail was last claimed, by its Message-ID; from just before the claim, in seconds since 1970."""
    return dict(json.loads(line) for line in file.read_text().splitlines()) if file.exists() else {}


def is_wrong(mail: Mail, settled: dict[str, float], claims: list[dict[str, float]]) -> bool:
    """Whether a mail names a request that had been dealt with before its claim began."""
    claimed = min(found[mail["id"]] for found in claims if mail["id"] in found)
    return any(settled[request] < claimed for request in mail["asked"])
