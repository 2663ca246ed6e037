"""What a mail would say is looked at again before it leaves: what is no longer so is left out, and why."""

from datetime import UTC, date, datetime, timedelta

import pytest

from actions.ledger import check_made, snooze
from actions.models import Digest
from actions.still_due import (
    CHECKED,
    CLOSED,
    LEFT_THE_OFFICE,
    NAMED_ALREADY,
    NOT_VISIBLE,
    OF_SOMEBODY_ELSE,
    PUT_OFF,
    WANTS_NO_MAIL,
    look_again,
)
from actions.sweep import plan_all, sweep
from letters.intake import DueEntry, RequestEntry
from letters.models import Letter, LetterRequest
from letters.states import Visibility
from offices.models import OfficeMembership, Role, User
from tests.making import editor_of, make_action, make_letter, make_office, make_request, make_user

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 3, 16, 12, 0, tzinfo=UTC)  # the day of the first check of letters of 2 March
DAY = timedelta(days=1)


def planned() -> LetterRequest:
    """A request of which a digest waits to leave."""
    letter_request = make_request()
    plan_all(now=MORNING)
    return letter_request


def looked(letter_request: LetterRequest, now: datetime = MORNING) -> tuple[int, list[str]]:
    """How often the only digest that waits lists the request, and why anything is left out of it."""
    [digest] = Digest.objects.waiting()
    found = look_again([digest], now=now)[digest.pk]
    listed = [delivery.reminder.letter_request for delivery in found.listed]
    return listed.count(letter_request), list(found.left_out)


def test_what_is_still_due_is_listed() -> None:
    assert looked(planned()) == (1, [])


def test_who_has_left_the_office_gets_no_mail() -> None:
    letter_request = planned()
    OfficeMembership.objects.all().delete()
    assert looked(letter_request) == (0, [LEFT_THE_OFFICE])


def test_who_wants_no_mail_gets_none() -> None:
    letter_request = planned()
    OfficeMembership.objects.update(wants_mail=False)
    assert looked(letter_request) == (0, [WANTS_NO_MAIL])


def test_a_letter_that_the_person_may_not_see_any_more_is_left_out() -> None:
    letter_request = planned()
    Letter.objects.update(office=make_office(), visibility=Visibility.OFFICE)
    assert looked(letter_request) == (0, [NOT_VISIBLE])


def test_a_draft_is_left_out() -> None:
    letter_request = planned()
    Letter.objects.update(visibility=Visibility.DRAFT)
    assert looked(letter_request) == (0, [NOT_VISIBLE])


def test_what_was_closed_is_left_out() -> None:
    letter_request = planned()
    make_action(letter_request, response="substantive_response", outcome="fulfilled")
    assert looked(letter_request) == (0, [CLOSED])


def test_what_was_checked_is_left_out() -> None:
    letter_request = planned()
    check_made(letter_request=letter_request, by=editor_of(letter_request.letter.office), now=MORNING)
    assert looked(letter_request) == (0, [CHECKED])


def test_what_was_put_off_is_left_out() -> None:
    letter_request = planned()
    until, by = (MORNING + DAY).date(), editor_of(letter_request.letter.office)
    snooze(letter_request=letter_request, until=until, by=by, now=MORNING)
    assert looked(letter_request) == (0, [PUT_OFF])
    assert looked(letter_request, now=MORNING + DAY) == (1, [])


def test_whether_the_day_has_come_is_asked_of_the_offices_clocks() -> None:
    letter_request = planned()
    LetterRequest.objects.update(next_check_on=date(2026, 3, 17))
    assert looked(letter_request, now=datetime(2026, 3, 17, 3, 59, tzinfo=UTC)) == (0, [CHECKED])
    assert looked(letter_request, now=datetime(2026, 3, 17, 4, 0, tzinfo=UTC)) == (1, [])


def test_what_has_become_somebody_elses_is_left_out() -> None:
    letter_request = planned()
    make_action(letter_request, "assigned", assigned_to=make_user(letter_request.letter.office))
    assert looked(letter_request) == (0, [OF_SOMEBODY_ELSE])


def climbed() -> tuple[LetterRequest, User]:
    """A request of which a manager hears, since nobody has answered; the owner's mail has left."""
    office = make_office(escalate_after=1)
    owner, manager = make_user(office), make_user(office, Role.MANAGER)
    letter_request = make_request(office, by=owner)
    sweep(now=MORNING)
    plan_all(now=MORNING + 14 * DAY)
    Digest.objects.filter(user=owner).delete()
    return letter_request, manager


def test_who_hears_as_somebody_above_is_told_as_long_as_they_are_above() -> None:
    letter_request, manager = climbed()
    assert looked(letter_request, now=MORNING + 14 * DAY) == (1, [])
    OfficeMembership.objects.filter(user=manager).update(role=Role.VIEWER)
    make_user(letter_request.letter.office, Role.MANAGER)
    assert looked(letter_request, now=MORNING + 14 * DAY) == (0, [OF_SOMEBODY_ELSE])


def test_whose_it_has_become_is_told_although_they_heard_as_somebody_above() -> None:
    letter_request, manager = climbed()
    make_action(letter_request, "assigned", assigned_to=manager)
    assert looked(letter_request, now=MORNING + 14 * DAY) == (1, [])


def test_a_request_stands_once_in_a_mail_for_its_latest_check() -> None:
    letter_request = planned()
    plan_all(now=MORNING + 14 * DAY)  # the first mail has not left
    assert looked(letter_request, now=MORNING + 14 * DAY) == (1, [NAMED_ALREADY])
    [found] = look_again(list(Digest.objects.all()), now=MORNING + 14 * DAY).values()
    assert [delivery.reminder.check_on for delivery in found.listed] == [(MORNING + 14 * DAY).date()]


def test_the_earliest_deadline_comes_first_and_what_has_none_last() -> None:
    def due(number: int, day: int | None) -> RequestEntry:
        return RequestEntry(
            f"Number {number}.", deadline=DueEntry(due_on=date(2026, 3, day) if day else None)
        )

    letter = make_letter(requests=[due(1, None), due(2, 12), due(3, 11), due(4, 12)])
    plan_all(now=MORNING)
    [found] = look_again(list(Digest.objects.all()), now=MORNING).values()
    rows = list(letter.requests.order_by("pk"))
    listed = [rows.index(delivery.reminder.letter_request) + 1 for delivery in found.listed]
    assert listed == [3, 2, 4, 1]


def test_each_mail_has_what_is_its_own_persons() -> None:
    office = make_office()
    people = [make_user(office) for _ in range(2)]
    rows = {person.pk: make_request(office, by=person) for person in people}
    rows |= {editor_of(other.letter.office).pk: other for other in [make_request()]}
    plan_all(now=MORNING)
    digests = list(Digest.objects.all())
    found = look_again(digests, now=MORNING)
    listed = {
        digest.user_id: [delivery.reminder.letter_request for delivery in found[digest.pk].listed]
        for digest in digests
    }
    assert listed == {key: [row] for key, row in rows.items()}
