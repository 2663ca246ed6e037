"""An OpenID Connect provider of the tests' own: it answers over HTTP and signs what it says."""

import json
import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "letter-tracker", "between the two"


def new_key() -> rsa.RSAPrivateKey:
    """A key to sign with."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Provider:
    """Who has signed in there, what it says of them, and how it goes about it."""

    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    in_the_token: bool = True  # otherwise the address is only in the answer about the person
    told: dict[str, Any] = field(default_factory=dict)  # that answer, where it is another one
    published: rsa.RSAPrivateKey = field(default_factory=new_key)
    signs_with: rsa.RSAPrivateKey | None = None
    calls_itself: str = ""  # where that is not where it is found
    algorithm: str = "RS256"
    codes: dict[str, str] = field(default_factory=dict)

    def code_for(self, address: str) -> tuple[str, str]:
        """What the person brings back from the provider's page: a code and the state, as the address there asked for."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked["code_challenge"]
        return code, asked["state"]

    def token(self, sent: dict[str, str]) -> dict[str, Any] | None:
        """The tokens for a code, once, and for who asked for it."""
        challenge = self.codes.pop(sent["code"], None)
        made = urlsafe_b64encode(sha256(sent["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if challenge != made or sent["client_secret"] != SECRET:
            return None
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 60, **self.claims}
        if not self.in_the_token:
            claims = {name: value for name, value in claims.items() if not name.startswith("email")}
        keys: dict[str, Any] = {"RS256": self.signs_with or self.published, "HS256": SECRET, "none": None}
        signed = jwt.encode(claims, keys[self.algorithm], algorithm=self.algorithm, headers={"kid": "1"})
        return {
            "access_token": "opens-userinfo",
            "token_type": "Bearer",
            "expires_in": 60,
            "id_token": signed,
        }

    def answer(self, path: str) -> dict[str, Any]:
        """What can be read of it."""
        if path == "/.well-known/openid-configuration":
            places = {name: f"{self.issuer}/{place}" for name, place in PLACES.items()}
            return {
                "issuer": self.calls_itself or self.issuer,
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
                **places,
            }
        if path == "/keys":
            key = json.loads(RSAAlgorithm.to_jwk(self.published.public_key()))
            return {"keys": [key | {"kid": "1", "alg": "RS256", "use": "sig"}]}
        return self.told or self.claims


PLACES = {
    "authorization_endpoint": "authorize",
    "token_endpoint": "token",
    "jwks_uri": "keys",
    "userinfo_endpoint": "userinfo",
}


@contextmanager
def running() -> Iterator[Provider]:
    """The provider, on this machine, for as long as the block lasts."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send(200, provider.answer(self.path))

        def do_POST(self) -> None:
            sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            found = provider.token({name: values[0] for name, values in sent.items()})
            self.send(200 if found else 400, found or {"error": "invalid_grant"})

        def send(self, status: int, body: dict[str, Any]) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
