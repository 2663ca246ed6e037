"""Answering a reminder from its mail: a link asks, a button acts, once, without signing in."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from time_machine import travel

from actions.answers import unsubscribe_token
from actions.models import Action, Delivery
from actions.sweep import sweep
from letters.models import LetterRequest
from offices.models import OfficeMembership, Role
from tests.making import editor_of, make_action, make_office, make_request, make_user

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 3, 16, 12, 0, tzinfo=UTC)  # 08:00 in Washington


def reminded(letter_request: LetterRequest | None = None) -> dict[str, str]:
    """The links of the mail that reminds of a request, by what they answer."""
    letter_request = letter_request or make_request()
    assert sweep(now=MORNING) == 1
    return dict(re.findall(r"  ([\w ]+): http://localhost:\d+(/desk/answer/\S+)", str(mail.outbox[-1].body)))


def press(path: str, **fields: str) -> int:
    """Presses the link's button in a browser that is not signed in; the answer's status."""
    return Client(raise_request_exception=False).post(path, fields).status_code


def kinds() -> list[str]:
    return list(Action.objects.exclude(kind="letter_sent").order_by("pk").values_list("kind", flat=True))


@travel(MORNING, tick=False)
def test_nothing_new_moves_the_next_check() -> None:
    links = reminded()
    assert list(links) == ["Nothing new", "Got something", "Remind me later", "Not mine"]
    assert press(links["Nothing new"]) == 200
    assert kinds() == ["status_check"]
    assert Action.objects.last().recorded_by == Delivery.objects.mails().get().user  # type: ignore[union-attr]
    assert LetterRequest.objects.get().next_check_on == date(2026, 3, 30)


@travel(MORNING, tick=False)
def test_opening_a_link_changes_nothing() -> None:
    links = reminded()
    for path in links.values():
        assert Client().get(path).status_code == 200
        assert Client().head(path).status_code == 200
    assert kinds() == []


@travel(MORNING, tick=False)
def test_a_reminder_is_answered_once() -> None:
    links = reminded()
    press(links["Nothing new"])
    assert [press(path) for path in links.values()] == [410] * 4
    assert "answered already: Nothing new" in Client().get(links["Not mine"]).content.decode()
    assert kinds() == ["status_check"]


def test_a_link_runs_out_after_thirty_days() -> None:
    with travel(MORNING, tick=False):
        links = reminded()
    with travel(MORNING + timedelta(days=31), tick=False):
        assert press(links["Nothing new"]) == 410
    assert kinds() == []


@travel(MORNING, tick=False)
def test_a_link_of_one_kind_is_none_of_another() -> None:
    links = reminded()
    token = unsubscribe_token(OfficeMembership.objects.get(user=Delivery.objects.mails().get().user))
    answer = links["Nothing new"].removeprefix("/desk/answer/").rstrip("/")
    assert press(f"/desk/answer/{token}/") != 200
    assert press(f"/desk/unsubscribe/{answer}/") != 200
    assert kinds() == []
    assert OfficeMembership.objects.filter(wants_mail=False).count() == 0


@travel(MORNING, tick=False)
def test_a_link_that_was_changed_does_nothing() -> None:
    path = reminded()["Nothing new"]
    assert [
        press(bad) for bad in (path[:-2] + "/", "/desk/answer/x/", path.replace("answer/", "answer/x"))
    ] == [410] * 3
    assert kinds() == []


@travel(MORNING, tick=False)
def test_later_is_in_a_week_or_on_a_day() -> None:
    press(reminded()["Remind me later"])
    assert LetterRequest.objects.get().next_check_on == date(2026, 3, 23)
    make_request()
    press(reminded_of_the_new()["Remind me later"], until="2026-05-04")
    assert LetterRequest.objects.order_by("pk")[1].next_check_on == date(2026, 5, 4)


def reminded_of_the_new() -> dict[str, str]:
    """The links of the second mail."""
    assert sweep(now=MORNING) == 1
    return dict(re.findall(r"  ([\w ]+): http://localhost:\d+(/desk/answer/\S+)", str(mail.outbox[-1].body)))


@travel(MORNING, tick=False)
@pytest.mark.parametrize("until", ["2026-03-16", "1999-01-01", "9999-12-31", "soon"])
def test_a_day_that_cannot_be_is_said_and_the_link_stays(until: str) -> None:
    links = reminded()
    assert press(links["Remind me later"], until=until) == 400
    assert press(links["Remind me later"]) == 200


@travel(MORNING, tick=False)
def test_something_came_is_kept_as_a_note_of_the_office() -> None:
    letter_request = make_request()
    press(reminded(letter_request)["Got something"], words="A letter of two pages")
    note = Action.objects.get(kind="note")
    assert note.summary == "Something came: A letter of two pages"
    assert "two pages" not in Client().get(f"/requests/{letter_request.public_id}/").content.decode()


@travel(MORNING, tick=False)
def test_not_mine_goes_from_the_assigned_to_the_owner_to_the_managers() -> None:
    office = make_office()
    owner, manager = make_user(office), make_user(office, Role.MANAGER)
    letter_request = make_request(office, by=owner)
    assert press(reminded(letter_request)["Not mine"]) == 200
    assert sweep(now=MORNING + timedelta(days=1)) == 1
    assert mail.outbox[-1].to == [manager.email]


@travel(MORNING, tick=False)
def test_not_mine_takes_an_assignment_back() -> None:
    letter_request = make_request()
    colleague = make_user(letter_request.letter.office)
    make_action(letter_request, "assigned", assigned_to=colleague)
    press(reminded(letter_request)["Not mine"])
    letter_request.refresh_from_db()
    assert letter_request.assigned_to is None


@travel(MORNING, tick=False)
def test_the_last_manager_cannot_send_it_away() -> None:
    office = make_office()
    owner = make_user(office)
    make_user(office, Role.MANAGER)
    letter_request = make_request(office, by=owner)
    OfficeMembership.objects.filter(user=owner).delete()
    assert press(reminded(letter_request)["Not mine"]) == 410
    assert kinds() == []


@travel(MORNING, tick=False)
def test_who_has_left_the_office_answers_nothing() -> None:
    links = reminded()
    OfficeMembership.objects.all().delete()
    assert press(links["Nothing new"]) == 403
    assert kinds() == []


def test_a_mail_program_stops_the_mails_with_one_click_and_the_desk_goes_on() -> None:
    letter_request = make_request()
    user = editor_of(letter_request.letter.office)
    sweep(now=MORNING)
    headers = mail.outbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = re.sub(r"<http://localhost:\d+(.*)>", r"\1", headers["List-Unsubscribe"])
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(path).status_code == 200
    assert OfficeMembership.objects.get(user=user).wants_mail
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert sweep(now=MORNING + timedelta(days=14)) == 0
    desk = Client()
    desk.force_login(user)
    assert "Please do it." in desk.get("/desk/").content.decode()
    assert strict.post("/desk/unsubscribe/x/").status_code == 410
