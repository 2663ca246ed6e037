"""What real processes write while an office works, and while everything breaks: not one private word, and nothing that is a right."""

import io
import json
import logging
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest

from tests.edge.canaries import CANARY, EMAIL, REFUSED
from tests.running.browsers import Browser
from tests.running.processes import until
from tests.worlds import ROOT, Inbox, World, world
from tracker.log_lines import ErrorsOfTasks
from tracker.running.broker import LOCAL, free_port
from tracker.running.program import tied_to_us
from tracker.running.web import web_server

PASSWORD = f"{CANARY}password-that-is-long"
SETTINGS = {"DJANGO_SETTINGS_MODULE": "tests.edge.broken_settings", "PYTHONWARNINGS": "ignore"}


class Refusing(Inbox):
    """A mail server that knows one person not."""

    async def handle_RCPT(self, server, session, envelope, address, options):  # type: ignore[no-untyped-def]
        """Says so, with the address."""
        if address.lower() == REFUSED.lower():
            return f"550 nobody is called {address}"
        envelope.rcpt_tos.append(address)
        return "250 OK"


@contextmanager
def logged(log: Path, environment: dict[str, str], *argv: str) -> Iterator[None]:
    """A process for as long as the block lasts; what it writes goes to the file."""
    with log.open("ab") as file:
        process = subprocess.Popen(
            [*tied_to_us(signal.SIGTERM), *argv], cwd=ROOT, env=environment, stdout=file, stderr=file
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(timeout=120)


def tried(ask: Callable[..., object], *arguments: object, **fields: str) -> None:
    """Asks for something, whatever the answer is."""
    with suppress(HTTPError, OSError, UnicodeDecodeError):  # the report is no text
        ask(*arguments, **fields)


def walk(site: str, ids: dict[str, str]) -> set[str]:
    """Works at the desk, and then gets everything wrong that can be; the cookies that were given."""
    browser = Browser(site)
    browser.get("/sign-in/")
    tried(browser.send, "/sign-in/", login=EMAIL, password=f"{CANARY}wrong")
    browser.send("/sign-in/", login=EMAIL, password=PASSWORD)
    letter, request = f"/desk/letters/{ids['letter']}/", f"/desk/requests/{ids['request']}/"
    for path in (
        "/desk/", "/desk/inbox/", "/desk/week/", "/desk/failed/", "/desk/account/", "/desk/jobs/", letter, request, f"{letter}source/",
        f"/desk/actions/{ids['action']}/evidence/", f"/desk/imports/{ids['import']}/check/", "/desk/offices/example/",
        "/desk/offices/example/export/requests.csv", "/desk/offices/example/report.pdf", f"/desk/letters/?q={CANARY}search",
        f"/requests/?q={CANARY}search&cursor={CANARY}", f"/requests/?state={CANARY}", f"/sign-in/?next=//{CANARY}.example/",
        f"/desk/calendar/{ids['calendar']}.ics", f"/desk/calendar/{ids['calendar']}x.ics", f"/desk/answer/{ids['answer']}/",
        f"/desk/answer/{ids['answer']}x/", f"/desk/unsubscribe/{ids['unsubscribe']}/", f"/api/v1/letters/?q={CANARY}&limit={CANARY}",
        f"/?q={CANARY}", f"/api/v1/broken/?q={CANARY}", f"/refused/?q={CANARY}", f"/doubled/?q={EMAIL}", f"/api/v1/letters/?key={ids['key']}",
        f"/desk/letters/nothing/?q={quote(CANARY + ' search')}", f"/desk/week/example/?week={CANARY}",
    ):  # fmt: skip
        tried(browser.get, path)
    browser.get("/desk/letters/new/")
    tried(browser.upload, "/desk/letters/new/", f"{CANARY}.pdf", b"%PDF-1.4 cut off")
    browser.get("/desk/letters/new/")
    tried(browser.upload, "/desk/letters/new/", f"../../{CANARY}\\..", b"\x00\x01")
    browser.get("/desk/letters/new/")
    tried(browser.send, "/desk/letters/new/", text=f"Dear Sir: {CANARY}pasted")
    for fields in (
        {"kind": CANARY, "summary": CANARY},
        {"kind": "note", "occurred_on": "2026-11-02", "summary": f"{CANARY}said"},
    ):
        browser.get(request)
        tried(browser.send, request, **fields)
    tried(Browser(site).open, Request(f"{site}/desk/account/calendars/", f"office={CANARY}".encode()))
    bearer = {"Authorization": f"Bearer {ids['key']}", "Content-Type": "application/json"}
    for body in (
        {"title": f"{CANARY}title", "text": f"{CANARY}text", "requests": CANARY},
        {"kind": CANARY},
        CANARY,
    ):
        for path in ("letters", "actions", "letters/nothing/confirm"):
            tried(urlopen, Request(f"{site}/api/v1/{path}/", json.dumps(body).encode(), bearer))
    tried(urlopen, Request(f"{site}/api/v1/letters/", f'{{"{CANARY}'.encode(), bearer))
    tried(
        urlopen,
        Request(f"{site}/api/v1/letters/", headers=bearer | {"Authorization": f"Bearer {ids['key']}x"}),
    )
    return set(browser.cookies().values())


def send_nonsense(port: int) -> None:
    """What the web server itself refuses."""
    for line in (
        f"X-Any : {CANARY}",
        f"X-Any\x00: {CANARY}",
        f"Cookie: {CANARY}\x00",
        f"Host: {CANARY}.example",
        f"Content-Length: {CANARY}",
    ):
        with socket.create_connection((LOCAL, port), timeout=60) as connection:
            connection.sendall(f"GET /?q={CANARY} HTTP/1.1\r\nHost: localhost\r\n{line}\r\n\r\n".encode())
            connection.recv(1 << 16)


def worked(made: World, ids: dict[str, str], folder: Path) -> set[str]:
    """Runs the processes while somebody walks through; the cookies that were given."""
    environment, port = made.environment | SETTINGS, free_port()
    worker = (sys.executable, "-m", "celery", "-A", "tracker", "worker", "--concurrency=1", "--loglevel=INFO")
    with ExitStack() as stack:
        stack.enter_context(logged(folder / "web.log", environment, *web_server(f"{LOCAL}:{port}")))
        stack.enter_context(logged(folder / "worker.log", environment, *worker))
        until(lambda: answers(port), within=60)
        cookies = walk(f"http://localhost:{port}", ids)
        send_nonsense(port)
        made.python("from tracker.tasks import send_wake; send_wake()")
        until(lambda: len(made.inbox.messages) > 0, within=60)
        until(
            lambda: all(
                word in (folder / "worker.log").read_text() for word in ("job_broken", "digest_not_sent")
            ),
            within=60,
        )
    return cookies


def answers(port: int) -> bool:
    """Whether the web server serves."""
    with suppress(OSError), urlopen(f"http://localhost:{port}/health/live", timeout=5) as answer:
        return bool(answer.status == 200)
    return False


def test_no_log_holds_a_private_word_or_a_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.worlds.Inbox", Refusing)
    with world(tmp_path) as made:
        code = f"from tests.edge.canaries import fill; fill({PASSWORD!r})"
        ids = json.loads(made.python(code).splitlines()[-1])
        cookies = worked(made, ids, tmp_path)
    written = "".join((tmp_path / name).read_text() for name in ("web.log", "worker.log"))
    said = (
        "request_failed",
        "Not Found",
        "Internal Server Error",
        "office_not_planned",
        "job_broken",
        "digest_not_sent",
    )
    assert [words for words in said if words not in written] == []
    private = {CANARY.lower(), *cookies, *(ids[name] for name in ("calendar", "answer", "unsubscribe"))}
    private.add(ids["key"][12:])
    hits = {line[:400] for line in written.splitlines() for word in private if word.lower() in line.lower()}
    assert hits == set()


def test_a_task_that_breaks_says_where_and_not_what() -> None:
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(ErrorsOfTasks())
    handler.setFormatter(logging.getLogger().handlers[0].formatter)
    try:
        raise ValueError(secrets.token_hex(4) + CANARY)
    except ValueError as error:
        record = logging.LogRecord(
            "celery.app.trace", logging.ERROR, __file__, 1, "Task %(name)s raised: %(exc)s\n%(traceback)s",
            ({"name": "sweep", "exc": repr(error), "traceback": str(error)},), sys.exc_info(),
        )  # fmt: skip
    handler.handle(record)
    assert "builtins.ValueError" in written.getvalue()
    assert "test_log_canaries.py" in written.getvalue()
    assert CANARY not in written.getvalue()
