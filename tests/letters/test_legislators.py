"""Two states of what is known of a member become one, whichever comes first; any text is read or refused."""

from contextlib import suppress
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from letters.legislators import Legislator, Name, Term, merged
from letters.upstream import Unusable, read_state

DAYS = st.dates(date(2001, 1, 1), date(2009, 12, 31))
NAMES = st.builds(Name, st.sampled_from(["Ann", "Anna"]), st.sampled_from(["Sample", "Sampleton"]))
SPANS = st.lists(
    st.tuples(st.sampled_from(["house", "senate"]), DAYS, st.integers(0, 2000)),
    max_size=4,
    unique_by=lambda span: span[:2],
)


@st.composite
def states(draw: st.DrawFn, known_on: date) -> Legislator:
    """What a file of that age says of the member."""
    terms = tuple(
        Term(chamber, "NJ", start_on, start_on + timedelta(days), known_on=known_on)
        for chamber, start_on, days in draw(SPANS)
    )
    return Legislator("S000001", draw(NAMES), terms, known_on=known_on)


OLDER, NEWER = states(date(2010, 1, 1)), states(date(2012, 1, 1))


@given(OLDER, NEWER)
def test_the_order_of_two_files_makes_no_difference(older: Legislator, newer: Legislator) -> None:
    assert merged(older, newer) == merged(newer, older)


@given(OLDER, NEWER)
def test_the_newer_file_stands_and_no_term_is_lost_but_what_it_corrects(
    older: Legislator, newer: Legislator
) -> None:
    both = merged(older, newer)
    assert both.name == newer.name
    assert set(newer.terms) <= set(both.terms)
    for lost in {
        term.key: term for term in older.terms if term.key not in {one.key for one in both.terms}
    }.values():
        assert any(lost.overlaps(term) for term in newer.terms)


@given(OLDER, NEWER)
def test_merging_again_changes_nothing(older: Legislator, newer: Legislator) -> None:
    both = merged(older, newer)
    assert merged(both, newer) == merged(both, older) == both


@given(st.text(max_size=200) | st.text("-[]{}: \n&*!'#ab1", max_size=200))
def test_any_text_is_read_or_refused_with_its_name(text: str) -> None:
    with suppress(Unusable):
        assert read_state(text, "file.yaml").legislators
