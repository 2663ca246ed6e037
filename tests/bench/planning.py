"""A million open requests of which a hundred thousand are due: planning them, against one statement that writes the same rows.

On the same PostgreSQL, whose commits wait for the disk, in turns; the middle of three rounds counts. The tables hold what
was written two weeks ago: the plans that PostgreSQL makes for empty ones suit nobody. `PLANNING=10000` names another number
of due requests, a tenth of all.
"""

import logging
import os
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import django
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from tests.faults.stage import stage

DUE = int(os.environ.get("PLANNING", "100000"))
REQUESTS, OFFICES, PEOPLE, ROUNDS = 10 * DUE, 50, 1000, 3
HISTORY = 14  # days
MOST = 1.5  # times the plain statement

FILL = """
INSERT INTO letters_letterrequest (public_id, letter_id, number, label, text, kind, deadline_words, deadline_rule,
    deadline_explanation, outcome_state, version, changed_at, next_check_on)
SELECT 'r' || letter.id || '.' || number, letter.id, number, '', 'Do thing ' || number, 'action', '', '', '',
    'not_assessed', 1, now(), CASE WHEN number <= %(due)s THEN %(today)s ELSE %(today)s + 30 END
FROM letters_letter letter, generate_series(2, %(each)s) number
"""
PLAIN = """
WITH wanted AS (
    SELECT request.id AS request, request.next_check_on - %(ago)s AS check_on, letter.office_id AS office,
        coalesce(request.assigned_to_id, letter.owner_id) AS person
    FROM letters_letterrequest request JOIN letters_letter letter ON letter.id = request.letter_id
    WHERE request.next_check_on <= %(today)s AND letter.visibility <> 'draft'
), reminders AS (
    INSERT INTO actions_reminder (letter_request_id, check_on, unanswered, created_at)
    SELECT request, check_on, 0, %(now)s FROM wanted
    ON CONFLICT DO NOTHING RETURNING id, letter_request_id
), digests AS (
    INSERT INTO actions_digest (office_id, user_id, day, created_at, message_id, attempts, claims, not_before,
        suppressed_because, last_error)
    SELECT DISTINCT office, person, %(today)s - %(ago)s, %(now)s, '<' || office || '.' || person || '@localhost>', 0, 0,
        %(now)s, '', ''
    FROM wanted
    ON CONFLICT DO NOTHING RETURNING id, office_id, user_id
)
INSERT INTO actions_delivery (reminder_id, channel, digest_id, user_id, is_escalated, suppressed_because, answer)
SELECT reminders.id, channel, CASE WHEN channel = 'mail' THEN digests.id END, person, false, '', ''
FROM wanted JOIN reminders ON letter_request_id = request JOIN digests ON office_id = office AND user_id = person,
    (VALUES ('mail'), ('inbox')) AS channels (channel)
ON CONFLICT DO NOTHING
"""


def main() -> None:
    """Prints the ratio and the memory."""
    with stage():
        django.setup()
        logging.disable(logging.WARNING)
        call_command("migrate", verbosity=0)
        # Django's models can be imported only after the database has been named to it.
        from actions.planning import plan  # noqa: PLC0415
        from offices.models import Office  # noqa: PLC0415

        now = timezone.now()

        def planned() -> None:
            for office in Office.objects.order_by("pk"):
                plan(office.pk, today=now.date(), now=now)

        fill(now)
        plain(now, ago=HISTORY)
        run("UPDATE actions_digest SET sent_at = %s", now - timedelta(days=HISTORY))
        few = memory_for(planned, DUE // 10, now)
        ours, theirs = [], []
        for _round in range(ROUNDS):
            theirs.append(seconds(lambda: plain(now), DUE))
            ours.append(seconds(planned, DUE))
        many = memory_for(planned, DUE, now)
    print(
        f"planning {DUE:,} due of {REQUESTS:,} open: {median(ours):.1f} s, one statement {median(theirs):.1f} s: "
        f"{median(ours) / median(theirs):.2f} times (goal: at most {MOST})\n"
        f"memory: +{few} MB for {DUE // 10:,} due, +{many} MB for {DUE:,}",
        flush=True,
    )


def run(statement: str, *values: Any) -> None:
    """Runs a statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)


def fill(now: datetime) -> None:
    """People with one request each, then the other requests of their letters."""
    from tests.faults.due import make_due  # noqa: PLC0415  # see main

    make_due(PEOPLE, now=now, offices=OFFICES)
    with connection.cursor() as cursor:
        each, due = REQUESTS // PEOPLE, DUE // PEOPLE
        cursor.execute(FILL, {"each": each, "due": due, "today": now.date()})
    run("VACUUM ANALYZE")


def plain(now: datetime, *, ago: int = 0) -> None:
    """The one statement; `ago`: as it would have been run so many days ago."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PLAIN, {"today": now.date(), "now": now, "ago": ago})


def seconds(work: Callable[[], None], due: int) -> float:
    """How long the work takes; all that is due must be written by it, and nothing else."""
    forget_today()
    start = time.perf_counter()
    work()
    taken = time.perf_counter() - start
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT reminder_id), count(*), count(DISTINCT digest.id) FROM actions_delivery delivery "
            "LEFT JOIN actions_digest digest ON digest.id = digest_id AND sent_at IS NULL "
            "WHERE reminder_id > (SELECT coalesce(max(reminder_id), 0) FROM actions_delivery JOIN actions_digest sent "
            "ON sent.id = digest_id WHERE sent.sent_at IS NOT NULL)"
        )
        assert cursor.fetchone() == (due, 2 * due, PEOPLE)
    return taken


def forget_today() -> None:
    """Deletes what was written for today."""
    run(
        "DELETE FROM actions_delivery WHERE reminder_id IN (SELECT reminder_id FROM actions_delivery "
        "JOIN actions_digest digest ON digest.id = digest_id WHERE sent_at IS NULL)"
    )
    run(
        "DELETE FROM actions_reminder r WHERE NOT EXISTS (SELECT FROM actions_delivery d WHERE d.reminder_id = r.id)"
    )
    run("DELETE FROM actions_digest WHERE sent_at IS NULL")
    run("VACUUM ANALYZE actions_reminder, actions_delivery, actions_digest")
    run("CHECKPOINT")


def memory_for(work: Callable[[], None], due: int, now: datetime) -> int:
    """By how many MB this process grows at most while so many are due."""
    later, today = now.date() + timedelta(days=HISTORY), now.date()
    run(
        "UPDATE letters_letterrequest SET next_check_on = %s WHERE next_check_on <= %s AND number > %s",
        later,
        today,
        due // PEOPLE,
    )
    forget_today()
    Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here
    before = status("VmRSS")
    work()
    peak = status("VmHWM")
    run("UPDATE letters_letterrequest SET next_check_on = %s WHERE next_check_on = %s", today, later)
    return max(0, peak - before)


def status(name: str) -> int:
    """One of this process's figures, in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith(name))
