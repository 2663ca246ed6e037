"""Watching a tracker's processes from outside: how much memory its readers take, and whom anything of it talks to."""

import os
import re
import socket
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Self

BETWEEN_LOOKS = 0.02  # seconds
EVERYBODY = 10  # looks at readers between two at all others: these stay, and the kernel's tables are long
READERS = (b"letters.reading.child", b"letters.reading.sheet_child")
MOST_MEMORY = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)
TABLES = ("tcp", "tcp6", "udp", "udp6")
NOWHERE = re.compile(r"0+")
LOOPBACK = re.compile(r"[0-9A-F]{6}7F|0{24}01000000|0{16}FFFF0000[0-9A-F]{6}7F")  # as /proc writes it


class Watch(Thread):
    """Looks at all that this process has started, directly or not, for as long as the block lasts."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.ended = Event()
        self.readers = 0
        self.memory = {
            True: 0,
            False: 0,
        }  # the most that a process took at once, in bytes: readers, all others
        self.away: set[str] = set()
        self.seen: set[int] = set()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.ended.set()
        self.join()

    def run(self) -> None:
        """Looks again and again."""
        look = 0
        while not self.ended.wait(BETWEEN_LOOKS):
            for pid in descendants(os.getpid()):
                with suppress(OSError):  # it has ended meanwhile
                    self.look_at(pid, others_too=look % EVERYBODY == 0)
            look += 1

    def look_at(self, pid: int, *, others_too: bool) -> None:
        """Notes what a process has taken so far, and the other ends of its connections."""
        place = Path(f"/proc/{pid}")
        command = (place / "cmdline").read_bytes()
        is_reader = any(name in command for name in READERS)
        if not is_reader and not others_too:
            return
        if is_reader and pid not in self.seen:
            self.seen.add(pid)
            self.readers += 1
        if most := MOST_MEMORY.search((place / "status").read_text()):
            self.memory[is_reader] = max(self.memory[is_reader], int(most[1]) * 1024)
        for end in other_ends(place):
            if is_reader or not LOOPBACK.fullmatch(end):
                words = command.replace(b"\0", b" ").decode(errors="replace")
                self.away.add(f"{words} talks to {end}")


def descendants(of: int) -> list[int]:
    """The processes that a process has started, and those that these have."""
    children: dict[int, list[int]] = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        with suppress(OSError), open(f"/proc/{name}/stat") as stat:
            children.setdefault(int(stat.read().rpartition(")")[2].split()[1]), []).append(int(name))
    found, open_ends = [], [of]
    while open_ends:
        begun = children.get(open_ends.pop(), [])
        found += begun
        open_ends += begun
    return found


def other_ends(place: Path) -> list[str]:
    """The addresses, as the kernel writes them, to which sockets of a process are connected."""
    links = [os.readlink(entry) for entry in (place / "fd").iterdir() if entry.is_symlink()]
    own = {link[8:-1] for link in links if link.startswith("socket:[")}
    if not own:
        return []
    rows = [row.split() for name in TABLES for row in (place / "net" / name).read_text().splitlines()[1:]]
    ends = [row[2].partition(":")[0] for row in rows if row[9] in own]
    return [end for end in ends if not NOWHERE.fullmatch(end)]


class Listener(Thread):
    """An address of this machine's that notes whoever comes."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.heard: list[str] = []

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.join()

    def run(self) -> None:
        """Takes who comes, until the socket is closed."""
        with suppress(OSError):
            while True:
                guest, _ = self.socket.accept()
                with guest:
                    guest.settimeout(1)
                    self.heard.append(repr(guest.recv(200)))
