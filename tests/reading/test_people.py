"""Date line, addressees, subject and signatures, in the layouts that letters have."""

from datetime import date

import pytest

from letters.reading.reader import read

from .letters import HEAD, a_letter

BODY = "We urge you to reopen the bridge before the winter comes to the valley.\n\n"


def signers(block: str) -> list[tuple[str, str]]:
    reading = read(HEAD + BODY + "Sincerely,\n\n" + block)
    return [(signer.name, signer.title) for signer in reading.signers]


def recipients(head: str) -> list[tuple[str, str, str]]:
    reading = read(head + "\n\n" + BODY + "Sincerely,\n\nJane Q. Roe\n")
    return [(person.name, person.title, person.organization) for person in reading.recipients]


def test_it_works() -> None:
    reading = read(a_letter("We urge you to reopen the bridge."))
    assert reading.date == date(2019, 3, 4)
    assert [(p.name, p.title, p.organization) for p in reading.recipients] == [
        ("Ada Example", "Administrator", "Agency of Examples")
    ]
    assert [(p.name, p.title) for p in reading.signers] == [
        ("Jane Q. Roe", "United States Senator"),
        ("John Doe, Jr.", "Member of Congress"),
    ]
    assert reading.salutation == "Dear Administrator Example"


def test_two_columns_in_one_line_are_two_signers() -> None:
    block = "Susan B. Sample Robert Placeholder\nUnited States Senator United States Senator\n"
    assert signers(block) == [
        ("Susan B. Sample", "United States Senator"),
        ("Robert Placeholder", "United States Senator"),
    ]


def test_glued_lines_are_cut() -> None:
    block = "David SampleMember of CongressG. K. PLACEHOLDERMember of Congress"
    assert signers(block) == [
        ("David Sample", "Member of Congress"),
        ("G. K. PLACEHOLDER", "Member of Congress"),
    ]


def test_inner_capitals_are_no_glue() -> None:
    assert signers("Jim McSample\n\nRosa DeSample\n\nPat O'Sample\n") == [
        ("Jim McSample", ""),
        ("Rosa DeSample", ""),
        ("Pat O'Sample", ""),
    ]


def test_slash_s_and_a_typed_name_are_one_signer() -> None:
    assert signers("/s/ Jane Roe\n\nJane Roe\nMember of Congress\n") == [("Jane Roe", "Member of Congress")]


def test_party_and_state_are_no_part_of_a_name() -> None:
    assert signers("Jane Roe (D-NJ)\n\nJohn Doe, R-Ohio\n") == [("Jane Roe", ""), ("John Doe", "")]


def test_titles_before_and_after_names() -> None:
    assert [
        name for name, _ in signers("Senator Jane Roe\n\nJohn Doe, Chairman\nCommittee on Examples\n")
    ] == [
        "Jane Roe",
        "John Doe",
    ]


def test_cc_and_enclosures_sign_nothing() -> None:
    assert signers("Jane Roe\nMember of Congress\n\ncc: The Honorable John Doe\n\nEnclosure\n") == [
        ("Jane Roe", "Member of Congress")
    ]


def test_co_signers_in_a_wrapped_line() -> None:
    names = [f"{given} Sample" for given in ("Adam", "Barbara", "Carl", "Diana", "Edward", "Frank", "Grace")]
    block = "Jane Roe\nCo-signers: " + ", ".join(names[:6])[:-7] + "\nSample, " + names[6] + "\n"
    assert [name for name, _ in signers(block)] == ["Jane Roe", *names]


def test_a_letter_cut_before_its_signatures_has_none() -> None:
    assert read(HEAD + BODY + "Sincerely,\n").signers == ()


def test_a_text_after_the_signatures_is_not_read_as_one() -> None:
    block = "Jane Roe\nMember of Congress\n\nJane Roe has served in Congress since the year 2001 and sits on two committees.\n"
    assert signers(block) == [("Jane Roe", "Member of Congress")]


