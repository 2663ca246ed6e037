"""An office that somebody hostile has written in: a payload in every field that takes text, run inside a tracker."""

import csv
import io
import json
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from actions.ledger import NewAction, NewEffect, Source, record
from actions.opening import open_letter
from letters.intake import DueEntry, LetterEntry, RecipientEntry, RequestEntry, SignatoryEntry, keep_text
from letters.models import Letter, LetterRequest
from letters.states import Visibility
from offices.keys import issue
from offices.models import Office, OfficeMembership, Role, Scope, User
from tests.hostile.corpus import FORMULAS, SCRIPTS
from tracker.desk.saved import SavedView
from tracker.export_files import file_of
from tracker.sheet_imports import keep_sheet
from tracker.sheets import FORMATS


def scripts(password: str, every: int) -> None:
    """A letter for each payload, with it in each field; prints the addresses of what shows it."""
    paths: list[str] = []
    for number, payload in enumerate(SCRIPTS[::every]):
        payload = payload.replace("\x00", "")  # the database takes none, and the forms refuse it
        office = Office.objects.create(slug=f"hostile-{number}", name=payload[:200])
        user = person("hostile@example.org", password, payload)
        OfficeMembership.objects.create(office=office, user=user, role=Role.MANAGER)
        paths += shown(office, user, payload)
    print(json.dumps({"paths": " ".join(paths)}))


def person(email: str, password: str, payload: str) -> User:
    """The manager of all of them."""
    known = User.objects.filter(email=email).first()
    if known:
        return known
    made = User.objects.create_user(email, password, first_name=payload[:30], last_name=payload[:30])
    made.is_staff = made.is_superuser = True
    made.save()
    return made


def shown(office: Office, user: User, payload: str) -> list[str]:
    """Enters the payload everywhere in an office; the addresses of the pages that show it."""
    now = timezone.now()
    letter, draft = (
        keep_text(
            office=office, by=user, text=f"Dear Sir:\n\n{number}. Please {payload}\n\nSincerely,\n\n{payload}"
        )
        for number in (1, 2)
    )
    letter_request = opened(letter, user, payload)
    membership = OfficeMembership.objects.get(user=user, office=office)
    SavedView.objects.create(
        membership=membership, name=payload[:80], query=f"q={payload[:80]}", saved_at=now
    )
    office.quiet_periods.create(first_on="2030-12-21", last_on="2031-01-02", reason=payload[:100])
    issue(office=office, name=payload[:80], scope=Scope.READ_OFFICE, days=30, by=user, now=now)
    table = io.StringIO()
    csv.writer(table).writerows([["Letter", "Request", payload], [payload, payload, "b"]])
    sheet = keep_sheet(
        office=office, data=table.getvalue().encode(), name=f"{payload[:60]}.csv", by=user, now=now
    )
    return [
        f"/letters/{letter.public_id}/",
        f"/requests/{letter_request.public_id}/",
        f"/desk/letters/{letter.public_id}/",
        f"/desk/letters/{letter.public_id}/shares/",
        f"/desk/requests/{letter_request.public_id}/",
        f"/desk/letters/{draft.public_id}/draft/",
        f"/desk/imports/{sheet.public_id}/",
        f"/desk/offices/{office.slug}/",
        f"/desk/offices/{office.slug}/keys/",
        f"/desk/offices/{office.slug}/report/",
        f"/desk/week/{office.slug}/",
        f"/admin/letters/letter/{letter.pk}/change/",
    ]


def opened(letter: Letter, user: User, payload: str) -> LetterRequest:
    """The request of a letter that says nothing but the payload."""
    now = timezone.now()
    day = now.date() - timedelta(days=31)
    entry = LetterEntry(
        title=payload[:200],
        visibility=Visibility.PUBLIC,
        letter_date=day,
        sent_on=day,
        recipients=[RecipientEntry(payload[:100], payload[:100], payload[:100])],
        signatories=[SignatoryEntry(payload[:100], payload[:100])],
        requests=[
            RequestEntry(
                payload, deadline=DueEntry(due_on=now.date() - timedelta(days=1), words=payload[:100])
            )
        ],
    )
    open_letter(letter=letter, entry=entry, backfilled=False, by=user, now=now - timedelta(days=30))
    letter_request = LetterRequest.objects.select_related("letter__office").get(letter=letter)
    file = SimpleUploadedFile(f"{payload[:60]}.html", payload.encode())
    for kind, source in (
        ("note", Source()),
        ("response_received", Source(url="https://x.example/?" + payload, note=payload[:200], file=file)),
    ):
        new = NewAction(kind, (now - timedelta(days=1)).date(), [NewEffect(letter_request)], payload, source)
        record(new=new, by=user, now=now)
    return letter_request


def formulas(password: str, every: int) -> None:
    """A letter for each formula, with it in each field; prints each export."""
    office = Office.objects.create(slug="formulas", name="=1+1")
    user = person("formulas@example.org", password, "=1+1")
    OfficeMembership.objects.create(office=office, user=user, role=Role.MANAGER)
    for payload in FORMULAS[::every]:
        opened(keep_text(office=office, by=user, text=f"Dear Sir: {payload}"), user, payload)
    found = {}
    for ending in FORMATS:
        with file_of(office, user, ending, on=timezone.now().date()) as file:
            found[ending] = file.read().hex()
    print(json.dumps(found))
