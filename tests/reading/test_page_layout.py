"""The running text of pages: rows, columns, paragraphs, page furniture and footnotes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.reading.documents import read_document
from letters.reading.page_layout import Line, running_text
from letters.reading.reader import read
from tests.scoring.typesetting import HELVETICA, TIMES, Style, typeset

from .letters import SEED


def line(text: str, row: float, left: float = 72.0, *, size: float = 12.0) -> Line:
    """A line in the row of a page that is set with a step of 14 points."""
    return Line(text, left, left + 0.5 * size * len(text), 72 + 14 * row, size)


PROSE = "This is a line of running text that is as wide as the page and then"
WORDS = st.text(st.sampled_from("abcdefgh"), min_size=1, max_size=9)


def test_lines_stay_lines_and_gaps_are_paragraphs() -> None:
    page = [line(f"{PROSE} one", 0), line(f"{PROSE} two.", 1), line("Next", 2.8), line("on", 3.8)]
    assert running_text([page]) == f"{PROSE} one\n{PROSE} two.\n\nNext\non"


def test_a_marker_and_its_words_are_one_line() -> None:
    page = [line("1.", 0), line("What was done?", 0, 108), line("2.", 1), line("By whom?", 1, 108)]
    assert running_text([page]) == "1. What was done?\n2. By whom?"


@pytest.mark.parametrize("by_rows", [True, False])
def test_columns_are_read_block_by_block_however_they_were_written(by_rows: bool) -> None:
    left = [line("Jane Roe", 0), line("Senator", 1), line("John Doe", 4), line("Member", 5)]
    right = [
        line("Ada Poe", 0, 320),
        line("Senator", 1, 320),
        line("Max Moe", 4, 320),
        line("Member", 5, 320),
    ]
    page = [one for pair in zip(left, right, strict=True) for one in pair] if by_rows else left + right
    assert running_text([page]).split() == (
        ["Jane", "Roe", "Senator", "Ada", "Poe", "Senator", "John", "Doe", "Member", "Max", "Moe", "Member"]
    )


@pytest.mark.parametrize("number", ["2", "- 2 -", "Page 2", "page 2 of 3", "Page Two", "2/3"])
def test_page_numbers_are_left_out(number: str) -> None:
    pages = [[line("One.", 0), line("1", 45)], [line("Two.", 0), line(number, 45)]]
    assert running_text(pages).split() == ["One.", "Two."]


def test_a_running_head_is_left_out() -> None:
    pages = [
        [line("One.", 0)],
        [line("Secretary Roe", 0), line("May 1, 2019", 1), line("Page 2", 2), line("Two.", 5)],
    ]
    assert running_text(pages).split() == ["One.", "Two."]


def test_a_repeated_footer_is_left_out_once_it_is_known() -> None:
    pages = [[line("One.", 0), line("PRINTED ON PAPER", 45)], [line("Two.", 0), line("PRINTED ON PAPER", 45)]]
    assert running_text(pages).split() == ["One.", "PRINTED", "ON", "PAPER", "Two."]


def test_footnotes_go_to_the_end() -> None:
    pages = [
        [line(PROSE, 0), line("1 See the report.", 44, size=8), line("It is long.", 44.7, size=8)],
        [line("it went on.", 0), line(PROSE, 1)],
    ]
    assert running_text(pages) == f"{PROSE}\nit went on.\n{PROSE}\n\n1 See the report. It is long."


@pytest.mark.parametrize(
    ("last", "first", "parted"),
    [
        (f"{PROSE} one", "Then it went on.", False),  # in the middle of a sentence
        (f"{PROSE} one.", "Then it went on.", False),  # its last line is full
        ("A short end.", "Then it went on.", True),
        (f"{PROSE} one:", "1. What was done?", True),
        ("Jane Roe", "United States Senator", True),
    ],
)
def test_a_paragraph_goes_on_over_the_page(last: str, first: str, parted: bool) -> None:
    pages = [[line(f"{PROSE} one", 0), line(last, 1)], [line(first, 0)]]
    assert running_text(pages).endswith(f"{last}{chr(10) * (1 + parted)}{first}")


@given(st.lists(st.lists(WORDS, min_size=1, max_size=5), max_size=30))
def test_no_word_is_lost_or_doubled(rows: list[list[str]]) -> None:
    pages = [
        [Line(word, 60 + 110 * place, 100 + 110 * place, 14.0 * row, 12) for place, word in enumerate(words)]
        for row, words in enumerate(rows)
    ]
    assert sorted(running_text(pages).split()) == sorted(word for words in rows for word in words)


@pytest.mark.parametrize("style", [TIMES, HELVETICA], ids=lambda style: style.font)
def test_a_set_letter_is_read_as_it_was_written(style: Style) -> None:
    found, given = read(read_document(typeset(SEED, style), "letter.pdf").text), read(SEED)
    assert found.date == given.date
    assert [signer.name for signer in found.signers] == [signer.name for signer in given.signers]
    assert [ask.text.split() for ask in found.requests] == [ask.text.split() for ask in given.requests]
