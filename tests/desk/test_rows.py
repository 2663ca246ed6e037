"""What a person does to a draft's rows: whatever it is, no word is lost and the numbers stay 1 to n."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.places import Places
from tracker.desk.rows import (
    CannotBeDone,
    Row,
    dropped,
    kept,
    merged,
    moved,
    neighbour,
    numbers,
    parts,
    put_back,
    split,
)

LETTER = "We ask you to:\n1. Publish the list. Say when.\n2. Explain why; and\n(3) Meet us.\n\nNobody knows. Meet us."
NO_LETTER = Places("")

SENTENCES = st.sampled_from(["Publish the list.", "Say when.", "Why?", "Explain it to us!", "No end", "§ 12"])
WORDS = st.lists(SENTENCES, max_size=4).map(" ".join)
TEXTS = st.lists(WORDS, min_size=1, max_size=3).map("\n\n".join) | st.text(max_size=30)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "text": TEXTS,
            "kind": st.sampled_from(["action", "documents"]),
            "label": st.sampled_from(["", "1"]),
            "due_on": st.sampled_from(["", "2026-03-02", "tomorrow"]),
            "start": st.sampled_from(["", "0", "7", "x"]),
            "DELETE": st.sampled_from(["", "", "on"]),
        }
    ),
    max_size=6,
)
PLACES = st.integers(-2, 8)


def asked(*texts: str) -> list[Row]:
    """Requests of some words."""
    return [{"text": text} for text in texts]


def texts(rows: list[Row]) -> list[str]:
    """The words of the rows."""
    return [row["text"] for row in rows]


def closed(text: str) -> str:
    """A text without white space: a sentence may follow the one before without any."""
    return "".join(text.split())


def letters_in(rows: list[Row]) -> Counter[str]:
    """How often each letter stands in the rows."""
    return Counter(letter for row in rows for letter in closed(row["text"]))


def after(verb: str, rows: list[Row], at: int, letter: Places = NO_LETTER) -> list[Row]:
    """The rows after a step, or as they were where it cannot be taken."""
    steps = {
        "split": lambda: split(rows, at, letter),
        "merge": lambda: merged(rows, at, letter),
        "up": lambda: moved(rows, at, -1),
        "down": lambda: moved(rows, at, 1),
        "drop": lambda: dropped(rows, at),
        "back": lambda: put_back(rows, at),
    }
    try:
        return steps[verb]()
    except CannotBeDone:
        return rows


VERBS = st.sampled_from(["split", "merge", "up", "down", "drop", "back"])


def test_it_works() -> None:
    rows = split(asked("Publish the list. Say when."), 0, Places(LETTER))
    assert texts(rows) == ["Publish the list.", "Say when."]
    assert texts(merged(rows, 1, Places(LETTER))) == ["Publish the list. Say when."]


def test_a_blank_line_says_where_to_split() -> None:
    assert texts(split(asked("Publish it. Say when\r\n\r\nand why."), 0, NO_LETTER)) == [
        "Publish it. Say when",
        "and why.",
    ]


def test_one_sentence_is_not_split_and_it_is_said_how() -> None:
    with pytest.raises(CannotBeDone, match="put a blank line"):
        split(asked("Publish it."), 0, NO_LETTER)


def test_the_parts_have_the_kind_and_the_deadline_and_the_first_keeps_the_mark_and_the_doubt() -> None:
    row = {"text": "Do it. Say so.", "kind": "action", "due_on": "x", "label": "1", "doubt": "Check."}
    first, second = split([row], 0, NO_LETTER)
    assert first == row | {"text": "Do it.", "start": ""}
    assert second == row | {"text": "Say so.", "start": "", "label": "", "doubt": ""}


def test_the_parts_begin_where_their_words_follow_in_the_letter() -> None:
    letter = Places("Say when. Nobody knows. Publish it. Say when.")
    rows = split([{"text": "Publish it. Say when.", "start": "24"}], 0, letter)
    assert [row["start"] for row in rows] == ["24", "36"]


def test_requests_with_only_marks_between_them_become_the_letters_own_words() -> None:
    letter = Places(LETTER)
    assert texts(merged(asked("Say when.", "Explain why"), 1, letter)) == ["Say when.\n2. Explain why"]
    assert texts(merged(asked("Explain why", "Meet us."), 1, letter)) == ["Explain why; and\n(3) Meet us."]


def test_requests_with_other_words_between_them_are_put_one_under_the_other() -> None:
    rows = merged(asked("Publish the list.", "Explain why"), 1, Places(LETTER))
    assert texts(rows) == ["Publish the list.\n\nExplain why"]


def test_requests_in_another_order_than_the_letters_are_put_one_under_the_other() -> None:
    rows = merged(asked("Explain why", "Say when."), 1, Places(LETTER))
    assert texts(rows) == ["Explain why\n\nSay when."]


def test_a_merged_request_has_the_deadline_that_one_of_them_has() -> None:
    rows = [{"text": "A.", "due_on": ""}, {"text": "B.", "due_on": "2026-03-02", "due_words": "soon"}]
    assert merged(rows, 1, NO_LETTER) == [
        {"text": "A.\n\nB.", "due_on": "2026-03-02", "due_words": "soon", "label": ""}
    ]


def test_requests_with_different_deadlines_are_not_merged() -> None:
    rows = [{"text": "A.", "due_on": "2026-03-03"}, {"text": "B.", "due_on": "2026-03-02"}]
    with pytest.raises(CannotBeDone, match="different deadlines"):
        merged(rows, 1, NO_LETTER)


def test_the_one_above_is_the_next_that_is_not_dropped() -> None:
    rows = dropped(asked("A.", "B.", "C."), 1)
    assert texts(merged(rows, 2, NO_LETTER)) == ["A.\n\nC.", "B."]
    assert texts(moved(rows, 2, -1)) == ["C.", "B.", "A."]
    assert numbers(rows) == [1, None, 2]


@given(ROWS, st.lists(st.tuples(VERBS, PLACES), max_size=6))
def test_nothing_is_ever_lost_and_the_numbers_stay_1_to_n(
    rows: list[Row], steps: list[tuple[str, int]]
) -> None:
    before = letters_in(rows)
    for verb, at in steps:
        rows = after(verb, rows, at)
        assert [number for number in numbers(rows) if number] == list(range(1, len(kept(rows)) + 1))
    assert letters_in(rows) == before


@given(ROWS, st.lists(st.tuples(VERBS, PLACES), max_size=6))
def test_no_deadline_that_was_typed_is_ever_lost(rows: list[Row], steps: list[tuple[str, int]]) -> None:
    before = {row["due_on"] for row in rows} - {""}
    for verb, at in steps:
        rows = after(verb, rows, at)
    assert {row["due_on"] for row in rows} - {""} == before


@given(ROWS, PLACES, st.booleans())
def test_what_is_split_and_merged_is_what_it_was(rows: list[Row], at: int, is_in_letter: bool) -> None:
    letter = Places(rows[at]["text"] if is_in_letter and 0 <= at < len(rows) else "")
    made = after("split", rows, at, letter)
    for _ in range(len(made) - len(rows)):
        made = merged(made, at + 1, letter)
    assert [row | {"text": closed(row["text"]), "start": ""} for row in made] == [
        row | {"text": closed(row["text"]), "start": ""} for row in rows
    ]


@given(ROWS, PLACES, st.sampled_from([-1, 1]))
def test_what_is_moved_there_and_back_is_where_it_was(rows: list[Row], at: int, by: int) -> None:
    landed = neighbour(rows, at, by)
    there = moved(rows, at, by)
    assert (there if landed is None else moved(there, landed, -by)) == rows


@given(ROWS, PLACES)
def test_what_is_dropped_and_put_back_is_what_it_was(rows: list[Row], at: int) -> None:
    rows = [row | {"DELETE": ""} for row in rows]
    assert put_back(dropped(rows, at), at) == rows


@given(TEXTS)
def test_the_parts_joined_are_the_text(text: str) -> None:
    assert closed("".join(parts(text))) == closed(text)
