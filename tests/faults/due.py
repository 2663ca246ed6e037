"""People with something due, made in bulk; and the count of what became of it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import count

from django.db.models import F

from actions.models import Delivery, Digest
from letters.models import Letter, LetterRequest
from letters.states import Visibility
from offices.models import Office, OfficeMembership, Role, User
from tests.faults.stage import Mail

NUMBERS = count(1)
INTERVAL = 14  # days from a letter to its first check, by default


def make_due(
    people: int,
    *,
    now: datetime,
    offices: int = 1,
    requests_each: int = 1,
    address: str = "",
    check_on: date | None = None,
    open_interval: int = INTERVAL,
    office: Office | None = None,
) -> list[User]:
    """People of an office, else of new ones, in UTC, each the owner of a letter whose requests are to be checked on `now`'s day."""
    due_on = check_on or now.date()
    names = [f"office-{next(NUMBERS)}" for _ in range(offices)]
    made = (
        [office]
        if office
        else Office.objects.bulk_create(
            Office(
                slug=name,
                name=name,
                time_zone="UTC",
                reminder_hour=0,
                open_interval=open_interval,
                quiet_weekends=False,
                quiet_holidays=False,
            )
            for name in names
        )
    )
    users = User.objects.bulk_create(
        User(email=f"{address}person{next(NUMBERS)}@example.org", password="!") for _ in range(people)
    )
    homes = [made[place % len(made)] for place in range(people)]
    OfficeMembership.objects.bulk_create(
        OfficeMembership(office=office, user=user, role=Role.EDITOR)
        for office, user in zip(homes, users, strict=True)
    )
    letters = Letter.objects.bulk_create(
        Letter(
            office=office,
            owner=user,
            title=f"Letter {user.pk}",
            visibility=Visibility.OFFICE,
            letter_date=due_on - timedelta(days=open_interval),
            confirmed_at=now,
            source_sha256=sha256(str(user.pk).encode()).hexdigest(),
        )
        for office, user in zip(homes, users, strict=True)
    )
    LetterRequest.objects.bulk_create(
        LetterRequest(
            letter=letter, number=number, text=f"Do thing {number}.", changed_at=now, next_check_on=due_on
        )
        for letter in letters
        for number in range(1, requests_each + 1)
    )
    return users


@dataclass(frozen=True)
class Count:
    """What became of what was due. `resent`: mails that came again with the Message-ID of the first."""

    tried: int
    lost: int
    doubled: int
    resent: int
    mails: int


def count_up(users: Iterable[User], mails: list[Mail]) -> Count:
    """Compares rows and mails: each request of each person must have one row, and be named in one mail.

    Lost: no row, a row whose mail was not recorded as sent, or a mail recorded that never came. Doubled: a row too
    many, or a person who got mails with different Message-IDs.
    """
    people = {user.pk: user.email for user in users}
    due = set(LetterRequest.objects.filter(letter__owner__in=people).values_list("pk", "letter__owner"))
    rows = list(
        Delivery.objects.mails()
        .filter(user__in=people)
        .values_list("reminder__letter_request", "user", "digest__sent_at")
    )
    sent = {(request, user) for request, user, sent_at in rows if sent_at is not None}
    ids: dict[str, set[str]] = defaultdict(set)
    for mail in mails:
        ids[mail["to"]].add(mail["id"])
    arrived = {(request, user) for request, user in sent if ids[people[user]]}
    digests = Digest.objects.filter(user__in=people)
    wrong = sum(
        {message_id} != ids[email]
        for email, message_id in digests.annotate(email=F("user__email")).values_list("email", "message_id")
        if ids[email]
    )
    return Count(
        tried=len(due),
        lost=len(due - arrived),
        doubled=len(rows) - len({row[:2] for row in rows}) + wrong,
        resent=len(mails) - sum(len(found) for found in ids.values()),
        mails=sum(len(found) for found in ids.values()),
    )
