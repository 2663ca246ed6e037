"""How much may be asked of the API: units a minute, counted in Redis for all processes together.

A 304 costs a unit, any other answer five: pollers that say what they have are cheap, and may be many. Who signs in has
units of their own, by key or by account; everybody else shares those of their address (of their /64 network, where it
is of IPv6). Each caller's minutes begin at a second of their own, so that not all come back at once; with the minute ends all
that was counted in it, and that is what Retry-After says. The clocks of several machines are taken to agree to a second.

A process takes a hundredth of a quota at a time from the counter of the minute, and spends it without asking again. So nobody
ever has more than the quota; somebody whose requests go to many processes may be refused up to that hundredth for each early.
Plain counters, one command to take: the stand-in for Redis (`tracker.running.fake_broker`) runs no Lua, and a counter that is
left over hurts nobody.

Where Redis does not answer, the API does, without limits and without the headers that tell of them: a request waits half a
second at most, and for ten seconds after that none does. Refusing everybody would be worse than limiting nobody.

REST framework loads this module while it loads its views: import nothing of them here.
"""

import time
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import crc32

import structlog
from django.conf import settings
from django.http import HttpRequest
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from tracker.api.keys import key_sent

if TYPE_CHECKING:
    from rest_framework.views import APIView

WINDOW = 60  # seconds
UNCHANGED, ANSWERED = 1, 5  # units that a 304 costs, and any other answer
AT_A_TIME = 100  # parts of a quota, one of which a process takes
CALLERS = 10_000  # whose units a process holds; beyond, it forgets them all
PATIENCE = 0.25  # seconds to wait for Redis; twice, since a connection may have been cut while nobody used it
PAUSE = 10.0  # seconds without limits after Redis did not answer

log = structlog.get_logger(__name__)


class Caller(NamedTuple):
    """Who asks, as the counters know them, and how many units they have a minute; 0 for no limit."""

    name: str
    quota: int


class Account(NamedTuple):
    """What a caller has taken of their units in this minute, this request included."""

    caller: Caller
    used: int
    ends_in: int  # seconds, rounded up
    paid: int = 0  # by this request

    @property
    def is_overdrawn(self) -> bool:
        """Whether this request is one too many."""
        return self.used > self.caller.quota

    @property
    def headers(self) -> dict[str, str]:
        """The fields of draft-ietf-httpapi-ratelimit-headers (from its version 8 on): the quota, and what is left."""
        left = max(0, self.caller.quota - self.used)
        return {
            "RateLimit-Policy": f'"default";q={self.caller.quota};w={WINDOW}',
            "RateLimit": f'"default";r={left};t={self.ends_in}',
        }


class TooMany(Throttled):
    """The minute's units are used up."""

    default_detail = "You have asked for more than a minute allows."
    extra_detail_singular = "Ask again in {wait} second."
    extra_detail_plural = "Ask again in {wait} seconds."


@dataclass(slots=True)
class Held:
    """What a process holds of a caller's units in a minute."""

    minute: float
    used: int = 0  # by all processes, what is held included
    left: int = 0

    def spend(self, units: int) -> int | None:
        """How many are used after these; None where fewer are held."""
        if units > self.left:
            return None
        self.left -= units
        return self.used - self.left


