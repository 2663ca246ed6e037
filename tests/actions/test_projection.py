"""The stored standing is the fold, whatever is entered, corrected and taken back in whatever order."""

from datetime import date, datetime, timedelta
from os import environ
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.ledger import LedgerError, withdraw_entry
from actions.models import Action
from actions.projection import differences
from letters.models import LetterRequest, ResponseState
from letters.states import DeclineReason, Outcome, Response
from tests.making import NOON, editor_of, make_action, make_letter, make_request

pytestmark = pytest.mark.django_db

KINDS = [
    "response_received",
    "email",
    "media_report",
    "status_check",
    "note",
    "deadline_extended",
    "assigned",
]


@st.composite
def steps(draw: st.DrawFn) -> dict[str, Any]:
    """Something that a person enters: on which request, what, when, and whether it corrects or takes back an entry."""
    kind = draw(st.sampled_from(KINDS))
    moves = kind in ("response_received", "email", "media_report")
    response = draw(st.sampled_from(["", *Response.values])) if moves else ""
    return {
        "request": draw(st.integers(0, 1)),
        "recipient": draw(st.sampled_from([None, 0, 1])),
        "kind": kind,
        "response": response if response != Response.SUPERSEDED else "",
        "decline_reason": DeclineReason.BURDEN if response == Response.DECLINED else "",
        "outcome": draw(st.sampled_from(["", *Outcome.values])) if moves else "",
        "due_on": date(2026, 4, 1) + timedelta(days=draw(st.integers(0, 40)))
        if kind == "deadline_extended"
        else None,
        "days_ago": draw(st.integers(0, 5)),
        "later": draw(st.integers(0, 9)),
        "corrects": draw(st.none() | st.integers(0, 10)),
        "takes_back": draw(st.booleans()),
    }


def enter(step: dict[str, Any], requests: list[LetterRequest], entered: list[Action], now: datetime) -> None:
    """Does what the step says; a correction of what was corrected before is refused, as it must be."""
    letter_request = requests[step["request"]]
    recipients = list(letter_request.letter.recipients.all())
    old = entered[step["corrects"] % len(entered)] if step["corrects"] is not None and entered else None
    by = editor_of(letter_request.letter.office)
    try:
        if old is not None and step["takes_back"]:
            entered.append(withdraw_entry(action=old, reason="error", by=by, now=now))
            return
        fields = {name: step[name] for name in ("response", "decline_reason", "outcome", "due_on")}
        recipient = None if step["recipient"] is None else recipients[step["recipient"]]
        occurred_on = (now - timedelta(days=step["days_ago"])).date()
        entered.append(
            make_action(
                letter_request,
                step["kind"],
                by=by,
                now=now,
                occurred_on=occurred_on,
                supersedes=old,
                recipient=recipient,
                **fields,
            )
        )
    except LedgerError as error:
        refusals = ("already been corrected", "What readers can see", "What the office keeps to itself")
        assert any(words in str(error) for words in refusals)  # noqa: PT017  # no other refusal is right


@settings(
    max_examples=int(environ.get("HISTORIES", "10")), deadline=None, suppress_health_check=list(HealthCheck)
)
@given(st.lists(steps(), min_size=1, max_size=10))
def test_the_stored_standing_is_the_fold_after_every_step(story: list[dict[str, Any]]) -> None:
    letter = make_letter(
        requests=["One.", "Two."], recipients=["Department of Examples", "Department of Samples"]
    )
    requests = list(letter.requests.select_related("letter__office"))
    entered: list[Action] = []
    now = NOON
    for step in story:
        now += timedelta(days=step["later"])
        enter(step, requests, entered, now)
        for letter_request in letter.requests.select_related("letter__office"):
            assert differences(letter_request) == []


def test_check_ledger_finds_nothing_where_all_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    make_action(make_request(), response="acknowledged")
    call_command("check_ledger")
    assert capsys.readouterr().out == "1 requests checked, 0 differ\n"


def test_check_ledger_names_what_differs_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    letter_request = make_request()
    LetterRequest.objects.update(outcome_state="fulfilled")
    with pytest.raises(CommandError, match="--repair"):
        call_command("check_ledger")
    line = f"{letter_request.public_id} outcome_state: stored fulfilled, the ledger says not_assessed"
    assert line in capsys.readouterr().out


def test_check_ledger_repairs() -> None:
    make_action(make_request(), response="acknowledged")
    LetterRequest.objects.update(outcome_state="fulfilled", due_on=date(2020, 1, 1))
    ResponseState.objects.update(state="withdrawn")
    call_command("check_ledger", repair=True)
    call_command("check_ledger")
    assert ResponseState.objects.get().state == "acknowledged"
