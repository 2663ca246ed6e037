"""The first page of the desk: what needs somebody, why, whose it is, and how much the database looks at for it."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from time_machine import travel

from actions.ledger import check_made
from actions.sweep import sweep
from letters.intake import DueEntry, RequestEntry
from offices.models import Office, User
from tests.desk.browsing import browser_of, page
from tests.making import make_action, make_draft, make_letter, make_office, make_request, make_user
from tracker.clock import today
from tracker.desk.attention import ROWS, drafts_of, lists_of

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 3, 16, 12, 0, tzinfo=UTC)  # a Monday, 08:00 in Washington
SECTION = re.compile(r'<section aria-labelledby="(\w+)">(.*?)</section>', re.DOTALL)


def sections(user: User, query: dict[str, str] | None = None) -> dict[str, str]:
    """The lists of the page, by their names."""
    return dict(SECTION.findall(page("/desk/", user, query=query)))


def due_in(days: int, text: str) -> RequestEntry:
    """A request with a deadline so many days from today."""
    return RequestEntry(text, deadline=DueEntry(due_on=today() + timedelta(days=days)))


def where(user: User, words: str, query: dict[str, str] | None = None) -> list[str]:
    """The lists in which the words stand."""
    return [key for key, shown in sections(user, query).items() if words in shown]


def test_each_request_stands_in_one_list_that_says_why() -> None:
    office = make_office()
    user = make_user(office)
    rows = [due_in(-2, "Late one."), due_in(2, "Soon one."), RequestEntry("Quiet one.")]
    make_letter(office, by=user, requests=rows)
    make_draft(office, by=user)
    shown = sections(user)
    assert [where(user, words) for words in ("Late one.", "Soon one.", "Quiet one.")] == [
        ["overdue"],
        ["soon"],
        ["check"],
    ]
    assert "2 days past the date that the letter asked for" in shown["overdue"]
    assert "An answer is asked for in 2 days" in shown["soon"]
    assert "To look at again since" in shown["check"]
    assert "Nobody has confirmed what was read" in shown["drafts"]


@pytest.mark.parametrize(
    ("days", "list_", "why"),
    [
        (-1, "overdue", "1 day past the date"),
        (0, "soon", "asked for today"),
        (1, "soon", "in 1 day<"),
        (7, "soon", "in 7 days"),
    ],
)
def test_a_deadline_decides_the_list(days: int, list_: str, why: str) -> None:
    office = make_office()
    user = make_user(office)
    make_letter(office, by=user, requests=[due_in(days, "This one.")])
    assert where(user, "This one.") == [list_]
    assert why in sections(user)[list_]


def test_a_deadline_beyond_a_week_is_no_reason() -> None:
    office = make_office()
    user = make_user(office)
    make_letter(office, by=user, requests=[due_in(8, "This one.")])
    assert {"overdue", "soon"}.isdisjoint(where(user, "This one."))


def test_what_is_answered_or_closed_is_not_there() -> None:
    office = make_office()
    user = make_user(office)
    letter = make_letter(office, by=user, requests=[due_in(-2, "Answered one."), due_in(-2, "Closed one.")])
    answered, closed = letter.requests.select_related("letter__office")
    make_action(answered, by=user, response="substantive_response")
    make_action(closed, by=user, response="substantive_response", outcome="fulfilled")
    assert where(user, "Answered one.") == ["check"]
    assert where(user, "Closed one.") == []


def test_each_row_offers_the_one_next_step() -> None:
    office = make_office()
    user = make_user(office)
    rows = [due_in(-2, "Late one."), due_in(2, "Soon one."), RequestEntry("Quiet one."), RequestEntry("New.")]
    letter = make_letter(office, by=user, requests=rows)
    late, soon, quiet, new = letter.requests.select_related("letter__office")
    check_made(letter_request=soon, by=user, now=timezone.now())
    make_action(new, by=user, response="not_reviewed")
    draft = make_draft(office, by=user)
    shown = sections(user)
    assert f'formaction="/desk/requests/{late.public_id}/checked/">Nothing new' in shown["overdue"]
    assert f'href="/desk/requests/{soon.public_id}/#record">Record what came' in shown["soon"]
    assert f'formaction="/desk/requests/{quiet.public_id}/checked/' in shown["check"]
    assert f'href="/desk/requests/{new.public_id}/#record">Review' in shown["check"]
    assert f'href="/desk/letters/{draft.public_id}/draft/">Confirm' in shown["drafts"]
    steps = [
        shown[key].count("Nothing new") + shown[key].count("#record") for key in ("overdue", "soon", "check")
    ]
    assert steps == [1, 1, 2]


def test_after_a_step_the_page_opens_at_the_next_row() -> None:
    office = make_office()
    user = make_user(office)
    letter = make_letter(office, by=user, requests=["First.", "Middle.", "Last."])
    below = {}
    for id, then in re.findall(r"/requests/(\w+)/checked/(?:\?then=open-(\w+))?\"", sections(user)["check"]):
        below[id] = then
    first, middle, last = (row.public_id for row in letter.requests.order_by("number"))
    assert below == {first: middle, middle: last, last: middle}
    answer = browser_of(user).post(
        f"/desk/requests/{first}/checked/?then=open-{middle}", {"back": "/desk/?whose=mine"}
    )
    assert answer["Location"] == f"/desk/?whose=mine#open-{middle}"
    assert f'id="open-{middle}"' in sections(user)["check"]


@pytest.mark.parametrize("then", ["", "a b", "<i>", "x#y", "\n"])
def test_a_place_that_is_none_leads_to_the_page(then: str) -> None:
    office = make_office()
    user = make_user(office)
    asked = make_letter(office, by=user).requests.get()
    path = f"/desk/requests/{asked.public_id}/checked/?{urlencode({'then': then})}"
    assert browser_of(user).post(path, {"back": "/desk/"})["Location"] == "/desk/"


def test_an_empty_desk_says_so_kindly() -> None:
    shown = page("/desk/", make_user(make_office()))
    for words in (
        "Nothing is overdue.",
        "Nothing is due within a week.",
        "Nothing waits to be looked at.",
        "No drafts wait.",
    ):
        assert words in shown


def test_my_items_are_those_assigned_to_me_and_the_unassigned_of_my_letters() -> None:
    office = make_office()
    me, colleague = make_user(office), make_user(office)
    mine = make_letter(office, by=me, requests=["My own.", "Given away."])
    theirs = make_letter(office, by=colleague, requests=["Given to me.", "Their own."])
    make_action(theirs.requests.get(number=1), "assigned", by=colleague, assigned_to=me)
    make_action(mine.requests.get(number=2), "assigned", by=me, assigned_to=colleague)
    make_draft(office, by=colleague, text="A draft of theirs")
    whose = {"whose": "mine"}
    asked = ("My own.", "Given away.", "Given to me.", "Their own.")
    assert [where(me, words, whose) for words in asked] == [["check"], [], ["check"], []]
    assert [where(me, words) for words in asked] == [["check"]] * 4
    assert "No drafts wait." in sections(me, whose)["drafts"]
    assert "No drafts wait." not in sections(me)["drafts"]


@pytest.mark.parametrize("whose", ["", "office", "mine", "everybody's", "\0"])
def test_another_offices_work_does_not_show(whose: str) -> None:
    make_request(title="Not yours")
    make_draft(text="Nor this")
    shown = page("/desk/", make_user(make_office()), query={"whose": whose})
    assert "Not yours" not in shown
    assert "No drafts wait." in shown


def test_a_list_shows_its_first_rows_and_says_that_there_are_more() -> None:
    office = make_office()
    user = make_user(office)
    make_letter(office, by=user, requests=[f"Request {number}." for number in range(ROWS + 5)])
    shown = sections(user)["check"]
    assert shown.count("Nothing new") == ROWS
    assert f"more than {ROWS}<" in shown
    assert len(page("/desk/", user).encode()) < 60_000


@travel(MORNING, tick=False)
@pytest.mark.parametrize(("is_late", "queries"), [(False, 11), (True, 12)])
@pytest.mark.parametrize("rows", [1, 4])
def test_it_takes_as_many_queries_for_one_row_as_for_many(
    rows: int, is_late: bool, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    office = make_office()
    user = make_user(office)
    days = (-2, 2, None)
    entries = [
        RequestEntry("Asked.") if due is None else due_in(due, "Asked.") for due in days for _ in range(rows)
    ]
    make_letter(office, by=user, requests=entries)
    for _ in range(rows):
        make_draft(office, by=user)
    if not is_late:  # where reminders are late, one more says until when the office rests
        sweep(now=MORNING)
    browser = browser_of(user)
    browser.get("/desk/")
    with django_assert_num_queries(queries):
        browser.get("/desk/")


def plans(offices: list[Office], user: User, *, is_mine: bool) -> list[str]:
    """How the database finds the rows of the three lists, and of the drafts."""
    with CaptureQueriesContext(connection) as asked:
        lists_of(offices, user, is_mine=is_mine, on=today())
        drafts_of(offices, None)
    asks = [
        query["sql"]
        for query in asked.captured_queries
        if "ORDER BY" in query["sql"] and "LIMIT" in query["sql"]
    ]
    explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # which would rather read all of a small table, and sort it
            for other in ("seqscan", "bitmapscan", "sort", "incremental_sort"):
                cursor.execute(f"SET LOCAL enable_{other} TO off")
        found = []
        for ask in asks:
            cursor.execute(f"{explain} {ask}")
            found.append("\n".join(str(row[-1]) for row in cursor.fetchall()))
    return found


@pytest.mark.parametrize("is_mine", [True, False])
def test_the_lists_walk_along_an_index_until_they_are_full(is_mine: bool) -> None:
    if is_mine and connection.vendor != "postgresql":
        pytest.skip("SQLite looks for one person's requests by the person, and sorts them.")
    office = make_office()
    user = make_user(office)
    make_letter(office, by=user, requests=[due_in(-2, "Late one.")])
    overdue, soon, check, drafts = plans([office], user, is_mine=is_mine)
    assert "request_open_by_due" in overdue
    assert "request_open_by_due" in soon
    assert "request_by_next_check" in check
    assert "letter_by_office_and_age" in drafts
    for plan in (overdue, soon, check, drafts):
        assert "TEMP B-TREE" not in plan
        assert "Sort" not in plan
