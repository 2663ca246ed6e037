"""Offices write while everything that answers is killed; who follows the change feed holds what a walk of the lists shows."""

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import sha256
from random import Random
from threading import Event
from typing import Any

from django.db import connections

from letters.changes import Change, last_position
from offices.models import Role, Scope
from tests.api.asking import key_for
from tests.faults.report import Line, timed
from tests.faults.stage import Stage, wait
from tests.faults.web import Answer, Asker, Unanswered, Web, drawn, strike, told, web_on
from tests.making import make_letter, make_office, make_user

PLAN = {"web process": 10, "web server": 4, "database backend": 3, "database server": 2}
API = "/api/v1/"
LISTS = {"letters": "include=text,unread_because,is_being_read,requests&", "requests": "", "actions": ""}
ON = "2026-03-02"  # the date of every fact
LEAST = 20  # writes between two kills
MOST_LETTERS = 40  # of an office, so that a walk stays short


@dataclass
class Desk:
    """What the writers of an office know of."""

    office: str
    key: str
    letters: list[str]
    requests: list[str]
    entries: list[str] = field(default_factory=list)


class Writer:
    """A program of an office that does one thing after another, by chance, and never asks twice."""

    def __init__(self, desk: Desk, desks: list[Desk], web: Web, chance: Random) -> None:
        self.desk, self.desks, self.chance = desk, desks, chance
        self.asker = Asker(web.port, desk.key)
        self.done = 0
        self.steps: list[Callable[[], object]] = [
            self.flip, self.flip, self.flip, self.retitle, self.reply, self.reply, self.supersede, self.supersede,
            self.note, self.correct, self.log, self.discard,
        ]  # fmt: skip

    def work(self, is_over: Event) -> None:
        """Does things until it is over."""
        while not is_over.wait(self.chance.uniform(0, 0.1)):
            self.chance.choice(self.steps)()

    def send(self, method: str, path: str, body: object = None, **headers: str) -> Answer | None:
        """The answer, where it was done."""
        try:
            answer = self.asker.ask(method, API + path, body, **headers)
        except Unanswered:
            return None
        self.done += answer.status < 300
        return answer if answer.status < 300 else None

    def flip(self) -> None:
        """A letter is published, or taken back."""
        self.change(visibility=self.chance.choice(["public", "office"]))

    def retitle(self) -> None:
        """A letter gets another title."""
        self.change(title=f"Title {self.chance.randrange(1000)}")

    def change(self, **changes: str) -> None:
        """Changes one of the office's letters, whatever it is by now."""
        self.send("PATCH", f"letters/{self.chance.choice(self.desk.letters)}/", changes, If_Match="*")

    def enter(self, kind: str, *effects: dict[str, str], **more: str) -> None:
        """Records an action."""
        body = {"kind": kind, "occurred_on": ON, "source_note": "a letter", "effects": effects, **more}
        if answer := self.send("POST", "actions/", body):
            self.desk.entries.append(answer.json()["id"])

    def some(self, desk: Desk | None = None) -> str:
        """One of the requests of a desk."""
        return self.chance.choice((desk or self.desk).requests)

    def reply(self) -> None:
        """One answer on one to three requests."""
        asked = {self.some() for _ in range(self.chance.randint(1, 3))}
        state = self.chance.choice(["acknowledged", "substantive_response", "awaiting_response"])
        self.enter("response_received", *({"request": one, "response": state} for one in asked))

    def supersede(self) -> None:
        """A request is superseded by one of any office."""
        later = self.some(self.chance.choice(self.desks))
        self.enter(
            "response_received", {"request": self.some(), "response": "superseded", "superseded_by": later}
        )

    def note(self) -> None:
        """The office notes something for itself."""
        self.enter("note", {"request": self.some()}, summary="between us")

    def correct(self) -> None:
        """An entry is taken back, where nobody was faster."""
        if self.desk.entries:
            wrong = self.chance.choice(self.desk.entries)
            self.enter("correction", {"request": self.some()}, supersedes=wrong)

    def draft(self) -> str:
        """A new draft's id, empty where it failed."""
        text = f"Dear Secretary: please do thing {self.chance.random()}."
        answer = self.send("POST", "letters/", {"office": self.desk.office, "text": text})
        return str(answer.json()["id"]) if answer else ""

    def log(self) -> None:
        """A letter is logged and confirmed, public or not."""
        if len(self.desk.letters) < MOST_LETTERS and (made := self.draft()):
            body = {
                "title": "A letter",
                "visibility": self.chance.choice(["public", "office"]),
                "recipients": [{"organization": "Department of Examples"}],
                "requests": [{"text": "Do this."}, {"text": "Do that."}],
            }
            if answer := self.send("POST", f"letters/{made}/confirm/", body):
                self.desk.requests += [row["id"] for row in answer.json()["requests"]]
                self.desk.letters.append(made)

    def discard(self) -> None:
        """A draft is thrown away, of which no reader of the feed ever hears."""
        if made := self.draft():
            self.send("DELETE", f"letters/{made}/", If_Match="*")


