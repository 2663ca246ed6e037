"""Writes while dashboards poll, beside the same writes while nobody does; and what the feed's lock costs those who write.

PostgreSQL whose commits wait for the disk, with 10,000 letters (`LETTERS`), the web server of `make run`. `SECONDS=60` makes
the polling shorter than five minutes; `KEEP_ALIVE=20` tells the web server how many seconds it keeps a connection that nobody uses.
"""

import multiprocessing
import os
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from statistics import median, quantiles
from typing import TYPE_CHECKING
from unittest.mock import patch

import django
from django.db import connection, connections
from django.utils import timezone

from tests.bench.pollers import poll
from tests.bench.serving import ground, served
from tracker.running.web import web_server

if TYPE_CHECKING:
    from datetime import datetime

    from letters.models import LetterRequest

LETTERS = int(os.environ.get("LETTERS", "10000"))
SECONDS = float(os.environ.get("SECONDS", "300"))
KEEP_ALIVE = os.environ.get("KEEP_ALIVE", "")
POLLERS, INTERVAL = 200, 10.0  # seconds from one poll to the next, of each
RATE, ON_POLLED = 4, 4  # writes a second; one in so many is on something that is polled
MOST, LEAST_UNCHANGED = 2.0, 0.9  # times the latency, share of 304
WRITERS, ROUNDS, ROUND = 8, 3, 6.0  # of the lock's figure; seconds


def main() -> None:
    """Fills a database, serves it, and prints the figures."""
    with ground():
        django.setup()
        # Django's models can be imported only after the database has been named to it.
        from tests.bench.library import fill  # noqa: PLC0415

        fill(LETTERS)
        while_polled()
        the_lock()


def while_polled() -> None:
    """Writes alone, while pollers poll, and alone again, on one server."""
    requests = asked_of_an_office()
    polled, others = requests[::2], requests[1::2]
    server = served(
        {}, lambda address: (*web_server(address), *([f"--keep-alive={KEEP_ALIVE}"] if KEEP_ALIVE else []))
    )
    with server as port, ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        key = key_of_the_office(polled[0])
        write(port, key, (polled, others), 5)  # what comes first is slower
        alone = write(port, key, (polled, others), SECONDS / 2)
        addresses = [
            f"/api/v1/requests/{polled[place % len(polled)].public_id}/progress/" for place in range(POLLERS)
        ]
        polling = pool.submit(poll, port, addresses, INTERVAL, SECONDS + INTERVAL)
        time.sleep(INTERVAL)  # until each has polled once
        loaded = write(port, key, (polled, others), SECONDS)
        counts = polling.result()
        alone += write(port, key, (polled, others), SECONDS / 2)
    unchanged = counts["304"] / (counts["304"] + counts["200"])
    at_ends = [percentile_99(times) * 1000 for times in (alone, loaded)]
    middle = [median(times) * 1000 for times in (alone, loaded)]
    print(
        f"writing: {RATE} actions a second: p99 {at_ends[1]:.0f} ms while {POLLERS} programs poll every {INTERVAL:.0f} s for "
        f"{SECONDS:.0f} s, {at_ends[0]:.0f} ms alone: {at_ends[1] / at_ends[0]:.2f} times (goal: at most {MOST:.0f}); "
        f"median {middle[1]:.0f} and {middle[0]:.0f} ms",
        flush=True,
    )
    print(
        f"writing: {unchanged:.1%} of {counts['304'] + counts['200']:,} polls were 304 (goal: at least {LEAST_UNCHANGED:.0%}), "
        f"{counts['errors']} errors (goal: none), {counts['connections']:,} connections opened, "
        f"idle ones kept for {KEEP_ALIVE or 2} s",
        flush=True,
    )


