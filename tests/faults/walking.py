"""Lists are walked by their cursors, to the end and back, while rows come and go: what was there throughout is met once."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any

from django.db import connections

from actions.models import Action, Effect
from letters.models import Letter, LetterRequest
from letters.states import Visibility
from offices.models import Office, Scope, User
from tests.api.asking import key_for
from tests.faults.report import Line, timed
from tests.faults.stage import Stage, wait
from tests.faults.web import Asker, web_on
from tests.making import make_letter, make_office, make_user
from tracker.api.views import ActionEndpoints, LetterEndpoints, LetterRequestEndpoints

ORDERS = {
    "letters": [*LetterEndpoints.orders],
    "requests": [*LetterRequestEndpoints.orders],
    "actions": [*ActionEndpoints.orders],
}
PASSING = 60  # letters that come and go
WRITERS = 2
NOW = datetime(2026, 3, 2, 17, tzinfo=UTC)


@dataclass
class Crowd:
    """Programs that publish letters and take them back, and log new ones; each of that many times a row comes or goes."""

    name: str
    office: str
    key: str
    letters: dict[str, bool]  # whether each is to be seen
    times: int
    done: list[str] = field(default_factory=list)  # appended to by several at once
    failed: bool = False

    def work(self, port: int, number: int) -> None:
        """One of the writers' part."""
        try:
            self.come_and_go(port, number)
        except BaseException:
            self.failed = True  # nobody need wait for us
            raise

    def come_and_go(self, port: int, number: int) -> None:
        """Each turn a row comes or goes."""
        asker, chance = Asker(port, self.key), Random(f"{self.name} {number}")
        mine = list(self.letters)[number::WRITERS]
        for turn in range(number, self.times, WRITERS):
            if turn % 10 < WRITERS:
                self.log(asker, f"Dear Secretary: do thing {chance.random()}.")
            else:
                letter = chance.choice(mine)
                self.letters[letter] = not self.letters[letter]
                body = {"visibility": "public" if self.letters[letter] else "office"}
                answer = asker.insist("PATCH", f"/api/v1/letters/{letter}/", body, If_Match="*")
                assert answer.status == 200, answer
            self.done.append(self.name)

    def log(self, asker: Asker, text: str) -> None:
        """A new public letter."""
        made = asker.insist("POST", "/api/v1/letters/", {"office": self.office, "text": text}).json()
        body = {"title": "New", "visibility": "public", "letter_date": "2026-01-15", "sent_on": "2026-01-15",
                "requests": [{"text": "Do it."}]}  # fmt: skip
        answer = asker.insist("POST", f"/api/v1/letters/{made['id']}/confirm/", body)
        assert answer.status == 200, answer


def run(stage: Stage, *, rows: int = 10_000, changes: int = 1000, page_size: int = 200) -> list[Line]:
    """Each list in all its orders at once. Lost and doubled are rows that were there throughout, of all walks."""
    office = make_office(time_zone="UTC")
    by = make_user(office)
    there = filled(office, by, rows)
    passing = {make_letter(office, by=by).public_id: True for _ in range(PASSING)}
    key = key_for(by, office, Scope.WRITE)
    connections.close_all()
    with web_on(stage) as web:
        return [
            walk_all(web.port, name, there[name], Crowd(name, office.slug, key, passing, changes), page_size)
            for name in ORDERS
        ]


def walk_all(port: int, name: str, there: set[str], crowd: Crowd, page_size: int) -> Line:
    """Walks a list in all its orders, forwards and back, while the crowd comes and goes."""
    orders = ORDERS[name]
    line = Line(f"{name} walked in {len(orders)} orders, both ways, {crowd.times:,} come, go")
    pages = 2 * -(-len(there) // page_size)
    with timed(line), ThreadPoolExecutor(len(orders) + WRITERS) as pool:
        writing = [pool.submit(crowd.work, port, number) for number in range(WRITERS)]
        walks = [
            pool.submit(
                walk, port, f"/api/v1/{name}/?ordering={order}&page_size={page_size}&fields=id", crowd, pages
            )
            for order in orders
        ]
        met = [found for walked in walks for found in walked.result()]
        for each in writing:
            each.result()
    for found in met:
        line.tried += len(there)
        line.lost += sum(not found[one] for one in there)
        line.doubled += sum(found[one] > 1 for one in there)
    strangers = sum(len(found.keys() - there) for found in met)
    line.kept = len(crowd.done) == crowd.times and strangers > 0
    line.note = f"{len(met)} walks; {strangers:,} times one was met that came or went"
    return line


def walk(port: int, address: str, crowd: Crowd, pages: int) -> tuple[Counter[str], Counter[str]]:
    """How often each row is met on the way to the end, and on the way back; a page comes when its part of the crowd has."""
    asker, turn = Asker(port), 0
    met = (Counter[str](), Counter[str]())
    for way, direction in zip(met, ("next", "previous"), strict=True):
        following: str | None = address
        while following:
            turn += 1
            part = crowd.times * min(turn, pages) // pages
            wait(lambda part=part: crowd.failed or len(crowd.done) >= part, seconds=60)  # type: ignore[misc]
            last, page = following, asker.insist("GET", following).json()
            way.update(row["id"] for row in page["results"])
            following = page[direction]
        address = last
    return met


def filled(office: Office, by: User, rows: int) -> dict[str, set[str]]:
    """So many public letters with a request and an entry each, whose dates are missing or the same for many; all ids."""
    chance = Random(1)
    Letter.objects.bulk_create(letters(office, by, rows, chance))
    made = list(Letter.objects.order_by("pk"))
    LetterRequest.objects.bulk_create(
        LetterRequest(
            letter=letter,
            number=1,
            text="Do it.",
            due_on=None if chance.random() < 0.3 else day(chance),
            changed_at=letter.changed_at,
        )
        for letter in made
    )
    entries = Action.objects.bulk_create(
        Action(
            office=office,
            kind="letter_sent",
            occurred_on=day(chance),
            recorded_on=NOW.date(),
            recorded_by=by,
        )
        for _ in made
    )
    asked = LetterRequest.objects.order_by("pk")
    Effect.objects.bulk_create(
        Effect(action=entry, letter_request=row) for entry, row in zip(entries, asked, strict=True)
    )
    models: dict[str, Any] = {"letters": Letter, "requests": LetterRequest, "actions": Action}
    return {name: set(model.objects.values_list("public_id", flat=True)) for name, model in models.items()}


def letters(office: Office, by: User, rows: int, chance: Random) -> Iterator[Letter]:
    """Letters of which a third bear no date."""
    for number in range(rows):
        yield Letter(
            office=office,
            owner=by,
            title=f"Letter {number}",
            visibility=Visibility.PUBLIC,
            letter_date=None if chance.random() < 0.3 else day(chance),
            published_at=NOW,
            confirmed_at=NOW,
            changed_at=NOW + timedelta(minutes=chance.randrange(60)),
            source_sha256=sha256(str(number).encode()).hexdigest(),
        )


def day(chance: Random) -> date:
    """One of a month's days."""
    return date(2026, 1, 1) + timedelta(days=chance.randrange(30))
