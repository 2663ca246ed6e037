"""A draft whose date was read wrongly: what was read from the date follows when it is corrected, what a person typed stays."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from letters.intake import DueEntry, LetterEntry, RequestEntry
from letters.matching import NOBODY
from letters.reading.deadlines import find_deadline
from letters.reading.reader import read
from tests.desk.browsing import words_of
from tests.desk.test_draft_steps import Page
from tests.making import SHARED, make_member
from tracker.desk.entered import Entered, read_from
from tracker.desk.redating import redated

TEXT = """March 2, 2026

The Honorable Pat Placeholder
Secretary of Samples

Dear Secretary Placeholder:

We ask you to:
1. Publish the list within 10 business days.
2. Explain why by April 30, 2026.
3. Say who.

Please respond within 30 days.

Sincerely,

Robin Sampleton
United States Senator
"""
DAYS = st.dates(date(1990, 1, 1), date(2060, 1, 1))
WORDS = [
    "within 10 business days",
    "no later than 2 weeks",
    "within one month",
    "by the end of the month",
    "by COB Friday",
    "by April 1",
    "by April 1, 2026",
]


def page(text: str = TEXT) -> Page:
    return Page(text)


pytestmark = pytest.mark.django_db


def test_a_step_counts_deadlines_that_are_as_read_from_the_new_date() -> None:
    draft = page()
    assert draft.fields()["requests-0-due_on"] == "2026-03-16"
    fields = draft.press("show", letter_date="2026-03-09").fields()
    assert (fields["requests-0-due_on"], fields["requests-1-due_on"]) == ("2026-03-23", "2026-04-30")
    assert fields["response_due_on"] == "2026-04-08"
    shown = unescape(draft.shown)
    assert "Read from <q>within 10 business days</q>. 10 business days after Monday, March 9, 2026" in shown
    assert "What was left as read now counts from March 9, 2026." in shown


def test_confirming_alone_counts_them_too_and_keeps_their_computation() -> None:
    letter = page().confirm(letter_date="2026-03-09", visibility="office")
    first, second, third = letter.requests.all()
    assert (first.deadline_on, first.deadline_rule) == (date(2026, 3, 23), "10 business days")
    assert "after Monday, March 9, 2026" in first.deadline_explanation
    assert (second.deadline_on, third.deadline_on) == (date(2026, 4, 30), None)
    assert (letter.response_due_on, letter.response_due_words) == (date(2026, 4, 8), "within 30 days")


def test_the_day_it_was_sent_and_its_first_title_follow_and_so_does_the_first_entry() -> None:
    letter = page().confirm(letter_date="2026-03-09", visibility="office")
    assert (letter.sent_on, letter.title) == (
        date(2026, 3, 9),
        "Letter to Secretary of Samples, March 9, 2026",
    )
    assert letter.requests.first().effects.get().action.occurred_on == date(2026, 3, 9)  # type: ignore[union-attr]


def test_what_a_person_typed_stays() -> None:
    typed = {
        "title": "Samples",
        "sent_on": "2026-03-05",
        "response_due_on": "2026-05-01",
        "requests-0-due_on": "",
        "requests-2-due_on": "2026-04-02",
    }
    letter = page().confirm(letter_date="2026-03-09", visibility="office", **typed)
    assert (letter.title, letter.sent_on) == ("Samples", date(2026, 3, 5))
    assert (letter.response_due_on, letter.response_due_rule) == (date(2026, 5, 1), "set by hand")
    assert list(letter.requests.values_list("deadline_on", flat=True)) == [
        None,
        date(2026, 4, 30),
        date(2026, 4, 2),
    ]


def test_a_typed_day_stands_beside_what_is_read_now() -> None:
    draft = page().press("show", letter_date="2026-03-09", response_due_on="2026-05-01")
    assert "Set by hand. Read from <q>within 30 days</q> was 2026-04-08." in draft.shown


def test_a_date_that_was_missing_gives_the_deadlines_their_days() -> None:
    draft = page(TEXT.removeprefix("March 2, 2026"))
    assert draft.fields()["requests-0-due_on"] == ""
    assert draft.press("show", letter_date="2026-03-09").fields()["requests-0-due_on"] == "2026-03-23"


def test_a_date_that_is_taken_away_leaves_no_day_that_was_counted_from_it() -> None:
    fields = page().press("show", letter_date="").fields()
    assert (fields["requests-0-due_on"], fields["requests-1-due_on"], fields["sent_on"]) == (
        "",
        "2026-04-30",
        "",
    )


def test_a_date_that_is_none_changes_nothing() -> None:
    fields = page().press("show", letter_date="soon").fields()
    assert (fields["requests-0-due_on"], fields["sent_on"]) == ("2026-03-16", "2026-03-02")


def test_a_deadline_that_the_wrong_date_hid_is_found() -> None:
    draft = page(TEXT.replace("March 2, 2026", "March 2, 2062"))
    assert draft.fields()["requests-1-due_on"] == ""
    assert draft.press("show", letter_date="2026-03-02").fields()["requests-1-due_on"] == "2026-04-30"


def test_an_old_letter_that_is_dated_anew_is_no_older_one() -> None:
    draft = page(TEXT.replace("March 2, 2026", "March 2, 2006"))
    assert draft.fields().get("backfilled") == "on"
    assert "backfilled" not in draft.press("show", letter_date=date.today().isoformat()).fields()  # noqa: DTZ011


def test_htmx_gets_the_fields_that_follow_and_no_others() -> None:
    draft = page()
    answer = draft.browser.post(draft.path, draft.fields() | {"letter_date": "2026-03-09", "do": "redate"})
    ids = re.findall(r' id="([^"]+)"', words_of(answer))
    assert {"id_sent_on", "id_title", "id_requests-0-due_on", "id_requests-0-due_on-computed"} <= set(ids)
    assert not [id for id in ids if "requests-2" in id or "letter_date" in id or "text" in id]
    assert words_of(answer).count("hx-swap-oob") == len(ids) + 1
    assert set(ids) <= set(re.findall(r' id="([^"]+)"', draft.shown))


def test_rows_keep_their_places_for_htmx_whatever_their_order() -> None:
    draft = page()
    order = {"requests-0-ORDER": "3", "requests-1-ORDER": "1", "requests-2-ORDER": "2"}
    answer = draft.browser.post(
        draft.path, draft.fields() | order | {"letter_date": "2026-03-09", "do": "redate"}
    )
    assert re.search(r'value="2026-03-23"[^>]* id="id_requests-0-due_on"', words_of(answer))


def test_a_signer_is_the_member_who_served_on_the_new_date() -> None:
    make_member("Sampleton", "Robin")
    draft = page(TEXT.replace("March 2, 2026", ""))
    assert "The letter bears no date" in draft.shown
    draft.press("show", letter_date="2026-03-09")
    assert "The letter bears no date" not in draft.shown
    assert draft.confirm(visibility="office").signatories.get().state == "NJ"


def test_confirming_alone_takes_the_member_of_the_new_date() -> None:
    member = make_member("Sampleton", "Robin")
    draft = page(TEXT.replace("March 2, 2026", "March 2, 2006"))
    assert draft.confirm(letter_date="2026-03-09", visibility="office").signatories.get().member == member


def test_nobody_known_on_the_new_date_is_a_doubt() -> None:
    make_member("Placeholder")
    draft = page(TEXT.replace("March 2, 2026", "March 2, 2006"))
    assert NOBODY not in draft.shown
    assert NOBODY in draft.press("show", letter_date="2026-03-09").shown


def test_a_member_who_was_chosen_stays() -> None:
    make_member("Sampleton", "Robin")
    other = make_member("Placeholder")
    letter = page().confirm(
        letter_date="2026-03-09", visibility="office", **{"signatories-0-bioguide_id": other.bioguide_id}
    )
    assert letter.signatories.get().member == other


def test_another_date_takes_few_queries(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    make_member("Sampleton", "Robin")
    draft = page()
    with django_assert_max_num_queries(12):
        draft.press("show", letter_date="2026-03-09")


def as_read(words: str, on: date) -> Entered:
    """A draft of one request, as it was read in a letter of that day."""
    found = find_deadline(words, 0, len(words), on)
    due = DueEntry(found.words, found.rule, found.due_on, found.explanation) if found else DueEntry()
    entry = LetterEntry(letter_date=on, sent_on=on, requests=[RequestEntry(words, deadline=due)])
    return read_from(entry, backfilled=False)


def dated(entered: Entered, on: date, **typed: str) -> Entered:
    """The same after somebody typed another date, and other things in the request."""
    row = dict(entered.rows["requests"][0]) | typed
    changed = Entered(entered.letter | {"letter_date": on.isoformat()}, {**entered.rows, "requests": [row]})
    return redated(changed, text="", today=date(2026, 3, 2))


@given(st.sampled_from(WORDS), DAYS, DAYS)
def test_what_is_as_read_is_what_would_be_read_in_a_letter_of_the_new_date(
    words: str, old: date, new: date
) -> None:
    followed, anew = dated(as_read(words, old), new), as_read(words, new)
    if anew.rows["requests"][0]["due_words"]:
        assert followed.rows["requests"] == anew.rows["requests"]
        assert followed.letter["sent_on"] == new.isoformat()


@given(st.sampled_from(WORDS), DAYS, DAYS, st.integers(1, 4000))
def test_whatever_is_typed_stays(words: str, old: date, new: date, more: int) -> None:
    entered = as_read(words, old)
    typed = (old - timedelta(days=more)).isoformat()
    assert dated(entered, new, due_on=typed).rows["requests"][0]["due_on"] == typed


@pytest.mark.skipif(not (SHARED / "letters").exists(), reason="the real letters are not here")
def test_the_words_of_a_deadline_alone_say_what_they_say_in_their_letter() -> None:
    found = 0
    for file in sorted((SHARED / "letters").rglob("*.txt")):
        reading = read(file.read_text())
        deadlines = [reading.response_deadline, *(ask.deadline for ask in reading.requests)]
        for deadline in filter(None, deadlines):
            alone = find_deadline(deadline.words, 0, len(deadline.words), reading.date)
            assert alone is not None, deadline.words
            assert (alone.words, alone.due_on, alone.rule) == (deadline.words, deadline.due_on, deadline.rule)
            found += 1
    assert found
