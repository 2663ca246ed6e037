"""Ten thousand letters with five requests each, imported by the verb, against COPY of the very same rows.

On the same PostgreSQL, whose commits wait for the disk, in turns; the middle of three rounds counts. Indexes, triggers and
constraints are in place for both; COPY has its rows ready as text. `IMPORTING=1000` names another number of letters.
"""

import logging
import os
import time
from collections.abc import Callable, Iterator
from statistics import median

import django
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from tests.faults.stage import stage

LETTERS, ROUNDS = int(os.environ.get("IMPORTING", "10000")), 3
GOAL = 0.30
# In an order in which each row's own rows come first; the change feed's last, as it is locked.
TABLES = (
    "letters_letterimport",
    "letters_letter",
    "letters_recipient",
    "letters_signatory",
    "actions_action",
    "letters_letterrequest",
    "letters_responsestate",
    "actions_duedate",
    "actions_effect",
    "letters_edition",
    "letters_change",
)
Table = tuple[str, str, bytes]  # name, columns, rows as COPY writes them


def main() -> None:
    """Prints the ratio and the letters a second."""
    with stage():
        django.setup()
        logging.disable(logging.WARNING)
        call_command("migrate", verbosity=0)
        # Django's models can be imported only after the database has been named to it.
        from actions.importing import import_letters  # noqa: PLC0415
        from offices.models import Office, OfficeMembership, Role, User  # noqa: PLC0415
        from tests.bench.spreadsheet import given_letters, make_members  # noqa: PLC0415

        office = Office.objects.create(slug="office", name="Office")
        person = User.objects.create(email="person@example.org", password="!")
        OfficeMembership.objects.create(office=office, user=person, role=Role.EDITOR)
        make_members()
        letters = list(given_letters(LETTERS))

        def imported() -> None:
            import_letters(office=office, letters=letters, by=person, now=timezone.now(), source="letters")

        seconds(imported)
        tables = list(written())
        ours, theirs = [], []
        for _round in range(ROUNDS):
            theirs.append(seconds(lambda: copy(tables)))
            ours.append(seconds(imported))
        rows = sum(text.count(b"\n") for _, _, text in tables)
    print(
        f"importing {LETTERS:,} letters, {rows:,} rows: {median(ours):.1f} s, COPY {median(theirs):.1f} s: "
        f"{median(theirs) / median(ours):.2f} of COPY (goal: at least {GOAL:.2f}); {LETTERS / median(ours):,.0f} letters a "
        f"second",
        flush=True,
    )


def written() -> Iterator[Table]:
    """All that an import has written, as COPY takes it in again."""
    for table in TABLES:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = %s::regclass "
                "AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
                [table],
            )
            columns = cursor.fetchone()[0]
            with cursor.copy(f"COPY {table} ({columns}) TO STDOUT") as out:
                yield table, columns, b"".join(map(bytes, out))


@transaction.atomic
def copy(tables: list[Table]) -> None:
    """Writes the rows into their tables."""
    for table, columns, text in tables:
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as into:
            into.write(text)


def seconds(work: Callable[[], None]) -> float:
    """How long the work takes on tables that hold no letters; all letters must be there afterwards."""
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")
        cursor.execute("CHECKPOINT")
    start = time.perf_counter()
    work()
    taken = time.perf_counter() - start
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM letters_letter WHERE visibility <> 'draft'")
        assert cursor.fetchone() == (LETTERS,)
    return taken
