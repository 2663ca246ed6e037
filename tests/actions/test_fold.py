"""The fold, without a database: whatever order facts come in, the last word by date and entry counts."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from actions.fold import Answer, Fact, fold
from letters.states import ACTION_MEANINGS, Outcome, Response

RECIPIENTS = [1, 2]
DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 6))
RESPONSES = st.sampled_from(
    ["", Response.ACKNOWLEDGED, Response.PARTIAL_RESPONSE, Response.SUBSTANTIVE_RESPONSE]
)


@st.composite
def histories(draw: st.DrawFn) -> list[Fact]:
    """Facts with entry numbers as a ledger gives them."""
    size = draw(st.integers(0, 8))
    return [
        Fact(
            entry=entry,
            kind=draw(st.sampled_from(sorted(ACTION_MEANINGS))),
            occurred_on=draw(DAYS),
            recorded_on=draw(DAYS),
            recipient=draw(st.sampled_from([None, *RECIPIENTS])),
            response=draw(RESPONSES),
            outcome=draw(st.sampled_from(["", *Outcome.values])),
            due_on=draw(st.none() | DAYS),
            assigned_to=draw(st.none() | st.integers(1, 3)),
        )
        for entry in range(size)
    ]


def last(facts: list[Fact], wanted: str) -> Fact | None:
    """The oracle: walks the facts day by day and keeps the last that says something."""
    found = None
    for offset in range(6):
        day = date(2026, 1, 1) + timedelta(days=offset)
        for fact in facts:
            if fact.occurred_on == day and getattr(fact, wanted):
                found = fact
    return found


def test_without_facts_nothing_is_claimed() -> None:
    standing = fold([], recipients=RECIPIENTS, first_due_on=None)
    assert standing.answers == {1: Answer(), 2: Answer()}
    assert (standing.outcome, standing.due_on, standing.last_checked_on) == (Outcome.NOT_ASSESSED, None, None)


@given(histories().flatmap(lambda facts: st.tuples(st.just(facts), st.permutations(facts))))
def test_the_order_of_entering_the_fold_makes_no_difference(orders: tuple[list[Fact], list[Fact]]) -> None:
    facts, shuffled = orders
    first = fold(facts, recipients=RECIPIENTS, first_due_on=None)
    assert fold(shuffled, recipients=RECIPIENTS, first_due_on=None) == first


@given(histories())
def test_the_last_word_counts(facts: list[Fact]) -> None:
    standing = fold(facts, recipients=RECIPIENTS, first_due_on=date(2025, 12, 1))
    outcome, due = last(facts, "outcome"), last(facts, "due_on")
    assert standing.outcome == (outcome.outcome if outcome else Outcome.NOT_ASSESSED)
    assert standing.due_on == (due.due_on if due else date(2025, 12, 1))
    for recipient in RECIPIENTS:
        mine = last([fact for fact in facts if fact.recipient in (None, recipient)], "response")
        assert standing.answers[recipient].state == (mine.response if mine else Response.NOT_REVIEWED)
        assert standing.answers[recipient].since_on == (mine.occurred_on if mine else None)


@given(histories())
def test_bookkeeping_of_the_office_is_no_action_and_no_check(facts: list[Fact]) -> None:
    standing = fold(facts, recipients=RECIPIENTS, first_due_on=None)
    shown = [fact.occurred_on for fact in facts if fact.kind not in ("note", "assigned", "snoozed")]
    checks = [
        fact.recorded_on for fact in facts if fact.kind not in ("note", "assigned", "snoozed", "letter_sent")
    ]
    assert standing.last_action_on == max(shown, default=None)
    assert standing.last_checked_on == max(checks, default=None)


def test_an_assignment_can_be_taken_away() -> None:
    day = date(2026, 1, 1)
    facts = [
        Fact(1, "assigned", day, day, assigned_to=7),
        Fact(2, "assigned", day, day, assigned_to=None),
    ]
    assert fold(facts, recipients=[], first_due_on=None).assigned_to is None
