"""Many change one letter at once, all having seen the same: one of them does, the others hear that they came too late."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections

from letters.models import Letter
from offices.models import Scope
from tests.api.asking import key_for
from tests.faults.report import Line, timed
from tests.faults.stage import Stage
from tests.faults.web import Asker, web_on
from tests.making import make_letter, make_office, make_user


def run(stage: Stage, *, rounds: int = 20, at_once: int = 50) -> Line:
    """Rounds of parallel PATCHes with one ETag. Lost: rounds that nobody won; doubled: changes too many, or another title."""
    line = Line(f"{at_once} PATCHes with one ETag, {rounds} rounds", tried=rounds * at_once)
    office = make_office()
    by = make_user(office)
    letter = Letter.objects.get(pk=make_letter(office, by=by).pk)
    key = key_for(by, office, Scope.WRITE)
    connections.close_all()
    won_in_all = late = 0
    with timed(line), web_on(stage) as web, ThreadPoolExecutor(at_once) as pool:
        for number in range(rounds):
            titles = [f"Round {number}, by {place}" for place in range(at_once)]
            statuses = race(pool, web.port, key, f"/api/v1/letters/{letter.public_id}/", titles)
            won = [title for title, status in zip(titles, statuses, strict=True) if status == 200]
            written = Letter.objects.get(pk=letter.pk)
            line.lost += not won
            line.doubled += max(0, len(won) - 1) + (won[-1:] != [written.title])
            line.kept &= written.version == letter.version + number + 1
            won_in_all += len(won)
            late += statuses.count(412)
    line.kept &= late == rounds * (at_once - 1)
    line.note = (
        f"{won_in_all} answered 200, {late:,} answered 412, {line.tried - won_in_all - late} otherwise"
    )
    return line


def race(pool: ThreadPoolExecutor, port: int, key: str, address: str, titles: list[str]) -> list[int]:
    """Each sends its title when all are ready, over a connection of its own; the statuses."""
    tag = Asker(port, key).ask("GET", address).headers["etag"]
    ready = Barrier(len(titles))

    def send(title: str) -> int:
        asker = Asker(port, key)
        asker.connection.connect()
        ready.wait()
        return asker.ask("PATCH", address, {"title": title}, If_Match=tag, Connection="close").status

    return list(pool.map(send, titles))
