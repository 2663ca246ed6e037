"""A feed's days as an iCalendar (RFC 5545).

The same day always has the same UID; each change moves its SEQUENCE, and what is called off, or is somebody else's
now, stays for a while as CANCELLED, so that programs that keep what they have read drop it. Nothing but the request,
its letter's title and the day is in it: no note, no assignment, no name of a colleague.
"""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from icalendar import Calendar, Event, vText

from actions.calendar_feeds import CalendarFeed
from actions.days import DateKind, DueDate, DueDates
from actions.models import Delivery, Effect
from actions.responsible import Responsible
from letters.models import LetterRequest
from letters.states import Visibility
from offices.policy import offices_where

CALLED_OFF_FOR = timedelta(days=60)  # how long what is called off stays in a feed
READ_AGAIN_AFTER = timedelta(hours=1)
LOOK = timedelta(minutes=15)  # how long a check is in a calendar
TITLES = {DateKind.DEADLINE: "Deadline", DateKind.PROMISE: "Answer promised", DateKind.CHECK: "Check"}


def calendar_of(feed: CalendarFeed, *, now: datetime) -> bytes:
    """The feed's calendar as its holder may read it now. Between two changes it is the same to the byte."""
    calendar = Calendar()
    calendar.add("prodid", "-//Letter tracker//Days//EN")
    calendar.add("version", "2.0")
    calendar.add("name", printable(name_of(feed)))
    calendar.add("x-wr-calname", printable(name_of(feed)))
    calendar.add("refresh-interval", READ_AGAIN_AFTER, parameters={"value": "DURATION"})
    rows = office_days(feed, now=now)
    if feed.office is not None:
        events = [event_of(row, is_theirs=True) for row in rows]
    else:
        events = [event_of(row, is_theirs=theirs) for row, theirs in own_days(rows, feed)]
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def name_of(feed: CalendarFeed) -> str:
    """What calendar programs call it."""
    return f"Letters: {feed.office or 'mine'}"


def office_days(feed: CalendarFeed, *, now: datetime) -> DueDates:
    """The days in the feed's office, or in all offices of its holder, and what was called off lately."""
    offices = offices_where(feed.user, "read what the office keeps")
    if feed.office is not None:
        offices = offices.filter(pk=feed.office.pk)
    rows = DueDate.objects.filter(letter_request__letter__office__in=offices)
    rows = rows.exclude(letter_request__letter__visibility=Visibility.DRAFT)
    rows = rows.filter(Q(is_cancelled=False) | Q(changed_at__gte=now - CALLED_OFF_FOR))
    return rows.select_related("letter_request__letter__office").order_by("pk")


def own_days(rows: DueDates, feed: CalendarFeed) -> Iterable[tuple[DueDate, bool]]:
    """The days of requests that the holder is reminded of, and those that were theirs once, with which they are."""
    user = feed.user
    responsible: dict[int, Responsible] = {}
    request = OuterRef("letter_request")
    once = (
        Q(letter_request__letter__owner=user)
        | Q(letter_request__letter__created_by=user)
        | Exists(Effect.objects.filter(letter_request=request, assigned_to=user))
        | Exists(Delivery.objects.filter(reminder__letter_request=request, user=user))
    )
    were_theirs = set(rows.filter(once).values_list("pk", flat=True))
    for row in rows:
        office = row.letter_request.letter.office
        known = responsible.get(office.pk) or responsible.setdefault(office.pk, Responsible(office))
        is_theirs = user in known.people(row.letter_request)
        if is_theirs or row.pk in were_theirs:
            yield row, is_theirs


def event_of(row: DueDate, *, is_theirs: bool) -> Event:
    """One day. What is somebody else's counts as called off, under a sequence between two of the row's own."""
    letter_request = row.letter_request
    event = Event()
    event.add("uid", f"{letter_request.public_id}-{row.kind}@{settings.MAIL_DOMAIN}")
    event.add("dtstamp", row.changed_at)
    event.add("last-modified", row.changed_at)
    event.add("sequence", 2 * row.sequence + (not is_theirs))
    event.add("status", "CONFIRMED" if is_theirs and not row.is_cancelled else "CANCELLED")
    add_time(event, row)
    event.add("summary", printable(f"{TITLES[DateKind(row.kind)]}: {titled(letter_request)}"))
    event.add("description", printable(letter_request.text[:1000]))
    event.add("url", f"{settings.SITE_URL}{reverse('desk:request', args=[letter_request.public_id])}")
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return event


def add_time(event: Event, row: DueDate) -> None:
    """A check has an hour, at which its reminder comes; a deadline and a promise have a day."""
    if row.kind == DateKind.CHECK:
        event.add("dtstart", row.due_at)
        event.add("dtend", row.due_at + LOOK)
    else:
        event.add("dtstart", row.on)
        event.add("dtend", row.on + timedelta(days=1))


def titled(letter_request: LetterRequest) -> str:
    """The request among those of its letter."""
    return f"{letter_request.letter}, request {letter_request.number}"


class Text(vText):
    """Words as RFC 5545 (3.3.11) writes them; the library would take a backslash before an N for a line's end."""

    def to_ical(self) -> bytes:
        """The words with what stands for something else escaped."""
        return re.sub(r"([\\;,])", r"\\\1", self).replace("\n", "\\n").encode()


def printable(words: str) -> Text:
    """The words without the control characters that RFC 5545 forbids in text; line ends are one kind."""
    return Text("".join(char for char in words.replace("\r\n", "\n") if char == "\n" or char.isprintable()))
