"""The report of an office's open requests, as a page and as a PDF of the same content."""

import re
from datetime import UTC, date, datetime

import pypdfium2
import pytest
from pytest_django import DjangoAssertNumQueries
from time_machine import travel

from letters.intake import DueEntry, RequestEntry
from letters.open_requests import report_of
from letters.states import Outcome, Response, Visibility
from offices.models import Office, Role, User
from tests.desk.browsing import browser_of, page
from tests.making import make_action, make_letter, make_office, make_request, make_user
from tracker.report_pdf import base_of, first_found, pdf_of

pytestmark = pytest.mark.django_db

DAY = datetime(2026, 4, 3, 12, tzinfo=UTC)
ON = DAY.date()


def path(office: Office, pdf: bool = False) -> str:
    """Its address."""
    return f"/desk/offices/{office.slug}/report" + (".pdf" if pdf else "/")


def due(text: str, on: date) -> RequestEntry:
    """A request with a deadline."""
    return RequestEntry(text, deadline=DueEntry(due_on=on))


def reported_office() -> tuple[Office, User]:
    """An office with an overdue letter, one that was answered past its earlier deadline, and a request that is closed."""
    office = make_office("Sample Office")
    user = make_user(office)
    answered = make_request(
        office,
        by=user,
        title="Later",
        requests=[due("Say why.", date(2026, 3, 20))],
        visibility=Visibility.OFFICE,
    )
    make_action(answered, response=Response.SUBSTANTIVE_RESPONSE, by=user)
    overdue: list[RequestEntry | str] = [due("Publish it.", date(2026, 4, 1)), "Say where.", "Done already."]
    letter = make_letter(office, by=user, title="Earlier", requests=overdue)
    closed = letter.requests.select_related("letter__office").get(number=3)
    make_action(closed, response=Response.SUBSTANTIVE_RESPONSE, outcome=Outcome.FULFILLED, by=user)
    return office, user


def without_tags(words: str) -> str:
    """The page's words."""
    return " ".join(re.sub(r"<[^>]+>", " ", words.partition("<main")[2]).split())


def pdf_words(data: bytes) -> str:
    """The text of a PDF."""
    pages = list(pypdfium2.PdfDocument(data))
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pages).split())


SAID = [
    "Sample Office",
    "Open requests",
    "As of April 3, 2026: 3 of 4 requests are open; 2 of these await a response, and 1 of those",
    "no law sets that date",
    "Earlier",
    "March 2, 2026 · To Secretary, Department of Examples · Public",
    "Publish it.",
    "April 1, 2026",
    "Overdue by 2 days",
    "Later",
    "The letter sets none",
]


@travel(DAY, tick=False)
def test_page_and_pdf_say_the_same_what_is_overdue_first() -> None:
    office, user = reported_office()
    shown = without_tags(page(path(office), user))
    answer = browser_of(user).get(path(office, pdf=True))
    for words in (shown, pdf_words(answer.content)):
        places = [words.find(said) for said in SAID]
        assert -1 not in places, [said for said in SAID if said not in words]
        assert words.find("Earlier") < words.find("Publish it.") < words.find("Say where.")
        assert words.find("Say where.") < words.find("Say why.")
        assert "Done already." not in words
    assert (
        answer["Content-Disposition"] == f'attachment; filename="{office.slug}-open-requests-2026-04-03.pdf"'
    )
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/pdf", "nosniff")


@travel(DAY, tick=False)
def test_the_pages_title_says_of_whom_and_of_which_day() -> None:
    office, user = reported_office()
    assert "<title>Open requests of Sample Office as of April 3, 2026" in page(path(office), user)
    pdf = pypdfium2.PdfDocument(browser_of(user).get(path(office, pdf=True)).content)
    assert pdf.get_metadata_value("Title") == "Open requests of Sample Office as of April 3, 2026"


def test_words_that_look_like_markup_are_words() -> None:
    office = make_office("A <b>bold</b> & wide office")
    user = make_user(office)
    make_letter(office, by=user, title="<i>T</i>", requests=["Say <para>why</b> & <img src='x'/> how."])
    words = pdf_words(pdf_of(report_of(office, user, on=ON)))
    for said in ("A <b>bold</b> & wide office", "<i>T</i>", "Say <para>why</b> & <img src='x'/> how."):
        assert said in words


@pytest.mark.parametrize(
    "text", ["Göteborg, Łódź", "Ćosić, Žižek", "Αθήνα", "Київ", "北京", "ירושלים", "🙂 yes", "a\u0301\u200b"]
)
def test_no_letter_breaks_the_pdf(text: str) -> None:
    office = make_office()
    user = make_user(office)
    make_letter(office, by=user, requests=[text])
    words = pdf_words(pdf_of(report_of(office, user, on=ON)))
    assert "1." in words


@pytest.mark.parametrize(("text", "is_lacking"), [("北京 now.", True), ("Señor, “é” – Žižek?", False)])
def test_it_says_where_the_font_lacks_letters(text: str, is_lacking: bool) -> None:
    office = make_office()
    user = make_user(office)
    make_letter(office, by=user, requests=[text])
    words = pdf_words(pdf_of(report_of(office, user, on=ON)))
    assert ("font lacks some of the letters" in words) == is_lacking
    assert (text in words) != is_lacking


def test_where_only_the_font_is_there_that_reportlab_brings_letters_are_still_read() -> None:
    font = first_found("Least", "no-such-font.ttf", "Vera.ttf")
    assert font.face.filename.endswith("Vera.ttf")
    assert {ord(sign) for sign in "éñüŁŠž“”’–…€"} <= font.face.charToGlyph.keys()


def test_an_accent_that_the_font_lacks_is_left_out_and_the_letter_stays() -> None:
    assert base_of("ä") == "a"
    assert base_of("北") == "北"


def test_a_request_longer_than_a_page_is_cut_and_breaks_nothing() -> None:
    office = make_office()
    user = make_user(office)
    make_letter(office, by=user, title="T" * 300, requests=["word " * 3_900, "x" * 20_000, "\n" * 90 + "x"])
    assert "word…" in pdf_words(pdf_of(report_of(office, user, on=ON))).replace(" …", "…")


def test_an_office_without_open_requests_says_so() -> None:
    office = make_office()
    user = make_user(office)
    assert "0 of 0 requests are open" in without_tags(page(path(office), user))
    assert "No request is open." in pdf_words(pdf_of(report_of(office, user, on=ON)))


def test_only_the_offices_people_find_it_and_nothing_of_others() -> None:
    office, user = reported_office()
    make_letter(make_office(), title="Somebody else’s")
    assert "Somebody else" not in page(path(office), make_user(office, Role.VIEWER))
    for address in (path(office), path(office, pdf=True)):
        assert browser_of(make_user(make_office(), Role.MANAGER)).get(address).status_code == 404
        assert browser_of().get(address).headers["Location"].startswith("/sign-in/")
        assert browser_of(user).post(address).status_code == 405


@pytest.mark.parametrize("letters", [1, 4])
def test_the_queries_do_not_grow_with_the_letters(
    letters: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    office = make_office()
    for _ in range(letters):
        make_letter(office)
    browser = browser_of(make_user(office))
    for address, queries in (
        (path(office), 10 + 1),
        (path(office, pdf=True), 7 + 1),
    ):  # one for the audit, after the answer; two of the first count what nobody has asked for since it changed
        with django_assert_num_queries(queries):
            browser.get(address)
