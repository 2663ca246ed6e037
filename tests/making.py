"""Makes what a test needs, by the same verbs that people's clicks call; only the fields that matter are named."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import count
from os import environ
from pathlib import Path
from typing import Any

import yaml

from actions.ledger import NewAction, NewEffect, Source, record
from actions.models import Action
from actions.opening import open_letter
from letters.intake import LetterEntry, RecipientEntry, RequestEntry, SignatoryEntry, keep_text
from letters.models import Letter, LetterRequest
from letters.people import Member, MemberTerm
from letters.states import Visibility
from offices.models import Office, OfficeMembership, Role, User

# Real letters and real members; tests that need them pass where they are not.
SHARED = Path(environ.get("SHARED", Path(__file__).parents[2] / "shared"))
NUMBERS = count(1)
NOON = datetime(2026, 3, 2, 17, tzinfo=UTC)  # noon of a Monday in Washington
PASSWORD = "correct horse battery"


def make_office(name: str = "Office", **fields: object) -> Office:
    """An office with a slug of its own; `fields` are its policy's."""
    slug = f"{name.lower().replace(' ', '-')}-{next(NUMBERS)}"
    return Office.objects.create(slug=slug, name=name, **fields)


def make_user(office: Office | None = None, role: Role = Role.EDITOR, email: str = "") -> User:
    """A person, in an office if one is named."""
    user = User.objects.create_user(email or f"person{next(NUMBERS)}@example.org", PASSWORD)
    if office is not None:
        OfficeMembership.objects.create(office=office, user=user, role=role)
    return user


def make_draft(office: Office | None = None, *, by: User | None = None, text: str = "") -> Letter:
    """A draft of some text."""
    office = office or make_office()
    by = by or make_user(office)
    return keep_text(office=office, by=by, text=text or f"Dear Secretary: please do thing {next(NUMBERS)}.")


def make_letter(
    office: Office | None = None,
    *,
    by: User | None = None,
    visibility: str = Visibility.PUBLIC,
    public_from: datetime | None = None,
    letter_date: date | None = date(2026, 3, 2),
    requests: Sequence[RequestEntry | str] = ("Please do it.",),
    recipients: Sequence[str] = ("Department of Examples",),
    signatories: Sequence[SignatoryEntry] = (),
    backfilled: bool = False,
    title: str = "A letter",
    topic: str = "",
    text: str = "",
    now: datetime = NOON,
) -> Letter:
    """A confirmed letter."""
    office = office or make_office()
    by = by or make_user(office)
    entries = [RequestEntry(row) if isinstance(row, str) else row for row in requests]
    draft = make_draft(office, by=by, text=text)
    entry = LetterEntry(
        title=title,
        topic=topic,
        visibility=visibility,
        public_from=public_from,
        letter_date=letter_date,
        sent_on=letter_date,
        recipients=[RecipientEntry(title="Secretary", organization=name) for name in recipients],
        signatories=signatories,
        requests=entries,
    )
    return open_letter(letter=draft, entry=entry, backfilled=backfilled, by=by, now=now)


def make_request(office: Office | None = None, **fields: object) -> LetterRequest:
    """The only request of a new letter; `fields` are make_letter's."""
    return make_letter(office, **fields).requests.select_related("letter__office").get()  # type: ignore[arg-type]


def make_action(
    letter_request: LetterRequest,
    kind: str = "response_received",
    *,
    by: User | None = None,
    occurred_on: date = date(2026, 3, 2),
    now: datetime = NOON,
    supersedes: Action | None = None,
    summary: str = "",
    source: Source | None = None,
    **effect: object,
) -> Action:
    """An entry of the ledger on one request."""
    new = NewAction(
        kind=kind,
        occurred_on=occurred_on,
        effects=[NewEffect(letter_request, **effect)],  # type: ignore[arg-type]
        summary=summary,
        source=source or Source(note="a letter"),
    )
    by = by or editor_of(letter_request.letter.office)
    return record(new=new, by=by, now=now, supersedes=supersedes)


def editor_of(office: Office) -> User:
    """Somebody who may write for the office."""
    membership = office.memberships.exclude(role=Role.VIEWER).select_related("user").first()
    return membership.user if membership else make_user(office)


def make_member(
    last_name: str, first_name: str = "Alex", *, state: str = "NJ", chamber: str = "senate"
) -> Member:
    """A fictional member of Congress with a term from 2025 to 2031."""
    member = Member.objects.create(
        bioguide_id=f"X{next(NUMBERS):06}",
        first_name=first_name,
        last_name=last_name,
        official_name=f"{first_name} {last_name}",
    )
    MemberTerm.objects.create(
        member=member,
        chamber=chamber,
        state=state,
        party="Independent",
        start_on="2025-01-03",
        end_on="2031-01-03",
    )
    return member


def upstream_term(start: str = "2025-01-03", end: str = "2031-01-03", **fields: Any) -> dict[str, Any]:
    """A term as upstream writes it."""
    return {
        "type": "sen",
        "start": start,
        "end": end,
        "state": "NJ",
        "class": 2,
        "party": "Democrat",
    } | fields


def upstream_member(
    bioguide: str = "S000001",
    first: str = "Alex",
    last: str = "Sampleton",
    *,
    terms: Sequence[dict[str, Any]] = (),
    other_names: Sequence[dict[str, str]] = (),
    **name: str,
) -> dict[str, Any]:
    """A fictional member as upstream writes one; `name` are further parts of it."""
    return {
        "id": {"bioguide": bioguide},
        "name": {"first": first, "last": last} | name,
        "terms": list(terms) or [upstream_term()],
        "other_names": list(other_names),
    }


def upstream_yaml(*members: dict[str, Any]) -> str:
    """A file of upstream's."""
    return yaml.safe_dump(list(members), allow_unicode=True)
