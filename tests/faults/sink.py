"""A mail server in a process of its own: writes a line per mail before it says 250. `python -m tests.faults.sink PORT FILE`

What stands before the first dot of an address is what goes wrong with the first two mails to it: 421 (goodbye instead
of a recipient), 451 (try again, after the data), hang (no answer), drop (accepted, and the connection cut before 250).
"""

import asyncio
import json
import os
import re
import sys
import time
from collections import Counter
from typing import Any

from aiosmtpd.controller import UnthreadedController

FAULTY_TRIES = 2
MESSAGE_ID = re.compile(rb"^Message-ID:\s*(\S+)", re.MULTILINE | re.IGNORECASE)
ASKED = re.compile(r"/desk/requests/(\w+)/")


class Sink:
    """Takes every mail, except where the address asks for a fault."""

    def __init__(self, file: str) -> None:
        self.file = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self.tries: Counter[str] = Counter()

    def fault(self, address: str) -> str:
        """What is to go wrong with this try."""
        self.tries[address] += 1
        return address.split(".")[0] if self.tries[address] <= FAULTY_TRIES else ""

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Takes the recipient."""
        session.fault = self.fault(address)
        if session.fault == "421":
            return "421 4.3.2 Closing the connection"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Takes the mail, or does what the address asks for."""
        if session.fault == "451":
            return "451 4.3.0 Try again later"
        if session.fault == "hang":
            await asyncio.sleep(3600)
        self.keep(envelope)
        if session.fault == "drop":
            server.transport.abort()
        return "250 OK"

    def keep(self, envelope: Any) -> None:
        """Writes the mail's line: survives the process, however it ends."""
        content = bytes(envelope.content or b"")
        found = MESSAGE_ID.search(content)
        text = content.replace(b"=\r\n", b"").decode("utf-8", "replace")
        line = {
            "to": envelope.rcpt_tos[0],
            "id": found[1].decode() if found else "",
            "at": time.time(),
            "asked": sorted(set(ASKED.findall(text))),
        }
        os.write(self.file, json.dumps(line).encode() + b"\n")


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    UnthreadedController(Sink(sys.argv[2]), hostname="127.0.0.1", port=int(sys.argv[1]), loop=loop).begin()  # type: ignore[no-untyped-call]
    loop.run_forever()
