"""What stands where, now and as it was known: every count adds up, and the past stays what it was."""

from datetime import UTC, date, datetime, timedelta
from os import environ
from random import Random
from typing import Any

import pytest
import time_machine
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from actions.models import Action
from actions.publishing import revise_letter
from letters.intake import DueEntry, RequestEntry, SignatoryEntry
from letters.kept_counts import KEPT
from letters.models import LetterRequest
from letters.scorecard import GROUPS, Status
from letters.states import Outcome, Response, Visibility
from offices.models import OfficeMembership, Role, User
from tests.api.asking import read
from tests.making import (
    NOON,
    editor_of,
    make_action,
    make_letter,
    make_member,
    make_office,
    make_request,
    make_user,
)
from tracker.clock import today

pytestmark = pytest.mark.django_db


def groups(query: str = "", user: User | None = None) -> dict[str | None, dict[str, Any]]:
    """The groups by their key; the counts of each add up."""
    answer = read(f"progress/{query}", user)
    found = {group["key"]: group for group in answer["groups"]}
    assert len(found) == len(answer["groups"])
    for group in found.values():
        assert sum(group["statuses"].values()) == group["requests"]
        assert sum(group["outcomes"].values()) == group["requests"] == group["assessed"]["denominator"]
        due = (group["statuses"][status] for status in ("answered", "declined", "overdue"))
        assert group["answered"] == {
            "numerator": group["statuses"]["answered"],
            "denominator": sum(due),
        }
    return found


def status(query: str = "", key: str | None = None) -> dict[str, int]:
    """The statuses of a group that are not empty."""
    return {name: number for name, number in groups(query)[key]["statuses"].items() if number}


def due(days: int) -> RequestEntry:
    """A request that is due so many days from today."""
    return RequestEntry("Do it.", deadline=DueEntry(due_on=today() + timedelta(days=days), words="soon"))


@pytest.mark.parametrize(
    ("states", "days", "expected"),
    [
        (["awaiting_response"], -1, "overdue"),
        (["acknowledged"], 0, "not_yet_due"),
        (["interim_response"], None, "no_deadline"),
        (["substantive_response", "awaiting_response"], -1, "overdue"),
        (["not_reviewed"], -1, "not_reviewed"),
        (["substantive_response", "not_reviewed"], -1, "not_reviewed"),
        (["referred"], -1, "referred"),
        (["substantive_response", "declined"], -1, "declined"),
        (["substantive_response", "withdrawn"], -1, "answered"),
        (["substantive_response"], None, "answered"),
        (["withdrawn"], -1, "no_longer_asked"),
        ([], -1, "not_reviewed"),
    ],
)
def test_a_request_stands_in_one_place(states: list[str], days: int | None, expected: str) -> None:
    entry = "Do it." if days is None else due(days)
    letter = make_letter(requests=[entry], recipients=[f"Agency {n}" for n in range(len(states))])
    asked = letter.requests.select_related("letter__office").get()
    for recipient, state in zip(letter.recipients.all(), states, strict=True):
        reason = "burden" if state == "declined" else ""
        make_action(asked, response=state, decline_reason=reason, recipient=recipient)
    assert status() == {expected: 1}


def test_an_agency_is_judged_by_its_own_answers() -> None:
    letter = make_letter(requests=[due(-1)], recipients=["Department of Examples", "Bureau of Samples"])
    asked = letter.requests.select_related("letter__office").get()
    make_action(asked, response="substantive_response", recipient=letter.recipients.first())
    assert status("?by=agency", "department-of-examples") == {"answered": 1}
    assert status("?by=agency", "bureau-of-samples") == {"overdue": 1}
    assert status() == {"overdue": 1}


def test_each_who_signed_has_the_requests() -> None:
    members = [make_member("Sampleton"), make_member("Exampleby")]
    signed = [SignatoryEntry(member.last_name, bioguide_id=member.bioguide_id) for member in members]
    make_letter(requests=["One.", "Two."], signatories=signed)
    make_letter(requests=["Three."], signatories=signed[:1])
    counts = groups("?by=member")
    assert [counts[member.bioguide_id]["requests"] for member in members] == [3, 2]


def test_by_office_kind_and_month() -> None:
    office = make_office()
    make_letter(
        office, requests=[RequestEntry("One.", kind="meeting"), "Two."], letter_date=date(2026, 2, 27)
    )
    make_letter(requests=["Three."], letter_date=None)
    assert groups("?by=office")[office.slug]["requests"] == 2
    assert {key: group["requests"] for key, group in groups("?by=kind").items()} == {
        "meeting": 1,
        "action": 2,
    }
    assert {key: group["requests"] for key, group in groups("?by=month").items()} == {"2026-02": 2, None: 1}


