"""Starts programs in order, starts again what ends, and stops them in reverse order."""

import signal
import time
from contextlib import suppress
from types import FrameType
from typing import NoReturn, Self

from tracker.running.program import Program, Running, how_it_ended

LONGEST_PAUSE = 30.0  # seconds
STEADY_AFTER = 60.0  # seconds alive, after which a program's earlier ends are forgotten
STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Stopped(BaseException):
    """Somebody asked the supervisor to stop: by SIGTERM, Ctrl-C, or by closing the terminal."""


def pause_after(ends: int) -> float:
    """Seconds to wait before the next start of a program that has ended `ends` times in a row: 1, 2, 4 … 30."""
    return float(min(2 ** (ends - 1), LONGEST_PAUSE))


def say(sentence: str) -> None:
    """Where the programs' own lines go, too."""
    with suppress(BrokenPipeError):
        print(sentence, flush=True)


class Watched:
    """One program and its history."""

    def __init__(self, running: Running) -> None:
        self.program = running.program
        self.running: Running | None = running
        self.ends = 0
        self.next_start_at = 0.0

    def look(self, now: float) -> float | None:
        """Sees to it that it runs; the seconds until it has to be looked at again, None if only when it ends."""
        if self.running and (code := self.running.ended()) is not None:
            steady = now - self.running.started_at >= STEADY_AFTER
            self.ends = 1 if steady else self.ends + 1
            self.next_start_at = now + pause_after(self.ends)
            self.running = None
            say(
                f"The {self.program.name} {how_it_ended(code)}; it starts again in {pause_after(self.ends):.0f} s."
            )
        if self.running:
            return None
        if now >= self.next_start_at:
            self.running = Running(self.program)
            return None
        return self.next_start_at - now


class Supervisor:
    """Holds the programs of a `with` block; at its end, however it comes, none of them is left.

    Inside the block a signal that asks to stop raises Stopped, so that it also interrupts what the block itself does.
    After it signals stay ignored: the process is about to end. For the main thread only: signals come there, and the
    kernel ties a program to the thread that started it.
    """

    def __init__(self) -> None:
        self.watched: list[Watched] = []

    def __enter__(self) -> Self:
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])  # kept for sigtimedwait
        for number in STOPPING:
            if number is not signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:  # nohup
                signal.signal(number, stop)
        return self

    def start(self, program: Program) -> None:
        """Starts a program and returns when it is ready."""
        running = Running(program)
        self.watched.append(Watched(running))
        running.wait_until_ready()

    def watch(self) -> NoReturn:
        """Keeps the programs running until a signal raises Stopped."""
        while True:
            now = time.monotonic()
            looks = [seconds for watched in self.watched if (seconds := watched.look(now)) is not None]
            signal.sigtimedwait([signal.SIGCHLD], min(looks, default=LONGEST_PAUSE))

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> bool:
        for number in STOPPING:
            signal.signal(number, signal.SIG_IGN)
        for watched in reversed(self.watched):
            if watched.running:
                watched.running.stop()
        return kind is Stopped


def stop(number: int, frame: FrameType | None) -> None:
    """The handler of the signals that stop."""
    raise Stopped
