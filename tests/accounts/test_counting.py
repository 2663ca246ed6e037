"""Tries are counted in Redis for all processes, and by each process for itself while Redis is away."""

import time

import pytest
import redis
from django.core.cache.backends.redis import RedisCache

from tracker.accounts import counting
from tracker.accounts.counting import Json, SharedCache
from tracker.running.broker import LOCAL, free_port


@pytest.fixture(autouse=True)
def _asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test begins with a Redis that has not been missed, and is waited for."""
    monkeypatch.setattr(counting, "PATIENCE", 60)
    monkeypatch.setattr(SharedCache, "away_until", 0.0)


def cache(url: str) -> SharedCache:
    """A process's cache."""
    return SharedCache(url, {"OPTIONS": {"serializer": "tracker.accounts.counting.Json"}})


def test_processes_count_together(broker_url: str) -> None:
    one, other = cache(broker_url), cache(broker_url)
    one.set("tries", [1.5], 60)
    assert other.get("tries") == [1.5]
    assert (one.add("lock", True, timeout=10), other.add("lock", True, timeout=10)) == (True, False)
    assert (other.delete("lock"), one.get("lock", "gone")) == (True, "gone")


def test_what_is_kept_runs_nothing(broker_url: str) -> None:
    cache(broker_url).set("tries", [2.5], 60)
    assert redis.Redis.from_url(broker_url).get(":1:tries") == b"[2.5]"
    assert Json().loads(b"3") == 3
    assert issubclass(SharedCache, RedisCache)


def test_each_process_counts_for_itself_while_redis_is_away() -> None:
    alone = cache(f"redis://{LOCAL}:{free_port()}/0")
    alone.set("tries-of-one", [1.0], 60)
    assert alone.get("tries-of-one") == [1.0]
    assert alone.add("tries-of-one", [2.0], timeout=60) is False
    assert alone.delete("tries-of-one")
    assert SharedCache.away_until > time.monotonic()
