"""Every way in which anybody can ask for anything: each address that is read, with each thing in it, and each filter with each value."""

import re
from collections.abc import Iterator, Mapping
from itertools import product
from urllib.parse import urlencode

from django.http.response import HttpResponseBase
from django.test import Client

from tests.edge.addresses import PLACE, patterns

# Addresses that are not asked here: the admin is its administrators' alone, leaving ends the visit, and of one's own account,
# which knows no letter, tests.accounts asks.
LEFT_OUT = (
    "admin/",
    "sign-out/",
    "language/",
    "sign-in/",
    "sign-up/",
    "password/",
    "second-factor/",
    "invitations/",
)
# What differs between any two answers: tokens against forgery, and the names of requests.
OWN = re.compile(
    r'(?<=csrfmiddlewaretoken" value=")[^"]+|(?<="X-CSRFToken": ")[^"]+'
    r"|(?<=name=\"click\" value=\")[^\"]+|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
)
UNTOLD = {"Date", "X-Request-ID", "Set-Cookie", "Content-Length"}

Told = tuple[int, tuple[tuple[str, str], ...], str]


def routes() -> Iterator[str]:
    """The addresses of the tracker, with names in braces."""
    for pattern in patterns():
        address = pattern.replace("^", "").replace("$", "")
        if not address.startswith(LEFT_OUT):
            yield "/" + PLACE.sub(lambda found: f"{{{found[1] or found[2]}}}", address)


def addresses(
    names: Mapping[str, list[str]], filters: Mapping[str, Mapping[str, list[str]]]
) -> Iterator[str]:
    """Every route with everything that may stand in it; `filters`: by route what may be asked of it, with the values."""
    for route in sorted(set(routes())):
        parts = re.findall(r"{(\w+)}", route)
        for values in product(*(names[part] for part in parts)):
            address = route.format(**dict(zip(parts, values, strict=True)))
            yield address
            for name, options in filters.get(route, {}).items():
                for value in options:
                    yield f"{address}?{urlencode({name: value})}"


def told(client: Client, address: str) -> Told:
    """What the reader is told: status, headers and body, without what differs between any two answers."""
    answer: HttpResponseBase = client.get(address)
    body = b"".join(answer)  # to the end of a file, which closes there
    headers = tuple(sorted((name, value) for name, value in answer.items() if name not in UNTOLD))
    return answer.status_code, headers, OWN.sub("", body.decode("latin-1"))
