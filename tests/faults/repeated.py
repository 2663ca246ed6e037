"""What is sent five times at once with one Idempotency-Key is entered once, while what answers is killed."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from random import Random
from typing import Any

from django.db import connections
from django.utils import timezone

from actions.models import Action
from letters.models import Letter
from offices.models import Scope
from tests.api.asking import key_for
from tests.faults.report import Line, timed
from tests.faults.stage import Stage, wait
from tests.faults.web import Answer, Asker, Web, drawn, strike, told, web_on
from tests.making import make_letter, make_office, make_user

AT_ONCE = 5
SENDERS = 4  # things that are being sent at a time
PLAN = {"web process": 8, "web server": 6, "database backend": 4, "database server": 2}


class Sending:
    """What is sent, and what was answered."""

    def __init__(self, office: str, letter_request: str, times: int) -> None:
        self.office, self.letter_request, self.times = office, letter_request, times
        self.numbers = count()
        self.answers: dict[int, list[Answer]] = {}
        self.again = 0

    def work(self, web: Web, key: str) -> None:
        """Sends one thing after another, each five times at once, until there are no more."""
        askers = [Asker(web.port, key) for _ in range(AT_ONCE)]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            while (number := next(self.numbers)) < self.times:
                address, body = self.thing(number)
                sent = [
                    pool.submit(asker.insist, "POST", address, body, Idempotency_Key=f"thing-{number}")
                    for asker in askers
                ]
                self.answers[number] = [one.result() for one in sent]
        self.again += sum(asker.again for asker in askers)

    def thing(self, number: int) -> tuple[str, Any]:
        """An action or a letter that says its number, and where it is sent."""
        if number % 2:
            return "/api/v1/letters/", {"office": self.office, "text": f"Dear Secretary: do thing {number}."}
        today = (timezone.now() - timedelta(days=1)).date().isoformat()
        return "/api/v1/actions/", {
            "kind": "status_check",
            "occurred_on": today,
            "summary": f"Dear Secretary: do thing {number}.",
            "effects": [{"request": self.letter_request}],
        }


def run(stage: Stage, *, times: int = 1000, plan: dict[str, int] | None = None) -> Line:
    """Each kill comes at its own part of the way; everybody sends again until the answer is final."""
    plan = plan or PLAN
    line = Line(f"{times:,} POSTs {AT_ONCE} × at once, {sum(plan.values())} kills", tried=times)
    office = make_office(time_zone="UTC")
    by = make_user(office)
    key = key_for(by, office, Scope.WRITE)
    sending = Sending(office.slug, make_letter(office, by=by).requests.get().public_id, times)
    connections.close_all()
    with timed(line), web_on(stage) as web, ThreadPoolExecutor(SENDERS) as pool:
        working = [pool.submit(sending.work, web, key) for _ in range(SENDERS)]
        kill_on_the_way(stage, web, sending, drawn(plan, Random(1)))
        for each in working:
            each.result()
    made = [*Action.objects.filter(kind="status_check").values_list("summary", flat=True)]
    made += Letter.objects.drafts().values_list("text", flat=True)
    line.lost, line.doubled = times - len(set(made)), len(made) - len(set(made))
    unequal = sum(not same(answers) for answers in sending.answers.values())
    line.kept = not unequal and len(sending.answers) == times
    line.note = f"{unequal} keys with unequal answers; {sending.again:,} sent again; {told(plan)}"
    return line


def kill_on_the_way(stage: Stage, web: Web, sending: Sending, kills: Sequence[str]) -> None:
    """Kills each when its part has been answered; goes on after a while where nothing moves."""
    for place, name in enumerate(kills):
        part = sending.times * (place + 1) // (len(kills) + 1)
        wait(lambda part=part: len(sending.answers) >= part, seconds=30)  # type: ignore[misc]
        strike(name, stage, web, Random(place))


def same(answers: Sequence[Answer]) -> bool:
    """Whether all say that it was made, in the same bytes."""
    return {answer.status for answer in answers} == {201} and len({answer.body for answer in answers}) == 1
