"""What a monitor asks: the web process answers for the reminders too, without naming anybody or anything."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import Settings
from time_machine import travel

from actions.sweep import sweep
from tests.desk.browsing import page
from tests.making import editor_of, make_request

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 3, 16, 12, 0, tzinfo=UTC)


def gauges(now: datetime) -> dict[str, float]:
    """The metrics at an instant, by name."""
    with travel(now, tick=False):
        answer = Client().get("/health/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    lines = [line for line in answer.content.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.split() for line in lines)}


def test_metrics_tell_how_reminders_do() -> None:
    make_request()
    sweep(now=MORNING)
    assert gauges(MORNING + timedelta(minutes=1)) == {
        "tracker_last_sweep_age_seconds": 60,
        "tracker_reminders_late": 0,
        "tracker_mails_waiting": 0,
        "tracker_mails_failed": 0,
        "tracker_offices_unreachable": 0,
    }


def test_with_all_workers_gone_the_web_process_says_that_reminders_are_late() -> None:
    make_request()
    found = gauges(MORNING + timedelta(minutes=6))
    assert (found["tracker_oldest_unsent_age_seconds"], found["tracker_reminders_late"]) == (360, 1)


def test_nobody_but_who_runs_it_reads_metrics(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 1
    assert Client().get("/health/metrics").status_code == 404
    settings.METRICS_KEY = "for the monitor"
    assert Client().get("/health/metrics", headers={"Authorization": "Bearer another"}).status_code == 404
    assert (
        Client().get("/health/metrics", headers={"Authorization": "Bearer for the monitor"}).status_code
        == 200
    )


def test_metrics_name_no_office_letter_or_person() -> None:
    letter_request = make_request(title="Hushed")
    words = Client().get("/health/metrics").content.decode()
    user = editor_of(letter_request.letter.office)
    for secret in ("Hushed", letter_request.letter.office.slug, user.email, letter_request.public_id):
        assert secret not in words


@travel(MORNING + timedelta(minutes=7), tick=False)
def test_the_desk_shows_a_banner_where_reminders_are_late() -> None:
    letter_request = make_request()
    sweep(now=MORNING - timedelta(minutes=1))
    shown = page("/desk/", editor_of(letter_request.letter.office))
    assert "Reminders are late." in shown
    assert (
        "The last sweep was 8 minutes ago; the oldest reminder that has not left was due 7 minutes ago."
        in shown
    )


@travel(MORNING + timedelta(minutes=2), tick=False)
def test_the_desk_says_when_it_was_last_swept_where_they_are_in_time() -> None:
    letter_request = make_request()
    sweep(now=MORNING)
    shown = page("/desk/", editor_of(letter_request.letter.office))
    assert "Reminders are in time: last sweep 2 minutes ago, none waits." in shown


def test_ready_tells_whether_reminders_are_late_and_goes_on_serving() -> None:
    answer = Client().get("/health/ready")
    assert (answer.status_code, answer.json()["reminders"]["late"]) == (200, True)
