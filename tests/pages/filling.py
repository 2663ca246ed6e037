"""What the running trackers hold, entered inside of them by the verbs that people's clicks call: `python manage.py shell`."""

import json
from collections.abc import Mapping
from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone

from actions.answers import Answer, token_for, unsubscribe_token
from actions.calendar_feeds import open_feed
from actions.ledger import NewAction, NewEffect, Source, record
from actions.links import LinkKind, link_letters
from actions.many import assign_many
from actions.models import Delivery, Digest
from actions.opening import open_letter
from actions.sweep import sweep
from actions.undoing import undo_import
from letters.arrivals import LetterImport
from letters.intake import (
    DueEntry,
    LetterEntry,
    RecipientEntry,
    RequestEntry,
    SignatoryEntry,
    file_source,
    keep_file,
    keep_text,
)
from letters.models import Letter
from letters.states import Visibility
from offices.invitations import invite
from offices.models import Office, OfficeMembership, Role, User
from tests.reading.pictures import picture_of
from tracker.desk.saved import SavedView
from tracker.jobs import Kind, ask_for
from tracker.reading_work import job_of, keep_letter
from tracker.sheet_imports import ask_for_import, keep_sheet
from tracker.sheet_work import look_over
from tracker.working import work_off

PEOPLE = {"viewer": "Avery", "editor": "Robin", "manager": "Morgan"}
DRAFT = """November 2, 2026

The Honorable Kim Specimen
Director
Bureau of Specimens
2 Example Avenue
Sampleton, EX 00000

Dear Director Specimen:

We write about the specimens of which nobody keeps a list.

1. Please send us the list by December 15, 2026.

2. Please tell us who is to keep it from now on.

Sincerely,

Jordan Example
Member of Congress
"""


def people(office: Office, password: str) -> dict[str, User]:
    """Somebody of each role in the office."""
    found = {}
    for role, name in PEOPLE.items():
        found[role] = User.objects.create_user(
            f"{role}@example.org", password, first_name=name, last_name="Sampleton"
        )
        OfficeMembership.objects.create(office=office, user=found[role], role=Role(role))
    return found


def empty(password: str) -> None:
    """An office that has nothing yet; prints what stands in its addresses."""
    office = Office.objects.create(slug="example", name="Office of Representative Jordan Example (fictional)")
    people(office, password)
    print(json.dumps({"office": office.slug}))


def another(password: str) -> None:
    """An office beside another one, and its editor: what they enter is not seen there."""
    office = Office.objects.create(slug="scanning", name="Office of Representative Kim Sampleton (fictional)")
    scanner = User.objects.create_user("scanner@example.org", password)
    OfficeMembership.objects.create(office=office, user=scanner, role=Role.EDITOR)
    print(json.dumps({}))


def full(password: str) -> None:
    """The demo's letters, and around the fictional one all that an office keeps; prints what stands in addresses."""
    call_command("load_seeds", verbosity=0)
    office = Office.objects.get(slug="example")
    staff = people(office, password)
    elsewhere = Office.objects.get(slug="menendez")
    OfficeMembership.objects.create(office=elsewhere, user=staff["manager"], role=Role.MANAGER)
    editor, now = staff["editor"], timezone.now()
    seed = Letter.objects.get(office=office)
    follow_up = follow_up_of(seed, by=editor)
    draft = keep_text(office=office, by=editor, text=DRAFT)
    unread = keep_file(office=office, by=editor, data=b"%PDF-1.4 cut off", name="scan-of-a-letter.pdf")
    late = seed.requests.select_related("letter__office").filter(number__in=(2, 5))
    assign_many(letter_requests=list(late), to=editor, by=staff["manager"], now=now)
    sweep(now=now)
    desk_of(office, staff)
    ids = {
        "office": office.slug,
        "letter": seed.public_id,
        "private": follow_up.public_id,
        "draft": draft.public_id,
        "unread": unread.public_id,
        "request": seed.requests.order_by("number")[1].public_id,
        "bare": follow_up.requests.order_by("number")[0].public_id,
        "action": seed.requests.order_by("number")[1].effects.order_by("pk").last().action.public_id,  # type: ignore[union-attr]
        "member": "B001288",
        "agency": "department-of-examples",
        "invitation": invite(
            office=office, email="new@example.org", role=Role.EDITOR, by=staff["manager"], now=now
        ).token,
    }
    print(json.dumps(ids | jobs_of(office, by=editor) | links_in_mails(editor)))


