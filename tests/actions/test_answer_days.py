"""How long answers took: from the ledger, by properties and by examples."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import given
from hypothesis import strategies as st

from actions.answer_days import Answered, answers_of_agency, days_taken, median_days, stretch_of
from letters.models import LetterRequest
from letters.people import Agency
from letters.states import Visibility
from tests.making import NOON, make_action, make_letter, make_request

SENT = date(2026, 3, 2)
days = st.dates(date(2025, 1, 1), date(2027, 1, 1))
answers = st.lists(st.builds(Answered, st.integers(1, 5), days | st.none(), days), max_size=20)


@given(answers, st.randoms(use_true_random=False))
def test_the_order_of_answers_changes_nothing(found: list[Answered], chance: object) -> None:
    shuffled = sorted(found, key=lambda _: chance.random())  # type: ignore[attr-defined]
    assert days_taken(found) == days_taken(shuffled)


@given(answers)
def test_each_request_takes_as_long_as_its_last_answer_and_never_less_than_nothing(
    found: list[Answered],
) -> None:
    taken = days_taken(found)
    assert taken.keys() == {row.letter_request for row in found if row.asked_on}
    for row in found:
        if row.asked_on:
            assert taken[row.letter_request] >= max(0, (row.answered_on - row.asked_on).days)


@given(st.lists(st.integers(0, 900), min_size=1))
def test_by_the_median_half_are_answered_and_not_before(taken: list[int]) -> None:
    median = median_days(taken)
    assert median in taken
    assert sum(one <= median for one in taken) * 2 >= len(taken)
    assert sum(one < median for one in taken) * 2 < len(taken)


def test_of_none_there_is_no_median() -> None:
    assert median_days([]) is None


@given(st.integers(0, 2000))
def test_a_longer_time_is_in_no_earlier_stretch(taken: int) -> None:
    last = stretch_of(taken)
    assert last is None or taken <= last
    assert (stretch_of(taken + 1) or 9999) >= (last or 9999)


def taken(slug: str = "department-of-examples") -> list[int]:
    """The days that an agency took, as anybody sees them."""
    agency = Agency.objects.get(slug=slug)
    answers = answers_of_agency(agency.pk, to=AnonymousUser())
    return sorted(days_taken(Answered(*row) for row in answers).values())


def answer(letter_request: LetterRequest, after: int, response: str, **more: object) -> object:
    """An answer so many days after the letter was sent."""
    reason = "burden" if response == "declined" else ""
    return make_action(
        letter_request,
        response=response,
        decline_reason=reason,
        occurred_on=SENT + timedelta(days=after),
        now=NOON + timedelta(days=60),
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.django_db
class TestTheLedger:
    """What the ledger's entries make of it."""

    def test_a_refusal_counts_and_an_interim_reply_never(self) -> None:
        answer(make_request(), 3, "interim_response")
        refused = make_request()
        answer(refused, 4, "acknowledged")
        answer(refused, 9, "declined")
        assert taken() == [9]

    def test_the_first_answer_counts_where_another_one_follows(self) -> None:
        asked = make_request()
        answer(asked, 5, "substantive_response")
        answer(asked, 50, "substantive_response")
        assert taken() == [5]

    def test_what_was_corrected_does_not_count(self) -> None:
        asked = make_request()
        wrong = answer(asked, 5, "substantive_response")
        assert taken() == [5]
        answer(asked, 8, "acknowledged", supersedes=wrong)
        assert taken() == []
        answer(asked, 20, "substantive_response")
        assert taken() == [20]

    def test_an_agency_has_answered_when_all_who_were_asked_there_have(self) -> None:
        letter = make_letter(
            recipients=["Department of Examples", "Department of Examples", "Bureau of Samples"]
        )
        asked = letter.requests.select_related("letter__office").get()
        first, second, _ = letter.recipients.all()
        answer(asked, 3, "substantive_response", recipient=first)
        assert taken() == []
        answer(asked, 7, "substantive_response", recipient=second)
        assert taken() == [7]
        assert taken("bureau-of-samples") == []

    def test_without_a_date_there_is_no_figure(self) -> None:
        answer(make_request(letter_date=None), 3, "substantive_response")
        assert taken() == []

    def test_what_is_not_public_is_in_no_figure(self) -> None:
        answer(make_request(), 1, "substantive_response")
        answer(make_request(visibility=Visibility.OFFICE), 2, "substantive_response")
        assert taken() == [1]
