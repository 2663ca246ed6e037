"""What scans mistake is mended only where one reading can stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.reading.mending import mended

from .letters import SEED


@pytest.mark.parametrize(
    ("scanned", "meant"),
    [
        ("December tl. 2006", "December 11, 2006"),
        ("by March I5, 2O19.", "by March 15, 2019."),
        ("October 20,2005", "October 20, 2005"),
        ("Robert P. Casey. Jr.", "Robert P. Casey, Jr."),
        ("Sincercly.\n", "Sincerely,\n"),
        ("As you know. we write to ask.", "As you know, we write to ask."),
        ("| urge you. T also ask you.", "I urge you. I also ask you."),
        ("I. What?\n2. Why?\n", "1. What?\n2. Why?\n"),
        ("¢. Which?", "c. Which?"),
        ("sccurity, and security", "security, and security"),
        ("Sccond, we urge you", "Second, we urge you"),
    ],
)
def test_what_was_meant_is_read(scanned: str, meant: str) -> None:
    assert mended(scanned) == meant


@pytest.mark.parametrize(
    "text",
    [
        "I. What?\nII. Why?\n",  # a list with Roman numerals
        "the office, etc. and the U.S. department",
        "The act of 1990",
        "can care act, ace and acc",
        "May we ask",
    ],
)
def test_what_may_be_meant_stays(text: str) -> None:
    assert mended(text) == text


def test_a_letter_that_was_read_right_stays() -> None:
    assert mended(SEED) == SEED


@given(st.text(st.sampled_from("acelIT|.,\n 019Jr"), max_size=80))
def test_any_text_can_be_mended_and_is_mended_once(text: str) -> None:
    assert len(mended(text)) >= len(text) - text.count(" ")
