"""Sessions: rows that know whose they are, end by themselves, and can be looked at and ended by their person.

A session ends SESSION_DAYS after signing in, or once nobody has used it for SESSION_IDLE_DAYS. Changing the password or a role ends it
as well, by a counter in its hash (`offices.models.User`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore as RowStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from offices.models import User
from tracker.api.limits import address_of

BEGAN, SEEN, BROWSER, ADDRESS = "began_at", "seen_at", "browser", "address"
DAY = 24 * 3600  # seconds
NOTED_EVERY = 3600  # seconds; how exactly it is known when a session was last used
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "Chrom": "Chrome",
    "Safari/": "Safari",
}  # in this order
SYSTEMS = ("Windows", "Android", "iPhone", "iPad", "Macintosh", "Linux")


class Session(AbstractBaseSession):
    """A session, with its person where somebody is signed in."""

    user = models.ForeignKey(User, models.CASCADE, null=True, editable=False, related_name="sessions")

    class Meta(AbstractBaseSession.Meta):
        app_label = "tracker"

    @classmethod
    def get_session_store_class(cls) -> "type[SessionStore]":
        """Who reads and writes the rows."""
        return SessionStore


class SessionStore(RowStore):
    """Keeps sessions in these rows; Django finds it by the setting SESSION_ENGINE."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The rows."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row of what a session holds."""
        row: Session = super().create_model_instance(data)  # type: ignore[assignment]
        row.user_id = data.get(SESSION_KEY)
        return row


class EndsInTime:
    """Middleware: ends a session that is too old, or that nobody used for too long."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer. Without a session's cookie none is looked up."""
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            end_or_note(request.session, now=timezone.now())
        return self.get_response(request)


def begin(request: HttpRequest, *, now: datetime) -> None:
    """Notes when somebody signed in, from where and by what, for the limits and for themselves."""
    request.session.update(
        {
            BEGAN: now.timestamp(),
            SEEN: now.timestamp(),
            BROWSER: browser_in(request.headers.get("User-Agent", "")),
            ADDRESS: address_of(request),
        }
    )


def end_or_note(session: SessionBase, *, now: datetime) -> None:
    """Ends a session whose time is over; notes once an hour that another one is used."""
    began, seen, at = session.get(BEGAN), session.get(SEEN), now.timestamp()
    if began is None or seen is None:
        return  # nobody has signed in, or by no page
    if at - began >= settings.SESSION_DAYS * DAY or at - seen >= settings.SESSION_IDLE_DAYS * DAY:
        session.flush()
    elif at - seen >= NOTED_EVERY:
        session[SEEN] = at


def browser_in(user_agent: str) -> str:
    """What a person calls the browser that sends this."""
    browser = next((name for sign, name in BROWSERS.items() if sign in user_agent), "A browser")
    system = next((name for name in SYSTEMS if name in user_agent), "")
    return f"{browser} on {system.replace('Macintosh', 'a Mac')}" if system else browser


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A place where somebody is signed in; `name` stands for it on a page, and does not tell its key."""

    key: str
    name: str
    browser: str
    address: str
    began_at: datetime | None
    seen_at: datetime | None


def signed_in_places(user: User, *, now: datetime) -> list[SignedIn]:
    """Where the person is signed in, the latest used first."""
    good = {user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()}
    rows = Session.objects.filter(user=user, expire_date__gt=now)
    places = [
        place(row.pk, data) for row in rows if (data := row.get_decoded()).get(HASH_SESSION_KEY) in good
    ]
    return sorted(places, key=lambda found: found.seen_at or now, reverse=True)


def place(key: str, data: dict[str, Any]) -> SignedIn:
    """A session as its person sees it."""
    began, seen = (
        datetime.fromtimestamp(data[name], UTC) if name in data else None for name in (BEGAN, SEEN)
    )
    name = sha256(key.encode()).hexdigest()[:20]
    return SignedIn(key, name, data.get(BROWSER, "A browser"), data.get(ADDRESS, ""), began, seen)


def end(places: list[SignedIn]) -> None:
    """Signs the person out there."""
    Session.objects.filter(pk__in=[found.key for found in places]).delete()
