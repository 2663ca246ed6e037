"""Marking the requests in a letter's text."""

from hypothesis import given
from hypothesis import strategies as st

from letters.marking import WORD, Hit, Piece, excerpt, folded, hits, pieces


def test_it_works() -> None:
    assert pieces("Please do it.", [(7, 12, 1)]) == [Piece("Please "), Piece("do it", 1), Piece(".")]


def test_what_overlaps_is_marked_once() -> None:
    assert pieces("abcdef", [(0, 4, 1), (2, 6, 2)]) == [Piece("abcd", 1), Piece("ef", 2)]


@given(st.text(), st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(1, 9))))
def test_the_pieces_joined_are_the_text(text: str, spans: list[tuple[int, int, int]]) -> None:
    assert "".join(piece.text for piece in pieces(text, spans)) == text


TEXTS = st.text(st.sampled_from("ab éÉ_.,\n\u0301ß1"), max_size=60)
PHRASES = st.lists(
    st.sampled_from([["a"], ["a", "b"], ["é"], ["ab"], ["ß"], [""], ["1", "a"], ["a_b"]]), max_size=3
)


def test_what_was_looked_for_is_marked_as_whole_words_whatever_case_and_accents() -> None:
    marked = hits("Résumé, resume, resumes", [["RESUME"]])
    assert [hit.text for hit in marked if hit.is_hit] == ["Résumé", "resume"]


def test_words_in_quotes_are_marked_where_they_stand_side_by_side() -> None:
    marked = hits("the state. State department: the State Department", [["State", "Department"]])
    assert [hit.text for hit in marked if hit.is_hit] == ["State department", "State Department"]


def test_hits_that_overlap_are_one() -> None:
    assert hits("a b c", [["a", "b"], ["b", "c"]]) == [Hit("a b c", is_hit=True)]


@given(TEXTS, PHRASES)
def test_the_hits_joined_are_the_text_and_each_hit_is_whole_words(
    text: str, phrases: list[list[str]]
) -> None:
    found = hits(text, phrases)
    assert "".join(hit.text for hit in found) == text
    words = {folded(word) for phrase in phrases for part in phrase for word in WORD.findall(part)}
    for hit in found:
        assert hit.text
        if hit.is_hit:
            assert {folded(word) for word in WORD.findall(hit.text)} <= words


@given(TEXTS, PHRASES, st.integers(0, 20))
def test_an_excerpt_is_part_of_the_text_has_the_first_hit_and_is_short(
    text: str, phrases: list[list[str]], around: int
) -> None:
    part = excerpt(text, phrases, around=around)
    first = next((hit for hit in hits(text, phrases) if hit.is_hit), None)
    assert (part is None) == (first is None)
    if part is None or first is None:
        return
    joined = "".join(hit.text for hit in part.hits)
    assert joined in text
    assert any(hit.is_hit for hit in part.hits)
    assert len(joined) <= len(first.text) + 2 * around
    assert (part.is_cut_before or part.is_cut_after) == (joined != text)