def test_by_topic_what_is_not_sorted_stands_apart() -> None:
    make_letter(requests=["One.", "Two."], topic="health", now=NOON)
    make_letter(requests=["Three."], now=NOON)
    for query in ("?by=topic", f"?by=topic&as_of={today()}"):
        found = {key: (group["name"], group["requests"]) for key, group in groups(query).items()}
        assert found == {"health": ("Health", 2), None: ("Not sorted yet", 1)}


def test_a_letter_that_is_sorted_anew_is_counted_anew() -> None:
    letter = make_letter(topic="health")
    assert [*groups("?by=topic")] == ["health"]
    revise_letter(letter=letter, changes={"topic": "energy"}, by=editor_of(letter.office), now=NOON)
    assert [*groups("?by=topic")] == ["energy"]


def test_only_what_the_reader_sees_is_counted_and_named() -> None:
    office = make_office()
    insider = make_user(office, Role.VIEWER)
    make_request(office, visibility=Visibility.OFFICE, recipients=["Bureau of Secrets"])
    make_request()
    assert [*groups("?by=agency")] == ["department-of-examples"]
    assert sorted(filter(None, groups("?by=agency", insider))) == [
        "bureau-of-secrets",
        "department-of-examples",
    ]
    assert groups("", insider)[None]["requests"] == 2


def test_where_there_is_no_office_nothing_is_counted() -> None:
    assert groups() == {}


def test_a_change_that_was_counted_before_it_was_looked_for_is_counted_once() -> None:
    make_request()
    assert groups()[None]["requests"] == 1
    KEPT.table(None, today()).head -= 1  # as where the change was announced between the two looks
    assert groups()[None]["requests"] == 1


def test_what_is_not_known_is_refused() -> None:
    for query, pointer in (
        ("?by=colour", "/by"),
        ("?office=x", "/office"),
        ("?as_of=yesterday", "/as_of"),
        ("?as_of=2026-02-30", "/as_of"),
        (f"?as_of={today() + timedelta(days=1)}", "/as_of"),
        ("?as_of=0001-01-01", "/as_of"),
    ):
        assert read(f"progress/{query}", status=400)["errors"][0]["pointer"] == pointer


