"""A library of letters of any size for benchmarks, the same every time: written straight into PostgreSQL's tables by COPY.

How long letters and requests are, whom they address and how many sign follows 47 real ones (the tenths of each figure stand
below), but each asks for five things on average; the words are made up, and as unevenly frequent as words are. Three actions a request; the states are drawn, they do not follow
from the actions.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from letters.changes import ALL, PUBLIC, Edition
from letters.models import Agency, Member
from letters.states import DeclineReason, Outcome, RequestKind, Response, Topic
from offices.models import Office, OfficeMembership, Role, User

# Smallest, tenths, largest.
WORDS = (172, 271, 312, 393, 422, 481, 587, 608, 733, 1102, 1736)
REQUESTS = (1, 2, 3, 3, 4, 5, 5, 6, 7, 9, 12)  # the real ones are fewer; the goals speak of five a letter
RECIPIENTS = (1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 4)
SIGNATORIES = (0, 1, 1, 1, 1, 2, 2, 3, 6, 14, 42)
REQUEST_WORDS = (5, 12, 16, 21, 23, 28, 33, 38, 46, 61, 159)

AGENCIES, MEMBERS = 150, 535
FIRST, LAST = date(2016, 1, 4), date(2026, 11, 20)
OPEN, PRIVATE = 0.6, 0.1  # shares: requests that are open, letters that are their office's alone
ACTIONS = ("response_received", "status_check", "phone_call", "interim_response_received", "media_report")


class Words:
    """Text of any number of words, cut from one long stream of made-up ones."""

    def __init__(self, chance: random.Random) -> None:
        letters, vocabulary = "etaoinshrdlu", 20_000
        words = ["".join(chance.choices(letters, k=chance.randint(2, 10))) for _ in range(vocabulary)]
        drawn = chance.choices(words, [1 / rank for rank in range(1, vocabulary + 1)], k=500_000)
        self.chance, self.stream = chance, " ".join(drawn)
        self.starts = list(accumulate((len(word) + 1 for word in drawn), initial=0))

    def cut(self, words: int) -> str:
        """Some words that stand together."""
        first = self.chance.randrange(len(self.starts) - words)
        return self.stream[self.starts[first] : self.starts[first + words] - 1]


def drawn(chance: random.Random, tenths: Sequence[int]) -> int:
    """A number that is distributed as the tenths say."""
    place = chance.random() * (len(tenths) - 1)
    low = int(place)
    return round(tenths[low] + (tenths[low + 1] - tenths[low]) * (place - low))


def copy(table: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
    """Writes rows into a table."""
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as into:
        for row in rows:
            into.write_row(row)


@contextmanager
def without_indexes() -> Iterator[None]:
    """Drops what the database would keep up with each row, and makes it anew after the block.

    The rows are taken to fit together: nothing looks whether what they refer to is there.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND indexdef NOT LIKE 'CREATE UNIQUE%%'",
            [list(FILLED)],
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
        cursor.execute("SET session_replication_role = replica")
        yield
        cursor.execute("SET session_replication_role = DEFAULT; SET maintenance_work_mem = '1GB'")
        for _, made_by in indexes:
            cursor.execute(made_by)


def fill(letters: int, *, offices: int = 50, seed: int = 1) -> None:
    """So many letters with five requests each, three actions a request."""
    chance = random.Random(seed)
    words, now = Words(chance), timezone.now()
    make_people(offices)
    owners = list(Office.objects.order_by("pk").values_list("pk", "memberships__user"))
    agencies = list(Agency.objects.values_list("pk", flat=True))
    members = list(Member.objects.values_list("pk", flat=True))
    asked = [drawn(chance, REQUESTS) for _ in range(letters)]
    heard = [drawn(chance, RECIPIENTS) for _ in range(letters)]
    signed = [drawn(chance, SIGNATORIES) for _ in range(letters)]
    dates = [FIRST + timedelta(days=chance.randrange((LAST - FIRST).days)) for _ in range(letters)]
    homes = [chance.choice(owners) for _ in range(letters)]
    with without_indexes():
        copy("letters_letter", LETTER, letter_rows(chance, words, homes, dates, now))
        copy("letters_recipient", RECIPIENT, recipient_rows(chance, heard, agencies))
        copy("letters_signatory", SIGNATORY, signatory_rows(chance, signed, members))
        copy("letters_letterrequest", REQUEST, request_rows(chance, words, asked, dates))
        copy("letters_responsestate", STATE, state_rows(chance, asked, heard, dates))
        copy("actions_action", ACTION, action_rows(chance, asked, homes, dates))
        copy("actions_effect", EFFECT, effect_rows(asked))
    Edition.objects.bulk_create(
        Edition(id=key, number=1, changed_at=now) for key in (ALL, PUBLIC, *(office for office, _ in owners))
    )
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
        cursor.execute("VACUUM ANALYZE")


LETTER = (
    "id, public_id, office_id, owner_id, title, topic, visibility, letter_date, sent_on, published_at, created_at, "
    "confirmed_at, text, source_file, source_name, source_sha256, unread_because, reading_doubts, is_being_read, response_due_words, "
    "response_due_rule, response_due_explanation, version, changed_at"
)
RECIPIENT = "letter_id, position, name, title, organization, agency_id"
SIGNATORY = "letter_id, position, name, title, party, state, chamber, capacity, member_id"
REQUEST = (
    "id, public_id, letter_id, number, label, text, kind, deadline_words, deadline_rule, deadline_on, deadline_explanation, "
    "outcome_state, due_on, last_action_on, last_checked_on, next_check_on, version, changed_at"
)
STATE = "letter_request_id, recipient_id, state, since_on, decline_reason"
ACTION = (
    "id, public_id, office_id, kind, occurred_on, recorded_at, recorded_on, recorded_by_id, summary, source_url, source_note, "
    "source_file, source_file_name"
)
EFFECT = "action_id, letter_request_id, response, decline_reason, outcome"
TABLES = ("letters_letter", "letters_letterrequest", "actions_action")  # whose rows' keys are given
FILLED = (*TABLES, "letters_recipient", "letters_signatory", "letters_responsestate", "actions_effect")


