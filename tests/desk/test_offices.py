"""An office's own page: its policy, its quiet days, handing over; for its managers."""

from datetime import date

import pytest

from letters.models import LetterRequest
from offices.models import Office, QuietPeriod, Role, User
from tests.desk.browsing import browser_of, named, page, words_of
from tests.making import editor_of, make_action, make_office, make_request, make_user
from tracker.desk.clicks import new_token

pytestmark = pytest.mark.django_db

POLICY = {
    "time_zone": "America/Chicago", "reminder_hour": 9, "lead_days": 5, "overdue_interval": 7, "open_interval": 21,
    "escalate_after": 2, "escalate_to": "", "quiet_weekends": "on",
}  # fmt: skip
RECESS = {"first_on": "2026-08-03", "last_on": "2026-09-07", "reason": "Recess"}


def managed_office() -> tuple[Office, User]:
    """An office and its manager."""
    office = make_office()
    return office, make_user(office, Role.MANAGER)


def test_it_works() -> None:
    office, manager = managed_office()
    letter_request = make_request(office)
    answer = browser_of(manager).post(f"/desk/offices/{office.slug}/", POLICY)
    assert answer.status_code == 302
    office.refresh_from_db()
    assert (office.time_zone, office.open_interval, office.quiet_holidays) == ("America/Chicago", 21, False)
    assert LetterRequest.objects.get(pk=letter_request.pk).next_check_on == date(2026, 3, 23)


@pytest.mark.parametrize(
    "wrong",
    [
        {"time_zone": "Mars/Olympus"},
        {"reminder_hour": 24},
        {"open_interval": 0},
        {"lead_days": -1},
        {"escalate_to": "9"},
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_set(wrong: dict[str, object]) -> None:
    office, manager = managed_office()
    answer = browser_of(manager).post(f"/desk/offices/{office.slug}/", POLICY | wrong)
    assert answer.status_code == 400
    assert 'role="alert"' in words_of(answer)
    assert Office.objects.get().open_interval == 14


def test_only_people_of_the_office_can_be_named_to_hear_of_unanswered_reminders() -> None:
    office, manager = managed_office()
    stranger = make_user(make_office())
    shown = page(f"/desk/offices/{office.slug}/", manager)
    assert manager.email in shown
    assert stranger.email not in shown
    answer = browser_of(manager).post(f"/desk/offices/{office.slug}/", POLICY | {"escalate_to": stranger.pk})
    assert answer.status_code == 400


def test_quiet_days_are_added_and_removed() -> None:
    office, manager = managed_office()
    browser = browser_of(manager)
    assert browser.post(f"/desk/offices/{office.slug}/quiet/", RECESS).status_code == 302
    assert "August 3, 2026 to September 7, 2026: Recess" in page(f"/desk/offices/{office.slug}/", manager)
    key = QuietPeriod.objects.get().pk
    assert browser.post(f"/desk/offices/{office.slug}/quiet/{named(key)}/remove/").status_code == 302
    assert not QuietPeriod.objects.exists()


def test_quiet_days_that_end_before_they_begin_are_refused() -> None:
    office, manager = managed_office()
    answer = browser_of(manager).post(
        f"/desk/offices/{office.slug}/quiet/", RECESS | {"last_on": "2026-08-01"}
    )
    assert answer.status_code == 400
    assert "before the first" in words_of(answer)


def test_work_is_handed_over_and_the_person_taken_out() -> None:
    office, manager = managed_office()
    leaver, colleague = make_user(office), make_user(office)
    letter_request = make_request(office, by=manager)
    make_action(letter_request, "assigned", assigned_to=leaver)
    entered = {"of": leaver.memberships.get().pk, "to": colleague.pk, "leave": "yes"}
    assert browser_of(manager).post(f"/desk/offices/{office.slug}/hand-over/", entered).status_code == 302
    letter_request.refresh_from_db()
    assert letter_request.assigned_to == colleague
    assert not leaver.memberships.exists()


def test_the_last_manager_is_told_to_name_another() -> None:
    office, manager = managed_office()
    entered = {"of": manager.memberships.get().pk, "leave": "yes"}
    answer = browser_of(manager).post(f"/desk/offices/{office.slug}/hand-over/", entered)
    assert answer.status_code == 400
    assert "last manager" in words_of(answer)


def test_people_of_other_offices_cannot_be_handed_over() -> None:
    office, manager = managed_office()
    stranger = make_user(make_office()).memberships.get()
    answer = browser_of(manager).post(f"/desk/offices/{office.slug}/hand-over/", {"of": stranger.pk})
    assert answer.status_code == 400


def test_an_editor_may_not_and_a_stranger_finds_nothing() -> None:
    office, manager = managed_office()
    other = make_office()
    period = QuietPeriod.objects.create(office=other, first_on="2026-08-03", last_on="2026-08-04")
    paths = [f"/desk/offices/{office.slug}/{rest}" for rest in ("", "quiet/", "hand-over/")]
    for path in paths:
        assert browser_of(make_user(office)).post(path, POLICY).status_code == 403
        assert browser_of(make_user(other, Role.MANAGER)).post(path, POLICY).status_code == 404
        assert browser_of().post(path, POLICY).headers["Location"].startswith("/sign-in/")
    assert (
        browser_of(manager).post(f"/desk/offices/{office.slug}/quiet/{named(period.pk)}/remove/").status_code
        == 404
    )


def test_one_request_is_checked_more_often() -> None:
    letter_request = make_request()
    editor = editor_of(letter_request.letter.office)
    path = f"/desk/requests/{letter_request.public_id}/"
    assert browser_of(editor).post(f"{path}policy/", {"open_interval": "3"}).status_code == 302
    letter_request.refresh_from_db()
    assert letter_request.next_check_on == date(2026, 3, 5)
    assert 'name="open_interval" value="3"' in page(path, editor)


def test_a_wrong_own_policy_is_said() -> None:
    letter_request = make_request()
    editor = editor_of(letter_request.letter.office)
    browser = browser_of(editor)
    browser.post(f"/desk/requests/{letter_request.public_id}/policy/", {"open_interval": "0"})
    assert "greater than or equal to 1" in words_of(browser.get("/desk/"))


def test_a_promised_day_is_entered_and_shown_beside_the_deadline() -> None:
    letter_request = make_request()
    editor = editor_of(letter_request.letter.office)
    path = f"/desk/requests/{letter_request.public_id}/"
    entered = {
        "kind": "phone_call",
        "occurred_on": "2026-03-03",
        "source_note": "Call",
        "promised_on": "2026-05-04",
        "click": new_token(),
    }
    assert browser_of(editor).post(path, entered).status_code == 302
    assert "promised an answer by <strong>May 4, 2026</strong>" in page(path, editor)
