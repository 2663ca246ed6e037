"""Losing every message of the broker, or doubling it, costs lateness and nothing else: real worker, broker and SMTP."""

import json

import redis

from tests.worlds import World, eventually, shared_world

SEED = """
from datetime import UTC, datetime
from tests.making import make_letter, make_office, make_user
office = make_office("Office", reminder_hour=0, quiet_weekends=False, quiet_holidays=False)
person = make_user(office, email="staff@example.org")
make_letter(office, by=person, requests=["One.", "Two."], now=datetime(2026, 3, 2, 17, tzinfo=UTC))
"""
WAKE = """
from tracker.celery import app
for _ in range({times}):
    app.send_task("actions.tasks.sweep")
"""
COUNT = """
import json
from actions.models import Delivery, Digest, Reminder, SweepRun
print(json.dumps([Reminder.objects.count(), Delivery.objects.mails().count(), Digest.objects.filter(sent_at__isnull=False).count()]))
"""


def counts(tracker: World) -> list[int]:
    """Reminders, deliveries and digests sent."""
    found: list[int] = json.loads(tracker.python(COUNT))
    return found


def test_messages_lost_and_doubled_change_nothing_but_lateness() -> None:
    with shared_world() as tracker:
        tracker.python(SEED + WAKE.format(times=5))
        broker = redis.Redis.from_url(tracker.environment["REDIS_URL"])

        # Lost: what was queued is wiped out before any worker runs; the next wake-up brings it all.
        assert broker.llen("celery") >= 5  # sending again what was not heard in time may double one
        broker.delete("celery", "unacked", "unacked_index")
        tracker.start_worker()
        eventually(lambda: len(tracker.inbox.messages) == 1)

        # Doubled: two workers get twenty wake-ups between them; nothing more leaves.
        tracker.start_worker()
        tracker.python(WAKE.format(times=20))
        eventually(lambda: broker.llen("celery") == 0 and broker.hlen("unacked") == 0)
        assert counts(tracker) == [2, 2, 1]
        assert len(tracker.inbox.messages) == 1
        [message] = tracker.inbox.messages
        assert message["To"] == "staff@example.org"
        assert message["Subject"] == "2 requests to check, Office"
        assert message["Message-ID"].startswith("<digest.office-")
