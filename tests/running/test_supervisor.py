"""What runs is watched, and nothing that was started outlives the supervisor."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings

from tests.running.processes import left_in, lives, until
from tracker.running.program import NotStarted, Program, Running
from tracker.running.supervisor import STEADY_AFTER, Watched, pause_after

WRITES_ITS_NUMBER = "echo $$ >> numbers; exec sleep 600"
HAS_A_CHILD = "sleep 600 & echo $! > child; echo $$ >> numbers; wait"


def shell(script: str, folder: Path) -> Program:
    return Program("program", ("/bin/sh", "-c", script), folder)


@contextmanager
def watching(folder: Path, *scripts: str) -> Iterator[subprocess.Popen[str]]:
    """A process that supervises the scripts."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.running.watching", *scripts],
        cwd=settings.BASE_DIR,
        env=os.environ | {"FOLDER": str(folder)},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout
            assert process.stdout.readline() == "watching\n"
            yield process
        finally:
            process.kill()


def numbers(folder: Path, count: int) -> list[int]:
    """The process ids that the scripts have written, once there are `count` of them."""
    file = folder / "numbers"
    until(lambda: file.exists() and len(file.read_text().split()) == count)
    return [int(number) for number in file.read_text().split()]


def test_a_program_that_is_killed_starts_again(tmp_path: Path) -> None:
    with watching(tmp_path, WRITES_ITS_NUMBER) as supervisor:
        os.kill(numbers(tmp_path, 1)[0], signal.SIGKILL)

        assert lives(numbers(tmp_path, 2)[1])
        assert supervisor.stdout
        assert supervisor.stdout.readline() == "The program 1 was ended by SIGKILL; it starts again in 1 s.\n"


def test_what_a_killed_program_had_started_is_gone_before_it_starts_again(tmp_path: Path) -> None:
    with watching(tmp_path, HAS_A_CHILD):
        program = numbers(tmp_path, 1)[0]
        child = int((tmp_path / "child").read_text())
        os.kill(program, signal.SIGKILL)

        numbers(tmp_path, 2)
        assert not lives(child)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_stops_all_in_reverse_order(tmp_path: Path, number: signal.Signals) -> None:
    scripts = [
        f"trap 'echo {name} >> ended; exit' TERM; echo $$ >> numbers; while :; do sleep 0.05; done"
        for name in ("first", "second")
    ]
    with watching(tmp_path, *scripts) as supervisor:
        numbers(tmp_path, 2)
        supervisor.send_signal(number)

        assert supervisor.wait(60) == 0
        assert (tmp_path / "ended").read_text() == "second\nfirst\n"
        assert left_in(tmp_path) == []


def test_killing_the_supervisor_leaves_nothing(tmp_path: Path) -> None:
    with watching(tmp_path, WRITES_ITS_NUMBER, WRITES_ITS_NUMBER) as supervisor:
        numbers(tmp_path, 2)
        supervisor.kill()

        until(lambda: not left_in(tmp_path))


def test_a_program_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    running = Running(shell("trap '' TERM; echo $$ >> numbers; while :; do sleep 0.05; done", tmp_path))
    numbers(tmp_path, 1)

    running.stop(within=0.2)

    assert running.ended() == -signal.SIGKILL
    until(lambda: not left_in(tmp_path))


def test_a_program_that_ends_before_it_is_ready_is_a_sentence(tmp_path: Path) -> None:
    program = Program("broker", ("/bin/sh", "-c", "exit 3"), tmp_path, ready=lambda: False)

    with pytest.raises(NotStarted, match=r"^The broker ended with code 3 before it was ready\.$"):
        Running(program).wait_until_ready()


def test_a_program_that_takes_too_long_is_a_sentence(tmp_path: Path) -> None:
    program = Program("broker", ("/bin/sleep", "600"), tmp_path, ready=lambda: False)
    running = Running(program)

    with pytest.raises(NotStarted, match=r"^The broker was not ready within 0 seconds\.$"):
        running.wait_until_ready(within=0)

    running.stop()


def test_pauses_double_up_to_half_a_minute() -> None:
    assert [pause_after(ends) for ends in range(1, 8)] == [1, 2, 4, 8, 16, 30, 30]


@pytest.mark.parametrize(("alive", "pause"), [(STEADY_AFTER - 1, 16), (STEADY_AFTER, 1)])
def test_a_minute_alive_clears_the_record(tmp_path: Path, alive: float, pause: float) -> None:
    watched = Watched(Running(shell("exit 1", tmp_path)))
    assert watched.running
    watched.ends = 4
    until(watched.running.ended)

    assert watched.look(watched.running.started_at + alive) == pytest.approx(pause)
