"""The inbox: one's reminders at the desk, read and unread, whether or not mail works."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from pytest_django import DjangoAssertNumQueries
from time_machine import travel

from actions.models import Delivery
from actions.sweep import sweep
from letters.models import LetterRequest
from offices.models import OfficeMembership, Role, User
from tests.desk.browsing import browser_of, named, page
from tests.making import editor_of, make_action, make_letter, make_office, make_request, make_user

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 3, 16, 12, 0, tzinfo=UTC)  # the day of the first check of letters of 2 March


def reminded(letter_request: LetterRequest | None = None) -> User:
    """The person who has been reminded of a request."""
    letter_request = letter_request or make_request(title="On examples")
    sweep(now=MORNING)
    return editor_of(letter_request.letter.office)


def unread(user: User) -> int:
    return Delivery.objects.in_inbox_of(user).unread().count()


def test_it_works() -> None:
    user = reminded()
    shown = page("/desk/inbox/", user)
    assert "On examples, request 1" in shown.partition('id="settled"')[0]
    assert 'Inbox <span class="state unread">1<span class="unseen"> unread</span></span>' in shown


def test_sweeping_again_reminds_of_nothing_twice() -> None:
    user = reminded()
    sweep(now=MORNING + timedelta(hours=1))
    assert unread(user) == 1


def test_who_wants_no_mail_has_it_in_the_inbox() -> None:
    letter_request = make_request()
    OfficeMembership.objects.update(wants_mail=False)
    user = reminded(letter_request)
    assert (len(mail.outbox), unread(user)) == (0, 1)


def test_what_falls_due_after_todays_mail_has_left_is_in_the_inbox_at_once() -> None:
    office = make_office()
    user = make_user(office)
    reminded(make_request(office, by=user))
    make_request(office, by=user)
    sweep(now=MORNING + timedelta(hours=1))
    assert (len(mail.outbox), unread(user)) == (1, 2)
    sweep(now=MORNING + timedelta(days=1))
    assert (len(mail.outbox), unread(user)) == (2, 2)


def test_one_is_marked_as_read_and_stays_to_be_checked() -> None:
    user = reminded()
    key = Delivery.objects.in_inbox_of(user).get().pk
    assert browser_of(user).post(f"/desk/inbox/{named(key)}/read/").status_code == 302
    assert unread(user) == 0
    shown = page("/desk/inbox/", user)
    assert "On examples" in shown.partition('id="settled"')[0]
    assert "Unread" not in shown


def test_all_are_marked_as_read() -> None:
    user = reminded(make_letter(requests=["One.", "Two."]).requests.select_related("letter__office")[0])
    assert unread(user) == 2
    browser_of(user).post("/desk/inbox/read/")
    assert unread(user) == 0


@travel(MORNING + timedelta(hours=1), tick=False)
def test_nothing_new_settles_it_and_leads_back() -> None:
    user = reminded()
    path = f"/desk/requests/{LetterRequest.objects.get().public_id}/checked/"
    assert browser_of(user).post(path, {"back": "/desk/inbox/"}).headers["Location"] == "/desk/inbox/"
    assert unread(user) == 0
    assert "On examples" in page("/desk/inbox/", user).partition('id="settled"')[2]


def test_opening_the_inbox_reads_nothing() -> None:
    user = reminded()
    page("/desk/inbox/", user)
    assert unread(user) == 1


def test_what_a_colleague_settled_is_settled_for_all() -> None:
    letter_request = make_request()
    OfficeMembership.objects.all().delete()
    managers = [make_user(letter_request.letter.office, Role.MANAGER) for _ in range(2)]
    sweep(now=MORNING)
    assert [unread(user) for user in managers] == [1, 1]
    make_action(letter_request, by=managers[0], response="substantive_response", outcome="fulfilled")
    assert [unread(user) for user in managers] == [0, 0]


def test_nobody_sees_or_reads_the_inbox_of_another() -> None:
    user = reminded()
    colleague = make_user(LetterRequest.objects.get().letter.office, Role.MANAGER)
    key = Delivery.objects.in_inbox_of(user).get().pk
    assert "On examples" not in page("/desk/inbox/", colleague)
    assert browser_of(colleague).post(f"/desk/inbox/{named(key)}/read/").status_code == 404
    browser_of(colleague).post("/desk/inbox/read/")
    assert unread(user) == 1


def test_who_has_left_the_office_finds_nothing_of_it() -> None:
    user = reminded()
    OfficeMembership.objects.all().delete()
    assert "On examples" not in page("/desk/inbox/", user)
    assert unread(user) == 0


def test_it_asks_to_sign_in_and_changes_only_by_post() -> None:
    assert browser_of().get("/desk/inbox/").headers["Location"] == "/sign-in/?next=/desk/inbox/"
    user = reminded()
    assert browser_of(user).get("/desk/inbox/read/").status_code == 405
    assert browser_of(user).post("/desk/inbox/").status_code == 405


@pytest.mark.parametrize("rows", [1, 4])
def test_it_takes_as_many_queries_for_one_reminder_as_for_many(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    letter = make_letter(requests=["One."] * rows)
    user = reminded(letter.requests.select_related("letter__office")[0])
    browser = browser_of(user)
    with django_assert_num_queries(5):
        browser.get("/desk/inbox/")
