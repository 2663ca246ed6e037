"""Addresses of other sites in every place that takes one to lead back to."""

import re
from collections.abc import Iterator
from urllib.parse import quote, urljoin, urlsplit

from tests.hostile.asking import Answer, Hand
from tests.hostile.corpus import AWAY
from tests.hostile.report import Line
from tests.pages.stage import Tracked

SIGN_IN = "sign in"


def run(site: Tracked, *, every: int = 1) -> Line:
    """Tries each form in each place; none may lead a browser to another site."""
    line = Line("open redirects", "followed")
    for form in AWAY[::every]:
        for place, answer in places(site, form):
            line.tried += 1
            location = answer.headers.get("Location")
            is_refused = place == SIGN_IN and not location  # then nothing was tried
            if answer.status >= 500 or is_refused or (location and leads_away(location, site.address)):
                line.hit(f"{place} {form!r}: {answer.status} {location}")
    return line


def places(site: Tracked, form: str) -> Iterator[tuple[str, Answer]]:
    """What each place answers."""
    editor, anybody, encoded = Hand.of(site, "editor"), Hand.of(site, "anonymous"), quote(form)
    entered = {"login": "viewer@example.org", "password": site.password, "next": form}
    checked = site.path("/desk/requests/{bare}/checked/")
    yield SIGN_IN, Hand.of(site, "anonymous").post("/sign-in/", entered)
    yield "signed in already", editor.get(f"/sign-in/?next={encoded}")
    yield "the admin's sign in", editor.get(f"/admin/login/?next={encoded}")
    yield "language", anybody.post("/language/", {"language": "es", "next": form})
    yield "language, read", anybody.get(f"/language/?next={encoded}")
    yield "back", editor.post(checked, {"back": form})
    yield "back from nothing", editor.post("/desk/selected/", {"back": form, "do": "assign"})
    yield "back in the address", editor.get(f"/desk/selected/?back={encoded}")
    yield "a path", anybody.get("/" + form.lstrip("/").rstrip("/"))
    yield "a path of slashes", anybody.get("//" + form.strip("/"))
    yield "a search", anybody.get(f"/desk/letters/?next={encoded}")
    yield "sign out", editor.post("/sign-out/", {"next": form})


def leads_away(location: str, site: str) -> bool:
    """Whether a browser that reads addresses as WHATWG has it would leave the site."""
    read = re.sub(r"[\t\r\n]", "", location).strip("".join(map(chr, range(33)))).replace("\\", "/")
    try:
        there, here = urlsplit(urljoin(f"{site}/desk/", read)), urlsplit(site)
        return (there.scheme, there.hostname, there.port) != (here.scheme, here.hostname, here.port)
    except ValueError:
        return True
