"""Ends of lines in whatever reaches a mail's header: no mail gets a header, or a reader, that it did not have."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from django.core import mail

from actions.keeping import foresee_all, set_rule
from actions.sweep import sweep
from offices.models import Invitation, Office, Role, User
from tests.desk.browsing import browser_of
from tests.hostile.corpus import ENDS_OF_LINES
from tests.making import NOON, make_draft, make_office, make_request, make_user

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 3, 16, 12, 0, tzinfo=UTC)  # 08:00 in Washington
# PostgreSQL keeps no NUL in a text.
NAMES = [f"R & D{end}Bcc: evil@example.org{end}{end}Hello" for end in ENDS_OF_LINES if end != "\0"]


def somebody(name: str) -> tuple[Office, User]:
    """An office of that name, and its manager."""
    office = make_office("Office")
    Office.objects.update(name=name)
    office.refresh_from_db()
    return office, make_user(office, Role.MANAGER, email="chief@example.org")


def the_mail() -> EmailMessage:
    """The only mail, read as a mail program reads it."""
    (sent,) = mail.outbox
    assert sent.recipients() == ["chief@example.org"]
    read = message_from_bytes(sent.message().as_bytes(), policy=default)
    assert isinstance(read, EmailMessage)
    return read


def is_whole(read: EmailMessage) -> bool:
    """Whether all of the name stands in the subject, and nothing of it is a header or has ended them."""
    known = {
        "Subject",
        "From",
        "To",
        "Date",
        "Message-ID",
        "MIME-Version",
        "Content-Type",
        "Content-Transfer-Encoding",
    }
    others = {name for name in read.keys() if name not in known and not name.startswith(("Auto-", "List-"))}  # noqa: SIM118
    subject = str(read["Subject"])
    return others == set() and "R & D" in subject and "Hello" in subject and read["To"] == "chief@example.org"


@pytest.mark.parametrize("name", NAMES)
def test_a_reminder(name: str) -> None:
    office, chief = somebody(name)
    make_request(office, by=chief)
    sweep(now=MORNING)
    assert is_whole(the_mail())


@pytest.mark.parametrize("name", NAMES)
def test_the_notice_of_what_will_be_deleted(name: str) -> None:
    office, chief = somebody(name)
    set_rule(office=office, drafts_kept_days=30, private_kept_years=None, by=chief, now=NOON)
    make_draft(office, by=chief)
    foresee_all(now=NOON + timedelta(days=900))
    assert is_whole(the_mail())


@pytest.mark.parametrize("name", NAMES)
def test_an_invitation(name: str) -> None:
    office, _ = somebody(name)
    inviting = make_user(office, Role.MANAGER)
    User.objects.filter(email="chief@example.org").delete()
    browser_of(inviting).post(
        f"/desk/offices/{office.slug}/people/invite/", {"email": "chief@example.org", "role": "editor"}
    )
    assert is_whole(the_mail())


@pytest.mark.parametrize("end", ENDS_OF_LINES)
def test_no_mail_leaves_to_an_address_with_one(end: str) -> None:
    address = f"somebody@example.org{end}Bcc: evil@example.org"
    office = make_office()
    browser = browser_of(make_user(office, Role.MANAGER))
    browser.post(f"/desk/offices/{office.slug}/people/invite/", {"email": address, "role": "editor"})
    browser_of().post("/password/reset/", {"email": address})
    assert (len(mail.outbox), Invitation.objects.count()) == (0, 0)
