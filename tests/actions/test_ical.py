"""A calendar feed, written with the icalendar package, read with it again, and held against the RFC line by line."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event
from pytest_django import DjangoAssertNumQueries

from actions.calendar_feeds import CalendarFeed, feed_of, open_feed
from actions.handover import hand_over_letter
from actions.ical import calendar_of, printable
from actions.ledger import check_made
from letters.intake import DueEntry, RequestEntry
from letters.models import LetterRequest
from letters.states import Visibility
from offices.models import Office, OfficeMembership, Role, User
from tests.making import (
    NOON,
    editor_of,
    make_action,
    make_draft,
    make_letter,
    make_office,
    make_request,
    make_user,
)

DUE = RequestEntry("Please do it.", deadline=DueEntry(due_on=date(2026, 4, 1)))


def read(user: User, office: Office | None = None, now: datetime = NOON) -> list[Event]:
    """The events of a new feed, by a parser that did not write them."""
    feed = feed_of(open_feed(user=user, office=office, now=now))
    assert feed is not None
    calendar = Calendar.from_ical(calendar_of(feed, now=now))
    assert calendar.errors == []
    return calendar.events


def told(events: list[Event]) -> set[tuple[str, str, int]]:
    """What the events are of, whether they stand, and their sequence."""
    return {(str(row["summary"]).split(":")[0], str(row["status"]), row.sequence) for row in events}


def fresh(letter_request: LetterRequest) -> LetterRequest:
    return LetterRequest.objects.select_related("letter__office").get(pk=letter_request.pk)


@pytest.mark.django_db
def test_deadline_promise_and_check_are_in_it() -> None:
    letter_request = make_request(requests=[DUE], title="On examples")
    make_action(letter_request, "extension_requested", promised_on=date(2026, 4, 20))
    events = {
        str(row["summary"]): row.decoded("dtstart") for row in read(editor_of(letter_request.letter.office))
    }
    assert events == {
        "Deadline: On examples, request 1": date(2026, 4, 1),
        "Answer promised: On examples, request 1": date(2026, 4, 20),
        "Check: On examples, request 1": datetime(2026, 3, 27, 12, tzinfo=UTC),
    }


@pytest.mark.django_db
def test_every_line_is_as_the_rfc_wants_it() -> None:
    letter_request = make_request(requests=["Ünusually long; with, commas\\ and “quotes”. " * 40])
    feed = feed_of(open_feed(user=editor_of(letter_request.letter.office), office=None, now=NOON))
    assert feed is not None
    words = calendar_of(feed, now=NOON)
    lines = words.split(b"\r\n")
    assert lines.pop() == b""
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(len(line) for line in lines) <= 75
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert {b"VERSION:2.0", b"PRODID:-//Letter tracker//Days//EN"} <= set(lines)
    for required in (b"UID:", b"DTSTAMP:", b"DTSTART:", b"SEQUENCE:", b"STATUS:", b"SUMMARY:"):
        assert sum(line.startswith(required) for line in lines) == 1


@pytest.mark.django_db
def test_between_two_changes_it_is_the_same_to_the_byte() -> None:
    letter_request = make_request()
    feed = feed_of(open_feed(user=editor_of(letter_request.letter.office), office=None, now=NOON))
    assert feed is not None
    assert calendar_of(feed, now=NOON) == calendar_of(feed, now=NOON + timedelta(days=3))


@pytest.mark.django_db
def test_a_day_that_moves_keeps_its_uid_and_gets_a_higher_sequence() -> None:
    letter_request = make_request()
    user = editor_of(letter_request.letter.office)
    [before] = read(user)
    check_made(letter_request=fresh(letter_request), by=user, now=NOON + timedelta(days=1))
    [after] = read(user)
    assert after["uid"] == before["uid"]
    assert (before.sequence, after.sequence) == (0, 2)
    assert after.decoded("dtstart") > before.decoded("dtstart")


@pytest.mark.django_db
def test_what_is_closed_is_cancelled_for_sixty_days_and_then_gone() -> None:
    letter_request = make_request()
    make_action(letter_request, response="substantive_response", outcome="fulfilled")
    user = editor_of(letter_request.letter.office)
    assert told(read(user)) == {("Check", "CANCELLED", 2)}
    assert read(user, now=NOON + timedelta(days=61)) == []


@pytest.mark.django_db
def test_what_is_opened_again_stands_again() -> None:
    letter_request = make_request()
    answered = make_action(letter_request, response="substantive_response", outcome="fulfilled")
    make_action(letter_request, response="acknowledged", supersedes=answered)
    assert told(read(editor_of(letter_request.letter.office))) == {("Check", "CONFIRMED", 4)}


@pytest.mark.django_db
def test_what_goes_to_a_colleague_is_cancelled_in_ones_own_feed_and_stands_in_theirs() -> None:
    letter_request = make_request()
    owner, colleague = editor_of(letter_request.letter.office), make_user(letter_request.letter.office)
    assert (told(read(owner)), read(colleague)) == ({("Check", "CONFIRMED", 0)}, [])
    make_action(letter_request, "assigned", by=owner, assigned_to=colleague)
    assert told(read(owner)) == {("Check", "CANCELLED", 3)}
    assert told(read(colleague)) == {("Check", "CONFIRMED", 2)}
    make_action(fresh(letter_request), "assigned", by=owner)
    assert told(read(owner)) == {("Check", "CONFIRMED", 4)}
    assert told(read(colleague)) == {("Check", "CANCELLED", 5)}


@pytest.mark.django_db
def test_a_letter_that_is_handed_over_moves_from_one_feed_to_the_other() -> None:
    letter_request = make_request()
    owner, colleague = editor_of(letter_request.letter.office), make_user(letter_request.letter.office)
    hand_over_letter(letter=letter_request.letter, to=colleague, by=owner, now=NOON)
    assert told(read(owner)) == {("Check", "CANCELLED", 3)}
    assert told(read(colleague)) == {("Check", "CONFIRMED", 2)}


@pytest.mark.django_db
def test_an_offices_feed_has_all_that_the_office_keeps_whoever_looks_after_it() -> None:
    office = make_office()
    make_letter(office, by=make_user(office), title="Mine")
    make_letter(office, by=make_user(office), title="Hers", visibility=Visibility.OFFICE)
    make_letter(title="Foreign and public")
    make_draft(office)
    events = read(make_user(office, Role.VIEWER), office)
    assert {str(row["summary"]) for row in events} == {"Check: Mine, request 1", "Check: Hers, request 1"}


@pytest.mark.django_db
def test_notes_assignments_and_colleagues_are_never_in_it() -> None:
    letter_request = make_request()
    office = letter_request.letter.office
    colleague = make_user(office, email="secret.agent@example.org")
    make_action(letter_request, "note", summary="Ask the whistleblower.")
    make_action(fresh(letter_request), "assigned", assigned_to=colleague, summary="She knows them.")
    feed = feed_of(open_feed(user=colleague, office=office, now=NOON))
    assert feed is not None
    words = calendar_of(feed, now=NOON).decode()
    for secret in ("whistleblower", "knows them", "secret.agent"):
        assert secret not in words


@pytest.mark.django_db
def test_only_a_hash_of_the_secret_is_kept() -> None:
    token = open_feed(user=make_user(make_office()), office=None, now=NOON)
    assert token not in str(CalendarFeed.objects.values().get())
    assert feed_of(token) == CalendarFeed.objects.get()


@pytest.mark.django_db
def test_who_has_left_reads_nothing_of_the_office_any_more() -> None:
    one, other = make_request(title="One"), make_request(title="Other")
    user = editor_of(one.letter.office)
    OfficeMembership.objects.create(office=other.letter.office, user=user, role=Role.EDITOR)
    hand_over_letter(letter=other.letter, to=user, by=editor_of(other.letter.office), now=NOON)
    office_token = open_feed(user=user, office=one.letter.office, now=NOON)
    assert len(read(user)) == 2
    user.memberships.filter(office=one.letter.office).delete()
    assert feed_of(office_token) is None
    assert [str(row["summary"]) for row in read(user)] == ["Check: Other, request 1"]


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"is_active": False}, {"memberships": None}])
def test_a_closed_account_or_one_without_an_office_has_no_calendar(change: dict[str, object]) -> None:
    user = make_user(make_office())
    token = open_feed(user=user, office=None, now=NOON)
    if "is_active" in change:
        User.objects.filter(pk=user.pk).update(is_active=False)
    else:
        user.memberships.all().delete()
    assert feed_of(token) is None


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 5])
def test_it_takes_as_many_queries_for_one_day_as_for_many(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    office = make_office()
    user = make_user(office)
    make_letter(office, by=user, requests=["One."] * rows)
    feed = feed_of(open_feed(user=user, office=None, now=NOON))
    assert feed is not None
    with django_assert_num_queries(3):
        calendar_of(feed, now=NOON)


@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_whatever_a_letter_says_is_read_back_as_it_was(words: str) -> None:
    event = Event()
    event.add("description", printable(words))
    written = event.to_ical().replace(b"\r\n ", b"").decode()
    [line] = [line for line in written.split("\r\n") if line.startswith("DESCRIPTION:")]
    read = re.sub(
        r"\\(.)", lambda mark: "\n" if mark[1] in "nN" else mark[1], line.removeprefix("DESCRIPTION:")
    )
    assert read == str(printable(words))


def test_a_backslash_before_an_n_ends_no_line() -> None:
    event = Event()
    event.add("description", printable("C:\\New; a\nb, \\n"))
    assert rb"DESCRIPTION:C:\\New\; a\nb\, \\n" in event.to_ical()
