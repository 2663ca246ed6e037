"""Bombs, polyglots and damaged files through the web server's doors: each is kept as it was given, and ends as a page.

Nothing that reads one takes more memory than it may, makes anybody wait for long, or asks for anything elsewhere.
"""

import hashlib
import os
import re
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from random import Random

from letters.reading.documents import MAX_BYTES
from letters.reading.sandbox import MEMORY_BYTES
from tests.hostile.asking import Answer, Hand
from tests.hostile.bombs import LETTERS, SHEETS, Bait
from tests.hostile.names import wrong_with
from tests.hostile.report import Line
from tests.hostile.samples import mutated, samples
from tests.hostile.watching import Listener, Watch
from tests.pages.stage import Tracked

MUTATIONS = 5_000
SECONDS = 20  # until an answer: what reading may take, and all else
READ_WITHIN = 240  # seconds until a worker has read all pages of a scan, and of those before it
# What a small run gives: so many damaged files, and bombs of each kind that are soon read.
FEW = 6
QUICK = (
    "overlapping-entries.docx", "remote-parts.docx", "parameter-entities.docx", "pages-in-circles.pdf", "launching.pdf", "huge.jpg",
    "2,000-forwarded.eml", "reaching.html", "addresses.txt", "pdf-and-zip.pdf", "from-the-disk.xlsx", "deep.jsonl",
)  # fmt: skip
NEW = "/desk/letters/new/"
DRAFT = re.compile(r"/desk/letters/(\w+)/draft/")
JOB = re.compile(r"/desk/jobs/\w+/")
UNDER_WAY = b": under way</h1>"


def run(site: Tracked, *, every: int = 1) -> Line:
    """Gives all bombs, one after another, and MUTATIONS damaged files; in a small run few of each."""
    is_small = every > 1
    mutations = int(os.environ.get("MUTATIONS", FEW if is_small else MUTATIONS))
    letters, sheets = (
        [bomb for bomb in bombs if not is_small or bomb.name in QUICK] for bombs in (LETTERS, SHEETS)
    )
    line = Line("uploads", "went wrong")
    with worker(site), Listener() as listener, Watch() as watch, bait(site, listener) as (lure, secret):
        door = Door(site, line, secret)
        for bomb in letters:
            door.letter(bomb.name, bomb.make(lure))
            door.finish()
        for bomb in sheets:
            door.sheet(bomb.name, bomb.make(lure))
        random, kinds = Random(20201001), list(samples().items())  # the same damage in every run
        for number in range(mutations):
            name, data = kinds[number % len(kinds)]
            door.letter(name, mutated(data, random))
        door.finish()
    line.hits += [f"asked elsewhere: {words}" for words in (*listener.heard, *sorted(watch.away))]
    if watch.memory[True] > MEMORY_BYTES:
        line.hit(f"a child took {megabytes(watch.memory[True])}")
    line.note = (
        f"{len(letters) + len(sheets)} bombs and polyglots and {mutations:,} damaged files: {door.failed} answers of 5xx, "
        f"slowest {door.slowest:.1f} s, scans read within {door.longest_reading:.0f} s, child at most {megabytes(watch.memory[True])}, "
        f"server {megabytes(watch.memory[False])}, {len(listener.heard) + len(watch.away)} connections outwards, "
        f"bytes kept of {door.kept:,} of {door.given:,}"
    )
    return line


def megabytes(count: int) -> str:
    """So many bytes."""
    return f"{count / 1024**2:,.0f} MB"


@contextmanager
def worker(site: Tracked) -> Iterator[None]:
    """Somebody who reads scans."""
    site.world.start_worker()
    try:
        yield
    finally:
        site.world.stop()


@contextmanager
def bait(site: Tracked, listener: Listener) -> Iterator[tuple[Bait, bytes]]:
    """What files may try to reach, and the word that nobody may see."""
    secret = secrets.token_hex(12)
    file = Path(site.world.environment["VAR_DIR"]) / "secret"
    file.write_text(secret)
    try:
        yield Bait(listener.address, file.as_uri()), secret.encode()
    finally:
        file.unlink()