def make_people(offices: int) -> None:
    """Offices with a person each, agencies, members of Congress."""
    call_command("migrate", verbosity=0)
    for number in range(1, offices + 1):
        office = Office.objects.create(slug=f"office-{number}", name=f"Office {number}")
        user = User.objects.create(email=f"person{number}@example.org", password="!")
        OfficeMembership.objects.create(office=office, user=user, role=Role.EDITOR)
    Agency.objects.bulk_create(
        Agency(slug=f"agency-{number}", name=f"Agency {number}") for number in range(1, AGENCIES + 1)
    )
    Member.objects.bulk_create(
        Member(
            bioguide_id=f"X{number:06}", first_name="Alex", last_name=f"Sampleton {number}", official_name=f"A {number}"
        )
        for number in range(1, MEMBERS + 1)
    )  # fmt: skip


def public_id(letter: str, number: int) -> str:
    """The id of the letter or request of that number: "l" or "r", then the number in letters."""
    return letter + "".join(chr(ord("a") + int(digit)) for digit in f"{number:011}")


def letter_rows(
    chance: random.Random, words: Words, homes: list[tuple[int, int]], dates: list[date], now: datetime
) -> Iterator[Sequence[Any]]:
    """Letters, numbered from 1."""
    for number, ((office, person), day) in enumerate(zip(homes, dates, strict=True), start=1):
        is_public = chance.random() >= PRIVATE
        at = datetime(day.year, day.month, day.day, 15, tzinfo=UTC)
        yield (
            number, public_id("l", number), office, person, words.cut(8), chance.choice(Topic.values),
            "public" if is_public else "office", day, day, at if is_public else None, at, at, words.cut(drawn(chance, WORDS)),
            "", "", f"{number:064x}", "", "", False, "", "", "", 1, at,
        )  # fmt: skip


def recipient_rows(chance: random.Random, heard: list[int], agencies: list[int]) -> Iterator[Sequence[Any]]:
    """Recipients, in the letters' order."""
    for letter, each in enumerate(heard, start=1):
        for position in range(1, each + 1):
            yield (
                letter,
                position,
                "Alex Sampleton",
                "Secretary",
                "Department of Examples",
                chance.choice(agencies),
            )


def signatory_rows(chance: random.Random, signed: list[int], members: list[int]) -> Iterator[Sequence[Any]]:
    """Those who signed, nobody twice."""
    for letter, each in enumerate(signed, start=1):
        for position, member in enumerate(chance.sample(members, each), start=1):
            yield (
                letter,
                position,
                "Alex Sampleton",
                "Member",
                "Independent",
                "NJ",
                "senate",
                "member",
                member,
            )


def request_rows(
    chance: random.Random, words: Words, asked: list[int], dates: list[date]
) -> Iterator[Sequence[Any]]:
    """Requests, numbered from 1 in the letters' order."""
    number = 0
    for letter, (each, day) in enumerate(zip(asked, dates, strict=True), start=1):
        for place in range(1, each + 1):
            number += 1
            due_on = day + timedelta(days=chance.randrange(14, 60)) if chance.random() < 0.7 else None
            last = day + timedelta(days=chance.randrange(60))
            is_open = chance.random() < OPEN
            yield (
                number, public_id("r", number), letter, place, str(place), words.cut(drawn(chance, REQUEST_WORDS)),
                chance.choice(RequestKind.values), "", "", due_on, "", chance.choice(Outcome.values), due_on, last, last,
                LAST if is_open else None, 1, datetime(last.year, last.month, last.day, 16, number % 60, tzinfo=UTC),
            )  # fmt: skip


def state_rows(
    chance: random.Random, asked: list[int], heard: list[int], dates: list[date]
) -> Iterator[Sequence[Any]]:
    """What each recipient has answered to each request."""
    states = [state for state in Response.values if state != Response.SUPERSEDED]
    request = recipient = 0
    for requests, recipients, day in zip(asked, heard, dates, strict=True):
        for _ in range(requests):
            request += 1
            for place in range(1, recipients + 1):
                state = chance.choice(states)
                reason = DeclineReason.BURDEN.value if state == Response.DECLINED else ""
                yield request, recipient + place, state, day, reason
        recipient += recipients


def action_rows(
    chance: random.Random, asked: list[int], homes: list[tuple[int, int]], dates: list[date]
) -> Iterator[Sequence[Any]]:
    """Three actions a request."""
    number = 0
    for requests, (office, person), day in zip(asked, homes, dates, strict=True):
        for _ in range(requests):
            for kind in ("letter_sent", chance.choice(ACTIONS), chance.choice(ACTIONS)):
                number += 1
                on = day if kind == "letter_sent" else day + timedelta(days=chance.randrange(60))
                at = datetime(on.year, on.month, on.day, 17, tzinfo=UTC)
                yield (
                    number,
                    public_id("a", number),
                    office,
                    kind,
                    on,
                    at,
                    on,
                    person,
                    "",
                    "",
                    "a letter",
                    "",
                    "",
                )


def effect_rows(asked: list[int]) -> Iterator[Sequence[Any]]:
    """What each action says of its request."""
    for request in range(1, sum(asked) + 1):
        for number in range(3 * request - 2, 3 * request + 1):
            yield number, request, "awaiting_response" if number % 3 == 1 else "", "", ""
