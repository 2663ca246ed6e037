"""Loads `seeds/`: members, offices, letters and what happened since. Loading again changes nothing."""

import json
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from actions.days import DueDate
from actions.ledger import NewAction, NewEffect, Source, record
from actions.models import Action
from actions.opening import open_letter
from letters.drafts import draft_of
from letters.intake import AlreadyKept, LetterEntry, keep_file
from letters.models import Letter
from letters.people import Member, MemberTerm
from letters.states import Visibility
from offices.models import Office, OfficeMembership, Role, User

SEEDS = Path(settings.BASE_DIR) / "seeds"


class Command(BaseCommand):
    """Loads what is not there yet, all or nothing."""

    help = __doc__

    @transaction.atomic
    def handle(self, **options: Any) -> None:
        """Members first, then offices, then letters."""
        for entry in read_json("members.json"):
            load_member(entry)
        for entry in read_json("offices.json"):
            Office.objects.get_or_create(slug=entry["slug"], defaults=entry)
        loaded = sum(load_letter(entry) for entry in read_json("letters.json"))
        self.stdout.write(f"{loaded} letters loaded")


def read_json(name: str) -> Any:
    """A file of the seeds."""
    return json.loads((SEEDS / name).read_text(encoding="utf-8"))


def load_member(entry: dict[str, Any]) -> None:
    """A member of Congress with the terms that the seeds know."""
    fields = {key: value for key, value in entry.items() if key not in ("bioguide_id", "terms")}
    member, _ = Member.objects.get_or_create(bioguide_id=entry["bioguide_id"], defaults=fields)
    for term in entry["terms"]:
        MemberTerm.objects.get_or_create(member=member, start_on=term["start_on"], defaults=term)


def load_letter(entry: dict[str, Any]) -> bool:
    """A letter through intake and ledger, as a person would enter it; whether it was new.

    The loader joins the office for as long as it writes, so that the letter's reminders go to the office's managers.
    """
    office = Office.objects.get(slug=entry["office"])
    loader, _ = User.objects.get_or_create(
        email="seeds@localhost", defaults={"first_name": "Seed", "last_name": "loader"}
    )
    membership, _ = OfficeMembership.objects.get_or_create(
        office=office, user=loader, defaults={"role": Role.EDITOR}
    )
    file = SEEDS / entry["file"]
    try:
        letter = keep_file(office=office, by=loader, data=file.read_bytes(), name=file.name)
    except AlreadyKept:
        return False
    else:
        draft = draft_of(letter)
        open_seed(letter, draft, entry, by=loader)
        record_seeds(letter, entry["actions"], by=loader)
        # Nobody could be reminded before today of what is told as of years ago: no reminder is late.
        DueDate.objects.filter(letter_request__letter=letter).update(changed_at=timezone.now())
        return True
    finally:
        membership.delete()


def open_seed(letter: Letter, draft: LetterEntry, entry: dict[str, Any], *, by: User) -> None:
    """Confirms the draft as it was read, on the day that the letter bears."""
    draft = LetterEntry(
        title=entry["title"],
        topic=entry["topic"],
        visibility=Visibility.PUBLIC,
        letter_date=draft.letter_date,
        sent_on=draft.sent_on,
        response_deadline=draft.response_deadline,
        recipients=draft.recipients,
        signatories=draft.signatories,
        requests=draft.requests,
    )
    now = noon(draft.letter_date, letter.office) if draft.letter_date else letter.created_at
    open_letter(letter=letter, entry=draft, backfilled=entry["backfilled"], by=by, now=now)


def record_seeds(letter: Letter, entries: list[dict[str, Any]], *, by: User) -> None:
    """Enters the actions as if each had been recorded on its own day."""
    requests = {row.number: row for row in letter.requests.select_related("letter__office")}
    recorded: dict[str, Action] = {}
    for entry in entries:
        effects = [
            NewEffect(
                requests[effect["request"]],
                response=effect.get("response", ""),
                decline_reason=effect.get("decline_reason", ""),
                outcome=effect.get("outcome", ""),
                due_on=date.fromisoformat(effect["due_on"]) if "due_on" in effect else None,
            )
            for effect in entry["effects"]
        ]
        new = NewAction(
            kind=entry["kind"],
            occurred_on=date.fromisoformat(entry["occurred_on"]),
            effects=effects,
            summary=entry["summary"],
            source=Source(note=entry["source_note"]),
        )
        recorded[entry["key"]] = record(
            new=new,
            by=by,
            now=noon(date.fromisoformat(entry["recorded_on"]), letter.office),
            supersedes=recorded.get(entry.get("supersedes", "")),
        )


def noon(day: date, office: Office) -> datetime:
    """Noon of the office's day."""
    return datetime.combine(day, time(12), office.zone)
