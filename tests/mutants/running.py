"""Runs the tests once, to learn what each reaches, and then for each mutant those that reach it, until one fails.

The tests are collected and the database is made once. Each mutant is put into a fork of that process, where a function's code is
exchanged for the changed one, and a constant wherever it stands; nothing is imported again, nothing is written to a file. What was
kept by `lru_cache` is forgotten there. A mutant with which a test uses five times the processor's time that it needs, and five seconds more,
is timed out: on a busy machine it has as much of it as on an idle one. The database lies in memory, so it is SQLite.
"""

import functools
import gc
import os
import resource
import signal
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from tests.mutants.changes import REACHED, Mutant, functions_of

KILLED, SURVIVED, TIMED_OUT, NOT_REACHED = "killed", "survived", "timed out", "not reached"
FAILED = 1
OURS = ("offices", "letters", "actions", "tracker", "tests")


class Campaign:
    """A pytest plugin that runs all mutants; `results` says what became of each.

    `texts`: the modules' sources, `held_by`: the files of the tests that are to hold them, both by path.
    """

    def __init__(
        self,
        texts: Mapping[str, str],
        mutants: Sequence[Mutant],
        held_by: Mapping[str, Collection[str]],
        *,
        tell: Callable[[str, str], None],
    ) -> None:
        self.texts, self.mutants, self.held_by, self.tell = texts, mutants, held_by, tell
        self.results: dict[str, str] = {}
        self.broken: list[str] = []

    @pytest.hookimpl
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """In place of pytest's own loop."""
        tests = learnt(session.items, self.texts)
        self.broken = [test.item.nodeid for test in tests if test.has_failed]
        gc.collect()
        gc.freeze()  # forks share what is there
        caches = [found for found in gc.get_objects() if isinstance(found, functools._lru_cache_wrapper)]
        ours = [cache for cache in caches if getattr(cache, "__module__", "").split(".")[0] in OURS]
        for mutant in [] if self.broken else self.mutants:
            files = self.held_by[mutant.path]
            reaching = [test for test in tests if test.file in files and test.reaches(mutant)]
            reaching.sort(key=lambda test: test.seconds)
            end = became(mutant, reaching, ours) if reaching else NOT_REACHED
            self.results[mutant.name] = end
            self.tell(end, mutant.name)
        return True


class Reaching:
    """A test, the lines that it reaches, and the processor's time that it takes."""

    def __init__(self, item: pytest.Item, lines: set[tuple[str, int]]) -> None:
        self.item, self.file = item, item.nodeid.partition("::")[0]
        began = used()
        self.has_failed = fails(item)
        self.seconds = used() - began
        self.lines = lines.copy()

    def reaches(self, mutant: Mutant) -> bool:
        """Whether the test comes to what is changed; a constant may be read by any."""
        return not mutant.is_in_function or (mutant.path, mutant.line) in self.lines


def learnt(items: Sequence[pytest.Item], texts: Mapping[str, str]) -> list[Reaching]:
    """Runs all tests, while each function of the modules says which of its lines are reached."""
    fails(items[0])  # makes the database
    lines: set[tuple[str, int]] = set()
    plain = {}
    for path, text in texts.items():
        module = module_of(path)
        setattr(module, REACHED, lambda line, path=path: lines.add((path, line)))
        for unit, source in functions_of(text, marked=True):
            plain[function_of(module, unit)] = exchange(module, unit, source)
    tests = []
    for item in items:
        lines.clear()
        tests.append(Reaching(item, lines))
    for function, code in plain.items():
        function.__code__ = code
    return tests


def used() -> float:
    """The processor's time of this process, in seconds."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def fails(item: pytest.Item) -> bool:
    """Runs a test; what belongs to the whole run, such as the database, stays for the next one."""
    reports = runtestprotocol(item, log=False, nextitem=item.session)  # type: ignore[arg-type]
    return any(report.failed for report in reports)


def became(mutant: Mutant, tests: Sequence[Reaching], caches: Sequence[Any]) -> str:
    """What becomes of a mutant under the tests that reach it."""
    child = os.fork()
    if not child:
        os._exit(seen_by(mutant, tests, caches))
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return TIMED_OUT if os.WTERMSIG(status) in (signal.SIGPROF, signal.SIGALRM) else KILLED
    return KILLED if os.WEXITSTATUS(status) else SURVIVED


def seen_by(mutant: Mutant, tests: Sequence[Reaching], caches: Sequence[Any]) -> int:
    """In the fork: puts the mutant in and runs the tests; FAILED once one has noticed."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    try:
        put_in(mutant)
        for cache in caches:
            cache.cache_clear()
        return FAILED if any(fails_in_time(test) for test in tests) else 0
    except BaseException:  # noqa: BLE001  # whatever it raises, it shows
        return FAILED


def fails_in_time(test: Reaching) -> bool:
    """Runs a test; what takes far longer than it should ends the process."""
    limit = 5 + 5 * test.seconds
    signal.setitimer(signal.ITIMER_PROF, limit)
    signal.setitimer(signal.ITIMER_REAL, 60 * limit)  # should it wait for something that never comes
    return fails(test.item)


def put_in(mutant: Mutant) -> None:
    """Exchanges what the mutant changes."""
    module = module_of(mutant.path)
    if mutant.is_function:
        exchange(module, mutant.unit, mutant.source)
        return
    for name in mutant.unit.split(", "):
        # A function without what decorated it is the one that was decorated.
        new = function_of(module, name) if mutant.is_in_function else made(module, mutant.source)[name]
        old = vars(module)[name]
        for other in modules():
            if vars(other).get(name) is old:
                setattr(other, name, new)
    if not mutant.is_in_function:  # functions' default values may be made of it
        for unit, source in functions_of(Path(str(module.__file__)).read_text(), marked=False):
            exchange(module, unit, source)


def exchange(module: ModuleType, unit: str, source: str) -> Any:
    """Gives a function the code and the defaults of another source; the code that it had."""
    old, new = function_of(module, unit), made(module, source)[unit.split(".")[-1]]
    had = old.__code__
    old.__code__, old.__defaults__, old.__kwdefaults__ = new.__code__, new.__defaults__, new.__kwdefaults__
    return had


def made(module: ModuleType, source: str) -> dict[str, Any]:
    """The module's names, and those that the source makes."""
    names = vars(module).copy()
    exec(compile(source, str(module.__file__), "exec"), names)  # noqa: S102
    return names


def function_of(module: ModuleType, unit: str) -> FunctionType:
    """The function or method itself, without what decorates it."""
    found: Any = module
    for name in unit.split("."):
        found = vars(found)[name]
    while hasattr(found, "__wrapped__"):
        found = found.__wrapped__
    assert isinstance(found, FunctionType)
    return found


def module_of(path: str) -> ModuleType:
    """The module of a file."""
    return sys.modules[path.removesuffix(".py").replace("/", ".")]


def modules() -> Iterator[ModuleType]:
    """The modules of this project that are there."""
    return (module for name, module in list(sys.modules.items()) if name.split(".")[0] in OURS)