class Door:
    """Gives files to a tracker, and notes what is wrong with its answers."""

    def __init__(self, site: Tracked, line: Line, secret: bytes) -> None:
        self.site, self.line, self.secret = site, line, secret
        self.hand = Hand.of(site, "editor")
        person = site.signed_in("editor")
        person.get(NEW)
        self.office = {"office": person.form()["office"]}
        self.given = self.kept = self.failed = 0
        self.slowest = self.longest_reading = 0.0
        self.waiting: list[tuple[str, str, str, float]] = []  # name, job, letter, and since when

    def letter(self, name: str, data: bytes) -> None:
        """Gives a letter, and looks at the page that it leads to and at what was kept."""
        self.line.tried += 1
        self.look()
        given = self.timed(name, lambda: self.hand.upload(NEW, self.office, name, data))
        if given is None:
            return
        place = given.headers.get("Location", "")
        if given.status != HTTPStatus.FOUND:
            if given.status < HTTPStatus.INTERNAL_SERVER_ERROR and not 0 < len(data) <= MAX_BYTES:
                return
            self.line.hit(f"{name}: answered with {given.status}")
            return
        self.given += 1
        shown = self.page(name, place)
        draft = DRAFT.search(f"{place} {shown.body.decode(errors='replace') if shown else ''}")
        if draft is None:
            self.line.hit(f"{name}: no draft at {place}")
            return
        if JOB.fullmatch(place):
            self.waiting.append((name, place, draft[0], time.monotonic()))
        self.take_back(name, draft[1], data)

    def sheet(self, name: str, data: bytes) -> None:
        """Gives a spreadsheet; its cells are kept where it has any, else a sentence says what to do."""
        self.line.tried += 1
        door = self.site.path("/desk/offices/{office}/import/")
        given = self.timed(name, lambda: self.hand.upload(door, {}, name, data))
        if given is None:
            return
        if given.status == HTTPStatus.FOUND:
            self.page(name, given.headers["Location"])
        elif given.status != HTTPStatus.BAD_REQUEST:
            self.line.hit(f"{name}: answered with {given.status}")
        elif b"problem" not in given.body and b"errorlist" not in given.body:
            self.line.hit(f"{name}: refused without a word")

    def page(self, name: str, place: str) -> Answer | None:
        """A page that is there, and shows no secret."""
        shown = self.timed(f"{name}, its page", lambda: self.hand.get(place))
        if shown is not None and shown.status != HTTPStatus.OK:
            self.line.hit(f"{name}: {place} answered with {shown.status}")
        if shown is not None and self.secret in shown.body:
            self.line.hit(f"{name}: a file of the server's is shown")
        return shown

    def take_back(self, name: str, letter: str, data: bytes) -> None:
        """The file as it was given, and never as a page."""
        back = self.timed(f"{name}, its file", lambda: self.hand.get(f"/desk/letters/{letter}/source/"))
        if back is None:
            return
        if hashlib.sha256(back.body).digest() == hashlib.sha256(data).digest():
            self.kept += 1
        else:
            self.line.hit(f"{name}: other bytes were kept")
        if said := wrong_with(back):
            self.line.hit(f"{name}: {said}")

    def finish(self) -> None:
        """Waits for the scans that are still to be read."""
        while self.waiting:
            self.look()
            time.sleep(0.2)

    def look(self) -> None:
        """Looks at the scans that are being read, and at what was read in those that are done."""
        begun, self.waiting = self.waiting, []
        for name, job, draft, since in begun:
            shown, took = self.page(name, job), time.monotonic() - since
            self.longest_reading = max(self.longest_reading, took)
            if shown is None or UNDER_WAY not in shown.body:
                self.page(name, draft)
            elif took > READ_WITHIN:
                self.line.hit(f"{name}: still being read after {took:.0f} s")
            else:
                self.waiting.append((name, job, draft, since))

    def timed(self, name: str, ask: Callable[[], Answer]) -> Answer | None:
        """An answer; None where there was none in time."""
        begun = time.monotonic()
        try:
            answer = ask()
        except OSError as error:
            self.line.hit(f"{name}: no answer: {error!r}")
            return None
        finally:
            took = time.monotonic() - begun
            self.slowest = max(self.slowest, took)
            if took > SECONDS:
                self.line.hit(f"{name}: took {took:.0f} s")
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self.failed += 1
        return answer
