"""Who is meant by a written name: one who fits in full is taken, everything doubtful is offered."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.legislators import Legislator, Name, Term
from letters.matching import (
    IN_PART,
    NOBODY,
    SEVERAL,
    SURNAME_ONLY,
    TWICE,
    UNDATED,
    Congress,
    Congresses,
    Match,
)
from letters.written import Written

DAY = date(2010, 6, 1)


def legislator(
    id: str,
    first: str,
    last: str,
    *,
    state: str = "NJ",
    chamber: str = "house",
    district: int | None = None,
    party: str = "Democrat",
    spans: tuple[tuple[date, date], ...] = ((date(2009, 1, 6), date(2011, 1, 3)),),
    other_names: tuple[Name, ...] = (),
    **parts: str,
) -> Legislator:
    """A member with these terms."""
    terms = tuple(Term(chamber, state, *span, district=district, party=party) for span in spans)
    return Legislator(id, Name(first, last, **parts), terms, other_names)


CASEY = legislator(
    "CASEY",
    "Robert",
    "Casey",
    state="PA",
    chamber="senate",
    middle="P.",
    nickname="Bob",
    suffix="Jr.",
    official="Robert P. Casey, Jr.",
)
ROGERS_AL = legislator(
    "ROGERS_AL",
    "Mike",
    "Rogers",
    state="AL",
    district=3,
    party="Republican",
    middle="Dennis",
    official="Mike Rogers",
)
ROGERS_MI = legislator(
    "ROGERS_MI",
    "Michael",
    "Rogers",
    state="MI",
    district=8,
    party="Republican",
    middle="J.",
    nickname="Mike",
    official="Mike Rogers",
)
JOHNSON_SD = legislator("JOHNSON_SD", "Tim", "Johnson", state="SD", chamber="senate")
JOHNSON_IL = legislator("JOHNSON_IL", "Timothy", "Johnson", state="IL", middle="V.")
WASSERMAN = legislator("WASSERMAN", "Debbie", "Wasserman Schultz", state="FL", middle="Wasserman")
SCHULTZ = legislator("SCHULTZ", "Anna", "Schultz", state="OH")
BLUNT = legislator("BLUNT", "Lisa", "Blunt Rochester", state="DE")
BUTTERFIELD = legislator(
    "BUTTERFIELD",
    "George",
    "Butterfield",
    state="NC",
    middle="Kenneth",
    nickname="G.K.",
    suffix="Jr.",
    official="G. K. Butterfield",
)
CLAY = legislator("CLAY", "Wm.", "Clay", state="MO", middle="Lacy", official="Wm. Lacy Clay")
OROURKE = legislator("OROURKE", "Beto", "O’Rourke", state="TX")
GRIJALVA = legislator("GRIJALVA", "Raúl", "Grijalva", state="AZ", middle="M.")
JACKSON_LEE = legislator(
    "JACKSON_LEE", "Sheila", "Jackson Lee", state="TX", other_names=(Name("Sheila", "Jackson-Lee"),)
)
LEE = legislator("LEE", "Barbara", "Lee", state="CA")
SCOTT = legislator(
    "SCOTT", "Robert", "Scott", state="VA", middle="C.", nickname="Bobby", official='Robert C. "Bobby" Scott'
)
HERNANDEZ = legislator(
    "HERNANDEZ", "Pablo José", "Hernández Rivera", state="PR", official="Pablo José Hernández"
)
HERSETH = legislator(
    "HERSETH", "Stephanie", "Herseth Sandlin", state="SD", other_names=(Name("Stephanie", "Herseth"),)
)
SMITH = legislator("SMITH", "Christopher", "Smith", state="NJ", middle="H.", nickname="Chris")
CAPPS = legislator("CAPPS", "Lois", "Capps", state="CA")
VAN_HOLLEN = legislator("VAN_HOLLEN", "Chris", "Van Hollen", state="MD")
HOLLEN = legislator("HOLLEN", "Chris", "Hollen", state="OH")
ALL = [CASEY, ROGERS_AL, ROGERS_MI, JOHNSON_SD, JOHNSON_IL, WASSERMAN, SCHULTZ, BLUNT, BUTTERFIELD, CLAY, OROURKE, GRIJALVA,
       JACKSON_LEE, LEE, SCOTT, HERNANDEZ, HERSETH, SMITH, CAPPS, VAN_HOLLEN, HOLLEN]  # fmt: skip
CONGRESS = Congress(ALL, DAY)


def whole_senate(*more: Legislator) -> Congress:
    """A day on which every senator is known."""
    others = [legislator(f"S{number}", "Ann", f"Other{number}", chamber="senate") for number in range(98)]
    return Congress([*others, *more], DAY)


def offered(match: Match) -> tuple[list[str], str]:
    """Who is offered, and why; nobody is taken."""
    assert match.taken is None
    return [one.bioguide_id for one in match.offered], match.why


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Robert P. Casey, Jr.", CASEY),
        ("Bob Casey", CASEY),
        ("BOB CASEY", CASEY),
        ("Robert. P Casey, Jr.", CASEY),
        ("/s/ Robert Casey", CASEY),
        ("Sen. Bob Casey", CASEY),
        ("The Honorable Robert P. Casey Jr.", CASEY),
        ("Bob Casey (D-PA)", CASEY),
        ("Michael J. Rogers", ROGERS_MI),
        ("Mike D. Rogers", ROGERS_AL),
        ("Debbie Wasserman Schultz", WASSERMAN),
        ("Debbie Wasserman-Schultz", WASSERMAN),
        ("Lisa Blunt Rochester", BLUNT),
        ("G.K. Butterfield", BUTTERFIELD),
        ("G. K. BUTTERFIELD", BUTTERFIELD),
        ("William Lacy Clay", CLAY),
        ("Lacy Clay", CLAY),
        ("Beto O'Rourke", OROURKE),
        ("Beto ORourke", OROURKE),
        ("Raul Grijalva", GRIJALVA),
        ("Raúl M. Grijalva", GRIJALVA),
        ("Sheila Jackson Lee", JACKSON_LEE),
        ("Sheila Jackson-Lee", JACKSON_LEE),
        ('Robert C. "Bobby" Scott', SCOTT),
        ("Pablo José Hernández", HERNANDEZ),
        ("Stephanie Herseth", HERSETH),
        ("Stephanie Herseth-Sandlin", HERSETH),
        ("Chris Smith", SMITH),
        ("Chris Van Hollen", VAN_HOLLEN),
        ("Christopher Hollen", HOLLEN),
    ],
)
def test_a_member_is_taken_by_the_ways_to_write_the_name(name: str, meant: Legislator) -> None:
    assert CONGRESS.match(Written(name)) == Match(taken=meant)


@pytest.mark.parametrize(
    "name", ["Alice Casey", "Robert Casement", "Casey Robert", "", "/s/", "…", "Jr.", "Donna Hollen"]
)
def test_another_name_is_nobody(name: str) -> None:
    assert CONGRESS.match(Written(name)) == Match()


@pytest.mark.parametrize("name", ["Mike Rogers", "Michael Rogers", "Rogers", "Mike Rogers (R)"])
def test_two_whom_nothing_distinguishes_are_offered(name: str) -> None:
    assert offered(CONGRESS.match(Written(name))) == (["ROGERS_AL", "ROGERS_MI"], SEVERAL)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (Written("Mike Rogers", beside=" (R-AL)"), ROGERS_AL),
        (Written("Mike Rogers", beside=" (MI-08)"), ROGERS_MI),
        (Written("Mike Rogers", beside=", R-Mich."), ROGERS_MI),
        (Written("Mike Rogers", "Member of Congress", "\nAlabama's 3rd District"), ROGERS_AL),
        (Written("Mike Rogers", "Member of Congress", "\n8th Congressional District of Michigan"), ROGERS_MI),
        (Written("Tim Johnson", "United States Senator"), JOHNSON_SD),
        (Written("Tim Johnson", "United States Senate"), JOHNSON_SD),
        (Written("Tim Johnson", "Member of Congress"), JOHNSON_IL),
        (Written("Rep. Tim Johnson"), JOHNSON_IL),
    ],
)
def test_chamber_state_and_district_tell_namesakes_apart(written: Written, meant: Legislator) -> None:
    assert CONGRESS.match(written).taken == meant


@pytest.mark.parametrize(
    "written",
    [
        Written("Bob Casey", "Member of Congress"),
        Written("Bob Casey", beside=" (D-OH)"),
        Written("Bob Casey", beside=" (R-PA)"),
        Written("Robert P. Casey, Sr."),
        Written("Robert X. Casey"),
        Written("R. Casey"),
        Written("Robert Case"),
        Written("Roberta Casey"),
    ],
)
def test_what_contradicts_or_fits_in_part_is_offered(written: Written) -> None:
    assert offered(CONGRESS.match(written)) == (["CASEY"], IN_PART)


@pytest.mark.parametrize(
    ("name", "id"), [("Louis Capps", "CAPPS"), ("Debbie Schultz", "WASSERMAN"), ("Lisa Rochester", "BLUNT")]
)
def test_a_slip_and_half_a_surname_are_offered(name: str, id: str) -> None:
    assert offered(CONGRESS.match(Written(name))) == ([id], IN_PART)


@pytest.mark.parametrize("name", ["Tina Smith", "Christina Smith"])
def test_a_nickname_does_not_stand_for_every_name_that_it_may_be_short_for(name: str) -> None:
    assert CONGRESS.match(Written(name)).taken is None


@pytest.mark.parametrize("written", [Written("Senator Casey"), Written("Casey", "United States Senator")])
def test_a_surname_is_taken_where_every_senator_of_the_day_is_known(written: Written) -> None:
    assert whole_senate(CASEY).match(written).taken == CASEY


def test_a_surname_is_offered_where_somebody_unknown_may_bear_it() -> None:
    assert offered(CONGRESS.match(Written("Senator Casey"))) == (["CASEY"], SURNAME_ONLY)


def test_a_surname_without_a_chamber_is_offered() -> None:
    assert offered(whole_senate(CASEY).match(Written("Casey"))) == (["CASEY"], SURNAME_ONLY)


def test_a_surname_with_chamber_and_state_is_taken() -> None:
    assert CONGRESS.match(Written("Sen. Casey (D-PA)")).taken == CASEY


TWO_TERMS = legislator(
    "TWO",
    "Ann",
    "Example",
    spans=((date(2009, 1, 6), date(2010, 12, 22)), (date(2011, 1, 5), date(2013, 1, 3))),
)


@pytest.mark.parametrize(
    ("on", "served"),
    [
        (date(2009, 1, 5), False),
        (date(2009, 1, 6), True),
        (date(2010, 12, 22), True),
        (date(2010, 12, 29), True),
        (date(2011, 1, 5), True),
        (date(2013, 1, 3), True),
        (date(2013, 1, 4), False),
    ],
)
def test_who_served_on_the_day_is_matched_recess_between_two_terms_included(on: date, served: bool) -> None:
    assert bool(Congress([TWO_TERMS], on).match(Written("Ann Example")).taken) is served


def test_a_gap_of_years_is_no_recess() -> None:
    spans = ((date(2001, 1, 3), date(2003, 1, 3)), (date(2009, 1, 6), date(2011, 1, 3)))
    assert Congress([legislator("GAP", "Ann", "Example", spans=spans)], date(2005, 1, 1)).seats == []


def test_without_a_date_nobody_is_taken() -> None:
    assert offered(Congress(ALL, None).match(Written("Bob Casey"))) == (["CASEY"], UNDATED)


def test_a_member_who_fits_two_rows_is_offered_for_both() -> None:
    matches = CONGRESS.match_all([Written("Bob Casey"), Written("Robert Casey"), Written("Lois Capps")])
    assert [offered(match) for match in matches[:2]] == [(["CASEY"], TWICE)] * 2
    assert matches[2].taken == CAPPS


def test_a_signer_who_is_none_of_the_members_known_is_said_to_be_so() -> None:
    assert CONGRESS.match_all([Written("Jo Nobody")]) == [Match(why=NOBODY)]
    assert Congress([], CONGRESS.on).match_all([Written("Jo Nobody")]) == [Match()]


@given(st.dates(date(2000, 1, 1), date(2015, 1, 1)), st.dates(date(2000, 1, 1), date(2015, 1, 1)))
def test_the_members_of_many_days_are_those_of_each(first: date, second: date) -> None:
    many = Congresses(ALL)
    for day in (first, second, first):
        one, alone = many.on(day), Congress(ALL, day)
        assert (one.on, one.seats, one.complete) == (alone.on, alone.seats, alone.complete)
        assert one.match(Written("Bob Casey")) == alone.match(Written("Bob Casey"))


WORDS = st.text(max_size=60) | st.lists(
    st.sampled_from(
        [
            "Bob",
            "Casey",
            "Mike",
            "Rogers",
            "(R-AL)",
            "/s/",
            "Senator",
            "Jr.",
            "J.",
            "D-",
            "3rd District",
            "\n",
        ]
    )
).map(" ".join)


@given(WORDS, WORDS, WORDS)
def test_any_text_has_an_answer_and_who_is_taken_bears_the_surname(
    name: str, title: str, beside: str
) -> None:
    match = CONGRESS.match(Written(name, title, beside))
    assert not (match.taken and match.offered)
    assert bool(match.offered) == bool(match.why)
    if match.taken:
        surname = match.taken.name.last.split()[-1].replace("’", "").lower()
        assert surname in name.replace("'", "").replace("’", "").lower() or match.taken in (
            GRIJALVA,
            HERNANDEZ,
        )


@given(st.sampled_from(ALL))
def test_everybody_is_taken_or_offered_by_their_own_name(one: Legislator) -> None:
    match = CONGRESS.match(Written(f"{one.name.first} {one.name.middle} {one.name.last} {one.name.suffix}"))
    assert one in (match.taken, *match.offered)
