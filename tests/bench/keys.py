"""What a key costs: the same GET with one and without, in turns, on PostgreSQL, with the rate limits counted in Valkey.

The median of each; both are served by this process, so that nothing but the work is measured.
"""

import logging
import os
import secrets
import time
from statistics import median
from typing import TYPE_CHECKING

import django
from django.core.management import call_command

from tests.faults.stage import stage

if TYPE_CHECKING:
    from django.test import Client

LETTERS, ROUNDS = 100, 200
MOST = 0.25  # of what the answer costs without
ENDLESS = {"RATE_LIMIT_ANONYMOUS": "1000000000", "RATE_LIMIT_SIGNED_IN": "1000000000"}


def main() -> None:
    """Prints what a key adds to a list, and to a 304 of it."""
    with stage():
        os.environ |= ENDLESS | {"ALLOWED_HOSTS": "testserver", "SECRET_KEY": secrets.token_urlsafe(50)}
        django.setup()
        logging.disable(logging.WARNING)
        call_command("migrate", verbosity=0)
        # Django's models can be imported only after the database has been named to it.
        from offices.models import Scope  # noqa: PLC0415
        from tests.api.asking import bearing, client_of, key_for  # noqa: PLC0415
        from tests.making import make_letter, make_office, make_user  # noqa: PLC0415

        office = make_office()
        user = make_user(office)
        for _ in range(LETTERS):
            make_letter(office, by=user, requests=["Do it.", "Publish it."])
        anybody = client_of()
        anybody.cookies["made"] = "anew"  # to who sends credentials no answer is sent that was kept
        with_key = bearing(key_for(user, office, Scope.READ_OFFICE))
        for path in ("/api/v1/letters/", "/api/v1/requests/"):
            for known in (False, True):
                compare(path, anybody, with_key, known=known)


def compare(path: str, anybody: "Client", with_key: "Client", *, known: bool) -> None:
    """Prints what a key adds to an answer."""
    asked = [(client, known_by(client, path) if known else {}) for client in (anybody, with_key)]
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for (client, headers), times in zip(asked, taken, strict=True):
            start = time.perf_counter()
            client.get(path, headers=headers)
            times.append(time.perf_counter() - start)
    without, bearing = (median(times) * 1000 for times in taken)
    print(
        f"keys: {path} {304 if known else 200}: {without:.2f} ms without, {bearing:.2f} ms with a key: "
        f"{bearing / without - 1:+.0%} (goal: at most {MOST:.0%})",
        flush=True,
    )


def known_by(client: "Client", path: str) -> dict[str, str]:
    """What a poller sends who has the answer."""
    return {"If-None-Match": client.get(path).headers["ETag"]}