class Counters:
    """The counters of one Redis, and what this process holds of them."""

    def __init__(self, url: str) -> None:
        self.redis = Redis.from_url(
            url, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE, retry=Retry(NoBackoff(), 1)
        )
        self.away_until = 0.0  # by time.monotonic
        self.held: dict[str, Held] = {}
        self.lock = Lock()

    def take(self, caller: Caller, minute: float, units: int) -> int | None:
        """Takes units of a minute; how many are used now, more than the quota where too few were left. None without Redis."""
        with self.lock:
            used = self.held_by(caller, minute).spend(units)
        if used is not None:
            return used
        taken = max(units, caller.quota // AT_A_TIME)
        used = self.add(f"limit:{caller.name}:{minute:.0f}", taken)
        if used is None:
            return None
        granted = min(taken, caller.quota - (used - taken))
        if granted < units:
            return used
        with self.lock:
            held = self.held_by(caller, minute)
            held.used, held.left = max(held.used, used - taken + granted), held.left + granted
            return held.spend(units)

    def held_by(self, caller: Caller, minute: float) -> Held:
        """What is held of the minute; what was of the one before is forgotten."""
        held = self.held.get(caller.name)
        if held is None or held.minute != minute:
            if len(self.held) >= CALLERS:
                self.held.clear()
            held = self.held[caller.name] = Held(minute)
        return held

    def add(self, name: str, units: int) -> int | None:
        """Counts units; how many there are now, None where Redis is away. The first of a counter sets its end, too."""
        if time.monotonic() < self.away_until:
            return None
        try:
            used = int(self.redis.incrby(name, units))
            if used == units:
                self.redis.expire(name, 2 * WINDOW)
        except RedisError as error:
            self.away_until = time.monotonic() + PAUSE
            log.warning("rate_limits_are_off", reason=str(error), seconds=PAUSE)
            return None
        return used


_first_asked = Lock()
_counters = cache(Counters)  # two threads at once would make it twice, and forget what one of the two holds


def counters(url: str) -> Counters:
    """This process's counters of a Redis: one for all threads, whichever of them asks first."""
    with _first_asked:
        return _counters(url)


def take(caller: Caller, units: int) -> Account | None:
    """Takes units of the caller's minute; None where nothing limits them."""
    if not caller.quota:
        return None
    minute, passed = divmod(time.time() + crc32(caller.name.encode()) % WINDOW, WINDOW)
    used = counters(settings.REDIS_URL).take(caller, minute, units)
    return None if used is None else Account(caller, used, ceil(WINDOW - passed), paid=units)


class Limit(BaseThrottle):
    """Takes a request's units before it is answered."""

    def allow_request(self, request: Request, view: "APIView") -> bool:
        """Whether there were enough. Raises TooMany."""
        pay(request._request)
        return True


def pay(request: HttpRequest) -> None:
    """Takes a request's units, once: of one that may end in a 304 only those. Raises Refused, TooMany.

    The account goes with the request to `tracker.api.accounting`.
    """
    carried: dict[str, Any] = vars(request)
    if "account" not in carried:
        may_be_unchanged = request.method in ("GET", "HEAD") and "If-None-Match" in request.headers
        units = UNCHANGED if may_be_unchanged else ANSWERED
        carried["account"] = take(caller_of(request), units)
    account: Account | None = carried["account"]
    if account and account.is_overdrawn:
        raise TooMany(wait=account.ends_in)


def caller_of(request: HttpRequest) -> Caller:
    """Whose units a request takes. Raises Refused."""
    if key := key_sent(request):
        return Caller(f"key:{key.pk}", settings.RATE_LIMIT_SIGNED_IN)
    if request.user.is_authenticated:
        return Caller(f"user:{request.user.pk}", settings.RATE_LIMIT_SIGNED_IN)
    return anonymous(request)


def anonymous(request: HttpRequest) -> Caller:
    """Whoever asks from the request's address."""
    return Caller(f"address:{address_of(request)}", settings.RATE_LIMIT_ANONYMOUS)


def address_of(request: HttpRequest) -> str:
    """The network that a request comes from, as the outermost of our own proxies saw it.

    Each proxy adds whom it saw to the end of X-Forwarded-For; what stands further in front anybody may have written.
    """
    seen, proxies = str(request.META.get("REMOTE_ADDR", "")), settings.TRUSTED_PROXIES
    passed_on = request.headers.get("X-Forwarded-For", "").replace(",", " ").split()
    if 0 < proxies <= len(passed_on):
        seen = passed_on[-proxies]
    try:
        address = ip_address(seen)
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((address, 64), strict=False))
    return str(address)
