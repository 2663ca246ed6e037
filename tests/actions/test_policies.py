"""How an office and a request are reminded: setting it moves the days to check, and only the right people may."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from actions.calendar_feeds import feed_of, open_feed
from actions.days import OwnPolicy
from actions.handover import HandoverError, hand_over_work, leave_office
from actions.ledger import check_made
from actions.policies import add_quiet_period, remove_quiet_period, set_office_policy, set_own_policy
from actions.responsible import Responsible
from letters.models import LetterRequest
from offices.members import LastManager
from offices.models import Office, OfficeMembership, QuietPeriod, Role, User
from offices.policy import NotAllowed
from tests.making import NOON, editor_of, make_action, make_office, make_request, make_user

pytestmark = pytest.mark.django_db

FRIDAY = NOON + timedelta(days=4)


def next_check(letter_request: LetterRequest) -> date | None:
    letter_request.refresh_from_db()
    return letter_request.next_check_on


def managed_office() -> tuple[Office, User]:
    """An office and its manager."""
    office = make_office()
    return office, make_user(office, Role.MANAGER)


def recess(office: Office, by: User, now: datetime = NOON) -> QuietPeriod:
    """A recess over the first check of letters of 2 March."""
    days = {"first_on": date(2026, 3, 13), "last_on": date(2026, 3, 18)}
    return add_quiet_period(office=office, **days, reason="Recess", by=by, now=now)


def test_a_manager_sets_how_often_the_office_is_reminded() -> None:
    office, manager = managed_office()
    letter_request = make_request(office)
    set_office_policy(office=office, values={"open_interval": 21}, by=manager, now=NOON)
    assert next_check(letter_request) == date(2026, 3, 23)


def test_an_interval_of_no_days_is_refused_and_nothing_moves() -> None:
    office, manager = managed_office()
    with pytest.raises(ValidationError):
        set_office_policy(office=office, values={"open_interval": 0}, by=manager, now=NOON)
    assert Office.objects.get(pk=office.pk).open_interval == 14


def test_what_falls_into_a_recess_comes_after_it_and_comes_back_without_it() -> None:
    office, manager = managed_office()
    letter_request = make_request(office)
    period = recess(office, manager)
    assert next_check(letter_request) == date(2026, 3, 19)
    remove_quiet_period(period=period, by=manager, now=NOON)
    assert next_check(letter_request) == date(2026, 3, 16)


def test_a_recess_that_ends_before_it_begins_is_refused() -> None:
    office, manager = managed_office()
    with pytest.raises(ValidationError):
        add_quiet_period(
            office=office,
            first_on=date(2026, 3, 2),
            last_on=date(2026, 3, 1),
            reason="",
            by=manager,
            now=NOON,
        )


def test_an_editor_does_not_set_the_offices_policy() -> None:
    office = make_office()
    with pytest.raises(NotAllowed):
        set_office_policy(office=office, values={}, by=make_user(office), now=NOON)
    with pytest.raises(NotAllowed):
        recess(office, make_user(office))


def test_one_request_is_checked_more_often_than_the_others() -> None:
    letter_request, other = make_request(requests=["One."]), make_request()
    by = editor_of(letter_request.letter.office)
    set_own_policy(letter_request=letter_request, values={"open_interval": 3}, by=by, now=NOON)
    assert (next_check(letter_request), next_check(other)) == (date(2026, 3, 5), date(2026, 3, 16))
    check_made(letter_request=LetterRequest.objects.get(pk=letter_request.pk), by=by, now=FRIDAY)
    assert next_check(letter_request) == date(2026, 3, 9)


def test_an_own_policy_that_is_emptied_is_the_offices_again() -> None:
    letter_request = make_request()
    by = editor_of(letter_request.letter.office)
    set_own_policy(letter_request=letter_request, values={"open_interval": 3}, by=by, now=NOON)
    set_own_policy(letter_request=letter_request, values={}, by=by, now=NOON)
    assert next_check(letter_request) == date(2026, 3, 16)
    assert OwnPolicy.objects.count() == 1


def test_a_viewer_and_a_stranger_set_no_own_policy() -> None:
    letter_request = make_request()
    for user in (
        make_user(letter_request.letter.office, Role.VIEWER),
        make_user(make_office(), Role.MANAGER),
    ):
        with pytest.raises(NotAllowed):
            set_own_policy(letter_request=letter_request, values={}, by=user, now=NOON)


def people(letter_request: LetterRequest) -> set[User]:
    fresh = LetterRequest.objects.select_related("letter__office").get(pk=letter_request.pk)
    return set(Responsible(fresh.letter.office).people(fresh))


def test_the_work_of_who_leaves_goes_to_a_colleague() -> None:
    office, manager = managed_office()
    leaver, colleague = make_user(office), make_user(office)
    owned = make_request(office, by=leaver)
    assigned = make_request(office, by=manager)
    make_action(assigned, "assigned", assigned_to=leaver)
    leave_office(membership=leaver.memberships.get(), to=colleague, by=manager, now=NOON)
    assert people(owned) == people(assigned) == {colleague}
    assert not office.memberships.filter(user=leaver).exists()


def test_who_comes_back_does_not_find_the_old_calendar_address_working() -> None:
    office, manager = managed_office()
    leaver = make_user(office)
    token = open_feed(user=leaver, office=office, now=NOON)
    leave_office(membership=leaver.memberships.get(), to=None, by=manager, now=NOON)
    OfficeMembership.objects.create(office=office, user=leaver)
    assert feed_of(token) is None


def test_work_that_nobody_takes_over_goes_to_the_owner_then_to_the_managers() -> None:
    office, manager = managed_office()
    leaver, owner = make_user(office), make_user(office)
    assigned, owned = make_request(office, by=owner), make_request(office, by=leaver)
    make_action(assigned, "assigned", assigned_to=leaver)
    hand_over_work(office=office, of=leaver, to=None, by=manager, now=NOON)
    assert (people(assigned), people(owned)) == ({owner}, {manager})


@pytest.mark.parametrize(
    "roles", [(Role.MANAGER, Role.EDITOR, Role.VIEWER), (Role.EDITOR, Role.VIEWER), (Role.VIEWER,)]
)
def test_no_reminder_goes_to_nobody_while_anybody_is_left(roles: tuple[Role, ...]) -> None:
    letter_request = make_request()
    office = letter_request.letter.office
    OfficeMembership.objects.all().delete()
    left = [make_user(office, role) for role in roles]
    assert people(letter_request) == {left[0]}


def test_a_closed_account_is_reminded_of_nothing() -> None:
    office, manager = managed_office()
    letter_request = make_request(office, by=make_user(office))
    User.objects.filter(owned_letters=letter_request.letter).update(is_active=False)
    assert people(letter_request) == {manager}


def test_the_last_manager_stays() -> None:
    _, manager = managed_office()
    with pytest.raises(LastManager, match="last manager"):
        leave_office(membership=manager.memberships.get(), to=None, by=manager, now=NOON)


def test_work_goes_to_nobody_outside_and_not_back_to_who_leaves() -> None:
    office, manager = managed_office()
    leaver, viewer = make_user(office), make_user(office, Role.VIEWER)
    for to in (leaver, viewer, make_user(make_office())):
        with pytest.raises(HandoverError):
            hand_over_work(office=office, of=leaver, to=to, by=manager, now=NOON)
    with pytest.raises(NotAllowed):
        hand_over_work(office=office, of=leaver, to=None, by=leaver, now=NOON)
