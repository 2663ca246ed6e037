"""Every private field of an office holds a word that stands nowhere else: no answer to anybody else has it, nor a mail to them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import cast

import pytest
from django.apps import apps
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db.models import CharField, FileField, TextField
from django.test import Client
from django.utils import timezone

from actions.delivery import send_waiting
from actions.models import Action
from actions.sweep import sweep
from letters.arrivals import LetterImport
from letters.models import Letter, LetterRequest
from letters.states import Visibility
from offices.keys import issue
from offices.models import Office, Role, Scope
from tests.desk.browsing import browser_of, named
from tests.edge.canaries import CANARY, fill
from tests.leaks.surfaces import addresses, told
from tests.making import make_letter, make_office, make_user
from tracker.jobs import Job
from tracker.sheet_imports import SheetImport

pytestmark = pytest.mark.django_db

OURS = ("offices", "letters", "actions", "tracker")
# What nobody types: made by the tracker, read from a law, one of a few, or upstream's.
OF_ITSELF = (
    "public_id", "sha256", "token_sha256", "source_sha256", "prefix", "password", "slug", "time_zone", "message_id", "key", "fingerprint",
    "response_due_rule", "deadline_rule", "deadline_explanation", "suppressed_because", "answer", "step", "result", "error", "last_error", "detail",
    "source_file", "file", "abbreviation", "session_key", "session_data",
)  # fmt: skip
UPSTREAM = ("letters.Member.", "letters.MemberTerm.", "letters.Signatory.party", "letters.Signatory.state")


def written_fields() -> Iterator[tuple[str, bool]]:
    """Each field that holds what a person wrote, and whether one of its rows has the word."""
    for label in OURS:
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.concrete_fields:
                name = f"{model._meta.label}.{field.name}"
                is_text = isinstance(field, CharField | TextField | FileField) and not field.choices
                if is_text and field.name not in OF_ITSELF and not name.startswith(UPSTREAM):
                    values = model._base_manager.values_list(field.name, flat=True)
                    yield name, any(has_it(str(value)) for value in values)


def has_it(words: str) -> bool:
    """Whether the word stands there, in whatever letters."""
    return CANARY.lower() in words.lower()


def others() -> dict[str, Client]:
    """Who may see nothing of it: anybody, somebody without an office, another office's manager, and a program of theirs."""
    elsewhere = make_office("Elsewhere", reminder_hour=0)
    manager = make_user(elsewhere, Role.MANAGER, email="manager@elsewhere.example")
    make_letter(elsewhere, by=manager, now=timezone.now() - timedelta(days=60), visibility=Visibility.OFFICE)
    key = issue(office=elsewhere, name="Program", scope=Scope.MANAGE, days=30, by=manager, now=timezone.now())
    program = Client(headers={"Authorization": f"Bearer {key.text}"})
    readers = {
        "anonymous": browser_of(None),
        "follower": browser_of(make_user()),
        "manager elsewhere": browser_of(manager),
        "program elsewhere": program,
    }
    for browser in readers.values():
        browser.defaults["REMOTE_ADDR"] = "192.0.2.1"  # not this machine, whose operators hear more
    return readers


def ids() -> list[str]:
    """All ids that could stand in an address: a letter's, a request's and so on."""
    kept = (Letter, LetterRequest, Action, LetterImport, Job, SheetImport)
    return [one for model in kept for one in model._base_manager.values_list("public_id", flat=True)]


def test_no_answer_and_no_mail_to_anybody_else_has_a_private_word(capsys: pytest.CaptureFixture[str]) -> None:
    fill("a password that nobody needs")
    capsys.readouterr()
    fields = dict(written_fields())
    assert [name for name, has in fields.items() if not has] == []
    readers, office = others(), Office.objects.get(slug="example")
    names = {
        "id": ids(),
        "slug": [office.slug, "nothing"],
        "bioguide_id": ["X000001"],
        "key": [named(1)],
        "name": ["invalid"],
        "token": ["made-up"],
        "ending": ["csv"],
    }
    statuses: dict[int, int] = {}
    hits = []
    for address in addresses(names, {}):
        for reader, client in readers.items():
            if not address.startswith("/api/") and reader == "program elsewhere":
                continue
            if (
                address.startswith("/desk/") and reader == "anonymous"
            ):  # who is sent to sign in, tests.leaks.test_rights says
                continue
            status, headers, body = told(client, address)
            statuses[status] = statuses.get(status, 0) + 1
            if has_it(body) or has_it(str(headers)):
                hits.append(f"{reader} {address} {status}")
    assert hits == []
    assert {200, 302, 403, 404} <= statuses.keys()
    for days in range(1, 5):  # on one of them people work
        now = timezone.now() + timedelta(days=days)
        sweep(now=now)
        send_waiting(now=now)
    mails = [cast("EmailMultiAlternatives", one) for one in mail.outbox]
    assert any(has_it(str(one.body)) for one in mails)
    strangers = [one for one in mails if not any(map(has_it, one.to))]
    assert strangers
    assert not [one.subject for one in strangers if has_it(str(one.message()))]
    with capsys.disabled():
        print(
            f"\ncanaries: {len(fields)} fields, {sum(statuses.values()):,} answers to {len(readers)} readers, "
            f"{len(strangers)} of {len(mails)} mails, 0 hits"
        )
