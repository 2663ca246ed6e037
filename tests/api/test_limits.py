"""How much may be asked in a minute: counted by a real Valkey."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from threading import Barrier, BrokenBarrierError
from typing import Any
from zlib import crc32

import pytest
import time_machine
from django.test import Client, RequestFactory
from pytest_django import Settings
from redis import Redis

from offices.keys import new_text
from offices.models import Scope
from tests.api.asking import PROBLEM, bearing, client_of, key_for
from tests.making import NOON, make_letter, make_office, make_user
from tracker.api import limits
from tracker.api.limits import WINDOW, Caller, Counters, address_of, counters, take
from tracker.running.broker import LOCAL, free_port, stand_in
from tracker.running.program import Running

pytestmark = pytest.mark.django_db
IN_ANOTHER_PROCESS = """
import sys, django, time_machine; django.setup()
time_machine.travel(float(sys.argv[1]), tick=False).start()
from tracker.api import limits
from tracker.api.limits import Caller, take
limits.PATIENCE = 60
print(take(Caller("address:shared", 100), 5).used)
"""


@pytest.fixture
def redis(broker_url: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Redis]:
    """The counters' Redis, a database of this process's own: 30 units a minute that does not pass.

    It is waited for: what is asked for again, since Redis was slow, may be counted twice.
    """
    monkeypatch.setattr(limits, "PATIENCE", 60)
    number = 1 + crc32(os.environ.get("PYTEST_XDIST_WORKER", "").encode()) % 15
    settings.REDIS_URL = re.sub(r"/\d*$", f"/{number}", broker_url)
    settings.RATE_LIMIT_ANONYMOUS = settings.RATE_LIMIT_SIGNED_IN = 30
    client = Redis.from_url(settings.REDIS_URL, decode_responses=True)
    client.flushdb()
    limits._counters.cache_clear()  # and what this process holds of them
    with time_machine.travel(NOON, tick=False):
        yield client


def left(answer: Any) -> int:
    """The units that an answer says are left."""
    found = re.fullmatch(r'"default";r=(\d+);t=(\d+)', answer["RateLimit"])
    assert found, answer["RateLimit"]
    assert 0 < int(found[2]) <= WINDOW
    return int(found[1])


def asked(client: Client, times: int = 1, path: str = "letters/", **headers: str) -> Any:
    """The last answer."""
    for _ in range(times):
        answer = client.get(f"/api/v1/{path}", headers=headers)
    return answer


def test_every_answer_tells_the_quota_and_what_is_left_of_it(redis: Redis) -> None:
    answer = asked(client_of())
    assert (answer["RateLimit-Policy"], left(answer)) == ('"default";q=30;w=60', 25)
    assert left(asked(client_of())) == 20


def test_a_304_costs_less(redis: Redis) -> None:
    known = asked(client_of())["ETag"]
    answers = [asked(client_of(), **{"If-None-Match": known}) for _ in range(3)]
    assert [(answer.status_code, left(answer)) for answer in answers] == [(304, 24), (304, 23), (304, 22)]


def test_a_poller_pays_for_what_is_new(redis: Redis) -> None:
    known = asked(client_of())["ETag"]
    make_letter()
    answer = asked(client_of(), **{"If-None-Match": known})
    assert (answer.status_code, left(answer)) == (200, 20)


def test_who_has_used_up_the_minute_is_told_until_when_to_wait(redis: Redis) -> None:
    assert left(asked(client_of(), 6)) == 0
    answer = asked(client_of())
    assert (answer.status_code, answer["Content-Type"], left(answer)) == (429, PROBLEM, 0)
    assert answer.json()["type"].endswith("/problems/too-many-requests/")
    assert answer.json()["detail"].endswith(f"Ask again in {answer['Retry-After']} seconds.")
    wait = timedelta(seconds=int(answer["Retry-After"]))
    with time_machine.travel(NOON + wait - timedelta(seconds=1), tick=False):
        assert asked(client_of())["Retry-After"] == "1"
    with time_machine.travel(NOON + wait, tick=False):
        assert left(asked(client_of())) == 25


def test_asking_on_while_there_is_nothing_left_makes_nobody_wait_longer(redis: Redis) -> None:
    first = asked(client_of())["RateLimit"].partition(";t=")[2]
    assert asked(client_of(), 20)["Retry-After"] == first


def test_a_counter_is_forgotten(redis: Redis) -> None:
    asked(client_of(), 2)
    assert [0 < redis.ttl(key) <= 2 * WINDOW for key in redis.scan_iter("limit:*")] == [True]


def test_writing_is_limited_too(redis: Redis) -> None:
    office = make_office()
    client = client_of(make_user(office))
    answers = [
        client.post(
            "/api/v1/letters/", {"office": office.slug, "text": f"Letter {number}"}, "application/json"
        )
        for number in range(7)
    ]
    assert [answer.status_code for answer in answers] == [201] * 6 + [429]


def test_each_key_has_units_of_its_own(redis: Redis) -> None:
    office = make_office()
    user = make_user(office)
    one, other = (bearing(key_for(user, office, Scope.READ_OFFICE)) for _ in range(2))
    assert asked(one, 7).status_code == 429
    assert (left(asked(other)), left(asked(client_of()))) == (25, 25)


def test_a_session_has_the_units_of_its_account(redis: Redis) -> None:
    client, again = Client(), Client()
    user = make_user(make_office())
    for browser in (client, again):
        browser.force_login(user)
    assert (left(asked(client)), left(asked(again)), left(asked(client_of()))) == (25, 20, 25)


def test_each_address_has_units_of_its_own(redis: Redis) -> None:
    one, other = Client(REMOTE_ADDR="192.0.2.1"), Client(REMOTE_ADDR="192.0.2.2")
    assert asked(one, 7).status_code == 429
    assert left(asked(other)) == 25


def test_trying_keys_is_paid_for_by_the_address(redis: Redis) -> None:
    answers = [bearing(new_text()).get("/api/v1/letters/") for _ in range(7)]
    assert [answer.status_code for answer in answers] == [401] * 6 + [429]
    assert answers[-1]["Retry-After"] == re.sub(r".*t=", "", answers[-1]["RateLimit"])


def test_what_is_not_there_costs_as_much_as_what_is(redis: Redis) -> None:
    assert left(asked(client_of(), path="nothing/")) == 25
    assert left(asked(client_of(), path="letters/abcdefghjkmn/")) == 20


def test_pages_are_not_limited(redis: Redis) -> None:
    answer = Client().get("/")
    assert "RateLimit" not in answer
    assert not list(redis.scan_iter("limit:*"))


def test_no_limit_sets_no_headers_and_asks_no_redis(redis: Redis, settings: Settings) -> None:
    settings.RATE_LIMIT_ANONYMOUS = 0
    assert "RateLimit" not in asked(client_of())
    assert not list(redis.scan_iter("limit:*"))


def test_all_processes_count_together(redis: Redis, settings: Settings) -> None:
    environment = os.environ | {
        "REDIS_URL": settings.REDIS_URL,
        "DJANGO_SETTINGS_MODULE": "tracker.settings",
    }
    command = [sys.executable, "-c", IN_ANOTHER_PROCESS, str(time.time())]
    there = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True)
    here = take(Caller("address:shared", 100), 5)
    assert (there.stdout, here and here.used) == ("5\n", 10)


def test_nobody_gets_more_than_the_quota_and_alone_in_a_process_no_less(redis: Redis) -> None:
    with ThreadPoolExecutor(8) as threads:
        accounts = list(threads.map(lambda _: take(Caller("x", 1000), 1), range(1200)))
    assert sum(account is not None and not account.is_overdrawn for account in accounts) == 1000


def test_threads_that_ask_first_together_hold_their_units_together(
    redis: Redis, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_ask = Barrier(2)
    made = Counters.__init__

    def made_slowly(counters: Counters, url: str) -> None:
        with suppress(BrokenBarrierError):
            both_ask.wait(0.2)  # together with another, where another may
        made(counters, url)

    monkeypatch.setattr(Counters, "__init__", made_slowly)
    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(lambda _: counters(settings.REDIS_URL), range(2))
    assert first is second


def test_a_hundredth_of_the_quota_is_taken_at_a_time(redis: Redis) -> None:
    take(Caller("somebody else", 6000), 1)
    before = commands(redis)
    accounts = [take(Caller("x", 6000), 1) for _ in range(60)]
    assert [account and account.used for account in accounts] == list(range(1, 61))
    assert commands(redis) - before == 3  # one took, one set the end, one asks how many there were


def test_several_processes_share_a_quota_to_the_last_unit_that_none_holds(
    redis: Redis, settings: Settings
) -> None:
    here, there = Counters(settings.REDIS_URL), Counters(settings.REDIS_URL)
    caller = Caller("x", 200)
    granted = [
        used is not None and used <= 200
        for _ in range(150)
        for used in (here.take(caller, 1.0, 1), there.take(caller, 1.0, 1))
    ]
    assert sum(granted) == 200


def without_redis(settings: Settings, port: int) -> None:
    """Limits whose Redis is at a port."""
    settings.REDIS_URL = f"redis://{LOCAL}:{port}/0"
    settings.RATE_LIMIT_ANONYMOUS = 5


def test_without_redis_everybody_is_answered_and_told_nothing_of_limits(settings: Settings) -> None:
    without_redis(settings, free_port())
    answer = asked(client_of(), 3)
    assert (answer.status_code, "RateLimit" in answer, "RateLimit-Policy" in answer) == (200, False, False)


def test_a_redis_that_hangs_holds_one_request_up_for_half_a_second_and_then_none(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PAUSE", 600)  # however slow this machine is
    with closing(socket.create_server((LOCAL, 0))) as silent:
        without_redis(settings, silent.getsockname()[1])
        assert asked(client_of(), 50).status_code == 200
        silent.setblocking(False)
        waited_for = [silent.accept()[0], silent.accept()[0]]
        with pytest.raises(BlockingIOError):
            silent.accept()
    for connection in waited_for:
        connection.close()
    assert limits.PATIENCE * len(waited_for) == 0.5


def test_the_limits_are_back_when_redis_is_and_its_stand_in_counts_too(tmp_path: Path) -> None:
    broker = stand_in(os.environ)
    counted = Counters(broker.url)
    assert counted.add("x", 5) is None
    assert broker.program
    running = Running(broker.program)
    try:
        running.wait_until_ready()
        assert counted.add("x", 5) is None  # the pause
        counted.away_until = 0.0
        found = [counted.add("x", 5) for _ in range(2)]
    finally:
        running.stop()
    assert found == [5, 10]


@pytest.mark.parametrize(
    ("proxies", "passed_on", "address"),
    [
        (0, "", "192.0.2.9"),
        (0, "198.51.100.1", "192.0.2.9"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "203.0.113.7, 198.51.100.1", "198.51.100.1"),
        (2, "203.0.113.7, 198.51.100.1", "203.0.113.7"),
        (2, "10.0.0.1, 203.0.113.7, 198.51.100.1", "203.0.113.7"),
        (2, "198.51.100.1", "192.0.2.9"),
        (1, "", "192.0.2.9"),
        (1, "made-up", "unknown"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "::ffff:198.51.100.1", "198.51.100.1"),
    ],
)
def test_the_address_is_the_one_that_our_own_proxies_saw(
    proxies: int, passed_on: str, address: str, settings: Settings
) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.9", headers={"X-Forwarded-For": passed_on})
    assert address_of(request) == address


def test_an_answer_takes_one_command(redis: Redis) -> None:
    known = asked(client_of())["ETag"]
    before = commands(redis)
    assert left(asked(client_of())) == 20
    assert left(asked(client_of(), **{"If-None-Match": known})) == 19
    assert commands(redis) - before == 3  # and the one that asks how many there were


def commands(redis: Redis) -> int:
    """How many commands the server has run."""
    return int(redis.info("stats")["total_commands_processed"])
