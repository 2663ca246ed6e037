"""The board of the week and the mails that failed."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from pytest_django import DjangoAssertNumQueries
from time_machine import travel

from actions.ledger import check_made
from actions.models import Digest
from actions.sweep import sweep
from letters.intake import DueEntry, RequestEntry
from letters.models import LetterRequest
from letters.states import Visibility
from offices.models import Office, OfficeMembership, Role, User
from tests.desk.browsing import browser_of, named, page
from tests.making import make_letter, make_office, make_request, make_user

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 3, 16, 12, 0, tzinfo=UTC)  # a Monday, 08:00 in Washington
HOUR, ROUND = timedelta(hours=1), timedelta(days=14)


def reminded(title: str = "On examples") -> tuple[Office, User]:
    """An office with a request of which its owner has been reminded, and the owner."""
    office = make_office()
    owner = make_user(office)
    make_request(office, by=owner, title=title, visibility=Visibility.OFFICE)
    sweep(now=MORNING)
    return office, owner


def sections(office: Office, user: User, week: str = "2026-03-18") -> dict[str, str]:
    """The parts of the board, by their id, without tags."""
    shown = page(f"/desk/week/{office.slug}/", user, query={"week": week})
    parts = re.findall(r'<section aria-labelledby="(\w+)">(.*?)</section>', shown, re.DOTALL)
    return {key: " ".join(re.sub(r"<[^>]+>", " ", words).split()) for key, words in parts}


def test_it_shows_who_was_reminded_of_what_and_when() -> None:
    office, owner = reminded()
    words = sections(office, owner)["reminded"]
    assert "Mon, Mar 16, 2026, 08:00 EDT" in words
    assert f"{owner.email} Please do it. On examples, request 1 Mailed Nothing yet" in words


def test_it_shows_what_was_done_since() -> None:
    office, owner = reminded()
    colleague = make_user(office)
    check_made(
        letter_request=LetterRequest.objects.select_related("letter__office").get(),
        by=colleague,
        now=MORNING + HOUR,
    )
    words = sections(office, owner)["reminded"]
    assert f"Checked: nothing new, by {colleague.email}, Mon, Mar 16, 2026, 09:00 EDT" in words


@travel(MORNING + HOUR, tick=False)
def test_it_shows_what_was_answered_in_the_mail() -> None:
    office, owner = reminded()
    [path] = re.findall(r"Not mine: http://localhost:\d+(/\S+)", str(mail.outbox[0].body))
    browser_of().post(path)
    assert "Answered in the mail: Not mine." in sections(office, owner)["reminded"]


def test_it_shows_what_has_climbed() -> None:
    office, owner = reminded()
    Office.objects.update(escalate_after=1)
    manager = make_user(office, Role.MANAGER)
    sweep(now=MORNING + ROUND)
    words = sections(office, owner, week="2026-03-30")["reminded"]
    assert f"{manager.email} Climbed after 1 unanswered" in words


def test_it_says_when_a_mail_was_held_back() -> None:
    office, owner = make_office(), make_user()
    OfficeMembership.objects.create(office=office, user=owner, role=Role.EDITOR, wants_mail=False)
    make_request(office, by=owner)
    sweep(now=MORNING)
    assert "Not mailed: The person wants no mails" in sections(office, owner)["reminded"]


def test_it_shows_what_is_due_on_which_day_and_who_looks() -> None:
    office = make_office()
    owner = make_user(office)
    due = RequestEntry("Publish it.", deadline=DueEntry(due_on=datetime(2026, 3, 18, tzinfo=UTC).date()))
    make_letter(office, by=owner, requests=[due], title="On examples")
    words = sections(office, owner)["due"]
    assert f"Wed, Mar 18, 2026 Deadline Publish it. On examples, request 1 {owner.email}" in words
    assert "Publish it." not in sections(office, owner, week="2026-03-25")["due"]


def test_what_nobody_has_checked_is_left_over_to_this_week_and_to_no_other() -> None:
    office, owner = reminded()
    with travel(MORNING + timedelta(days=10), tick=False):
        assert (
            "Mon, Mar 16, 2026 Left over Check Please do it."
            in sections(office, owner, week="2026-03-26")["due"]
        )
        assert sections(office, owner, week="2026-04-02")["due"] == "Due this week Nothing is due."


@pytest.mark.parametrize("week", ["", "soon", "0001-01-01", "9999-12-31", "a\0b"])
def test_whatever_week_is_asked_for_there_is_a_board(week: str) -> None:
    office = make_office()
    page(f"/desk/week/{office.slug}/", make_user(office), query={"week": week})


def test_the_only_offices_board_opens_at_once_and_several_are_listed() -> None:
    office = make_office("First")
    user = make_user(office)
    assert browser_of(user).get("/desk/week/").headers["Location"] == f"/desk/week/{office.slug}/"
    OfficeMembership.objects.create(office=make_office("Second"), user=user)
    shown = page("/desk/week/", user)
    assert "First" in shown
    assert "Second" in shown


def test_a_viewer_reads_it_and_a_stranger_finds_nothing() -> None:
    office, _ = reminded()
    assert "On examples" in sections(office, make_user(office, Role.VIEWER))["reminded"]
    page(f"/desk/week/{office.slug}/", make_user(make_office(), Role.MANAGER), status=404)
    assert browser_of().get(f"/desk/week/{office.slug}/").headers["Location"].startswith("/sign-in/")


def test_offices_do_not_see_each_others_week() -> None:
    reminded("Hushed")
    office, owner = reminded("Mine")
    assert "Hushed" not in page(f"/desk/week/{office.slug}/", owner, query={"week": "2026-03-18"})


@pytest.mark.parametrize("rows", [1, 4])
def test_it_takes_as_many_queries_for_one_reminder_as_for_many(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    office = make_office()
    owner = make_user(office)
    make_letter(office, by=owner, requests=["One."] * rows)
    sweep(now=MORNING)
    browser = browser_of(owner)
    with django_assert_num_queries(12):
        browser.get(f"/desk/week/{office.slug}/", {"week": "2026-03-18"})


def failed_mail() -> tuple[Office, Digest]:
    """A mail that was given up."""
    office, _ = reminded()
    Digest.objects.update(
        sent_at=None, failed_at=MORNING, attempts=16, last_error="SMTPRecipientsRefused: no such user"
    )
    return office, Digest.objects.get()


def test_managers_see_what_failed_and_why() -> None:
    office, digest = failed_mail()
    shown = page("/desk/failed/", make_user(office, Role.MANAGER))
    assert digest.user.email in shown
    assert "SMTPRecipientsRefused: no such user" in shown
    assert "1 mail failed." in page(f"/desk/week/{office.slug}/", make_user(office, Role.MANAGER))


def test_a_failed_mail_is_tried_again_with_the_next_sweep_and_no_other() -> None:
    office, digest = failed_mail()
    mail.outbox.clear()
    assert sweep(now=MORNING + HOUR) == 0
    with travel(MORNING + HOUR, tick=False):
        answer = browser_of(make_user(office, Role.MANAGER)).post(f"/desk/failed/{named(digest.pk)}/again/")
    assert answer.status_code == 302
    assert sweep(now=MORNING + HOUR) == 1
    assert mail.outbox[0].extra_headers["Message-ID"] == digest.message_id
    assert "None failed." in page("/desk/failed/", make_user(office, Role.MANAGER))


def test_a_mail_that_has_left_is_not_tried_again() -> None:
    office, _ = reminded()
    path = f"/desk/failed/{named(Digest.objects.get().pk)}/again/"
    assert browser_of(make_user(office, Role.MANAGER)).post(path).status_code == 404


def test_only_the_offices_managers_see_and_try_again() -> None:
    office, digest = failed_mail()
    for user in (make_user(office), make_user(make_office(), Role.MANAGER)):
        assert digest.user.email not in page("/desk/failed/", user).partition("<main")[2]
        assert browser_of(user).post(f"/desk/failed/{named(digest.pk)}/again/").status_code == 404
    assert (
        browser_of()
        .post(f"/desk/failed/{named(digest.pk)}/again/")
        .headers["Location"]
        .startswith("/sign-in/")
    )
    assert (
        browser_of(make_user(office, Role.MANAGER)).get(f"/desk/failed/{named(digest.pk)}/again/").status_code
        == 405
    )
    assert Digest.objects.failed().count() == 1


@pytest.mark.parametrize(("role", "leads_there"), [(Role.EDITOR, True), (Role.VIEWER, False)])
def test_it_leads_to_report_and_export_and_who_may_write_to_the_import(
    role: Role, *, leads_there: bool
) -> None:
    office = make_office()
    shown = page(f"/desk/week/{office.slug}/", make_user(office, role))
    assert [f"/desk/offices/{office.slug}/{name}/" in shown for name in ("report", "export", "import")] == [
        True, True, leads_there,
    ]  # fmt: skip