class Mirror:
    """Somebody who holds what the lists showed at first, and then fetches what the feed names, and nothing else."""

    def __init__(self, web: Web, key: str = "") -> None:
        self.asker = Asker(web.port, key)
        self.heard = self.gone = 0

    def work(self, is_over: Event) -> None:
        """Begins as the feed says that one begins, and follows it until it is over."""
        self.following: str = self.read(f"{API}changes/")["next"]
        self.held = self.walk()
        while not is_over.wait(0.1):
            self.follow()

    def read(self, address: str) -> Any:
        """What is there."""
        answer = self.asker.insist("GET", address)
        assert answer.status == 200, answer
        return answer.json()

    def walk(self) -> dict[str, Any]:
        """All that the lists show, by address."""
        return {
            f"{API}{name}/{row['id']}/": row
            for name, query in LISTS.items()
            for row in self.asker.rows(f"{API}{name}/?{query}page_size=200")
        }

    def follow(self) -> int:
        """Takes over what is new; how many changes. Of several changes of one thing the last is enough."""
        changes, more = list[Any](), True
        while more:
            page = self.read(f"{self.following}&limit=500")
            changes += page["changes"]
            self.following, more = page["next"], page["more"]
        for address, change in {change["url"]: change["change"] for change in changes}.items():
            self.take(address, is_gone=change == "gone")
        self.heard += len(changes)
        return len(changes)

    def take(self, address: str, *, is_gone: bool) -> None:
        """Fetches a thing, or forgets it. Where it is not there any more, the feed will say so."""
        if is_gone:
            self.gone += 1
            self.held.pop(address, None)
        elif (answer := self.asker.insist("GET", address)).status == 200:
            self.held[address] = answer.json()

    def differences(self) -> int:
        """In how many things it differs from what the lists show, once all is quiet."""
        while self.follow():
            pass
        shown = self.walk()
        wrong = {one for one in self.held.keys() | shown.keys() if self.held.get(one) != shown.get(one)}
        assert bool(wrong) == (hashed(self.held) != hashed(shown))
        return len(wrong)


def hashed(things: dict[str, Any]) -> str:
    """What two mirrors are compared by."""
    return sha256(json.dumps(things, sort_keys=True).encode()).hexdigest()


def run(
    stage: Stage,
    *,
    seconds: float = 60,
    writers: int = 8,
    offices: int = 4,
    plan: dict[str, int] | None = None,
) -> Line:
    """Kills come evenly; then all is left alone until every mirror has heard the last."""
    plan = plan or PLAN
    line = Line(f"feed: {writers} writers, 4 mirrors, {sum(plan.values())} kills")
    desks, keys = opened(offices)
    connections.close_all()
    is_over = Event()
    with timed(line), web_on(stage) as web, ThreadPoolExecutor(writers + len(keys)) as pool:
        writing = [Writer(desks[place % offices], desks, web, Random(place)) for place in range(writers)]
        mirrors = [Mirror(web, key) for key in keys]
        works = [*(each.work for each in writing), *(each.work for each in mirrors)]
        working = [pool.submit(work, is_over) for work in works]
        try:
            strike_evenly(stage, web, drawn(plan, Random(1)), writing, seconds)
        finally:
            is_over.set()
        for each in working:
            each.result()
        wrong = list(pool.map(Mirror.differences, mirrors))
    deadlocks = (stage.folder / "web.log").read_bytes().count(b"deadlock detected")
    line.tried, line.lost = last_position(), sum(wrong)
    line.kept = Change.objects.count() == line.tried and not deadlocks
    line.note = (
        f"{wrong.count(0)} of {len(wrong)} mirrors equal by hash; {written(writing):,} writes; "
        f"{sum(each.heard for each in mirrors):,} changes heard, {sum(each.gone for each in mirrors):,} tombstones; "
        f"{deadlocks} deadlocks; {told(plan)}"
    )
    return line


def opened(offices: int) -> tuple[list[Desk], list[str]]:
    """Offices with letters, and the keys of those who mirror: nobody twice, a viewer of the first office, a stranger."""
    desks = []
    for number in range(offices):
        office = make_office(time_zone="UTC")
        by = make_user(office)
        letters = [
            make_letter(office, by=by, visibility=visibility, requests=["Do this.", "Do that."])
            for visibility in ("public", "office", "public")
        ]
        asked = [row.public_id for letter in letters for row in letter.requests.all()]
        key = key_for(by, office, Scope.WRITE)
        desks.append(Desk(office.slug, key, [letter.public_id for letter in letters], asked))
        if number == 0:
            viewer = key_for(make_user(office, Role.VIEWER), office, Scope.READ_OFFICE)
    elsewhere = make_office()
    return desks, ["", "", viewer, key_for(make_user(elsewhere), elsewhere, Scope.READ_OFFICE)]


def strike_evenly(stage: Stage, web: Web, kills: list[str], writing: list[Writer], seconds: float) -> None:
    """The kills, and before, between and after them time in which something was written."""
    for place, name in enumerate([*kills, ""]):
        before = written(writing)
        time.sleep(seconds / (len(kills) + 1))
        wait(lambda before=before: written(writing) >= before + LEAST, seconds=30)  # type: ignore[misc]
        if name:
            strike(name, stage, web, Random(place))


def written(writing: list[Writer]) -> int:
    """How much has been done."""
    return sum(each.done for each in writing)
