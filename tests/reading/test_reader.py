"""Any text can be read, quickly, and every position that a reading gives is right."""

import random
import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letters.reading.parts import Reading
from letters.reading.reader import read

from .letters import SEED, a_letter

PIECES = st.sampled_from(
    [
        "Dear Ms. Roe:", "\n", "\n\n", "Sincerely,", "Jane Q. Roe", "United States Senator", "We urge you to act.",
        "Please answer the following:", "1. ", "2. ", "a) ", "• ", "First, ", "Second, ", "When did it begin?", "Why?",
        "by May 3, 2019", "within 30 days", "The Honorable", "March 4, 2019", "cc: John Doe", "**", "# ", "\t", "\r\n",
        "U.S. ", "(D-NJ)", "/s/", "…", "\u00a0", "ß", "İ", "é", "\u2028", "ATTACHMENT", "attached", "enclosed", "Q1. ",
    ]
)  # fmt: skip
texts = st.text(max_size=400) | st.lists(PIECES | st.text(max_size=8), max_size=60).map("".join)


def assert_positions(text: str, reading: Reading) -> None:
    for ask in reading.requests:
        assert text[ask.start : ask.end] == ask.text != ""
        assert ask.text == ask.text.strip()
        if ask.deadline:
            assert text[ask.deadline.start : ask.deadline.end] == ask.deadline.words
    for person in (*reading.recipients, *reading.signers):
        assert " ".join(text[person.start : person.end].split()) == person.name != ""
        assert 0 <= person.start < person.end <= len(text)
    if reading.date:
        assert text[reading.date_start : reading.date_end] == reading.date_words != ""
    if reading.response_deadline:
        deadline = reading.response_deadline
        assert text[deadline.start : deadline.end] == deadline.words


@settings(max_examples=300, deadline=None)
@given(texts)
def test_any_text_is_read_and_its_positions_are_right(text: str) -> None:
    assert_positions(text, read(text))


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False))
def test_a_letter_with_lines_lost_doubled_and_shuffled_is_survived(source: random.Random) -> None:
    lines = SEED.splitlines()
    for _ in range(source.randrange(1, 20)):
        where = source.randrange(len(lines))
        change = source.choice(["drop", "double", "join", "swap"])
        if change == "drop":
            lines[where] = ""
        elif change == "double":
            lines.insert(where, lines[where])
        elif change == "join":
            lines[where] += lines[(where + 1) % len(lines)]
        else:
            other = source.randrange(len(lines))
            lines[where], lines[other] = lines[other], lines[where]
    text = "\n".join(lines)
    assert_positions(text, read(text))


@given(st.sampled_from(["\r\n", "\r", "\n\n", " \n"]))
def test_the_kind_of_line_break_changes_nothing(line_break: str) -> None:
    reading = read(SEED.replace("\n", line_break))
    assert len(reading.requests) == 4
    assert len(reading.signers) == 12


def test_a_text_that_lost_its_line_breaks_is_read_the_same() -> None:
    flat = read(" ".join(SEED.replace("#", "").split()))
    assert flat.date == date(2020, 10, 1)
    assert [recipient.name for recipient in flat.recipients] == ["Mike Pompeo"]
    assert len(flat.signers) == 12


def test_an_empty_text_is_an_empty_reading() -> None:
    reading = read("")
    assert (reading.date, reading.recipients, reading.signers, reading.requests) == (None, (), (), ())


@pytest.mark.parametrize(
    "piece",
    [
        "we urge you ", "Dear ", "a, ", "1. ", "( ", "A. ", "? ", "Mr. ", "the following ", "\n", " ", "and i ", "by ",
        "De La ", "(1) ", "\"", ": ", "we write ", "please ", "May 1, ", "one ", "- ", "'", "Jane Roe ", "if so, ", "_",
        "would appreciate ", "you must ", "x" * 50, "provide ", "we hope ", "- 1 ", "First, ", "Sincerely, ", "*", "#",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "place",
    [a_letter("{}"), a_letter("We urge you to act.") + "{}", "{}" + a_letter("We urge you to act.")],
    ids=["body", "tail", "head"],
)
def test_the_time_grows_with_the_length_and_not_with_its_square(piece: str, place: str) -> None:
    def seconds(size: int) -> float:
        text = place.format(piece * (size // len(piece)))
        best = 9.0
        for _ in range(2):
            begin = time.process_time()
            read(text)
            best = min(best, time.process_time() - begin)
        return best

    small, large = seconds(2_000), seconds(16_000)
    assert large < max(30 * small, 0.5)  # 8 times the length; the square would be 64 times
    assert large < 5


@pytest.mark.parametrize(
    "sentence",
    [
        "Why?",
        "We urge you to be {}.",
        "Please answer the following questions: Why {}?",
        "Why is {} so?",
        "Did it {}?",
    ],
)
def test_thousands_of_different_sentences_are_compared_with_few(sentence: str) -> None:
    text = a_letter(" ".join(sentence.format(f"a{number:x}") for number in range(20_000)))
    begin = time.process_time()
    read(text)
    assert time.process_time() - begin < 10  # each with each other would take a minute