def write(
    port: int, key: str, requests: tuple[Sequence["LetterRequest"], Sequence["LetterRequest"]], seconds: float
) -> list[float]:
    """Records actions at a steady rate; how long each took, from when it was due. Raises RuntimeError for any but a 201.

    `requests`: those that are polled, and others.
    """
    from tests.faults.web import Asker  # noqa: PLC0415  # see main

    asker, taken = Asker(port, key), []
    begin = time.perf_counter()
    on = timezone.now().date().replace(day=1).isoformat()
    for number in range(int(seconds * RATE)):
        due = begin + number / RATE
        time.sleep(max(0.0, due - time.perf_counter()))
        among = requests[number % ON_POLLED > 0]
        row = among[number * 7 % len(among)]
        body = {"kind": "status_check", "occurred_on": on, "effects": [{"request": row.public_id}]}
        answer = asker.ask("POST", "/api/v1/actions/", body)
        if answer.status != 201:
            raise RuntimeError(f"{answer.status} {answer.body[:300]!r}")
        taken.append(time.perf_counter() - due)
    return taken


def percentile_99(times: Sequence[float]) -> float:
    """What 99 of 100 stay below."""
    return quantiles(times, n=100, method="inclusive")[98]


def asked_of_an_office() -> list["LetterRequest"]:
    """The requests of public letters of one office."""
    from letters.models import LetterRequest  # noqa: PLC0415  # see main

    return asked("public", LetterRequest.objects.values_list("letter__office", flat=True)[0], 2 * POLLERS)


def asked(visibility: str, office: int, most: int) -> list["LetterRequest"]:
    """Some of an office's requests."""
    from letters.models import LetterRequest  # noqa: PLC0415  # see main

    rows = LetterRequest.objects.filter(letter__office=office, letter__visibility=visibility)
    return list(rows.select_related("letter__office").order_by("pk")[:most])


def key_of_the_office(row: "LetterRequest") -> str:
    """A key of the office that keeps the request."""
    from offices.models import Scope  # noqa: PLC0415  # see main
    from tests.api.asking import key_for  # noqa: PLC0415
    from tests.making import editor_of  # noqa: PLC0415

    return key_for(editor_of(row.letter.office), row.letter.office, Scope.WRITE)


def the_lock() -> None:
    """Writers of different offices at once, with the feed's locks and without, in turns."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SEQUENCE unlocked START 1000000000000 INCREMENT 1000")
    for visibility in ("public", "office"):
        record_on(visibility, 0, True)  # what is loaded once, the processes get from this one
        found: dict[bool, list[float]] = {True: [], False: []}
        for _ in range(ROUNDS):
            for is_locked, rates in found.items():
                rates.append(rate_of_all(visibility, is_locked=is_locked))
        ours, free = median(found[True]), median(found[False])
        print(
            f"writing: {WRITERS} processes of {WRITERS} offices record {ours:.0f} actions a second on {visibility} letters, "
            f"{free:.0f} without the feed's locks: {ours / free:.2f} of it",
            flush=True,
        )


def rate_of_all(visibility: str, *, is_locked: bool) -> float:
    """How many actions a second the writers record together."""
    connections.close_all()
    with multiprocessing.get_context("fork").Pool(WRITERS) as pool:
        counts = pool.starmap(
            record_on, [(visibility, number, is_locked) for number in range(WRITERS)], chunksize=1
        )
    return sum(counts) / ROUND


def record_on(visibility: str, number: int, is_locked: bool) -> int:
    """Records actions of one office for a while; how many. For a process of its own."""
    from actions.ledger import check_made  # noqa: PLC0415  # see main
    from letters import changes  # noqa: PLC0415
    from offices.models import Office  # noqa: PLC0415
    from tests.making import editor_of  # noqa: PLC0415

    office = Office.objects.order_by("pk")[number]
    by, rows, count = editor_of(office), asked(visibility, office.pk, 50), 0
    with patch.object(changes, "move", changes.move if is_locked else position_without_lock):
        check_made(letter_request=rows[0], by=by, now=timezone.now())  # the first one is slower
        end = time.perf_counter() + ROUND
        while time.perf_counter() < end:
            check_made(letter_request=rows[count % len(rows)], by=by, now=timezone.now())
            count += 1
    return count


def position_without_lock(key: int, by: int, *, now: "datetime", position: int = 0) -> int:
    """What `letters.changes.move` gives, from a sequence: positions that may become visible out of order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('unlocked')")
        return int(cursor.fetchone()[0]) + by
