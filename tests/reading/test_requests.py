"""What counts as a request, where it ends, and what kind it is (after the annotators' guide)."""

from datetime import date

import pytest

from letters.reading.parts import Ask
from letters.reading.reader import read

from .letters import a_letter


def asks(body: str) -> tuple[Ask, ...]:
    return read(a_letter(body)).requests


def texts(body: str) -> list[str]:
    return [" ".join(ask.text.split()) for ask in asks(body)]


def test_a_sentence_that_asks_is_one_request() -> None:
    body = "The bridge was closed in June. We urge you to reopen the bridge. It carries 900 cars a day."
    assert texts(body) == ["We urge you to reopen the bridge."]


@pytest.mark.parametrize(
    "sentence",
    [
        "We respectfully request that the Agency publish its sampling plan.",
        "I ask that you reconsider the closure of the Sampleville office.",
        "Please provide the minutes of the board's June session.",
        "Accordingly, I call on you to end the pilot program.",
        "We are writing to urge you to extend the comment period.",
        "It is imperative that the Agency finish the repairs before winter.",
        "The Agency must restore service to the valley.",
        "We hope that you will reconsider the fee schedule.",
        "I would appreciate an explanation of the new fee schedule.",
        "We strongly encourage the Agency to hire more inspectors.",
        "I write to express my strong support for the county's application for a bridge grant.",
    ],
)
def test_ways_of_asking(sentence: str) -> None:
    assert texts(f"The matter is well known to all.\n\n{sentence}\n\nThe county agrees.") == [sentence]


@pytest.mark.parametrize(
    "sentence",
    [
        "We look forward to your response.",
        "Thank you for your attention to this matter.",
        "Please contact my staff at (202) 555-0100 with any questions.",
        "Please do not hesitate to call.",
        "I urge my colleagues to support the bill.",
        "Congress passed the bill in May.",
        "Last year we asked the Agency for its plans.",
        "The Inspector General recommended that the Agency should act.",
        "How could anybody have let this happen?",
        "I appreciate your work on the pilot program.",
        "REP. ROE: Please do that.",
    ],
)
def test_what_is_no_request(sentence: str) -> None:
    assert texts(f"We urge you to reopen the bridge.\n\n{sentence}") == ["We urge you to reopen the bridge."]


def test_each_numbered_item_is_a_request_with_its_number_as_label() -> None:
    body = """Please answer the following questions:

1. When did the Agency learn of the leak?

2. Who was told?

3. What will it cost?

Thank you for your attention."""
    found = asks(body)
    assert [(ask.label, ask.text) for ask in found] == [
        ("1", "When did the Agency learn of the leak?"),
        ("2", "Who was told?"),
        ("3", "What will it cost?"),
    ]
    assert {ask.lead for ask in found} == {"Please answer the following questions:"}
    assert {ask.kind for ask in found} == {"information"}


def test_an_item_keeps_its_sub_items() -> None:
    body = """Please answer the following questions:

1. Describe the leak.

a. When did it begin?

b. When did it end?

2. Who was told?"""
    assert texts(body) == ["Describe the leak. a. When did it begin? b. When did it end?", "Who was told?"]


def test_under_a_heading_the_questions_are_the_requests() -> None:
    body = """Please answer the following questions:

1. The leak

a. When did it begin?

b. When did it end?

2. The repairs

a. What did they cost?

b. Who paid for them?"""
    assert texts(body) == [
        "When did it begin?",
        "When did it end?",
        "What did they cost?",
        "Who paid for them?",
    ]


def test_bullets_and_lost_line_breaks_make_no_difference() -> None:
    items = ["Suspend the pilot program.", "Publish the audit.", "Repay the fees."]
    lead = "We urge you to take these steps:"
    expected = items
    assert texts(lead + "\n\n" + "\n\n".join(f"• {item}" for item in items)) == expected
    assert texts(lead + " " + " ".join(f"({n}) {item}" for n, item in enumerate(items, 1))) == expected
    assert texts(lead + " " + " ".join(f"{n}. {item}" for n, item in enumerate(items, 1))) == expected


def test_ordinals_are_labels_and_items_run_to_the_next_one() -> None:
    body = """We urge the Agency to take the following steps:

First, the Agency should suspend the pilot. It has failed in Sampleville.

Second, the Agency should publish the audit.

The county thanks the Agency's staff."""
    assert [(ask.label, ask.text) for ask in asks(body)] == [
        ("First", "the Agency should suspend the pilot. It has failed in Sampleville."),
        ("Second", "the Agency should publish the audit."),
    ]


