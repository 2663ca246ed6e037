"""How a request stands: a fold over its live actions, ordered by date of the fact, then by entry.

Pure: no Django, no clock. `actions.ledger` feeds it rows and stores what comes out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from letters.states import OFFICE_ONLY, Outcome, Response

# These enter a fact without anybody having looked for news.
NOT_A_CHECK = ("letter_sent", *OFFICE_ONLY)


@dataclass(frozen=True, slots=True)
class Fact:
    """What one live action says of one request; `entry` is its place in the ledger."""

    entry: int
    kind: str
    occurred_on: date
    recorded_on: date
    recipient: int | None = None
    response: str = ""
    decline_reason: str = ""
    superseded_by: int | None = None
    outcome: str = ""
    due_on: date | None = None
    promised_on: date | None = None
    assigned_to: int | None = None
    check_on: date | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What one recipient has answered."""

    state: str = Response.NOT_REVIEWED
    since_on: date | None = None
    decline_reason: str = ""
    superseded_by: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a request stands."""

    answers: Mapping[int, Answer]
    outcome: str
    due_on: date | None
    promised_on: date | None
    last_action_on: date | None
    last_checked_on: date | None
    snoozed_until: date | None
    assigned_to: int | None


def fold(facts: Iterable[Fact], *, recipients: Iterable[int], first_due_on: date | None) -> Standing:
    """The standing after `facts`, whatever order they come in.

    A fact without a recipient speaks of all of them. `first_due_on` is the letter's own deadline; the last
    one set or extended replaces it. The day by which a recipient promised to answer is the last one told; it moves no
    deadline. The last check is the last day on which somebody entered news or "nothing new".
    """
    answers = {recipient: Answer() for recipient in recipients}
    outcome: str = Outcome.NOT_ASSESSED
    due_on, promised_on, assigned_to = first_due_on, None, None
    ordered = sorted(facts, key=lambda fact: (fact.occurred_on, fact.entry))
    for fact in ordered:
        if fact.response:
            answer = Answer(fact.response, fact.occurred_on, fact.decline_reason, fact.superseded_by)
            answers |= dict.fromkeys(answers if fact.recipient is None else [fact.recipient], answer)
        outcome = fact.outcome or outcome
        due_on = fact.due_on or due_on
        promised_on = fact.promised_on or promised_on
        if fact.kind == "assigned":
            assigned_to = fact.assigned_to
    return Standing(
        answers=answers,
        outcome=outcome,
        due_on=due_on,
        promised_on=promised_on,
        last_action_on=max(
            (fact.occurred_on for fact in ordered if fact.kind not in OFFICE_ONLY), default=None
        ),
        last_checked_on=max(
            (fact.recorded_on for fact in ordered if fact.kind not in NOT_A_CHECK), default=None
        ),
        snoozed_until=snoozed_until(ordered),
        assigned_to=assigned_to,
    )


def snoozed_until(facts: Iterable[Fact]) -> date | None:
    """The day to which the next check was put off, unless somebody has entered news since."""
    told = [fact for fact in facts if fact.kind == "snoozed" or fact.kind not in NOT_A_CHECK]
    return max(told, key=lambda fact: fact.entry).check_on if told else None
