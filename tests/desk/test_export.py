"""What an office keeps as CSV, XLSX and JSON: all of it, only for its people, and never a formula."""

import csv
import io
import json
import string
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries
from time_machine import travel

from letters.intake import DueEntry, RequestEntry, SignatoryEntry
from letters.states import Response, Visibility
from offices.models import Office, Role
from tests.desk.browsing import browser_of, page, words_of
from tests.making import make_action, make_draft, make_letter, make_office, make_request, make_user
from tracker.sheets import FORMATS

HOT = "=+-@\t\r\n"
DAY = datetime(2026, 4, 3, 12, tzinfo=UTC)


def path(office: Office, ending: str = "") -> str:
    """The page, or one of its files."""
    return f"/desk/offices/{office.slug}/export/" + (f"requests.{ending}" if ending else "")


def downloaded(office: Office, ending: str, role: Role = Role.VIEWER) -> bytes:
    """A file, as somebody of the office gets it."""
    answer = browser_of(make_user(office, role)).get(path(office, ending))
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def written(ending: str, rows: Sequence[dict[str, Any]]) -> bytes:
    """The rows as a file."""
    into = io.BytesIO()
    FORMATS[ending].write(rows, into)
    return into.getvalue()


def csv_rows(data: bytes) -> list[list[str]]:
    """The rows of a CSV file."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def xlsx_rows(data: bytes) -> list[list[Any]]:
    """The cells of the only sheet of a workbook."""
    return [list(row) for row in load_workbook(io.BytesIO(data)).worksheets[0].iter_rows()]


def full_office() -> Office:
    """An office with a letter of two recipients and two requests, the first of which has been answered by one."""
    office = make_office("Sample Office")
    owner = make_user(office, email="owner@example.org")
    letter = make_letter(
        office,
        by=owner,
        visibility=Visibility.OFFICE,
        title="A list of samples",
        recipients=["Department of Examples", "Department of Samples"],
        signatories=[SignatoryEntry("Robin Sampleton"), SignatoryEntry("Kim Example")],
        requests=[
            RequestEntry("Publish the list.", deadline=DueEntry(words="by April 1", due_on=date(2026, 4, 1))),
            RequestEntry("=1+1"),
        ],
    )
    first = letter.requests.select_related("letter__office").get(number=1)
    make_action(
        first, response=Response.SUBSTANTIVE_RESPONSE, recipient=letter.recipients.get(position=1), by=owner
    )
    return office


@pytest.mark.django_db
@travel(DAY, tick=False)
def test_a_row_says_how_a_request_stands() -> None:
    office = full_office()
    first, second = json.loads(downloaded(office, "json"))
    for name in ("letter_id", "request_id", "link"):
        assert first.pop(name)
    assert first == {
        "letter": "A list of samples",
        "letter_date": "2026-03-02",
        "sent_on": "2026-03-02",
        "recipients": ["Secretary, Department of Examples", "Secretary, Department of Samples"],
        "signatories": ["Robin Sampleton", "Kim Example"],
        "topic": "",
        "visibility": "office",
        "number": 1,
        "label": "",
        "request": "Publish the list.",
        "kind": "action",
        "deadline_words": "by April 1",
        "first_deadline": "2026-04-01",
        "due_on": "2026-04-01",
        "overdue_days": 2,
        "responses": ["Secretary: Substantive response", "Secretary: Awaiting response"],
        "response_state": "mixed",
        "outcome": "not_assessed",
        "is_open": True,
        "last_action_on": "2026-03-02",
        "last_checked_on": "2026-03-02",
        "next_check_on": first["next_check_on"],
        "owner": "owner@example.org",
        "assigned_to": "",
    }
    assert (second["number"], second["request"], second["due_on"]) == (2, "=1+1", None)


@pytest.mark.django_db
def test_all_three_files_hold_the_same_rows() -> None:
    office = full_office()
    rows = json.loads(downloaded(office, "json"))
    titles, *lines = csv_rows(downloaded(office, "csv"))
    cells = xlsx_rows(downloaded(office, "xlsx"))
    assert titles == [cell.value for cell in cells[0]]
    assert titles[:3] == ["Letter id", "Letter", "Letter date"]
    place = titles.index("Request")
    assert [line[place] for line in lines] == ["Publish the list.", "'=1+1"]
    assert [row[place].value for row in cells[1:]] == [row["request"] for row in rows]
    assert [row[titles.index("Letter date")].value.date() for row in cells[1:]] == [date(2026, 3, 2)] * 2


words = some.text(some.sampled_from(string.printable + "é–“\0\x1f"), max_size=20)
texts = words | some.builds(str.__add__, some.sampled_from([*HOT, "#N/A"]), words)


@settings(deadline=None)
@given(some.lists(texts, min_size=1, max_size=5))
def test_no_cell_of_a_csv_file_begins_as_a_formula_does(values: list[str]) -> None:
    _, *lines = csv_rows(written("csv", [{"request": value} for value in values]))
    for value, [cell] in zip(values, [line or [""] for line in lines], strict=True):
        assert not cell.startswith(tuple(HOT))
        assert cell == (f"'{value}" if value.startswith(tuple(HOT)) else value)


@settings(deadline=None)
@given(some.lists(texts, min_size=1, max_size=5))
def test_no_cell_of_a_workbook_is_a_formula(values: list[str]) -> None:
    rows = [{"number": 1, "request": value} for value in values]
    cells = [row[1] for row in xlsx_rows(written("xlsx", rows))[1:]]
    for value, cell in zip(values, cells, strict=True):
        assert cell.data_type in ("s", "inlineStr") or (value, cell.value) == ("", None)
        said = (cell.value or "").replace("\N{REPLACEMENT CHARACTER}", "")
        assert said.split() == "".join(sign for sign in value if sign >= " " or sign in "\t\r\n").split()


def test_a_cell_that_is_too_long_for_excel_says_that_it_was_cut() -> None:
    [_, [cell]] = xlsx_rows(written("xlsx", [{"signatories": ["x" * 40_000]}]))
    assert (len(cell.value), cell.value[-1]) == (32_767, "…")


@pytest.mark.parametrize("ending", FORMATS)
def test_an_office_without_requests_has_a_file_that_can_be_read(ending: str) -> None:
    data = written(ending, [])
    match ending:
        case "csv":
            assert csv_rows(data) == []
        case "xlsx":
            assert xlsx_rows(data) == []
        case _:
            assert json.loads(data) == []


@pytest.mark.django_db
@pytest.mark.parametrize("ending", FORMATS)
@travel(DAY, tick=False)
def test_a_file_is_dated_and_never_shown_by_the_browser(ending: str) -> None:
    office = full_office()
    answer = browser_of(make_user(office)).get(path(office, ending))
    name = f"{office.slug}-requests-2026-04-03.{ending}"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "private, no-store")
    assert b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # which closes the file


@pytest.mark.django_db
def test_only_what_the_office_keeps_is_in_it() -> None:
    office = full_office()
    make_letter(make_office("Other"), title="Another office’s", visibility=Visibility.PUBLIC)
    make_draft(office, text="Draft of a letter.")
    text = downloaded(office, "csv").decode()
    assert "A list of samples" in text
    assert "Another office" not in text
    assert "Draft of" not in text


@pytest.mark.django_db
def test_a_viewer_finds_it_and_nobody_else() -> None:
    office = full_office()
    assert downloaded(office, "csv", Role.VIEWER)
    page(path(office), make_user(office, Role.VIEWER))
    for address in (path(office), path(office, "csv")):
        assert browser_of(make_user(make_office(), Role.MANAGER)).get(address).status_code == 404
        assert browser_of().get(address).headers["Location"].startswith("/sign-in/")
        assert browser_of(make_user(office)).post(address).status_code == 405
    assert browser_of(make_user(office)).get(path(office, "pdf")).status_code == 404


@pytest.mark.django_db
def test_the_page_says_how_many_rows_there_are() -> None:
    office = full_office()
    shown = page(path(office), make_user(office))
    assert "2 requests, one row each" in shown
    for ending in FORMATS:
        assert path(office, ending) in shown


@pytest.mark.django_db
@pytest.mark.parametrize("letters", [1, 4])
def test_the_queries_do_not_grow_with_the_rows(
    letters: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    office = make_office()
    for _ in range(letters):
        make_request(office)
    browser = browser_of(make_user(office))
    with django_assert_num_queries(13):  # four of them: whether the person has just said who they are
        answer = browser.get(path(office, "json"))
    assert len(json.loads(b"".join(answer.streaming_content))) == letters  # type: ignore[attr-defined]
    with django_assert_num_queries(7):  # two of them count what nobody has asked for since it changed
        words_of(browser.get(path(office)))
