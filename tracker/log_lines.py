"""What is done to every line of the log before it is written."""

import re
from typing import Any

KEY = re.compile(r"(lt_[0-9A-Za-z]{8})[0-9A-Za-z]+")  # as of offices.keys, whole or cut off
# Addresses that are the right to what lies there: calendars, answers in mails, links to passwords and invitations.
RIGHT = re.compile(
    r"(/(?:desk/(?:calendar|answer|unsubscribe)|password/reset|sign-up|invitations)/)[^/\s\"]+"
)


def without_secrets(logger: Any, method: str, line: str) -> str:
    """The line with how a key begins and no more (somebody may have put one into an address, which is refused and logged),
    and without what makes an address a secret."""
    return RIGHT.sub(r"\1...", KEY.sub(r"\1...", line))
