"""Many programs that poll, in one process: each has a connection of its own, and asks again after a fixed time."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress

from tracker.running.broker import LOCAL

PATIENCE = 30.0  # seconds for an answer


class Poller:
    """One of them: it sends the ETag that it has, and opens its connection again where the server has closed it."""

    def __init__(self, port: int, address: str, counts: Counter[str]) -> None:
        self.port, self.address, self.counts, self.tag = port, address, counts, ""
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def poll(self, first: float, interval: float, until: float) -> None:
        """Asks at fixed times, the first one given, on the loop's clock."""
        clock, at = asyncio.get_running_loop().time, first
        while at < until:
            await asyncio.sleep(at - clock())
            try:
                await asyncio.wait_for(self.ask(), PATIENCE)
            except (OSError, EOFError, TimeoutError):
                self.counts["errors"] += 1
                self.close()
            at += interval
        self.close()

    async def ask(self) -> None:
        """Asks once."""
        reader, writer = await self.connected()
        known = f"If-None-Match: {self.tag}\r\n" if self.tag else ""
        writer.write(f"GET {self.address} HTTP/1.1\r\nHost: localhost\r\n{known}\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *rest = head.split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in rest)}
        await reader.readexactly(int(headers.get("content-length", 0)))
        status = first.split()[1]
        self.counts[status if status in ("200", "304") else "errors"] += 1
        self.tag = headers.get("etag", self.tag)
        if headers.get("connection") == "close":
            self.close()

    async def connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """The open connection, else a new one."""
        if self.streams and self.streams[0].at_eof():
            self.close()
        if not self.streams:
            self.streams = await asyncio.open_connection(LOCAL, self.port)
            self.counts["connections"] += 1
        return self.streams

    def close(self) -> None:
        """Lets the connection go."""
        if self.streams:
            with suppress(OSError):
                self.streams[1].close()
            self.streams = None


async def poll_all(port: int, addresses: Sequence[str], interval: float, seconds: float) -> Counter[str]:
    """A poller an address, spread evenly over the interval; how often each status came, without each one's first answer."""
    counts = Counter[str]()
    now = asyncio.get_running_loop().time()
    await asyncio.gather(
        *(
            Poller(port, address, counts).poll(
                now + interval * place / len(addresses), interval, now + seconds
            )
            for place, address in enumerate(addresses)
        )
    )
    counts["200"] -= len(addresses)
    return counts


def poll(port: int, addresses: Sequence[str], interval: float, seconds: float) -> Counter[str]:
    """The same, for a process of its own."""
    return asyncio.run(poll_all(port, addresses, interval, seconds))
