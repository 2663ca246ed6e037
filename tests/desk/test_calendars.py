"""Calendar feeds: made and revoked under the account, read without signing in."""

import re

import pytest
from django.test import Client
from icalendar import Calendar

from actions.calendar_feeds import CalendarFeed
from offices.models import OfficeMembership, User
from tests.desk.browsing import browser_of, named, page, told
from tests.making import editor_of, make_office, make_request, make_user

pytestmark = pytest.mark.django_db

NOWHERE = "/desk/calendar/nothing.ics"


def made(user: User, office: str = "") -> str:
    """The path of a new feed, from the message that shows its address once."""
    answer = browser_of(user).post("/desk/account/calendars/", {"office": office})
    assert answer.status_code == 302
    [message] = told(answer)
    return re.sub(r".*http://testserver", "", message)


def test_it_works() -> None:
    letter_request = make_request(title="On examples")
    path = made(editor_of(letter_request.letter.office))
    answer = Client().get(path)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    [event] = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["summary"] == "Check: On examples, request 1"


def test_the_address_is_shown_once() -> None:
    user = make_user(make_office())
    secret = made(user).split("/")[-1].removesuffix(".ics")
    assert secret not in page("/desk/account/", user)


def test_what_has_not_changed_is_not_sent_again() -> None:
    path = made(editor_of(make_request().letter.office))
    etag = Client().get(path).headers["ETag"]
    assert Client().get(path, headers={"If-None-Match": etag}).status_code == 304


def test_a_new_address_replaces_the_old_of_the_same_calendar_and_no_other() -> None:
    office = make_office()
    user = make_user(office)
    own, of_office = made(user), made(user, office.slug)
    newer = made(user)
    assert [Client().get(path).status_code for path in (own, of_office, newer)] == [404, 200, 200]


def test_a_revoked_address_is_like_one_that_never_was() -> None:
    user = make_user(make_office())
    path = made(user)
    browser_of(user).post(f"/desk/account/calendars/{named(CalendarFeed.objects.get().pk)}/revoke/")
    gone, never = Client().get(path), Client().get(NOWHERE)
    assert (gone.status_code, gone.content) == (404, never.content)


def test_nobody_revokes_another_persons_address() -> None:
    path = made(make_user(make_office()))
    other = make_user(make_office())
    browser_of(other).post(f"/desk/account/calendars/{named(CalendarFeed.objects.get().pk)}/revoke/")
    assert Client().get(path).status_code == 200


def test_who_has_left_the_office_finds_nothing() -> None:
    office = make_office()
    user = make_user(office)
    paths = [made(user), made(user, office.slug)]
    OfficeMembership.objects.all().delete()
    assert [Client().get(path).status_code for path in paths] == [404, 404]


def test_nobody_makes_a_calendar_of_another_office() -> None:
    stranger = make_user(make_office())
    answer = browser_of(stranger).post("/desk/account/calendars/", {"office": make_office().slug})
    assert answer.status_code == 404
    assert not CalendarFeed.objects.exists()


def test_it_is_made_by_who_is_signed_in_and_only_read_at_its_address() -> None:
    assert browser_of().post("/desk/account/calendars/").headers["Location"].startswith("/sign-in/")
    assert browser_of(make_user()).get("/desk/account/calendars/").status_code == 405
    assert browser_of().post(NOWHERE).status_code == 405
