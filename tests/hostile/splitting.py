"""Ends of lines in whatever comes back in a header: no answer gets a header, or a second answer, that it did not have."""

from collections.abc import Iterator
from urllib.parse import quote

from tests.hostile.asking import Answer, Hand
from tests.hostile.corpus import SPLITTING
from tests.hostile.report import Line
from tests.pages.stage import Tracked


def run(site: Tracked, *, every: int = 1) -> Line:
    """Tries each in each place."""
    line = Line("header injections", "split")
    for value in SPLITTING[::every]:
        for place, answer in places(site, value):
            line.tried += 1
            words = [name.lower() for name, text in answer.headers.items() if "\r" in text or "\n" in text]
            if answer.status >= 500 or "X-Split" in answer.headers or words:
                line.hit(f"{place} {value!r}: {answer.status} {words}")
    return line


def places(site: Tracked, value: str) -> Iterator[tuple[str, Answer]]:
    """What each place answers."""
    editor, anybody, encoded = Hand.of(site, "editor"), Hand.of(site, "anonymous"), quote(value)
    yield (
        "next",
        Hand.of(site, "anonymous").post(
            "/sign-in/", {"login": "viewer@example.org", "password": site.password, "next": value}
        ),
    )
    yield "language", anybody.post("/language/", {"language": value, "next": f"/{value}"})
    yield "search", anybody.get(f"/letters/?q={encoded}")
    yield "a list of the API", anybody.get(f"/api/v1/letters/?limit=1&q={encoded}")
    yield "a cursor", anybody.get(f"/api/v1/letters/?cursor={encoded}")
    yield "a path", anybody.get(f"/letters/{encoded}")
    yield "a path of the desk", anybody.get(f"/desk/letters/{encoded}/")
    yield "back", editor.post(site.path("/desk/requests/{bare}/checked/"), {"back": f"/{value}"})
    yield "a view", editor.post("/desk/letters/views/", {"name": value, "query": f"q={encoded}"})
    yield "a kind of file", editor.get(site.path("/desk/offices/{office}/export/requests.") + encoded)
    plain = value.encode("latin-1", "replace").decode("latin-1").translate({10: " ", 13: " ", 0: " "})
    yield "a request's id", anybody.get("/api/v1/nothing/", {"X-Request-ID": plain})
    for name in ("If-None-Match", "Accept-Language", "Origin"):
        yield name, anybody.get("/api/v1/letters/", {name: plain})
