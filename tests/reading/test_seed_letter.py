"""The letter that the project began with is read completely right, from text, PDF and Word."""

from datetime import date

import pytest

from letters.reading.documents import read_document
from letters.reading.parts import Reading
from letters.reading.reader import read

from .letters import SEED, as_docx, as_pdf

SIGNERS = [
    "Robert Menendez",
    "Charles E. Schumer",
    "Richard J. Durbin",
    "Jack Reed",
    "Chris Van Hollen",
    "Debbie Stabenow",
    "Sheldon Whitehouse",
    "Edward J. Markey",
    "Robert P. Casey, Jr.",
    "Gary C. Peters",
    "Cory A. Booker",
    "Elizabeth Warren",
]


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module", params=["text", "pdf", "docx"])
def reading(request: pytest.FixtureRequest) -> Reading:
    files = {"text": SEED.encode(), "pdf": as_pdf(SEED), "docx": as_docx(SEED)}
    return read(read_document(files[request.param], f"letter.{request.param}").text)


def test_its_date(reading: Reading) -> None:
    assert (reading.date, reading.date_words) == (date(2020, 10, 1), "October 1, 2020")


def test_its_addressee(reading: Reading) -> None:
    [recipient] = reading.recipients
    assert (recipient.name, recipient.title, recipient.organization) == (
        "Mike Pompeo",
        "Secretary of State",
        "U.S. Department of State",
    )


def test_its_twelve_signers(reading: Reading) -> None:
    assert [(signer.name, signer.title) for signer in reading.signers] == [
        (name, "United States Senator") for name in SIGNERS
    ]


def test_its_four_requests(reading: Reading) -> None:
    found = [(ask.label, ask.kind, words(ask.text)) for ask in reading.requests]
    assert [(label, kind, text[:24], text[-20:]) for label, kind, text in found] == [
        ("", "action", "Amid increasing violence", "e negotiating table."),
        ("First", "action", "the U.S. should work to ", " a peaceful outcome."),
        ("Second", "action", "the U.S. must immediatel", "es that it does not."),
        ("Third", "action", "President Trump must con", "equipment to Ankara."),
    ]


def test_it_sets_no_deadline(reading: Reading) -> None:
    assert reading.response_deadline is None
    assert [ask.deadline for ask in reading.requests] == [None] * 4