def test_a_list_of_facts_is_no_list_of_requests() -> None:
    body = """Three things happened:

1. The bridge closed.

2. The ferry sank.

3. The bus stopped.

We urge you to reopen the bridge."""
    assert texts(body) == ["We urge you to reopen the bridge."]


def test_questions_in_one_paragraph_are_told_apart_and_follow_ups_stay() -> None:
    body = (
        "Please answer the following questions: When did the leak begin? Was the mayor told? If so, when? "
        "What will the repairs cost? Please explain. Thank you for your time."
    )
    assert texts(body) == [
        "When did the leak begin?",
        "Was the mayor told? If so, when?",
        "What will the repairs cost? Please explain.",
    ]


def test_questions_below_a_lead_in_need_no_markers() -> None:
    body = """I request answers to the following:

When did the leak begin?

Was the mayor told? If so, when?

I look forward to your reply."""
    assert texts(body) == ["When did the leak begin?", "Was the mayor told? If so, when?"]


def test_a_number_alone_on_its_line_belongs_to_the_next_one() -> None:
    body = "Please answer the following questions:\n\n1.\nWhen did it begin?\n\n2.\nWhen did it end?"
    assert [(ask.label, ask.text) for ask in asks(body)] == [
        ("1", "When did it begin?"),
        ("2", "When did it end?"),
    ]


def test_a_closing_that_says_the_same_again_is_left_out() -> None:
    body = """We urge you to take the following steps:

1. Reopen the Sampleville bridge to trucks at once.

2. Publish the audit of the bridge's repairs.

Again, we urge you to reopen the bridge to trucks and to publish the audit."""
    assert len(asks(body)) == 2


def test_a_weak_form_counts_for_less_than_a_firm_one() -> None:
    [firm] = asks("We urge you to reopen the bridge.")
    [weak] = asks("The Agency must reopen the bridge.")
    assert firm.confidence >= 0.9 > weak.confidence


def test_sentences_are_not_cut_at_abbreviations() -> None:
    body = "We urge you to meet Mr. J. Q. Public of the U.S. Bureau of Examples, Inc. at No. 5 St. James St. today."
    assert texts(body) == [body]


def test_lines_that_a_typist_wrapped_are_one_sentence() -> None:
    body = """The bridge was closed in June of last year after an inspection that found many
cracks. We urge you to reopen the bridge to trucks before the
winter, since the county has no other way over the river at all.
The county agrees."""
    assert texts(body) == [
        "We urge you to reopen the bridge to trucks before the winter, since the county has no other way over the river at all."
    ]


def test_questions_in_an_attachment_count_where_the_letter_speaks_of_it() -> None:
    letter = a_letter("Please answer the attached questions.") + (
        "\nATTACHMENT\n\n1. When did it begin?\n\n2. When did it end?\n"
    )
    assert [ask.text for ask in read(letter).requests] == ["When did it begin?", "When did it end?"]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("We urge you to reopen the bridge.", "action"),
        ("Please explain the delay.", "information"),
        ("We request information about the delay.", "information"),
        ("Please provide copies of all inspection reports and e-mails.", "documents"),
        ("We request a briefing on the delay.", "meeting"),
        ("I ask that you meet with me in Sampleville.", "meeting"),
    ],
)
def test_kinds(sentence: str, kind: str) -> None:
    assert [ask.kind for ask in asks(sentence)] == [kind]


def test_a_date_for_the_answer_as_a_whole_is_the_letters() -> None:
    reading = read(
        a_letter("We urge you to reopen the bridge.\n\nPlease respond to this letter by April 1, 2019.")
    )
    assert reading.response_deadline is not None
    assert reading.response_deadline.due_on == date(2019, 4, 1)
    assert [ask.deadline for ask in reading.requests] == [None]


def test_a_lead_in_with_a_date_sets_it_for_the_answer() -> None:
    body = "Please answer the following questions by April 1, 2019:\n\n1. When?\n\n2. Where did it begin?"
    reading = read(a_letter(body))
    assert reading.response_deadline is not None
    assert reading.response_deadline.due_on == date(2019, 4, 1)


def test_a_date_for_one_request_is_that_requests() -> None:
    reading = read(
        a_letter(
            "We urge you to reopen the bridge within ten business days. We also urge you to publish the audit."
        )
    )
    first, second = reading.requests
    assert first.deadline is not None
    assert first.deadline.due_on == date(2019, 3, 18)
    assert second.deadline is None
    assert reading.response_deadline is None
