"""With the selected: assigned, put off, recorded with one source; which they are stays on the page when something is wrong."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from actions.models import Action
from letters.models import LetterRequest, ResponseState
from offices.models import Role
from tests.desk.browsing import browser_of, told, words_of
from tests.making import editor_of, make_letter, make_office, make_request, make_user
from tracker.clock import today

pytestmark = pytest.mark.django_db
PATH = "/desk/selected/"


class Desk:
    """An office with a letter of three requests, and a browser of its editor."""

    def __init__(self, count: int = 3) -> None:
        self.letter = make_letter(requests=[f"Request {number}." for number in range(count)])
        self.rows = list(self.letter.requests.all())
        self.keys = [row.public_id for row in self.rows]
        self.editor = editor_of(self.letter.office)
        self.browser = browser_of(self.editor)

    def form(self, do: str, **fields: object) -> dict[str, object]:
        """What the page sends."""
        return {"do": do, "sent": "1", "request": self.keys, "back": "/desk/?whose=mine"} | fields

    def reply(self, **fields: object) -> dict[str, object]:
        """A reply that answers all of them, in the page's own form."""
        shown = words_of(self.browser.post(PATH, {"do": "record", "request": self.keys}))
        [click] = re.findall(r'name="click" value="([^"]+)"', shown)
        entered = {"kind": "response_received", "occurred_on": "2026-03-03", "source_note": "One letter"}
        return self.form("record", response="substantive_response", click=click, **entered) | fields


def states() -> list[str]:
    """The response states, by the requests' numbers."""
    return list(ResponseState.objects.order_by("letter_request__number").values_list("state", flat=True))


@pytest.mark.parametrize("do", ["assign", "put_off", "record"])
def test_the_page_shows_which_requests_are_meant_and_changes_nothing(do: str) -> None:
    desk = Desk()
    answer = desk.browser.post(PATH, {"do": do, "request": desk.keys[:2]})
    shown = words_of(answer)
    assert answer.status_code == 200
    assert shown.count("<h1>") == 1
    assert "2 requests</h1>" in shown
    assert [key in shown for key in desk.keys] == [True, True, False]
    assert Action.objects.count() == 1


@pytest.mark.parametrize(
    ("back", "leads_to"),
    [
        ("/desk/?whose=mine", "/desk/?whose=mine"),
        ("javascript:alert(1)", "/desk/"),
        ("https://evil.example/", "/desk/"),
        ("//evil.example/", "/desk/"),
        ("/\\evil.example/", "/desk/"),
        ("", "/desk/"),
    ],
)
def test_cancel_and_the_end_lead_back_within_this_site(back: str, leads_to: str) -> None:
    desk = Desk()
    shown = words_of(desk.browser.post(PATH, {"do": "assign", "request": desk.keys, "back": back}))
    assert f'<a href="{leads_to}">Cancel</a>' in shown
    assert f'name="back" value="{leads_to}"' in shown
    answer = desk.browser.post(PATH, desk.form("assign", to="nobody", back=back))
    assert answer.headers["Location"] == leads_to


def test_the_selected_are_assigned() -> None:
    desk = Desk()
    colleague = make_user(desk.letter.office)
    answer = desk.browser.post(PATH, desk.form("assign", to=colleague.pk))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/desk/?whose=mine")
    assert set(LetterRequest.objects.values_list("assigned_to", flat=True)) == {colleague.pk}
    assert desk.browser.post(PATH, desk.form("assign", to="nobody")).status_code == 302
    assert set(LetterRequest.objects.values_list("assigned_to", flat=True)) == {None}


def test_the_selected_are_put_off() -> None:
    desk = Desk()
    until = today() + timedelta(days=40)
    assert desk.browser.post(PATH, desk.form("put_off", until=until.isoformat())).status_code == 302
    assert set(LetterRequest.objects.values_list("next_check_on", flat=True)) == {until}


def test_one_reply_is_recorded_for_the_selected() -> None:
    desk = Desk()
    answer = desk.browser.post(PATH, desk.reply())
    assert told(answer) == ["Recorded for 3 requests."]
    assert Action.objects.get(kind="response_received").source_note == "One letter"
    assert states() == ["substantive_response"] * 3


