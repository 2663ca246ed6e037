"""Charts: bars add up to what they are of, stay in their frame, and say the same as their table."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from letters.people import Agency
from letters.scorecard import STATUS_LABELS, Counts, Status
from tests.desk.browsing import page
from tests.making import NOON, make_action, make_letter, make_request
from tracker.clock import today
from tracker.public.charts import BAR, TALL, WIDTH, Chart, Group, Words, bars, columns
from tracker.public.pictures import (
    AGENCIES,
    asked_most,
    days_to_answer,
    progress_by_month,
    states_by_agency,
    stretches_of,
)

WORDS = Words("sample", "A sample", "What it shows.", "Thing")
PARTS = {"answered": "Answered", "overdue": "Overdue", "declined": "Declined"}
groups = st.lists(
    st.builds(Group, st.text("abc", max_size=80), st.lists(st.integers(0, 10**6), min_size=3, max_size=3)),
    max_size=12,
)


@pytest.mark.parametrize("draw", [columns, bars])
@given(found=groups)
def test_every_part_is_drawn_in_proportion_and_within_the_frame(draw: object, found: Sequence[Group]) -> None:
    chart: Chart = draw(WORDS, PARTS, found)  # type: ignore[operator]
    for segment in chart.segments:
        assert segment.x >= 0
        assert segment.x + segment.width <= WIDTH + 0.02
        assert segment.y >= 0
        assert segment.y + segment.height <= chart.height + 0.02
    most = max((group.total for group in found), default=0)
    drawn = sorted(segment.height if draw is columns else segment.width for segment in chart.segments)
    full = TALL if draw is columns else WIDTH - 44
    expected = sorted(full * number / most for group in found for number in group.numbers if number)
    assert drawn == pytest.approx(expected, abs=0.01)
    assert draw is columns or all(segment.height == BAR for segment in chart.segments)


@pytest.mark.parametrize("draw", [columns, bars])
@given(found=groups)
def test_the_table_has_every_number_and_the_totals_stand_in_the_picture(
    draw: object, found: Sequence[Group]
) -> None:
    chart: Chart = draw(WORDS, PARTS, found)  # type: ignore[operator]
    assert [group.total for group in chart.groups] == [group.total for group in found]
    for place, (name, _) in enumerate(chart.parts):
        numbers = [group.numbers[place] for group in chart.groups]
        assert numbers == [group.numbers[[*PARTS].index(name)] for group in found]
        assert any(numbers)
    written = [label.words for label in chart.labels]
    assert all(f"{group.total:,}" in written for group in found)


def counts_of(**numbers: int) -> Counts:
    """Counts by status."""
    counts = Counts()
    for name, number in numbers.items():
        counts.count(Status(name), "not_assessed", number)
    return counts


def test_the_months_are_the_last_twelve_in_their_order_and_empty_ones_too() -> None:
    months = {
        202603: counts_of(answered=2, overdue=1),
        202502: counts_of(answered=9),
        None: counts_of(declined=1),
    }
    chart = progress_by_month(months, on=date(2026, 3, 15))
    labels = [group.label for group in chart.groups]
    assert labels == [
        "Apr", "May", "Jun", "Jul 2025", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan 2026", "Feb", "Mar",
    ]  # fmt: skip
    assert [group.total for group in chart.groups] == [0] * 11 + [3]
    assert chart.parts == [("answered", "Answered on the merits"), ("overdue", "Overdue")]
    assert chart.note == "10 requests in letters of other months, or without a date, are not shown."


def test_where_all_letters_are_of_the_last_months_nothing_is_left_out() -> None:
    assert progress_by_month({202603: counts_of(answered=2)}, on=date(2026, 3, 15)).note == ""


@pytest.mark.django_db
def test_the_front_page_says_how_many_requests_its_picture_leaves_out() -> None:
    make_letter(requests=["One.", "Two."], letter_date=today() - timedelta(days=800))
    make_letter(letter_date=None)
    make_letter(letter_date=today(), now=timezone.now())
    assert "3 requests in letters of other months, or without a date, are not shown." in page("/")


def test_every_stretch_of_days_has_its_column() -> None:
    chart = days_to_answer(stretches_of([0, 7, 8, 365, 366, 5000]))
    assert [(group.label, group.total) for group in chart.groups] == [
        ("0–7", 2), ("8–14", 1), ("15–30", 0), ("31–60", 0), ("61–90", 0), ("91–180", 0), ("181–365", 1), ("366+", 2),
    ]  # fmt: skip


def pictures(shown: str) -> list[ElementTree.Element]:
    """The charts in a page; fails where one is no XML."""
    return [
        ElementTree.fromstring(svg)  # noqa: S314  # a page of ours
        for svg in re.findall(r'<svg viewBox="[^"]+" role="img".*?</svg>', shown, re.DOTALL)
    ]


@pytest.mark.django_db
class TestPages:
    """The charts where they stand."""

    def test_each_has_a_title_a_description_and_a_table(self) -> None:
        letter = make_letter(requests=["One.", "Two."], recipients=["A <b> Agency", "Bureau & Co"])
        answered = letter.requests.select_related("letter__office")[0]
        make_action(answered, response="declined", decline_reason="burden", now=NOON + timedelta(days=1))
        for path, number in (("/", 3), ("/agencies/", 1)):
            shown = page(path)
            found = pictures(shown)
            assert len(found) == number == shown.count("The same as a table")
            for svg in found:
                named = {child.get("id") for child in svg if child.tag in ("title", "desc")}
                assert svg.get("role") == "img"
                assert set((svg.get("aria-labelledby") or "").split()) == named
                assert len(named) == 2
            assert "style=" not in shown
            assert "<style" not in shown
            used = set(re.findall(r"url\(#([\w-]+)\)", shown))
            assert used <= set(re.findall(r'<pattern id="([\w-]+)"', shown))

    def test_the_days_are_those_of_the_ledger_and_of_public_letters_alone(self) -> None:
        row = '<th scope="row">8–14</th><td data-label="Requests answered or declined">1</td>'
        for visibility in ("public", "office"):
            asked = make_request(visibility=visibility)
            make_action(
                asked,
                response="substantive_response",
                occurred_on=date(2026, 3, 12),
                now=NOON + timedelta(days=20),
            )
        assert row in page("/")
        assert row in page("/agencies/department-of-examples/")
        again = make_request()
        make_action(
            again,
            response="substantive_response",
            occurred_on=date(2026, 3, 12),
            now=NOON + timedelta(days=20),
        )
        assert row.replace("1<", "2<") in page("/")

    def test_every_status_has_a_pattern(self) -> None:
        make_request()
        shown = page("/")
        assert all(f'<pattern id="pattern-{status}"' in shown for status in STATUS_LABELS)


@given(asked=st.lists(st.tuples(st.integers(1, 4), st.text("ab", min_size=1, max_size=3)), max_size=25))
def test_only_the_agencies_that_may_be_shown_need_a_name(asked: Sequence[tuple[int, str]]) -> None:
    groups = {key: counts_of(answered=number) for key, (number, _) in enumerate(asked)}
    named = {key: Agency(pk=key, name=name) for key, (_, name) in enumerate(asked)}
    of_all = states_by_agency((agency, groups[key]) for key, agency in named.items())
    most = asked_most({**groups, None: counts_of(answered=9)})
    assert states_by_agency((named[key], groups[key]) for key in most) == of_all
    numbers = sorted((number for number, _ in asked), reverse=True)
    assert all(groups[key].requests in numbers[:AGENCIES] for key in most)
