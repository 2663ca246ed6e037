"""A database in this process that holds what an office keeps, and what stands in the addresses of it."""

import json
from datetime import date, datetime

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from actions.calendar_feeds import open_feed
from actions.closing import close_office
from actions.ledger import NewAction, NewEffect, Source, record
from letters.models import LetterRequest
from offices.keys import issue
from offices.models import ApiKey, Office, OfficeMembership, Role, Scope, User
from tests.making import make_office
from tests.pages.filling import full
from tests.pages.stage import SHEETS
from tracker.closing_work import kept_path
from tracker.sheet_imports import keep_sheet


def filled(capsys: pytest.CaptureFixture[str]) -> tuple[User, dict[str, str]]:
    """A manager who may do all, also in the admin, and what stands in the places of addresses."""
    full("a password that nobody needs")
    ids: dict[str, str] = json.loads(capsys.readouterr().out.splitlines()[-1])
    manager = User.objects.get(email="manager@example.org")
    manager.is_staff = manager.is_superuser = True
    manager.save()
    office, now = Office.objects.get(slug=ids["office"]), timezone.now()
    issue(office=office, name="Program", scope=Scope.MANAGE, days=30, by=manager, now=now)
    sheet = keep_sheet(office=office, data=SHEETS[""].encode(), name="letters.csv", by=manager, now=now)
    letter_request = LetterRequest.objects.select_related("letter__office").get(public_id=ids["request"])
    reply = NewAction(
        "response_received",
        date(2026, 11, 2),
        [NewEffect(letter_request)],
        source=Source(file=SimpleUploadedFile("reply.txt", b"A reply")),
    )
    action = record(new=reply, by=manager, now=now)
    places = {
        "desk/closed/slug": closed_by(manager, now),
        "api/v1/letters/id": ids["letter"],
        "api/v1/requests/id": ids["request"],
        "api/v1/actions/id": action.public_id,
        "letters/id": ids["letter"],
        "requests/id": ids["request"],
        "agencies/slug": ids["agency"],
        "api/v1/agencies/slug": ids["agency"],
        "bioguide_id": ids["member"],
        "name": "invalid",
        "desk/letters/id": ids["letter"],
        "desk/requests/id": ids["request"],
        "desk/actions/id": action.public_id,
        "desk/imports/id": sheet.public_id,
        "desk/imported/id": ids["imported"],
        "desk/jobs/id": ids["job_export"],
        "slug": ids["office"],
        "ending": "csv",
        # Of one's own account: what tests.accounts asks with what is there.
        "sign-in/with/provider_id": "nobody",
        "sign-up/key": "made-up",
        "password/reset/uidb36": "1",
        "password/reset/1-key": "made-up",
        "second-factor/webauthn/keys/pk": "1",
        "invitations/token": "made-up",
        "key": str(ApiKey.objects.get().pk),
        "desk/answer/token": ids["snooze"],
        "desk/unsubscribe/token": ids["unsubscribe"],
        "desk/calendar/token": open_feed(user=manager, office=office, now=now),
    }
    return manager, places


def closed_by(manager: User, now: datetime) -> str:
    """The slug of an office that has closed, and whose take-out is kept."""
    office = make_office("Closed Office")
    OfficeMembership.objects.create(office=office, user=manager, role=Role.MANAGER)
    close_office(office=office, name=office.name, by=manager, now=now)
    default_storage.save(kept_path(office), ContentFile(b"A take-out"))
    return office.slug