def test_one_of_them_can_stand_differently() -> None:
    desk = Desk()
    own = {f"{desk.keys[1]}-response": "declined", f"{desk.keys[1]}-decline_reason": "burden"}
    own[f"{desk.keys[2]}-outcome"] = "fulfilled"
    assert desk.browser.post(PATH, desk.reply(**own)).status_code == 302
    assert states() == ["substantive_response", "declined", "substantive_response"]
    outcomes = LetterRequest.objects.order_by("number").values_list("outcome_state", flat=True)
    assert list(outcomes) == ["not_assessed", "not_assessed", "fulfilled"]


def test_a_form_that_is_sent_twice_acts_once() -> None:
    desk = Desk()
    entered = desk.reply()
    for _ in range(2):
        assert desk.browser.post(PATH, entered).status_code == 302
    assert Action.objects.filter(kind="response_received").count() == 1


def test_what_was_wrong_can_be_mended_and_sent_again() -> None:
    desk = Desk()
    entered = desk.reply()
    answer = desk.browser.post(PATH, entered | {f"{desk.keys[1]}-response": "declined"})
    assert answer.status_code == 400
    assert "Request 2 of “A letter”: Give a decline reason" in words_of(answer)
    assert states() == ["awaiting_response"] * 3
    assert desk.browser.post(PATH, entered).status_code == 302
    assert states() == ["substantive_response"] * 3


@pytest.mark.parametrize(
    ("do", "fields"),
    [
        ("assign", {"to": ""}),
        ("assign", {"to": "0"}),
        ("assign", {"to": "a\0b"}),
        ("put_off", {"until": ""}),
        ("put_off", {"until": "2026-03-02"}),
        ("put_off", {"until": "9999-12-31"}),
        ("record", {"source_note": ""}),
        ("record", {"kind": "assigned"}),
        ("record", {"kind": "status_check"}),
        ("record", {"occurred_on": "9999-01-01"}),
        ("record", {"click": ""}),
        ("record", {"click": "a\0b"}),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(do: str, fields: dict[str, object]) -> None:
    desk = Desk()
    entered = desk.reply(**fields) if do == "record" else desk.form(do, **fields)
    answer = desk.browser.post(PATH, entered)
    assert answer.status_code == 400
    assert 'role="alert"' in words_of(answer)
    assert all(key in words_of(answer) for key in desk.keys)
    assert Action.objects.count() == 1


def test_none_and_too_many_are_refused_plainly() -> None:
    desk = Desk()
    for keys, count in (([], 0), ([f"x{number}" for number in range(501)], 501)):
        answer = browser_of(desk.editor).post(PATH, desk.form("assign", request=keys))
        assert told(answer) == [f"Select one request or more, 500 at most; {count} are selected."]
        assert answer.headers["Location"] == "/desk/?whose=mine"


def test_of_two_offices_one_has_to_be_chosen() -> None:
    desk = Desk()
    office = make_office()
    office.memberships.create(user=desk.editor, role=Role.EDITOR)
    other = make_request(office, by=desk.editor)
    answer = desk.browser.post(PATH, desk.form("assign", request=[*desk.keys, other.public_id]))
    assert told(answer) == ["These are requests of several offices; select those of one office."]


@pytest.mark.parametrize("do", ["assign", "put_off", "record"])
def test_another_offices_request_is_not_there_not_even_a_public_one(do: str) -> None:
    desk = Desk()
    for key in (make_request().public_id, "nothing", "a\0b"):
        assert desk.browser.post(PATH, {"do": do, "request": [*desk.keys, key]}).status_code == 404
    assert Client().post(PATH, {"do": do}).headers["Location"] == f"/sign-in/?next={PATH}"


def test_a_viewer_changes_nothing() -> None:
    desk = Desk()
    entered = [desk.reply(), desk.form("assign", to="nobody"), desk.form("put_off", until="2099-01-04")]
    browser = browser_of(make_user(desk.letter.office, Role.VIEWER))
    assert [browser.post(PATH, fields).status_code for fields in entered] == [403] * 3
    assert Action.objects.count() == 1


def test_it_is_posted_and_known() -> None:
    desk = Desk()
    assert desk.browser.get(PATH).status_code == 405
    assert desk.browser.post(PATH, desk.form("explode")).status_code == 404
    desk.browser.handler.enforce_csrf_checks = True
    assert desk.browser.post(PATH, desk.form("assign", to="nobody")).status_code == 403


@pytest.mark.parametrize("count", [1, 30])
def test_it_takes_as_many_queries_for_one_request_as_for_many(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    desk = Desk(count)
    with django_assert_num_queries(4):
        desk.browser.post(PATH, {"do": "record", "request": desk.keys})
