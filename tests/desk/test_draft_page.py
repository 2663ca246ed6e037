"""A draft's page: forms that were tampered with, and what people may write. What works stands in test_intake.py."""

import re
from html import unescape
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters.models import Letter, LetterRequest
from tests.desk.browsing import browser_of, words_of
from tests.making import editor_of, make_draft
from tracker.desk.draft_text import FoundPart, runs

pytestmark = pytest.mark.django_db


def filled(**changes: object) -> dict[str, object]:
    """The form with one request; None takes a field out."""
    fields: dict[str, object] = {
        "title": "Sample",
        "visibility": "office",
        "requests-0-text": "Do it.",
        "requests-0-kind": "action",
    }
    for name, rows in (("recipients", 1), ("signatories", 1), ("requests", 1)):
        fields |= {f"{name}-TOTAL_FORMS": rows, f"{name}-INITIAL_FORMS": 0}
    return {name: value for name, value in (fields | changes).items() if value is not None}


def confirmed(draft: Letter, **changes: object) -> tuple[int, str]:
    """Posts the form; status and page."""
    answer = browser_of(editor_of(draft.office)).post(
        f"/desk/letters/{draft.public_id}/draft/", filled(**changes)
    )
    return answer.status_code, words_of(answer)


def test_it_works() -> None:
    draft = make_draft()
    assert confirmed(draft)[0] == 302
    assert LetterRequest.objects.get().text == "Do it."


def test_a_letter_of_more_requests_than_it_can_have_is_shown_with_a_warning() -> None:
    text = f"Dear Sir:\n\nPlease answer the following questions: {'Who lost a specimen? ' * 300}\n\nSincerely,\n\nJane Roe"
    draft = make_draft(text=text)
    page = words_of(browser_of(editor_of(draft.office)).get(f"/desk/letters/{draft.public_id}/draft/"))
    assert "At most 200 requests are taken from a letter: see whether any is missing." in page


NO_COUNTS = [None, "", "x", "²", "1.5", "9" * 5000, "a\0b"]
TAMPERED = [*product(["recipients", "signatories", "requests"], NO_COUNTS), ("recipients", "9" * 40)]


@pytest.mark.parametrize(("name", "count"), TAMPERED)
def test_a_row_count_that_was_tampered_with_writes_nothing(name: str, count: str | None) -> None:
    draft = make_draft()
    assert confirmed(draft, **{f"{name}-TOTAL_FORMS": count})[0] == 400
    assert confirmed(draft, **{f"{name}-TOTAL_FORMS": count, "do": f"add {name}"})[0] == 400
    assert Letter.objects.get().is_draft
    assert not LetterRequest.objects.exists()


@pytest.mark.parametrize("count", [None, "x", "-1", "9" * 5000, "1"])
def test_an_initial_count_that_was_tampered_with_never_breaks_the_page(count: str | None) -> None:
    assert confirmed(make_draft(), **{"requests-INITIAL_FORMS": count})[0] in (302, 400)


def test_an_empty_form_writes_nothing() -> None:
    draft = make_draft()
    answer = browser_of(editor_of(draft.office)).post(f"/desk/letters/{draft.public_id}/draft/")
    assert answer.status_code == 400
    assert Letter.objects.get().is_draft


@pytest.mark.parametrize(
    "changes",
    [
        {"title": " "},
        {"title": "a\0b"},
        {"letter_date": "9999-12-31"},
        {"letter_date": "0001-01-01"},
        {"response_due_on": "9999-12-31"},
        {"requests-0-due_on": "0001-01-01"},
        {"requests-0-text": "x" * 20_001},
        {"requests-0-label": "x" * 21},
        {"recipients-0-organization": "x" * 201},
        {"signatories-0-title": "A title without a name"},
        {"signatories-0-name": "A", "signatories-0-bioguide_id": "x" * 8},
        {"received_on": "2026-03-01", "sent_on": "2026-03-02"},
    ],
)
def test_what_is_wrong_is_said_and_the_draft_stays(changes: dict[str, object]) -> None:
    draft = make_draft()
    status, shown = confirmed(draft, **changes)
    assert (status, 'role="alert"' in shown) == (400, True)
    assert Letter.objects.get().is_draft
    assert not LetterRequest.objects.exists()


def test_words_of_any_script_are_kept() -> None:
    draft = make_draft()
    title = "🕊️" * 150
    confirmed(draft, **{"title": title, "recipients-0-organization": "🏛️", "requests-0-text": "Мир 🕊️"})
    letter = Letter.objects.get()
    assert (letter.title, letter.recipients.get().organization, letter.requests.get().text) == (
        title,
        "🏛️",
        "Мир 🕊️",
    )


def test_what_people_write_is_never_markup() -> None:
    script = "<script>alert(1)</script>"
    status, shown = confirmed(
        make_draft(), **{"title": script, "requests-0-text": script, "letter_date": "x"}
    )
    assert (status, script in shown) == (400, False)


def test_a_confirmed_letter_has_no_draft_any_more() -> None:
    draft = make_draft()
    confirmed(draft)
    path = f"/desk/letters/{draft.public_id}/"
    assert browser_of(editor_of(draft.office)).get(f"{path}draft/").headers["Location"] == path


def test_a_draft_has_no_letters_page_yet() -> None:
    draft = make_draft()
    path = f"/desk/letters/{draft.public_id}/"
    assert browser_of(editor_of(draft.office)).get(path).headers["Location"] == f"{path}draft/"


READ = """March 2, 2026

The Honorable Pat Placeholder
Secretary of Samples

Dear Secretary Placeholder:

We ask you to publish the list within 10 business days.

Sincerely,

Robin Sampleton
United States Senator
"""


def shown_text(text: str) -> str:
    """The letter as its draft's page shows it."""
    draft = make_draft(text=text)
    page = words_of(browser_of(editor_of(draft.office)).get(f"/desk/letters/{draft.public_id}/draft/"))
    return re.search(r'<div class="letter">(.*?)</div>', page, re.DOTALL)[1]  # type: ignore[index]


def test_what_was_read_is_marked_in_the_text_with_its_name() -> None:
    found = re.findall(
        r'<span class="as-read"><span class="label">(\w+):</span>([^<]*)</span>', shown_text(READ)
    )
    assert found == [
        ("Date", "March 2, 2026"),
        ("Recipient", "Pat Placeholder"),
        ("Deadline", "within 10 business days"),
        ("Signatory", "Robin Sampleton"),
    ]


def test_a_deadline_is_marked_within_its_request() -> None:
    asked = re.search(r'<mark id="asked-1">(.*?)</mark>', shown_text(READ), re.DOTALL)
    assert asked
    assert '<span class="label">Deadline:</span>within 10 business days</span>' in asked[1]


def test_the_text_without_its_labels_is_the_letters() -> None:
    bare = re.sub(r'<span class="(?:number|label)"[^>]*>[^<]*</span>', "", shown_text(READ))
    assert unescape(re.sub("<[^>]+>", "", bare)) == READ


FOUND = st.lists(
    st.builds(
        lambda start, size: FoundPart(start, start + size, "Date"), st.integers(0, 40), st.integers(1, 9)
    )
)


@given(st.text(max_size=30), FOUND, st.integers(0, 20))
def test_runs_joined_are_their_text(text: str, parts: list[FoundPart], at: int) -> None:
    apart, end = [], 0
    for part in sorted(parts):
        if part.start >= end:
            apart.append(part)
            end = part.end
    assert "".join(run.text for run in runs(text, apart, at=at)) == text
