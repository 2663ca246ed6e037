"""The supervising command: the whole tracker, started, watched over and stopped together."""

import http.client
import os
import signal
import sys
from argparse import ArgumentParser
from contextlib import closing, suppress
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connections

from offices.demo import demo_sign_in
from tracker.running import tied
from tracker.running.broker import UnusableBroker, choose_broker
from tracker.running.claims import Refused, check_port, folder_claimed
from tracker.running.program import NotStarted, Program
from tracker.running.supervisor import Supervisor, say
from tracker.running.web import web_server

QUIET = ["--loglevel=WARNING"]
WORKER = ["--concurrency=2", "--without-gossip", "--without-mingle", "--without-heartbeat"]
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - the names of it, not a default

# What Celery warns of at every start as root.
UNNEEDED = "ignore:You're running the worker with superuser"


class Command(BaseCommand):
    """Runs the tracker until Ctrl-C or SIGTERM.

    1. Claim VAR_DIR and see that PORT is free; refuse with a sentence.
    2. Start the broker that is at hand and tell every later program its address, as REDIS_URL.
    3. Migrate, load the seeds (both do nothing the second time), and make the demo sign-in where there is none.
    4. Start the web server and wait until /health/ready answers 200; start the worker, then the scheduler.
    5. Print the address and the sign-in.
    6. Start again whatever ends, after 1, 2, 4 … 30 seconds.
    7. On Ctrl-C, SIGTERM or a closed terminal stop all in reverse order, and kill what is left after 10 seconds.
    8. If this command itself is killed, the kernel tells its programs to end.
    """

    help = "Run the whole tracker: broker, web, worker and scheduler"
    requires_system_checks = []  # `make check` runs them; here they would only delay the start

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--with-parent", action="store_true", help="stop when the process that started this one is gone"
        )

    def handle(self, *, with_parent: bool, **options: object) -> None:
        """The algorithm above; whatever refuses a start ends it with a sentence."""
        host, port = os.environ.get("HOST") or "127.0.0.1", settings.PORT
        try:
            with folder_claimed(settings.VAR_DIR), Supervisor() as supervisor:
                if with_parent:
                    tied.tie(os.getppid(), signal.SIGTERM)
                check_port(host, port)
                environment = start_broker(supervisor, settings.VAR_DIR)
                sign_in = prepare(settings.VAR_DIR)
                for program in programs(host, port, environment):
                    supervisor.start(program)
                say(welcome(port, *sign_in))
                supervisor.watch()
        except (Refused, UnusableBroker, NotStarted) as error:
            raise CommandError(str(error)) from error
        except OperationalError as error:
            reason = str(error).splitlines()[0]
            raise CommandError(f"The database cannot be used: {reason} (DATABASE_URL names it).") from error


def start_broker(supervisor: Supervisor, var: Path) -> dict[str, str]:
    """Starts the broker, where it is ours to start; the environment of all that comes after it."""
    broker = choose_broker(var / "broker", os.environ)
    if broker.warning:
        say(broker.warning)
    if broker.program:
        supervisor.start(broker.program)
    return {"PYTHONWARNINGS": UNNEEDED} | os.environ | {"REDIS_URL": broker.url}


def prepare(var: Path) -> tuple[str, str | None]:
    """Brings database and seeds to what this version expects; the demo's address and password."""
    call_command("migrate", interactive=False, verbosity=0)
    with open(os.devnull, "w") as nowhere:
        call_command("load_seeds", stdout=nowhere)
    sign_in = demo_sign_in(var)
    connections.close_all()
    return sign_in


def programs(host: str, port: int, environment: dict[str, str]) -> list[Program]:
    """Web server, worker and scheduler, in the order of their start."""

    def python(name: str, *argv: str) -> tuple[str, ...]:
        return (sys.executable, "-m", name, *argv)

    web = Program(
        name="web server",
        argv=web_server(f"{bracketed(host)}:{port}"),
        folder=settings.BASE_DIR,
        environment=environment,
        ready=lambda: is_ready(EVERYWHERE.get(host, host), port),
    )
    worker = Program(
        name="worker",
        argv=python("celery", "-q", "-A", "tracker", "worker", *WORKER, *QUIET),
        folder=settings.BASE_DIR,
        environment=environment,
    )
    scheduler = Program(
        name="scheduler",
        argv=python(
            "celery", "-q", "-A", "tracker", "beat", f"--schedule={settings.VAR_DIR / 'beat'}", *QUIET
        ),
        folder=settings.BASE_DIR,
        environment=environment,
    )
    return [web, worker, scheduler]


def bracketed(host: str) -> str:
    """An IPv6 address as addresses with a port write it."""
    return f"[{host}]" if ":" in host else host


def is_ready(host: str, port: int) -> bool:
    """Whether /health/ready answers 200, asked under a name that the web server listens to."""
    names = [name.lstrip(".") for name in settings.ALLOWED_HOSTS if name != "*"]
    asking = closing(http.client.HTTPConnection(host, port, timeout=5))
    with suppress(OSError, http.client.HTTPException), asking as connection:
        connection.request("GET", "/health/ready", headers={"Host": (names or ["localhost"])[0]})
        with connection.getresponse() as response:
            return response.status == 200
    return False


def welcome(port: int, email: str, password: str | None) -> str:
    """What somebody who has just started the tracker needs to know."""
    kept = settings.VAR_DIR / "demo-sign-in.txt"
    known = password or (f"as in {kept}" if kept.exists() else "as the first start printed it")
    return (
        f"\nThe tracker runs at http://localhost:{port}/ (Ctrl-C stops it).\n"
        f"Sign in as {email}, password {known}\n"
    )