def test_a_request_shows_its_progress_alone(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    asked = make_request()
    make_action(asked, response="acknowledged", outcome="in_progress")
    whole = read(f"requests/{asked.public_id}/")
    with django_assert_num_queries(2):
        alone = read(f"requests/{asked.public_id}/progress/")
    assert alone == {
        "on": str(today()),
        "id": asked.public_id,
        "letter": whole["letter"],
        "version": whole["version"],
        **whole["progress"],
    }


def test_a_letter_with_a_request_that_nobody_has_judged_is_answered_as_of_a_day() -> None:
    letter = make_letter(letter_date=date(2026, 3, 2))
    found = read(f"letters/{letter.public_id}/progress/?as_of=2026-03-02")
    assert found["outcome_states"] == {"not_assessed": 1}


def test_beside_as_of_a_list_goes_by_nothing_that_moves() -> None:
    for query in (
        "overdue=true",
        "open=true",
        "response_state=declined",
        "ordering=due_on",
        "due_to=2026-01-01",
    ):
        pointer = read(f"requests/?as_of=2026-03-03&{query}", status=400)["errors"][0]["pointer"]
        assert pointer == f"/{query.partition('=')[0]}"


def test_what_was_not_there_yet_is_not_there() -> None:
    asked = make_request(now=NOON)
    before = "?as_of=2026-03-01"
    assert read(f"requests/{before}")["results"] == []
    assert groups(before) == {}
    for path in (f"requests/{asked.public_id}/", f"requests/{asked.public_id}/progress/"):
        read(f"{path}{before}", status=404)
    read(f"letters/{asked.letter.public_id}/progress/{before}", status=404)


def test_what_was_entered_for_the_wrong_request_is_counted_there_until_it_was_corrected() -> None:
    one, two = make_letter(requests=["Do this.", "Do that."], now=NOON).requests.order_by("number")
    wrong = make_action(one, response="declined", decline_reason="burden", now=NOON)
    make_action(two, response="substantive_response", supersedes=wrong, now=NOON + timedelta(days=3))
    assert status("?as_of=2026-03-04") == {"declined": 1, "no_deadline": 1}
    assert status("?as_of=2026-03-05") == status() == {"answered": 1, "no_deadline": 1}


def test_a_later_correction_and_a_backdated_entry_change_nothing_of_what_was_known() -> None:
    asked = make_request()
    wrong = make_action(asked, response="declined", decline_reason="burden", now=NOON)
    later = NOON + timedelta(days=3)
    make_action(asked, response="acknowledged", supersedes=wrong, now=later)
    make_action(asked, "assessment", outcome="fulfilled", occurred_on=NOON.date(), now=later)

    def known(day: str) -> tuple[str, str]:
        progress = read(f"requests/{asked.public_id}/progress/?as_of={day}")
        return progress["response_state"], progress["outcome_state"]

    assert known("2026-03-02") == known("2026-03-04") == ("declined", "not_assessed")
    assert known("2026-03-05") == ("acknowledged", "fulfilled")


def evening(day: date) -> datetime:
    """Shortly before the day is over in Washington."""
    return datetime(day.year, day.month, day.day, 23, 30, tzinfo=UTC) + timedelta(hours=4)


ADDRESSES = ["requests/?ordering=oldest", *(f"progress/?by={by}" for by in GROUPS), "progress/?"]


def shown(user: User, as_of: str = "") -> list[Any]:
    """What the API says, without the versions, which are those of now."""
    answers = [read(f"{address}{as_of}", user) for address in ADDRESSES]
    for row in answers[0]["results"]:
        del row["version"]
    return answers


def happen(chance: Random, now: datetime, by: User) -> None:
    """An entry or a correction, of the day or of one before."""
    asked = chance.choice([*LetterRequest.objects.filter(letter__office__in=by.offices.all()).order_by("pk")])
    entries = Action.objects.filter(
        superseded_by=None, office__in=by.offices.all(), effects__letter_request=asked
    )
    wrong = chance.choice([None, *entries.exclude(kind__in=["letter_sent", "note"]).order_by("pk")])
    state = chance.choice([state.value for state in Response if state != Response.SUPERSEDED] + [""])
    kind = chance.choice(["follow_up_letter", "response_received", "deadline_extended", "note"])
    due_on = now.date() + timedelta(days=chance.randint(-2, 4)) if kind == "deadline_extended" else None
    make_action(
        asked,
        kind,
        by=by,
        due_on=due_on,
        occurred_on=now.date() - timedelta(days=chance.choice([0, 0, 1, 5])),
        now=now,
        supersedes=None if kind == "note" else wrong,
        **({} if kind == "note" else judged(chance, asked, state)),
    )


def judged(chance: Random, asked: LetterRequest, state: str) -> dict[str, Any]:
    """What an entry says of answer and outcome."""
    return {
        "response": state,
        "decline_reason": "burden" if state == Response.DECLINED else "",
        "recipient": chance.choice([None, *asked.letter.recipients.order_by("pk")]) if state else None,
        "outcome": chance.choice(["", *Outcome.values]),
    }


@settings(max_examples=int(environ.get("HISTORIES", "3")), deadline=None, phases=[Phase.generate])
@given(chance=st.randoms(use_true_random=False))
def test_as_of_each_day_all_is_said_that_was_said_in_its_evening(chance: Random) -> None:
    with transaction.atomic():
        KEPT.forget()
        office, other = make_office(), make_office()
        by = make_user(office)
        OfficeMembership.objects.create(office=other, user=by, role=Role.EDITOR)
        member = make_member("Sampleton")
        said: dict[date, list[Any]] = {}
        for number in range(5):
            now = NOON + timedelta(days=number)
            with time_machine.travel(now):
                make_letter(
                    chance.choice([office, other]),
                    visibility=chance.choice(["public", "office"]),
                    requests=[due(2), "Another."],
                    recipients=["Department of Examples", "Bureau of Samples"][: chance.randrange(3)],
                    signatories=[SignatoryEntry("A", bioguide_id=member.bioguide_id)][: chance.randrange(2)],
                    backfilled=chance.random() < 0.5,
                    now=now,
                )
                if office.letters.exists():
                    happen(chance, now, by)
            with time_machine.travel(evening(now.date())):
                said[now.date()] = shown(by)
        for day, answers in said.items():
            assert shown(by, f"&as_of={day}") == answers
        transaction.set_rollback(True)


def test_every_place_has_a_meaning_in_the_schema() -> None:
    schema = read("schema/?format=json")["components"]["schemas"]["Statuses"]["properties"]
    assert [*schema] == [*Status]
