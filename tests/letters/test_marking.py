"""Marking the requests in a letter's text."""

from hypothesis import given
from hypothesis import strategies as st

from letters.marking import Piece, pieces


def test_it_works() -> None:
    assert pieces("Please do it.", [(7, 12, 1)]) == [Piece("Please "), Piece("do it", 1), Piece(".")]


def test_what_overlaps_is_marked_once() -> None:
    assert pieces("abcdef", [(0, 4, 1), (2, 6, 2)]) == [Piece("abcd", 1), Piece("ef", 2)]


@given(st.text(), st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(1, 9))))
def test_the_pieces_joined_are_the_text(text: str, spans: list[tuple[int, int, int]]) -> None:
    assert "".join(piece.text for piece in pieces(text, spans)) == text
