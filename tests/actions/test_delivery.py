"""How digests leave: one after another, each recorded; what fails waits longer, and a server that is away is nobody's fault."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from smtplib import SMTPDataError
from typing import ClassVar

import pytest
from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from pytest_django import Settings

from actions.delivery import MOST_TRIES, NOTHING_LEFT, send_waiting
from actions.ledger import check_made, snooze
from actions.models import Delivery, Digest
from actions.still_due import CHECKED, LEFT_THE_OFFICE, PUT_OFF
from actions.sweep import plan_all, sweep
from letters.models import LetterRequest
from offices.models import OfficeMembership
from tests.making import editor_of, make_letter, make_office, make_request, make_user

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 3, 16, 12, 0, tzinfo=UTC)  # the day of the first check of letters of 2 March
MINUTE = timedelta(minutes=1)


class Server(BaseEmailBackend):
    """A mail server that notes what it is asked, and fails when it is told to."""

    asked: ClassVar[list[str]] = []
    failing: ClassVar[dict[str, Exception]] = {}  # an address or a step, and what comes of it

    def open(self) -> bool:
        """Somebody connects."""
        return self.ask("open")

    def close(self) -> None:
        """Somebody hangs up."""
        self.ask("close")

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        """Somebody hands over mails."""
        return sum(self.ask(message.to[0]) for message in messages)

    def ask(self, step: str) -> bool:
        """Notes a step; raises what is wrong with it."""
        self.asked.append(step)
        if step in self.failing:
            raise self.failing[step]
        return True


@pytest.fixture(autouse=True)
def server(settings: Settings) -> type[Server]:
    """The server, which has been asked nothing, and fails at nothing."""
    settings.EMAIL_BACKEND = f"{__name__}.Server"
    Server.asked, Server.failing = [], {}
    return Server


def due(people: int = 1) -> list[str]:
    """The addresses of people of one office, each with a digest that waits, in the order in which they leave."""
    office = make_office()
    users = [make_user(office, email=f"{number}@example.org") for number in range(people)]
    for user in users:
        make_letter(office, by=user)
    plan_all(now=MORNING)
    return [user.email for user in users]


def times(number: int) -> Iterator[bool]:
    """Yes, so many times; then no."""
    return (place < number for place in count())


def test_all_that_waits_leaves_over_one_connection(server: type[Server]) -> None:
    first, second = due(2)
    assert send_waiting(now=MORNING) == 2
    assert server.asked == ["open", first, "open", second, "close"]
    assert set(Digest.objects.values_list("sent_at", "last_error", "leased_until")) == {(MORNING, "", None)}


def test_nobody_connects_where_nothing_waits(server: type[Server]) -> None:
    assert send_waiting(now=MORNING) == 0
    assert "open" not in server.asked


def test_more_than_one_holds_at_a_time_leaves_too() -> None:
    due(21)
    assert send_waiting(now=MORNING) == 21


def test_who_may_not_go_on_sends_one_mail_and_gives_the_others_back(server: type[Server]) -> None:
    first, *_ = due(3)
    assert send_waiting(now=MORNING, goes_on=times(0).__next__) == 1
    assert [step for step in server.asked if "@" in step] == [first]
    assert list(Digest.objects.order_by("pk").values_list("attempts", "leased_until", "last_error")) == [
        (1, None, ""),
        (0, None, ""),
        (0, None, ""),
    ]


def test_who_is_stopped_on_the_way_has_sent_what_they_said(server: type[Server]) -> None:
    people = due(3)
    assert send_waiting(now=MORNING, goes_on=times(1).__next__) == 2
    assert [step for step in server.asked if "@" in step] == people[:2]


def test_a_sweep_that_may_not_go_on_sends_one_mail() -> None:
    due(3)
    assert sweep(now=MORNING, goes_on=lambda: False) == 1


def test_a_server_that_is_away_is_held_against_no_mail(server: type[Server]) -> None:
    due(2)
    server.failing["open"] = ConnectionRefusedError("Connection refused")
    assert send_waiting(now=MORNING) == 0
    assert server.asked.count("open") == 1
    found = set(Digest.objects.values_list("attempts", "leased_until", "not_before", "last_error"))
    assert found == {(0, None, MORNING, "ConnectionRefusedError: Connection refused")}


def test_a_mail_that_is_refused_keeps_no_other_and_waits_a_minute(server: type[Server]) -> None:
    first, second = due(2)
    server.failing[first] = SMTPDataError(554, b"Refused")
    assert send_waiting(now=MORNING) == 1
    # The connection may be broken: it is made anew.
    assert server.asked == ["open", first, "close", "open", second, "close"]
    failed = Digest.objects.get(user__email=first)
    assert (failed.sent_at, failed.not_before, failed.leased_until) == (None, MORNING + MINUTE, None)
    assert failed.last_error == "SMTPDataError: (554, b'Refused')"


def test_words_that_cannot_be_made_keep_no_other_mail(server: type[Server]) -> None:
    first, _ = due(2)
    server.failing[first] = ValueError("x" * 600)
    assert send_waiting(now=MORNING) == 1
    assert Digest.objects.get(user__email=first).last_error == f"ValueError: {'x' * 488}"


def test_what_the_server_says_to_the_end_of_a_connection_does_not_matter(server: type[Server]) -> None:
    due()
    server.failing["close"] = ConnectionResetError()
    assert send_waiting(now=MORNING) == 1


@pytest.mark.parametrize(("tries", "minutes"), [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (15, 60)])
def test_each_try_waits_longer_at_most_an_hour(server: type[Server], tries: int, minutes: int) -> None:
    [person] = due()
    server.failing[person] = SMTPDataError(554, b"Refused")
    Digest.objects.update(attempts=tries - 1)
    send_waiting(now=MORNING)
    digest = Digest.objects.get()
    assert (digest.failed_at, digest.not_before) == (None, MORNING + minutes * MINUTE)


def test_after_sixteen_tries_it_is_given_up(server: type[Server]) -> None:
    [person] = due()
    server.failing[person] = SMTPDataError(554, b"Refused")
    Digest.objects.update(attempts=15)
    send_waiting(now=MORNING)
    digest = Digest.objects.get()
    assert (digest.failed_at, digest.last_error) == (MORNING, "SMTPDataError: (554, b'Refused')")


def test_what_ended_each_process_that_tried_is_given_up_without_another_try(server: type[Server]) -> None:
    due()
    Digest.objects.update(attempts=MOST_TRIES)
    assert send_waiting(now=MORNING) == 0
    digest = Digest.objects.get()
    assert digest.failed_at == MORNING
    assert digest.last_error == "Each process that tried to send it ended before it could."
    assert "open" not in server.asked


def test_what_leaves_after_a_failed_try_is_no_longer_in_error() -> None:
    due()
    Digest.objects.update(last_error="SMTPDataError: (554, b'Refused')")
    send_waiting(now=MORNING)
    assert Digest.objects.get().last_error == ""


def two_requests() -> list[LetterRequest]:
    """Two requests of one letter, of which one digest speaks."""
    letter = make_letter(requests=["One.", "Two."])
    plan_all(now=MORNING)
    return list(letter.requests.select_related("letter__office").order_by("pk"))


def left_out() -> list[str]:
    """Why each delivery is not in the mail; empty where it is."""
    return list(Delivery.objects.mails().order_by("pk").values_list("suppressed_because", flat=True))


def test_what_is_left_out_of_a_mail_says_why() -> None:
    one, _ = two_requests()
    check_made(letter_request=one, by=editor_of(one.letter.office), now=MORNING)
    assert send_waiting(now=MORNING) == 1
    assert left_out() == [CHECKED, ""]
    assert Digest.objects.get().suppressed_because == ""


def test_a_mail_of_which_nothing_is_left_does_not_leave_and_says_why(server: type[Server]) -> None:
    requests = two_requests()
    OfficeMembership.objects.all().delete()
    assert send_waiting(now=MORNING) == 0
    assert (left_out(), Digest.objects.get().suppressed_because) == ([LEFT_THE_OFFICE] * 2, LEFT_THE_OFFICE)
    assert "open" not in server.asked
    assert len(requests) == 2


def test_a_mail_of_which_nothing_is_left_for_several_reasons_says_so() -> None:
    one, two = two_requests()
    by = editor_of(one.letter.office)
    check_made(letter_request=one, by=by, now=MORNING)
    snooze(letter_request=two, until=(MORNING + timedelta(days=3)).date(), by=by, now=MORNING)
    assert send_waiting(now=MORNING) == 0
    assert (left_out(), Digest.objects.get().suppressed_because) == ([CHECKED, PUT_OFF], NOTHING_LEFT)


def test_the_mail_names_itself_and_how_to_stop_it(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.MAIL_DOMAIN = "letters.example"
    office = make_office("Sample")
    letter_request = make_request(office)
    sweep(now=MORNING)
    [message] = mail.outbox
    user = editor_of(office)
    assert message.extra_headers["Message-ID"] == (
        f"<digest.{office.slug}.{user.pk}.20260316@letters.example>"
    )
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = str(message.extra_headers["List-Unsubscribe"])
    assert address.startswith(f"<{settings.SITE_URL}/desk/unsubscribe/")
    assert address.endswith(">")
    assert isinstance(message, EmailMultiAlternatives)
    [(html, kind)] = message.alternatives
    assert (kind, letter_request.public_id in str(html)) == ("text/html", True)
