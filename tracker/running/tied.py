"""Becomes another program that ends when the process that started this one ends, however that one ends.

    python tied.py PARENT SIGNAL USER PROGRAM [ARGUMENT…]

PARENT is the process id of the starter, SIGNAL the number that the kernel sends when it is gone, USER a numeric user id
to become first or -1. A file of its own, run by path: the time between fork and exec is no place for Python code in
a process that may hold threads, and the tie has to be made after the user is changed (the kernel forgets it then).
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def tie(parent: int, ending: int) -> None:
    """Asks the kernel (Linux only) for the signal `ending` when `parent` is gone; leaves where it is gone already."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, ending)
        if os.getppid() != parent:
            raise SystemExit(1)


def become(user: int) -> None:
    """Gives up root for good: no groups, no way back. Neither adds a user nor touches a file."""
    os.setgroups([])
    os.setgid(user)
    os.setuid(user)
    os.environ["HOME"] = "/"


def main(parent: int, ending: int, user: int, argv: list[str]) -> None:
    """Ties itself, then turns into `argv`."""
    if user >= 0:
        become(user)
    tie(parent, ending)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])  # the supervisor holds signals back; its children do not
    os.execv(argv[0], argv)  # noqa: S606 - a shell would stand between the tie and the program


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