def follow_up_of(seed: Letter, *, by: User) -> Letter:
    """A letter that only the office sees, to two agencies, with nothing recorded but notes and who has it."""
    office, now = seed.office, timezone.now()
    today = now.astimezone(office.zone).date()
    words = (
        "Please publish the reasons for which each paragraph was withdrawn.",
        "Please say which offices still buy placeholder text, and until when.",
        "Please name a person whom our staff can call.",
    )
    letter = keep_text(
        office=office, by=by, text="\n\n".join(["Dear Secretary Placeholder and Director Specimen:", *words])
    )
    entry = LetterEntry(
        title="Reasons for withdrawing (a fictional follow-up)",
        visibility=Visibility.OFFICE,
        letter_date=today - timedelta(days=9),
        sent_on=today - timedelta(days=9),
        recipients=[
            RecipientEntry("Pat Placeholder", "Secretary", "Department of Examples"),
            RecipientEntry("Kim Specimen", "Director", "Bureau of Specimens"),
        ],
        signatories=[SignatoryEntry("Jordan Example", "Member of Congress")],
        requests=[RequestEntry(text) for text in words],
    )
    opened = open_letter(letter=letter, entry=entry, backfilled=False, by=by, now=now - timedelta(days=9))
    requests = list(opened.requests.select_related("letter__office").order_by("number"))
    link_letters(letter=opened, other=seed, kind=LinkKind.FOLLOWS_UP, by=by, now=now)
    assign_many(letter_requests=requests[:2], to=by, by=by, now=now)
    note = NewAction(
        "note", today - timedelta(days=1), [NewEffect(requests[0])], "The liaison is away until Monday."
    )
    record(new=note, by=by, now=now)
    return opened


def desk_of(office: Office, staff: Mapping[str, User]) -> None:
    """Views, calendars and quiet days, and a mail that failed."""
    now = timezone.now()
    for user in staff.values():
        membership = OfficeMembership.objects.get(user=user, office=office)
        SavedView.objects.create(membership=membership, name="Overdue", query="due=overdue", saved_at=now)
        open_feed(user=user, office=office, now=now)
    office.quiet_periods.create(first_on="2026-12-21", last_on="2027-01-02", reason="Recess")
    Digest.objects.create(
        office=office,
        user=staff["manager"],
        day=now.date() - timedelta(days=2),
        message_id="<failed@example.org>",
        attempts=12,
        failed_at=now,
        last_error="550 The mailbox is full",
    )


def jobs_of(office: Office, *, by: User) -> dict[str, str]:
    """Long work: two imports, one of them undone, an export, one that failed, and one that waits; a scan that was read, and one that waits."""
    now, found = timezone.now(), {}
    for name in ("imported", "undone"):
        sheet = f"Letter,Date,Request\nA letter that is {name},2026-11-02,Publish it.\n".encode()
        kept = keep_sheet(office=office, data=sheet, name=f"{name}.csv", by=by, now=now)
        look_over(sheet_import=kept, now=now)
        kept.refresh_from_db()
        job = ask_for_import(sheet_import=kept, now=now)
        assert job
        found["job_import"] = job.public_id
        work_off(clock=timezone.now)
        kept.refresh_from_db()
        assert kept.made
        found[name] = kept.made.public_id
    undo_import(letter_import=LetterImport.objects.get(public_id=found["undone"]), by=by, now=now)
    found |= scan_of(office, "read", by=by)
    work_off(clock=timezone.now)
    for name, ending in (("export", "csv"), ("failed", "never"), ("waiting", "json")):
        file = f"{office.slug}-requests.{ending}"
        job = ask_for(kind=Kind.EXPORT, about=ending, name=file, office=office, by=by, now=now)
        found[f"job_{name}"] = job.public_id
        if name != "waiting":
            work_off(clock=timezone.now)
    return found | scan_of(office, "scan", by=by)


def scan_of(office: Office, name: str, *, by: User) -> dict[str, str]:
    """A draft that waits to be read, and the job that reads it."""
    source = file_source(picture_of(f"Dear Sir: please {name} it."), f"{name}.tif")
    letter = keep_letter(office=office, by=by, source=source, now=timezone.now())
    job = job_of(letter)
    assert job
    return {name: letter.public_id, f"job_{name}": job.public_id}


def links_in_mails(user: User) -> dict[str, str]:
    """The signed parts of links that stand in the person's mails."""
    delivery = Delivery.objects.filter(user=user).latest("pk")
    membership = OfficeMembership.objects.get(user=user)
    return {
        "snooze": token_for(delivery, Answer.SNOOZE),
        "unsubscribe": unsubscribe_token(membership),
    }


def practice(count: int) -> None:
    """Letters to work on, with an answer to the first of three requests and the second overdue; prints their ids by title."""
    office = Office.objects.get(slug="example")
    today = timezone.now().astimezone(office.zone).date()
    editor = User.objects.get(email="editor@example.org")
    made = {}
    for number in range(count):
        words = [
            f"The {place} of the things that are asked for here, {number}."
            for place in ("first", "second", "third")
        ]
        letter = keep_text(office=office, by=editor, text="\n\n".join(words))
        due = DueEntry(due_on=today - timedelta(days=1))
        entry = LetterEntry(
            title=f"Practice {number + 1} of {count}",
            visibility=Visibility.OFFICE,
            letter_date=today - timedelta(days=30),
            sent_on=today - timedelta(days=30),
            recipients=[RecipientEntry("Pat Placeholder", "Secretary", "Department of Examples")],
            requests=[RequestEntry(text, deadline=due if text == words[1] else DueEntry()) for text in words],
        )
        open_letter(letter=letter, entry=entry, backfilled=False, by=editor, now=timezone.now())
        first = letter.requests.select_related("letter__office").get(number=1)
        effects = [NewEffect(first, response="substantive_response")]
        answer = NewAction(
            "response_received", today, effects, "An answer that was read too fast.", Source(note="A call")
        )
        record(new=answer, by=editor, now=timezone.now())
        made[entry.title] = letter.public_id
    print(json.dumps(made))
