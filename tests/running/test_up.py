"""The whole tracker, started as `make run` starts it."""

import os
import re
import signal
from collections.abc import Iterator

import pytest

from tests.running.processes import left_in, until
from tests.running.trackers import Tracker, a_tracker, read_until
from tracker.running.broker import LOCAL, free_port
from tracker.running.claims import folder_claimed

PATIENCE = 60.0  # seconds; an idle machine needs three


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tracker]:
    """A tracker that several tests start, one after another: making its database takes seconds."""
    with a_tracker(tmp_path_factory.mktemp("up")) as made:
        yield made


def test_it_runs_until_it_is_stopped_and_starts_again_with_the_same_sign_in(kept: Tracker) -> None:
    with kept.up() as first:
        welcome = read_until(first, "Sign in")
        assert f"http://localhost:{kept.port}/" in welcome
        assert re.search(r"Sign in as demo@localhost, password \S{12,}\n", welcome)
        until(kept.is_ready)
        until(
            lambda: all(kept.processes(name) for name in ("gunicorn", "celery -q -A tracker worker", "beat"))
        )

        first.send_signal(signal.SIGTERM)
        assert first.wait(PATIENCE) == 0
        assert left_in(kept.folder) == []

    with kept.up() as second:
        assert f"password as in {kept.folder}/demo-sign-in.txt\n" in read_until(second, "Sign in")
        until(kept.is_ready)

        second.send_signal(signal.SIGINT)
        assert second.wait(PATIENCE) == 0
        assert left_in(kept.folder) == []


def test_what_dies_comes_back_and_killing_all_from_above_leaves_nothing(kept: Tracker) -> None:
    with kept.up() as running:
        read_until(running, "Sign in")
        until(lambda: len(kept.processes("celery -q -A tracker worker")) == 3)
        web, worker = kept.processes("gunicorn")[0], kept.processes("tracker worker")[0]

        os.kill(web, signal.SIGKILL)
        os.kill(worker, signal.SIGKILL)
        until(lambda: web not in kept.processes("gunicorn") and kept.is_ready())
        until(lambda: len(kept.processes("celery -q -A tracker worker")) == 3)
        assert worker not in kept.processes("tracker worker")

        running.kill()
        until(lambda: left_in(kept.folder) == [], within=PATIENCE)


def test_a_database_that_does_not_answer_is_one_sentence(tracker: Tracker) -> None:
    tracker.environment["DATABASE_URL"] = f"postgres://nobody@{LOCAL}:{free_port()}/nothing"

    with tracker.up() as refused:
        sentence, _ = refused.communicate(timeout=PATIENCE)

    assert refused.returncode == 1
    assert re.fullmatch(
        r"CommandError: The database cannot be used: .* \(DATABASE_URL names it\)\.\n", sentence
    )
    assert left_in(tracker.folder) == []


def test_a_refusal_is_one_sentence(tracker: Tracker) -> None:
    with folder_claimed(tracker.folder), tracker.up() as refused:
        sentence, _ = refused.communicate(timeout=PATIENCE)

    folder = tracker.folder
    assert refused.returncode == 1
    assert sentence == (
        f"CommandError: The tracker is already running in {folder}: stop it first, or set VAR_DIR to another folder.\n"
    )
