"""Keys by which a person's program signs in to the API: made, rotated, revoked, and known again.

A key reads `lt_`, 35 random characters (the first 8 are shown to tell keys apart, the other 27 are 160 bits of secret),
and 6 of a CRC-32: whoever scans text for lost secrets finds it, and one that was mistyped is refused without a query.
"""

import re
import secrets
import string
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple, TypeVar
from zlib import crc32

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model

from offices.audit import note
from offices.audit_entries import Deed, Matter
from offices.models import ApiKey, Office, OfficeMembership, User
from offices.plans import planning_cursor
from offices.policy import NotAllowed, require

M = TypeVar("M", bound=Model)
ALPHABET = string.digits + string.ascii_letters
FORM = re.compile(r"lt_[0-9A-Za-z]{41}", re.ASCII)
RANDOM, CHECKED, SHOWN = (
    35,
    6,
    11,
)  # characters: at random, of the checksum, and of the beginning that is kept
LONGEST = 365  # days that a key may live
LIVE_AT_ONCE = 2  # keys of one name: the one in use, and the one that takes over from it
MOST = 20  # live keys of one person and office, since each has rate limits of its own
OVERLAP = timedelta(days=7)  # in which the programs are to get the new one
USE_IS_NOTED = timedelta(hours=1)  # at most so often: a key in use costs no write
# Written out, since every request with a key asks it: composing it anew takes several times as long as asking.
KEY, MEMBERSHIP = ("id", "name", "scope", "prefix"), ("id", "role", "office_id", "user_id")
HOLDER = ("id", "email", "first_name", "last_name", "is_active")
LOOKUP = f"""
SELECT k.revoked_at IS NOT NULL, k.expires_at <= %s, coalesce(k.last_used_at > %s, FALSE),
    (o.requires_mfa OR %s) AND NOT EXISTS (
        SELECT 1 FROM mfa_authenticator a WHERE a.user_id = u.id AND a.type IN ('totp', 'webauthn')
    ),
    {", ".join([f"k.{name}" for name in KEY] + [f"m.{name}" for name in MEMBERSHIP] + [f"u.{name}" for name in HOLDER])}
FROM offices_apikey k
JOIN offices_officemembership m ON m.id = k.membership_id
JOIN offices_user u ON u.id = m.user_id
JOIN offices_office o ON o.id = m.office_id
WHERE k.sha256 = %s
"""  # noqa: S608 - of nothing but column names


class KeyRefused(Exception):
    """The key opens nothing; `kind` names why, the message says what to do."""

    kind = "key_unknown"


class UnknownKey(KeyRefused):
    """It was never given out, or went with its holder's place in the office."""


class ExpiredKey(KeyRefused):
    """Its time is over."""

    kind = "key_expired"


class RevokedKey(KeyRefused):
    """Somebody revoked it, or its holder's account is closed."""

    kind = "key_revoked"


class KeyWithoutSecondFactor(KeyRefused):
    """Its office requires a second factor of its people, and its holder has none."""

    kind = "second_factor_needed"


class KeyNotMade(Exception):
    """A key cannot be made; the message says why."""


class NewKey(NamedTuple):
    """A key and its text, which cannot be shown again."""

    key: ApiKey
    text: str


@transaction.atomic
def issue(*, office: Office, name: str, scope: str, days: int, by: User, now: datetime) -> NewKey:
    """Makes a key of one's own for an office, for a number of days; no scope reaches further than one's role.

    Raises NotAllowed for somebody outside the office, KeyNotMade where the days or the keys are too many, or where a key of
    the name lives already: that one is rotated.
    """
    require(by, office, "read what the office keeps")
    if not 1 <= days <= LONGEST:
        raise KeyNotMade(f"A key lives for 1 to {LONGEST} days.")
    membership = held(OfficeMembership.objects.get(office=office, user=by).pk)
    live = ApiKey.objects.live(now=now).filter(membership=membership)
    if live.filter(name=name).exists():
        raise KeyNotMade(f"You have a key “{name}” for this office: rotate it, or revoke it first.")
    return make(membership, name=name, scope=scope, lifetime=timedelta(days=days), by=by, now=now)


@transaction.atomic
def rotate(*, key: ApiKey, by: User, now: datetime) -> NewKey:
    """Makes a key that takes over from one's own: it may the same, for as long; the old one ends within a week.

    Raises NotAllowed for another person's key, KeyNotMade where it lives no more or has been rotated already.
    """
    if key.membership.user_id != by.pk:
        raise NotAllowed("A key is rotated by the person whose it is.")
    membership = held(key.membership_id)
    live = ApiKey.objects.live(now=now).filter(membership=membership, name=key.name)
    if not live.filter(pk=key.pk).exists():
        raise KeyNotMade("This key works no more; make a new one.")
    if live.count() >= LIVE_AT_ONCE:
        raise KeyNotMade(f"There are two live keys “{key.name}” already; revoke one of them first.")
    live.filter(expires_at__gt=now + OVERLAP).update(expires_at=now + OVERLAP)
    lifetime = min(key.expires_at - key.created_at, timedelta(days=LONGEST))
    return make(membership, name=key.name, scope=key.scope, lifetime=lifetime, by=by, now=now)