def test_several_addressees_share_the_body_below_them() -> None:
    head = """May 3, 2019

The Honorable Ada Example, Chairman
The Honorable Bob Sample, Ranking Member
Committee on Examples
United States Senate
Washington, DC 20510

Dear Chairman Example and Ranking Member Sample:"""
    assert recipients(head) == [
        ("Ada Example", "Chairman", "Committee on Examples"),
        ("Bob Sample", "Ranking Member", "Committee on Examples"),
    ]


def test_addressees_with_their_own_addresses_share_nothing() -> None:
    head = """May 3, 2019

The Honorable Ada Example
Governor of Samples
P.O. Box 100
Sampleville, LA 70804

Dr. Bob Sample
Chair, Sample Recovery Authority
5 Main Street
Sampleville, LA 70804

Dear Governor Example and Chairman Sample:"""
    assert recipients(head) == [
        ("Ada Example", "Governor of Samples", ""),
        ("Bob Sample", "Chair", "Sample Recovery Authority"),
    ]


def test_an_address_that_lost_its_line_breaks() -> None:
    head = (
        "May 3, 2019 The Honorable Ada Example Administrator U.S. Agency of Examples "
        "12 Sample Street, N.W. Washington, D.C. 20500 Dear Administrator Example:"
    )
    assert recipients(head) == [("Ada Example", "Administrator", "U.S. Agency of Examples")]
    assert read(head + " " + BODY).date == date(2019, 5, 3)


def test_what_the_address_lacks_comes_from_the_salutation() -> None:
    assert recipients("The Honorable Ada Example\nDepartment of Examples\n\nDear Secretary Example:") == [
        ("Ada Example", "Secretary", "Department of Examples")
    ]
    assert recipients("May 3, 2019\n\nDear Secretary Example:") == [("Example", "Secretary", "")]


def test_attention_and_through_lines_name_no_addressee() -> None:
    head = "May 3, 2019\n\nThe Honorable Ada Example\nAdministrator\nAttn: Bob Sample\nVia facsimile\n\nDear Ms. Example:"
    assert recipients(head) == [("Ada Example", "Administrator", "")]


@pytest.mark.parametrize(
    "line",
    [
        "May 3, 2019",
        "3 May 2019",
        "05/03/2019",
        "2019-05-03",
        "May 3rd, 2019",
        "Washington, D.C., May 3, 2019",
    ],
)
def test_date_lines(line: str) -> None:
    assert read(
        f"{line}\n\nThe Honorable Ada Example\nAdministrator\n\nDear Ms. Example:\n\n{BODY}"
    ).date == date(2019, 5, 3)


def test_a_press_release_above_the_letter_is_not_its_date() -> None:
    text = (
        "For Immediate Release\nMay 9, 2019\n\nSenator Roe today sent the letter below to the head of the agency about the bridge.\n\n"
        "The Honorable Ada Example\nAdministrator\n\nDear Ms. Example:\n\n" + BODY
    )
    reading = read(text)
    assert reading.date is None
    assert [person.name for person in reading.recipients] == ["Ada Example"]


def test_a_subject_line_is_kept() -> None:
    head = "May 3, 2019\n\nThe Honorable Ada Example\nAdministrator\n\nRE: The Sampleville bridge\n\nDear Ms. Example:\n\n"
    assert read(head + BODY).subject == "The Sampleville bridge"


def test_a_typographic_apostrophe_stays_as_written() -> None:
    assert signers("Pat O’Sample\n") == [("Pat O’Sample", "")]


def test_namesakes_with_other_tags_are_two_signers() -> None:
    block = "Jo Sample (AL-03)\nMember of Congress\n\nJo Sample (MI-08)\nMember of Congress\n"
    assert signers(block) == [("Jo Sample", "Member of Congress")] * 2


def test_a_line_may_hold_a_rank_and_a_surname() -> None:
    assert signers("Senator Sampleton\nRep. Placeholder\n") == [
        ("Sampleton", "Senator"),
        ("Placeholder", "Rep."),
    ]
