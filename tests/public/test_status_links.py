"""Each number that a page gives of requests leads to a list of as many."""

import re
from datetime import timedelta
from html import unescape

import pytest

from letters.in_status import TOGETHER, in_status
from letters.intake import DueEntry, RequestEntry, SignatoryEntry
from letters.models import LetterRequest
from letters.people import Member
from letters.scorecard import Status, counted
from letters.states import Response
from tests.desk.browsing import page
from tests.making import make_action, make_letter, make_member
from tracker.clock import today

pytestmark = pytest.mark.django_db
STATES = (
    *(state for state in Response.values if state != Response.SUPERSEDED),
    ("substantive_response", "declined"),
    ("substantive_response", "withdrawn"),
    ("substantive_response", "awaiting_response"),
    ("declined", "referred"),
    ("withdrawn", "acknowledged"),
    ("not_reviewed", "referred"),
    ("withdrawn", "withdrawn"),
)


@pytest.fixture
def member() -> Member:
    """One who signed requests to two agencies in all states, due, not yet due and without a deadline."""
    member = make_member("Sampleton")
    for days in (-1, 1, None):
        due = DueEntry(due_on=today() + timedelta(days=days), words="soon") if days else DueEntry()
        requests = [RequestEntry(f"Do {place}.", deadline=due) for place in range(len(STATES))]
        letter = make_letter(
            requests=requests,
            recipients=["Alpha Agency", "Beta Agency"],
            signatories=[SignatoryEntry("Alex Sampleton", bioguide_id=member.bioguide_id)],
        )
        first, second = letter.recipients.all()
        for asked, states in zip(letter.requests.select_related("letter__office"), STATES, strict=True):
            both = (states, states) if isinstance(states, str) else states
            for recipient, state in zip((first, second), both, strict=True):
                reason = "burden" if state == "declined" else ""
                make_action(asked, response=state, recipient=recipient, decline_reason=reason)
    make_letter(requests=["Of nobody."], recipients=[])
    return member


def listed(address: str) -> int:
    """How many requests a list has, on all its pages."""
    found, path = 0, address
    while path:
        shown = page(path)
        found += len(re.findall(r'<td><a lang="en" href="/requests/\w+/">', shown))
        onwards = re.search(r'<a href="(\?[^"]+)">Changed earlier</a>', shown)
        path = f"/requests/{unescape(onwards[1])}" if onwards else ""
    return found


@pytest.mark.usefixtures("member")
def test_a_status_names_the_requests_that_are_counted_in_it() -> None:
    [counts] = counted(LetterRequest.objects.all(), by=None, on=today()).values()
    for status in Status:
        found = LetterRequest.objects.filter(in_status(status, on=today())).count()
        assert found == counts.of(status), status
        assert found > 0
    for name, statuses in TOGETHER.items():
        found = LetterRequest.objects.filter(in_status(name, on=today())).count()
        assert found == sum(counts.of(status) for status in statuses)


def test_every_number_leads_to_a_list_of_as_many(member: Member) -> None:
    for address in (
        "/",
        "/agencies/alpha-agency/",
        "/agencies/beta-agency/",
        f"/members/{member.bioguide_id}/",
    ):
        shown = page(address)
        links = re.findall(r'<a href="(/requests/\?[^"]*)">(?:<strong>)?([\d,]+)', shown)
        assert len(links) >= 10, address
        for link, number in links:
            assert listed(unescape(link)) == int(number), (address, link)


def test_the_lists_of_agencies_and_members_lead_to_their_requests(member: Member) -> None:
    for address in ("/agencies/", "/members/"):
        links = re.findall(r'<a href="(/requests/\?[^"]*)">([\d,]+)</a>', page(address))
        assert links
        for link, number in links:
            assert listed(unescape(link)) == int(number)
    page("/requests/", None, 400, {"status": "happy"})