@transaction.atomic
def revoke(*, key: ApiKey, by: User, now: datetime) -> None:
    """Ends a key at once: one's own, or one of an office that one manages. Raises NotAllowed for any other."""
    if key.membership.user_id != by.pk:
        require(by, key.membership.office, "manage the office")
    if ApiKey.objects.filter(pk=key.pk, revoked_at__isnull=True).update(revoked_at=now):
        note(Deed.ENDED, Matter.KEY, key.prefix, office=key.membership.office_id, by=by, now=now)


def key_of(text: str, *, now: datetime) -> ApiKey:
    """The live key of that text, with its holder, who bears it from now on (`User.key`).

    One query; once in an hour another one notes the use, so that keys that nobody needs are found: all that reading writes.
    Raises UnknownKey (without a query where it was mistyped), ExpiredKey, RevokedKey or KeyWithoutSecondFactor.
    """
    if not is_well_formed(text):
        raise UnknownKey("This is no key: it was mistyped, or cut off. Copy it again.")
    moments = [connection.ops.adapt_datetimefield_value(moment) for moment in (now, now - USE_IS_NOTED)]
    with planning_cursor() as cursor:
        cursor.execute(LOOKUP, [*moments, settings.REQUIRE_SECOND_FACTOR, hash_of(text)])
        row = cursor.fetchone()
    if row is None:
        raise UnknownKey("This key is not known, or its holder has left the office. Make a new one.")
    is_revoked, is_over, is_noted, lacks_factor, *columns = row
    key = found(columns)
    if is_revoked or not key.membership.user.is_active:
        raise RevokedKey("This key was revoked. Make a new one.")
    if is_over:
        raise ExpiredKey("This key’s time is over. Make a new one.")
    if lacks_factor:
        raise KeyWithoutSecondFactor(
            "The office requires a second factor: set one up at your account, then the key works again."
        )
    if not is_noted:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
    key.membership.user.key = key
    return key


def found(columns: Iterable[Any]) -> ApiKey:
    """The key with membership and holder, of a row of LOOKUP; what else there is of them is fetched when asked for."""
    rest = iter(columns)
    key = loaded(ApiKey, KEY, rest)
    key.membership = loaded(OfficeMembership, MEMBERSHIP, rest)
    key.membership.user = loaded(User, HOLDER, rest)
    return key


def loaded(model: type[M], columns: Iterable[str], rest: Iterator[Any]) -> M:
    """A row of which these columns are known, taken from the front of the rest."""
    values = {name: next(rest) for name in columns}
    names = [field.attname for field in model._meta.concrete_fields if field.attname in values]
    return model.from_db(connection.alias, names, [values[name] for name in names])


def held(membership: int) -> OfficeMembership:
    """The membership, under a lock: keys of one person and office are made one after another."""
    return OfficeMembership.objects.select_for_update().get(pk=membership)


def make(
    membership: OfficeMembership, *, name: str, scope: str, lifetime: timedelta, by: User, now: datetime
) -> NewKey:
    """A key with a text that nobody can guess. Raises KeyNotMade where the person has as many as they may have."""
    if ApiKey.objects.live(now=now).filter(membership=membership).count() >= MOST:
        raise KeyNotMade(f"You have {MOST} keys for this office; revoke what no program uses.")
    text = new_text()
    key = ApiKey.objects.create(
        membership=membership,
        name=name,
        scope=scope,
        prefix=text[:SHOWN],
        sha256=hash_of(text),
        created_at=now,
        expires_at=now + lifetime,
    )
    note(Deed.MADE, Matter.KEY, key.prefix, office=membership.office_id, by=by, now=now, detail=scope)
    return NewKey(key, text)


def new_text() -> str:
    """A key's text."""
    body = "lt_" + "".join(secrets.choice(ALPHABET) for _ in range(RANDOM))
    return body + checksum(body)


def is_well_formed(text: str) -> bool:
    """Whether it reads like a key, and the checksum fits."""
    return FORM.fullmatch(text) is not None and checksum(text[:-CHECKED]) == text[-CHECKED:]


def checksum(body: str) -> str:
    """Six characters that any one mistyped character changes."""
    number, digits = crc32(body.encode()), ""
    for _ in range(CHECKED):
        number, digit = divmod(number, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return digits


def hash_of(text: str) -> str:
    """What is kept of a key."""
    return sha256(text.encode()).hexdigest()
