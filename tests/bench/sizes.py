"""The same questions to a large library and to a small one, in turns: what costs more where there is more.

Two databases on one PostgreSQL, each behind a web server of its own: 1,000,000 letters and 10,000 (`LARGE=100000` names another
number of the former), five requests each. Filling the large one takes far longer than asking it.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.bench.polling import asks
from tests.bench.serving import ROOT, Client, ground, rates, served
from tracker.running.web import web_server

LARGE, SMALL = int(os.environ.get("LARGE", "1000000")), 10_000
FILL = "import django; django.setup(); from tests.bench.library import fill; fill({}, offices={})"
ADDRESSES = {
    "a 304 of a list": ("/api/v1/requests/?kind=documents&ordering=due_on", 1.3),
    "a 304 of a request": ("/api/v1/requests/{request}/", 1.3),
    "progress of a request": ("/api/v1/requests/{request}/progress/", 1.3),
    "progress of a letter": ("/api/v1/letters/{letter}/progress/", 1.3),
    "50 requests, by kind and deadline": ("/api/v1/requests/?kind=documents&ordering=due_on", 1.3),
    "50 requests of an agency, by deadline": ("/api/v1/requests/?agency=agency-7&ordering=due_on", 1.3),
    "50 letters": ("/api/v1/letters/", 1.3),
    "50 letters of an agency": ("/api/v1/letters/?agency=agency-7", 1.3),
    "search, a frequent word": ("/api/v1/requests/?q={frequent}", 2.0),
    "search, a rare word": ("/api/v1/requests/?q={rare}", 2.0),
    "search, two words": ("/api/v1/requests/?q={frequent}+{rare}", 2.0),
}


def main() -> None:
    """Fills both, serves both, and prints how many times as long the large one takes."""
    with ground() as url, ExitStack() as stack:
        libraries = {}
        for letters in (LARGE, SMALL):
            database = filled(url, letters)
            port = stack.enter_context(served({"DATABASE_URL": database}, patient_server))
            libraries[letters] = (port, ids_in(database) | words_in(database))
        compare(libraries)


def patient_server(address: str) -> tuple[str, ...]:
    """The web server, which keeps a connection while the other library is filled."""
    return (*web_server(address), "--keep-alive=75")


def compare(libraries: Mapping[int, tuple[int, Mapping[str, str]]]) -> None:
    """Prints a line for each question. `libraries`: by size the server's port, and what to ask for."""
    for name, (address, most) in ADDRESSES.items():
        known = name.startswith("a 304")
        found = rates(
            {
                letters: asks(Client(port), address.format(**values), known=known)
                for letters, (port, values) in libraries.items()
            }
        )
        print(
            f"{name}: {LARGE:,} letters take {found[SMALL] / found[LARGE]:.2f} times as long as {SMALL:,} "
            f"(goal: at most {most})",
            flush=True,
        )


def filled(url: str, letters: int, *, offices: int = 50) -> str:
    """The address of a new database with so many letters of so many offices."""
    name = f"letters_{letters}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    database = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    subprocess.run(
        [sys.executable, "-c", FILL.format(letters, offices)],
        env=os.environ | {"DATABASE_URL": database},
        cwd=ROOT,
        check=True,
    )
    return database


def ids_in(database: str) -> dict[str, str]:
    """A request that anybody may see, and its letter."""
    with psycopg.connect(database) as connection:
        found = connection.execute(
            "SELECT request.public_id, letter.public_id FROM letters_letterrequest request "
            "JOIN letters_letter letter ON letter.id = letter_id WHERE visibility = 'public' ORDER BY request.id LIMIT 1"
        ).fetchone()
    assert found
    return {"request": found[0], "letter": found[1]}


def words_in(database: str) -> dict[str, str]:
    """A word that every tenth request has, or so, and one that hardly any has."""
    with psycopg.connect(database) as connection:
        rows = connection.execute("SELECT text FROM letters_letterrequest ORDER BY id LIMIT 2000").fetchall()
    counts = dict(counted(rows))
    frequent = min(counts, key=lambda word: abs(counts[word] - len(rows) // 10))
    rare = min(counts, key=lambda word: (counts[word], word))
    return {"frequent": frequent, "rare": rare}


def counted(rows: list[tuple[str]]) -> Iterator[tuple[str, int]]:
    """In how many of the texts each word stands."""
    texts = [set(text.split()) for (text,) in rows]
    for word in sorted(set().union(*texts)):
        yield word, sum(word in text for text in texts)
