"""Members in a draft's form: a doubtful match is a choice, and who is not known is looked up."""

import re

import pytest

from letters.models import Letter
from letters.people import Member
from tests.desk.browsing import browser_of, words_of
from tests.making import editor_of, make_draft, make_member

pytestmark = pytest.mark.django_db

TEXT = """March 2, 2026

The Honorable Robin Placeholder
Chairwoman
Committee on Samples
United States Senate

Dear Chairwoman Placeholder:

We urge you to publish the list of sample paragraphs.

Sincerely,

Mike Rogers
Member of Congress
"""


def two_rogers() -> list[Member]:
    """Two members whom the letter does not tell apart."""
    return [make_member("Rogers", "Mike", state=state, chamber="house") for state in ("AL", "MI")]


NOBODY = "No member of Congress was found for this name: choose one, or leave it so."
NONE_KNOWN = "No members of Congress are known here"


def shown(draft: Letter) -> str:
    """The draft's page."""
    return words_of(browser_of(editor_of(draft.office)).get(f"/desk/letters/{draft.public_id}/draft/"))


def confirmed(draft: Letter, **changes: str) -> tuple[int, str]:
    """Posts the form as it is shown, with some fields changed; status and page."""
    page = shown(draft)
    fields = dict(
        re.findall(r'<input type="(?:hidden|text|date|number)" name="([^"]+)" value="([^"]*)"', page)
    )
    fields |= dict(re.findall(r'<input type="radio" name="([^"]+)" value="([^"]*)"[^>]* checked', page))
    fields |= {
        "title": "T",
        "visibility": "office",
        "requests-0-text": "Do it.",
        "requests-0-kind": "action",
        "signatories-0-name": "Mike Rogers",
    }
    answer = browser_of(editor_of(draft.office)).post(
        f"/desk/letters/{draft.public_id}/draft/", fields | changes
    )
    return answer.status_code, words_of(answer)


def choices(page: str) -> list[str]:
    """The members who are offered for the first signer, and whether one is chosen."""
    return re.findall(r'<input type="radio" name="signatories-0-bioguide_id" value="([^"]*)"', page)


def test_it_works() -> None:
    first, second = two_rogers()
    draft = make_draft(text=TEXT)
    page = shown(draft)
    assert choices(page) == [first.bioguide_id, second.bioguide_id, ""]
    assert "Mike Rogers (Independent, MI, House)" in page
    assert "Several members who served then fit this name." in page
    assert confirmed(draft, **{"signatories-0-bioguide_id": second.bioguide_id})[0] == 302
    signatory = Letter.objects.get().signatories.get()
    assert (signatory.name, signatory.member, signatory.state) == ("Mike Rogers", second, "MI")


def test_who_is_offered_is_shown_as_on_the_letters_date() -> None:
    for member in two_rogers():
        member.terms.create(chamber="senate", state="OH", start_on="2031-01-03", end_on="2037-01-03")
    assert "Mike Rogers (Independent, MI, House)" in shown(make_draft(text=TEXT))


def test_who_is_offered_for_an_undated_letter_is_shown_with_the_last_term() -> None:
    make_member("Rogers", "Mike", state="AL")
    page = shown(make_draft(text=TEXT.replace("March 2, 2026", "")))
    assert "Mike Rogers (Independent, AL, Senate)" in page
    assert "The letter bears no date" in page


def test_what_is_offered_is_not_taken_unless_somebody_chooses() -> None:
    two_rogers()
    draft = make_draft(text=TEXT)
    assert confirmed(draft)[0] == 302
    assert Letter.objects.get().signatories.get().member is None


@pytest.mark.parametrize("id", ["Z999999", "x", "A00000", "' OR 1"])
def test_who_is_no_member_cannot_be_chosen(id: str) -> None:
    draft = make_draft(text=TEXT)
    status, page = confirmed(draft, **{"signatories-0-bioguide_id": id})
    assert (status, "No member of Congress has the Bioguide id" in page) == (400, True)
    assert Letter.objects.get().is_draft


@pytest.mark.parametrize("offers", ["x", "Z999999", "A000001" * 14, "' OR 1=1"])
def test_offers_that_were_tampered_with_never_break_the_page(offers: str) -> None:
    assert confirmed(make_draft(text=TEXT), title="", **{"signatories-0-offers": offers})[0] == 400


def test_offers_and_the_choice_outlast_a_form_that_was_refused() -> None:
    first, second = two_rogers()
    status, page = confirmed(
        make_draft(text=TEXT), **{"title": "", "signatories-0-bioguide_id": second.bioguide_id}
    )
    assert status == 400
    assert choices(page) == [second.bioguide_id, first.bioguide_id, ""]
    assert re.findall(r'value="(\w*)"[^>]* checked', page) == [second.bioguide_id]


def test_a_chair_who_is_addressed_is_a_member() -> None:
    chair = make_member("Placeholder", "Robin")
    draft = make_draft(text=TEXT)
    assert confirmed(draft)[0] == 302
    recipient = Letter.objects.get().recipients.get()
    assert (recipient.name, recipient.title, recipient.member) == ("Robin Placeholder", "Chairwoman", chair)


def test_a_signer_who_is_only_chosen_is_called_as_the_member() -> None:
    first, _ = two_rogers()
    changes = {"signatories-0-name": "", "signatories-0-bioguide_id": first.bioguide_id}
    assert confirmed(make_draft(text=TEXT), **changes)[0] == 302
    signatory = Letter.objects.get().signatories.get()
    assert (signatory.name, signatory.member, signatory.state) == ("Mike Rogers", first, "AL")


def test_a_signer_without_name_and_member_is_refused_with_what_to_do() -> None:
    status, page = confirmed(make_draft(text=TEXT), **{"signatories-0-name": ""})
    assert (status, "Write the signer’s name, or choose a member of Congress." in page) == (400, True)


def test_who_is_none_of_the_members_known_is_a_doubt_that_stops_nobody() -> None:
    make_member("Sampleton")
    draft = make_draft(text=TEXT)
    page = shown(draft)
    assert re.findall(r'<li><a href="#signatories-0">Signatory 1</a>: ([^<]+)</li>', page) == [NOBODY]
    assert NONE_KNOWN not in page
    assert confirmed(draft)[0] == 302


def test_a_doubt_is_settled_once_a_member_is_chosen() -> None:
    make_member("Sampleton")
    first, _ = two_rogers()
    status, page = confirmed(
        make_draft(text=TEXT.replace("Mike Rogers", "Jo Nobody")),
        **{"title": "", "signatories-0-bioguide_id": first.bioguide_id},
    )
    assert (status, NOBODY in re.sub("<input[^>]*>", "", page)) == (400, False)


def test_where_no_members_are_imported_nobody_is_a_doubt_and_it_is_said_once() -> None:
    page = shown(make_draft(text=TEXT))
    assert NOBODY not in page
    assert page.count(NONE_KNOWN) == 1
    assert "import_legislators" in page


def test_members_of_other_days_are_none_of_the_letters_day() -> None:
    make_member("Sampleton")
    page = shown(make_draft(text=TEXT.replace("March 2, 2026", "March 2, 2002")))
    assert NOBODY not in page
    assert "No members of Congress are known here for March 2, 2002" in page
