"""Where tries to sign in are counted: in Redis, for all processes together; each for itself while Redis is away.

So a broker that is lost neither keeps anybody out nor lets anybody try without limit.
"""

import time
from collections.abc import Callable
from json import dumps, loads
from typing import Any

import structlog
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

PATIENCE = 0.25  # seconds to wait for Redis
PAUSE = 10.0  # seconds in which it is not asked again after it did not answer

log = structlog.get_logger(__name__)


class Json:
    """What is kept can be read by anybody and runs nothing, unlike Django's own pickles."""

    def dumps(self, value: Any) -> bytes:
        """The value as Redis keeps it."""
        return dumps(value).encode()

    def loads(self, data: bytes) -> Any:
        """The value again."""
        return loads(data)


class SharedCache(RedisCache):
    """Redis, and this process's own memory where that does not answer."""

    away_until = 0.0  # by time.monotonic, for all connections of the process

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = params.setdefault("OPTIONS", {})
        options |= {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE}
        super().__init__(server, params)
        self.own = LocMemCache("tracker.accounts.counting", {})

    def add(self, *args: Any, **kwargs: Any) -> bool:
        """Keeps a value where there is none; whether it did."""
        return bool(self.tried(super().add, self.own.add, args, kwargs))

    def get(self, *args: Any, **kwargs: Any) -> Any:
        """A value, or the default."""
        return self.tried(super().get, self.own.get, args, kwargs)

    def set(self, *args: Any, **kwargs: Any) -> None:
        """Keeps a value."""
        self.tried(super().set, self.own.set, args, kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        """Forgets a value; whether there was one."""
        return bool(self.tried(super().delete, self.own.delete, args, kwargs))

    def tried(
        self,
        shared: Callable[..., Any],
        own: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> Any:
        """What Redis answers, or what this process knows by itself."""
        if time.monotonic() < SharedCache.away_until:
            return own(*args, **kwargs)
        try:
            return shared(*args, **kwargs)
        except RedisError as error:
            SharedCache.away_until = time.monotonic() + PAUSE
            log.warning("tries_are_counted_by_each_process", reason=str(error), seconds=PAUSE)
            return own(*args, **kwargs)
