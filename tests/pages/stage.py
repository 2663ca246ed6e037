"""Two trackers that run: one with all that an office keeps, one where nobody has entered anything. People of every role."""

import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, BrowserContext

from tests.bench.serving import served
from tests.contract.stage import SETTINGS
from tests.running.browsers import Browser as Person
from tests.worlds import World, world

# The web server's processes are forks of one that has imported the tracker: each would import it for seconds.
FORKED = {"GUNICORN_CMD_ARGS": "--preload"}
SHEETS = {
    "": "Letter,Date,Recipient,Agency,Request,Due,Reference\n"
    "A list of specimens,3/2/2026,Secretary,Department of Examples,Publish the list.,2026-04-01,EX-1\n"
    "A list of specimens,3/2/2026,,,Say why it is short.,,EX-2\n",
    "_wrong": "Letter,Date,Request\nOn specimens,32 March,Publish it.\n,,\nOn more,2026-03-02,\n",
}


@dataclass
class Tracked:
    """A tracker: where it answers, the password of everybody, and what stands in its addresses, some only for a role."""

    address: str
    world: World
    password: str
    ids: dict[str, str] = field(default_factory=dict)
    own: dict[str, dict[str, str]] = field(default_factory=dict)

    def fill(self, name: str, *arguments: str | int) -> dict[str, str]:
        """Runs a function of tests.pages.filling inside the tracker; what it prints."""
        return self.fill_from("tests.pages.filling", name, *arguments)

    def fill_from(self, module: str, name: str, *arguments: str | int) -> dict[str, str]:
        """Runs a function of a module inside the tracker; what it prints."""
        code = f"from {module} import {name}; {name}(*{arguments!r})"
        found: dict[str, str] = json.loads(self.world.python(code).splitlines()[-1])
        return found

    def path(self, pattern: str, role: str = "editor") -> str:
        """An address as its pattern has it."""
        return pattern.format_map(self.ids | self.own.get("editor", {}) | self.own.get(role, {}))

    def signed_in(self, role: str) -> Person:
        """A person of the role, at the pages."""
        person = Person(self.address)
        person.get("/sign-in/")
        person.send("/sign-in/", login=f"{role}@example.org", password=self.password)
        person.get("/sign-in/again/")
        person.send("/sign-in/again/", password=self.password)
        return person

    def context(self, browser: Browser, role: str, **options: object) -> BrowserContext:
        """A session of somebody of the role."""
        context = browser.new_context(base_url=self.address, locale="en-US", **options)  # type: ignore[arg-type]
        context.set_default_timeout(60_000)
        if role != "anonymous":
            cookies = self.signed_in(role).cookies()
            context.add_cookies(
                [{"name": name, "value": value, "url": self.address} for name, value in cookies.items()]
            )
        return context


@contextmanager
def tracked(filled: str) -> Iterator[Tracked]:
    """A tracker that runs for as long as the block lasts, filled by the function of that name of tests.pages.filling."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="pages-")))
        made, password = stack.enter_context(world(folder)), secrets.token_urlsafe(12)
        port = stack.enter_context(served(made.environment | SETTINGS | FORKED))
        running = Tracked(f"http://localhost:{port}", made, password)
        running.ids = running.fill(filled, password)
        yield running


@contextmanager
def stage() -> Iterator[Mapping[str, Tracked]]:
    """Both trackers, by what they are: full and empty."""
    with tracked("full") as full, tracked("empty") as empty:
        for role in ("editor", "manager"):
            full.own[role] = imports_of(full, role)
        yield {"full": full, "empty": empty}


def imports_of(tracker: Tracked, role: str) -> dict[str, str]:
    """The ids of spreadsheets that somebody of the role has given, and not yet imported."""
    found, person = {}, tracker.signed_in(role)
    for name, sheet in SHEETS.items():
        start = tracker.path("/desk/offices/{office}/import/")
        person.get(start)
        person.upload(start, f"letters{name}.csv", sheet.encode())
        place = person.at.removeprefix(tracker.address)
        found[f"import{name}"] = place.split("/")[3]
        person.send(place)
    return found
