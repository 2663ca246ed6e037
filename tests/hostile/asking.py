"""Asking a running tracker by hand: no redirect is followed, nothing is tidied up."""

import http.client
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import quote, urlencode, urlsplit

from tests.pages.stage import Tracked


class Answer(NamedTuple):
    """An answer of the server's."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


@dataclass
class Hand:
    """Somebody's session, used by hand."""

    site: Tracked
    cookies: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, site: Tracked, role: str) -> "Hand":
        """Somebody of the role, who is signed in; anybody has been to a page with a form."""
        if role != "anonymous":
            person = site.signed_in(role)
            person.get("/desk/")
            return cls(site, person.cookies())
        hand = cls(site)
        hand.get("/sign-in/")
        return hand

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Reads; `path` is percent-encoded where a request's first line needs it."""
        return self.ask("GET", quote(path, safe="/%?&=+:@,;~*()!$'[]\\|"), headers=headers)

    def post(self, path: str, fields: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Answer:
        """Sends a form with the session's own token."""
        body = urlencode(dict(fields) | {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}).encode()
        return self.ask(
            "POST", path, body, {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        )

    def upload(
        self, path: str, fields: Mapping[str, str], name: str, file: bytes, *, called: str = "file"
    ) -> Answer:
        """Sends a form with a file, whose name is written as it is but for what would end it."""
        edge = secrets.token_hex(8)
        fields = dict(fields) | {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in fields.items()
        ]
        written = name.encode(errors="surrogatepass").replace(b"\\", b"\\\\").replace(b'"', b'\\"')
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{called}"; filename="'.encode()
        body = b"".join([*parts, head, written, b'"\r\n\r\n', file, f"\r\n--{edge}--\r\n".encode()])
        return self.ask("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={edge}"})

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """One request on a connection of its own; keeps the cookies that it is given."""
        parts = urlsplit(self.site.address)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
        sent = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            **(headers or {}),
        }
        try:
            connection.request(method, path, body, sent)
            with connection.getresponse() as answer:
                found = Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()
        for cookie in found.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value.strip('"')
        return found
