"""A new user's first day, over HTTP against the tracker as it is started: what the README promises."""

import json
import re
from html import unescape
from http.cookiejar import CookieJar
from io import BytesIO
from pathlib import Path
from textwrap import wrap
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

from django.conf import settings
from reportlab.lib.pagesizes import LETTER
from reportlab.pdfgen.canvas import Canvas

from tests.running.processes import until
from tests.running.trackers import Site

SEED = Path(settings.BASE_DIR) / "seeds" / "pompeo-2020-10-01.txt"
LINES_A_PAGE = 50


def as_pdf(text: str) -> bytes:
    """The text as a PDF file, line for line."""
    file = BytesIO()
    canvas = Canvas(file, pagesize=LETTER)
    lines = [part for line in text.splitlines() for part in wrap(line, 95) or [""]]
    for first in range(0, len(lines), LINES_A_PAGE):
        page = canvas.beginText(60, 740)
        for line in lines[first : first + LINES_A_PAGE]:
            page.textLine(line)
        canvas.drawText(page)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


class Browser:
    """Follows redirects, keeps cookies, sends forms as they stand in the page."""

    def __init__(self, site: str) -> None:
        self.site, self.page, self.at = site, "", ""
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> str:
        """Opens a page."""
        return self.open(Request(self.site + path))

    def open(self, request: Request) -> str:
        """Sends the request; the page that it ends at."""
        with self.opener.open(request, timeout=30) as answer:
            self.at, self.page = answer.geturl(), answer.read().decode()
        return self.page

    def form(self) -> dict[str, str]:
        """What the page's fields hold now."""
        fields = dict(re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', self.page))
        fields |= dict(
            re.findall(r'<textarea[^>]*?name="([^"]+)"[^>]*>\n?(.*?)</textarea>', self.page, re.DOTALL)
        )
        for name, options in re.findall(
            r'<select[^>]*?name="([^"]+)".*?>(.*?)</select>', self.page, re.DOTALL
        ):
            chosen = re.search(r'<option value="([^"]*)" selected', options)
            first = re.search(r'<option value="([^"]*)"', options)
            fields[name] = (chosen or first or [""] * 2)[1]
        return {name: unescape(value) for name, value in fields.items() if not name.endswith("DELETE")}

    def send(self, path: str, **changes: str) -> str:
        """Posts the page's form with some fields changed."""
        data = urlencode(self.form() | changes).encode()
        return self.open(Request(self.site + path, data, {"Referer": self.at}))

    def upload(self, path: str, name: str, file: bytes) -> str:
        """Posts the page's form with a file."""
        edge = "edge-of-a-part"
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in self.form().items()
        ]
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = b"".join([*parts, head.encode(), file, f"\r\n--{edge}--\r\n".encode()])
        kind = {"Content-Type": f"multipart/form-data; boundary={edge}", "Referer": self.at}
        return self.open(Request(self.site + path, body, kind))


def api(site: Site, path: str) -> Any:
    """What anybody reads from the API."""
    with urlopen(f"{site.address}/api/v1/{path}", timeout=30) as answer:
        return json.load(answer)


def mails(folder: Path) -> str:
    """All mails that have left, their folded lines joined."""
    return "".join(file.read_text() for file in folder.glob("mail/*")).replace("\n ", " ")


def test_a_letter_is_logged_from_its_pdf_and_an_acknowledgement_shows_everywhere(site: Site) -> None:
    browser = Browser(site.address)
    browser.get("/sign-in/?next=/desk/letters/new/")
    browser.send("/sign-in/", username="demo@localhost", password=site.password)
    assert browser.at.endswith("/desk/letters/new/")
    browser.upload("/desk/letters/new/", "letter.pdf", as_pdf(SEED.read_text(encoding="utf-8")))
    draft = re.search(r"/desk/letters/\w+/draft/", browser.at)
    assert draft, browser.page
    found = browser.form()
    rows = (found["requests-TOTAL_FORMS"], found["signatories-TOTAL_FORMS"])
    assert (found["letter_date"], *rows) == ("2020-10-01", "4", "12")
    assert found["recipients-0-title"] == "Secretary of State"
    assert found["signatories-0-bioguide_id"] == "M000639"

    browser.send(draft[0], visibility="public", title="Logged on the first day", confirm="1")
    request_id = re.findall(r"/desk/requests/(\w+)/", browser.page)[0]
    browser.get(f"/desk/requests/{request_id}/")
    entered = {
        "kind": "acknowledgement_received",
        "occurred_on": "2020-10-05",
        "source_note": "Test of the first day",
    }
    browser.send(f"/desk/requests/{request_id}/", **entered, response="acknowledged")

    assert api(site, f"requests/{request_id}/")["progress"]["response_state"] == "acknowledged"
    public = Browser(site.address).get(f"/requests/{request_id}/")
    assert "Acknowledgement received" in public
    assert "October 5, 2020" in public
    until(lambda: "to check, Office of Representative Jordan Example" in mails(site.folder), 60)


def test_the_api_tells_its_limits_from_the_first_answer_on(site: Site) -> None:
    with urlopen(f"{site.address}/api/v1/letters/", timeout=30) as answer:
        assert answer.headers["RateLimit-Policy"] == '"default";q=6000;w=60'
