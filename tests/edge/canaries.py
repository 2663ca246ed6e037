"""An office in which every private field holds a word that stands nowhere else: `python manage.py shell` runs `fill` in a tracker."""

import json
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from actions.answers import Answer, token_for, unsubscribe_token
from actions.calendar_feeds import open_feed
from actions.holds import put_hold
from actions.ledger import NewAction, NewEffect, Source, record
from actions.models import Delivery
from actions.opening import open_letter
from actions.planning import plan
from letters.arrivals import LetterImport
from letters.intake import (
    DueEntry,
    LetterEntry,
    RecipientEntry,
    RequestEntry,
    SignatoryEntry,
    keep_file,
    keep_text,
)
from letters.models import Letter
from letters.states import Visibility
from offices.invitations import invite
from offices.keys import issue
from offices.models import Office, OfficeMembership, Role, Scope, User
from tracker.desk.saved import SavedView
from tracker.jobs import Kind, ask_for
from tracker.sheet_imports import keep_sheet

CANARY = "Qzvkwx"
EMAIL = f"{CANARY}mail@{CANARY.lower()}domain.example"
REFUSED = f"{CANARY}refused@{CANARY.lower()}domain.example"
SHEET = (
    f"Letter,Date,Request\n{CANARY}sheet,2026-11-02,{CANARY}asked\n{CANARY}sheet,{CANARY}date,{CANARY}asked\n"
)


def fill(password: str) -> None:
    """Enters all; prints what stands in addresses, some of it a right."""
    now = timezone.now()
    office = Office.objects.create(slug="example", name=f"{CANARY}office", reminder_hour=0)
    user = member(office, EMAIL, password)
    other = member(office, REFUSED, password)
    letter = keep_file(
        office=office, by=user, data=f"Dear Sir: {CANARY}text.".encode(), name=f"{CANARY}file.txt"
    )
    day = now.date() - timedelta(days=31)
    due = DueEntry(due_on=now.date() - timedelta(days=1), words=f"{CANARY}by", explanation=f"{CANARY}counted")
    entry = LetterEntry(
        title=f"{CANARY}title",
        visibility=Visibility.OFFICE,
        letter_date=day,
        sent_on=day,
        recipients=[RecipientEntry(f"{CANARY}recipient", f"{CANARY}held", f"{CANARY}agency")],
        signatories=[SignatoryEntry(f"{CANARY}signatory", f"{CANARY}signs")],
        response_deadline=due,
        requests=[RequestEntry(f"{CANARY}request", label=f"{CANARY}a", deadline=due)],
    )
    open_letter(letter=letter, entry=entry, backfilled=False, by=user, now=now - timedelta(days=30))
    letter_request = letter.requests.select_related("letter__office").get()
    evidence = SimpleUploadedFile(f"{CANARY}evidence.html", f"{CANARY}reply".encode())
    for kind, words, source in (
        ("note", f"{CANARY}note", Source()),
        ("acknowledgement_received", f"{CANARY}summary", Source(file=evidence, note=f"{CANARY}source")),
        ("email", f"{CANARY}answer", Source(url=f"https://example.org/{CANARY}")),
    ):
        new = NewAction(kind, day, [NewEffect(letter_request)], words, source)
        action = record(new=new, by=user, now=now - timedelta(days=30))
    membership = OfficeMembership.objects.get(user=user)
    SavedView.objects.create(
        membership=membership, name=f"{CANARY}view", query=f"q={CANARY}query", saved_at=now
    )
    office.quiet_periods.create(first_on="2030-12-21", last_on="2031-01-02", reason=f"{CANARY}quiet")
    put_hold(office=office, letter=letter, reason=f"{CANARY}held", by=user, now=now)
    invite(office=office, email=f"{CANARY}new@example.org", role=Role.EDITOR, by=user, now=now)
    LetterImport.objects.create(
        office=office, by=user, imported_at=now, name=f"{CANARY}letters.csv", letters=1, requests=1
    )
    keep_text(office=office, by=user, text=f"Dear Sir: {CANARY}draft.")
    Letter.objects.drafts().update(reading_doubts=f"{CANARY}doubted", unread_because=f"{CANARY}unread")
    ask_for(kind=Kind.EXPORT, about=f"{CANARY}job", name=f"{CANARY}.csv", office=office, by=user, now=now)
    sheet = keep_sheet(office=office, data=SHEET.encode(), name=f"{CANARY}sheet.csv", by=user, now=now)
    kept = keep_text(office=office, by=other, text=f"Dear Sir: {CANARY}pasted.")
    open_letter(letter=kept, entry=entry, backfilled=False, by=other, now=now - timedelta(days=30))
    plan(office.pk, today=now.date(), now=now)
    delivery = Delivery.objects.filter(user=user).latest("pk")
    Office.objects.create(slug="nowhere", name="Nowhere", time_zone=f"{CANARY}/zone")
    rights = {
        "key": issue(office=office, name=f"{CANARY}key", scope=Scope.MANAGE, days=30, by=user, now=now).text,
        "calendar": open_feed(user=user, office=office, now=now),
        "answer": token_for(delivery, Answer.SNOOZE),
        "unsubscribe": unsubscribe_token(OfficeMembership.objects.get(user=other)),
    }
    ids = {
        "letter": letter.public_id,
        "request": letter_request.public_id,
        "action": action.public_id,
        "import": sheet.public_id,
    }
    print(json.dumps(rights | ids))


def member(office: Office, email: str, password: str) -> User:
    """A manager of the office."""
    user = User.objects.create_user(email, password, first_name=f"{CANARY}first", last_name=f"{CANARY}last")
    OfficeMembership.objects.create(office=office, user=user, role=Role.MANAGER)
    return user
