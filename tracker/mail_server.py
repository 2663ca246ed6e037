"""The mail server that EMAIL_URL names: smtp+tls:// and smtp+ssl:// are encrypted, smtp:// is not."""

from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

PORTS = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}
SECONDS = 20  # as in smtp://host?timeout=20; a hanging server must not hold the sweep


class MailServer(NamedTuple):
    """How mails leave; `timeout` in seconds."""

    host: str
    port: int
    user: str
    password: str
    starts_tls: bool
    is_tls: bool
    timeout: int


def mail_server(url: str) -> MailServer | None:
    """The server, None where no address is set. Raises ValueError for an address that is none."""
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError(f"EMAIL_URL begins with one of {', '.join(PORTS)}, then :// and a server's name")
    return MailServer(
        host=parts.hostname,
        port=parts.port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starts_tls=parts.scheme == "smtp+tls",
        is_tls=parts.scheme == "smtp+ssl",
        timeout=int(parse_qs(parts.query).get("timeout", [SECONDS])[0]),
    )
