"""The pages: beside the API's answers with the same data, and those of a large office's desk beside a small one's.

Two databases on one PostgreSQL, each of one office: 10,000 letters (`LETTERS` names another number) and 100, five requests each.
Of each page also how long it is on the wire, and how many queries it takes.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import NamedTuple

import psycopg

from tests.bench.polling import MADE, asks
from tests.bench.serving import ROOT, Client, ground, rates, served
from tests.bench.sizes import filled, ids_in, patient_server, words_in

LARGE, SMALL = int(os.environ.get("LETTERS", "10000")), 100
LONGEST, MOST_QUERIES, SLOWER = 60_000, 12, 2.0  # bytes, queries, times
OFFICE = "office-1"
WEB = {"Accept-Encoding": "gzip", "Accept-Language": "en"}  # as a browser asks
SIGN_IN = """
import django; django.setup()
from django.test import Client
from offices.models import OfficeMembership, Role
membership = OfficeMembership.objects.get(user__email="person1@example.org")
membership.role = Role.MANAGER
membership.save()
client = Client()
client.force_login(membership.user)
print("; ".join(f"{name}={cookie.value}" for name, cookie in client.cookies.items()))
"""
# A public page, and what the API answers with the same data.
PUBLIC = {
    "/": "/api/v1/progress/?by=month",
    "/letters/": "/api/v1/letters/?page_size=25&include=requests",
    "/letters/?q={rare}": "/api/v1/letters/?page_size=25&include=requests&q={rare}",
    "/letters/{letter}/": "/api/v1/letters/{letter}/",
    "/requests/": "/api/v1/requests/?page_size=25&ordering=-changed_at",
    "/requests/?kind=documents&overdue=on": "/api/v1/requests/?page_size=25&ordering=-changed_at&kind=documents&overdue=true",
    "/requests/{request}/": "/api/v1/actions/?request={request}",
    "/agencies/": "/api/v1/progress/?by=agency",
    "/agencies/agency-7/": "/api/v1/letters/?agency=agency-7&include=requests&page_size=10",
    "/members/": "/api/v1/members/",
    "/members/X000007/": "/api/v1/letters/?member=X000007&include=requests&page_size=10",
    "/topics/": "/api/v1/progress/?by=topic",
}
DESK = (
    "/desk/",
    "/desk/?whose=mine",
    "/desk/letters/",
    "/desk/letters/?q={few}",
    "/desk/letters/?q={frequent}",
    "/desk/inbox/",
    f"/desk/week/{OFFICE}/",
    f"/desk/offices/{OFFICE}/",
    f"/desk/offices/{OFFICE}/report/",
    f"/desk/offices/{OFFICE}/export/",
    f"/desk/offices/{OFFICE}/import/",
    "/desk/letters/{letter}/",
    "/desk/requests/{request}/",
    "/desk/letters/new/",
    "/desk/account/",
)


class Library(NamedTuple):
    """One office's letters behind a web server."""

    port: int
    person: Mapping[str, str]
    names: Mapping[str, str]

    def asks(self, address: str, who: Mapping[str, str]) -> Callable[[], None]:
        """Asks for a page. `who`: the header that tells."""
        return asks(Client(self.port), address.format(**self.names), sent={**WEB, **who})

    def measured(self, address: str, who: Mapping[str, str]) -> tuple[int, int]:
        """How many bytes the page has on the wire, and how many queries it takes once it has been asked for before."""
        self.asks(address, who)()
        _, found, body = Client(self.port).get(address.format(**self.names), {**WEB, **who})
        return len(body), int(found["x-queries"])


def main() -> None:
    """Fills both, serves both, and prints a line for each page."""
    with ground() as url, ExitStack() as stack:
        libraries = {}
        for letters in (LARGE, SMALL):
            database = filled(url, letters, offices=1)
            environment = {"DATABASE_URL": database, "COUNT_QUERIES": "yes"}
            port = stack.enter_context(served(environment, patient_server))
            libraries[letters] = Library(
                port,
                signed_in(database),
                ids_in(database) | words_in(database) | {"few": word_of_a_page(database)},
            )
        beside_the_api(libraries[LARGE])
        by_size(libraries)


def word_of_a_page(database: str) -> str:
    """A word that fills a page of the desk's list and hardly more: so that a large office's page shows as much as a small one's."""
    with psycopg.connect(database) as connection:
        found = connection.execute(
            "SELECT word FROM ts_stat('SELECT search FROM letters_letterrequest') ORDER BY abs(ndoc - 20), word LIMIT 1"
        ).fetchone()
    assert found
    return str(found[0])


def signed_in(database: str) -> dict[str, str]:
    """The header of the office's person."""
    found = subprocess.run(
        [sys.executable, "-c", SIGN_IN],
        env=os.environ | {"DATABASE_URL": database},
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return {"Cookie": found.stdout.strip()}


def beside_the_api(library: Library) -> None:
    """Prints for each public page how it does beside the API, both made anew, and both while nothing changes.

    A page that is made anew finds the parts that were kept, as after a change of something else.
    """
    for page, answer in PUBLIC.items():
        size, queries = library.measured(page, MADE)
        asking = {
            "page": library.asks(page, MADE), "api": library.asks(answer, MADE),
            "kept page": library.asks(page, {}), "kept api": library.asks(answer, {}),
            "constant": library.asks("/bare/", {}),
        }  # fmt: skip
        found = rates(asking, rounds=5)
        print(
            f"{page}: {size:,} bytes (goal: at most {LONGEST:,}), {queries} queries (goal: at most {MOST_QUERIES}), "
            f"{found['page']:.0f}/s, {found['page'] / found['api']:.2f} of {answer}; unchanged {found['kept page']:.0f}/s, "
            f"{found['kept page'] / found['kept api']:.2f} of it, {found['kept page'] / found['constant']:.2f} of a constant",
            flush=True,
        )


def by_size(libraries: Mapping[int, Library]) -> None:
    """Prints for each page of the desk how it does in a large office."""
    for page in DESK:
        large = libraries[LARGE]
        size, queries = large.measured(page, large.person)
        asking = {letters: library.asks(page, library.person) for letters, library in libraries.items()}
        found = rates(asking, rounds=5)
        print(
            f"{page}: {size:,} bytes, {queries} queries, {found[LARGE]:.0f}/s: with {LARGE:,} letters "
            f"{found[SMALL] / found[LARGE]:.2f} times as long as with {SMALL} (goal: at most {SLOWER:.0f})",
            flush=True,
        )
