"""A new user's first day, over HTTP against the tracker as it is started: what the README promises."""

import json
import re
from io import BytesIO
from pathlib import Path
from textwrap import wrap
from typing import Any
from urllib.request import urlopen

from django.conf import settings
from reportlab.lib.pagesizes import LETTER
from reportlab.pdfgen.canvas import Canvas

from tests.running.browsers import Browser
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
    browser.send("/sign-in/", login="demo@localhost", password=site.password)
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
