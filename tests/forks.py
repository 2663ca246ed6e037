"""A process of the tracker that forks: each child runs code that it is given as if it had been started for it alone.

    python -m tests.forks       # lines of JSON: [code, times] in; [[exit code, output, error], …] out

Starting Python and Django takes seconds, and a fork takes none: what most children need is imported before. No connection
may be open before a fork, so this process itself never asks the database.
"""

import io
import json
import os
import random
import sys
import traceback
from contextlib import redirect_stderr, redirect_stdout, suppress
from importlib import import_module

import django
from django.db import connections


def forked(code: str) -> tuple[int, int]:
    """A child that runs the code; its id, and where what it said is read."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    random.seed()  # else all would draw the same
    try:
        said = json.dumps(outcome(code))
        with os.fdopen(writing, "w") as pipe:
            pipe.write(said)
    finally:
        os._exit(0)  # whatever happened: it must not go on as its parent does


def outcome(code: str) -> tuple[int, str, str]:
    """Runs the code; its exit code, its output, and what it said of errors."""
    output, errors = io.StringIO(), io.StringIO()
    status = 0
    with redirect_stdout(output), redirect_stderr(errors):
        try:
            exec(code, {"__name__": "__main__"})  # noqa: S102 - the suite's own
        except BaseException:  # noqa: BLE001 - told to who asked
            status = 1
            traceback.print_exc()
        finally:
            connections.close_all()  # so that SQLite's file is whole
    return status, output.getvalue(), errors.getvalue()


def ended(child: int, reading: int) -> object:
    """What a child said, once it has ended."""
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    return json.loads(said) if said else [1, "", f"ended without a word: {status}"]


def main() -> None:
    """Answers until nobody asks any more."""
    django.setup()
    import_module("tests.making")  # Django's models can be imported only now
    for line in sys.stdin:
        code, times = json.loads(line)
        children = [forked(code) for _ in range(times)]
        print(json.dumps([ended(*child) for child in children]), flush=True)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        main()
