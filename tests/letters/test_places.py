"""Where words stand in a text: as a pattern that allows any white space between them would find them."""

import re

from hypothesis import given
from hypothesis import strategies as st

from letters.places import Places

TEXTS = st.text(alphabet="ab \n\t\x1c\u00a0", max_size=20)


@given(TEXTS, TEXTS, st.integers(0, 20))
def test_words_are_found_where_a_pattern_finds_them(words: str, text: str, after: int) -> None:
    pattern = r"\s+".join(map(re.escape, words.split()))
    match = re.compile(pattern).search(text, after) if pattern else None
    assert Places(text).find(words, after) == (match.span() if match else None)


def test_words_with_signs_of_patterns_are_found_as_they_stand() -> None:
    assert Places("x a  (b) [c].* y").find("a (b) [c].*") == (2, 14)


def test_words_that_stand_twice_are_found_where_they_are_said_to_begin() -> None:
    letter = Places("Explain. Publish. Explain.")
    assert letter.find_all([("Explain.", 18), ("Publish.", None)]) == [(18, 26), (9, 17)]


def test_words_of_which_nothing_is_said_stand_after_the_ones_before() -> None:
    letter = Places("Explain. Publish. Explain.")
    asked = [("Publish.", None), ("Explain.", None), ("Explain.", None), ("Hide.", None), ("Explain.", 99)]
    assert letter.find_all(asked) == [(9, 17), (18, 26), (0, 8), None, (0, 8)]
