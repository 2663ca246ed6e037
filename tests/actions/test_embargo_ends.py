"""A real worker publishes a letter at the moment at which its embargo ends: never before, and without the next minute's wake-up."""

from tests.worlds import shared_world

EMBARGO = """
import time
from datetime import timedelta
from django.utils import timezone
from tests.making import make_letter
from tracker.celery import app
now = timezone.now()
letter = make_letter(visibility="embargoed", public_from=now + timedelta(seconds=3), now=now)
app.send_task("actions.tasks.publish")
while not letter.is_public and timezone.now() < now + timedelta(seconds=60):
    time.sleep(0.05)
    letter.refresh_from_db()
print((letter.published_at - now).total_seconds() if letter.is_public else "never")
"""


def test_an_embargo_ends_at_its_moment_by_one_wake_up_before() -> None:
    with shared_world() as tracker:
        tracker.start_worker()
        said = tracker.python(EMBARGO).split()[-1]
    assert said != "never"
    assert float(said) >= 3
