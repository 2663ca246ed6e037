"""Damaged files through the browser's door: each ends as a letter or as a sentence, kept as it was given.

A small run in the suite; `make fuzz` does a thousand and prints what became of them.
"""

import hashlib
import io
import os
from collections import Counter
from email.message import EmailMessage
from pathlib import Path
from random import Random

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document as WordDocument
from PIL import Image, ImageDraw

from letters.models import Letter
from tests.making import PASSWORD, make_office, make_user
from tests.running.processes import wait_until_ended
from tests.running.test_first_day import as_pdf

pytestmark = pytest.mark.django_db

MUTATIONS = int(os.environ.get("MUTATIONS", "12"))
SEED = (Path(settings.BASE_DIR) / "seeds" / "pompeo-2020-10-01.txt").read_text(encoding="utf-8")


def as_docx(text: str) -> bytes:
    """The text as a Word file, a paragraph a line."""
    document, file = WordDocument(), io.BytesIO()
    for line in text.splitlines():
        document.add_paragraph(line)
    document.save(file)
    return file.getvalue()


def as_mail(text: str) -> bytes:
    """The text as an e-mail with an HTML part, and with a Word file attached."""
    message = EmailMessage()
    message["From"], message["Message-ID"] = "staff@example.org", "<1@example.org>"
    message.set_content("Please find the letter attached.")
    message.add_alternative(f"<ol><li>{text[:500]}</ol>", subtype="html")
    message.add_attachment(
        as_docx(text), maintype="application", subtype="octet-stream", filename="letter.docx"
    )
    return message.as_bytes()


def as_picture() -> bytes:
    """A small scanned page."""
    file = io.BytesIO()
    page = Image.new("L", (850, 300), 255)
    ImageDraw.Draw(page).text((90, 90), "Dear Ms. Roe: We urge you to answer.", fill=0)
    page.save(file, "PNG")
    return file.getvalue()


def mutated(data: bytes, random: Random) -> bytes:
    """The bytes with one kind of damage."""
    damaged = bytearray(data)
    at = random.randrange(len(damaged))
    match random.randrange(6):
        case 0:
            del damaged[at:]
        case 1:
            del damaged[at : at + random.randrange(1, 200)]
        case 2:
            damaged[at:at] = damaged[: random.randrange(1, 2000)]
        case 3:
            damaged[at : at + 40] = random.randbytes(40)
        case _:
            for _ in range(random.randrange(1, 30)):
                damaged[random.randrange(len(damaged))] = random.randrange(256)
    return bytes(damaged)


def test_damaged_files_are_kept_and_never_break_a_page() -> None:
    random = Random(20201001)  # the same damage in every run
    samples = {
        "letter.txt": SEED.encode(),
        "letter.pdf": as_pdf(SEED),
        "letter.docx": as_docx(SEED),
        "letter.eml": as_mail(SEED),
        "letter.html": f"<html><table><tr><td>{SEED}</td></tr></table></html>".encode(),
        "letter.png": as_picture(),
    }
    office = make_office()
    client = Client(raise_request_exception=False)
    client.login(username=make_user(office).email, password=PASSWORD)
    became: Counter[str] = Counter()
    for number in range(MUTATIONS):
        name, data = list(samples.items())[number % len(samples)]
        damaged = mutated(data, random) or b"x"
        sent = {"office": office.pk, "file": SimpleUploadedFile(name, damaged)}
        answer = client.post("/desk/letters/new/", sent)
        assert answer.status_code == 302, number
        assert client.get(answer.headers["Location"]).status_code == 200, number
        letter = Letter.objects.get(source_sha256=hashlib.sha256(damaged).hexdigest())
        with letter.source_file.open("rb") as file:
            assert file.read() == damaged
        became[f"{name}: {'read' if letter.text else letter.unread_because}"] += 1
    wait_until_ended(Path(settings.BASE_DIR), "letters.reading.child")
    for what, count in became.most_common():
        print(f"{count:5} {what}")
