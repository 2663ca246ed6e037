"""Correcting a letter at the desk: one page with everything that is known of it, filled in, which works without JavaScript."""

import re
from datetime import date
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from actions.publishing import revise_letter
from letters.correcting import NOT_AS_IT_WAS
from letters.intake import RequestEntry, SignatoryEntry
from letters.models import Letter
from offices.models import Role
from tests.desk.browsing import browser_of, page, told, words_of
from tests.making import (
    NOON,
    editor_of,
    make_action,
    make_draft,
    make_letter,
    make_member,
    make_office,
    make_user,
)

pytestmark = pytest.mark.django_db

TEXT = "Dear Secretary: please send us the list. Please do it soon."


def path_of(letter: Letter) -> str:
    return f"/desk/letters/{letter.public_id}/correct/"


def written() -> Letter:
    """A letter whose signer is only a name."""
    return make_letter(
        title="A leter",
        text=TEXT,
        requests=["please send us", RequestEntry("Please do it soon.", label="b")],
        signatories=[SignatoryEntry("A. Sampelton")],
    )


def filled_in(shown: str) -> dict[str, str]:
    """The fields of the page's form as they stand in it."""
    form = shown.split('class="entry">')[1].split("</form>")[0]
    found = {}
    for tag in re.findall(r"<input [^>]+>", form):
        said = dict(re.findall(r'(name|value|type)="([^"]*)"', tag))
        if said["type"] != "radio" or " checked" in tag:
            found[said["name"]] = unescape(said.get("value", ""))
    for name, text in re.findall(r'<textarea name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL):
        found[name] = unescape(text)
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, re.DOTALL):
        found[name] = re.findall(r'value="([^"]*)" selected', options)[0]
    return found


def form_of(letter: Letter) -> dict[str, str]:
    """The form as the page has it."""
    return filled_in(page(path_of(letter), editor_of(letter.office)))


def sent(letter: Letter, **changes: str) -> HttpResponse:
    """The answer to the form as the page has it, with some fields changed."""
    answer = browser_of(editor_of(letter.office)).post(path_of(letter), form_of(letter) | changes)
    assert isinstance(answer, HttpResponse)
    return answer


def test_everything_that_is_known_stands_in_the_form() -> None:
    fields = form_of(written())
    known = {
        "title": "A leter",
        "letter_date": "2026-03-02",
        "sent_on": "2026-03-02",
        "received_on": "",
        "signatories-0-name": "A. Sampelton",
        "recipients-0-title": "Secretary",
        "recipients-0-organization": "Department of Examples",
        "requests-0-text": "please send us",
        "requests-1-text": "Please do it soon.",
        "requests-1-label": "b",
        "requests-1-kind": "action",
    }
    assert fields.items() >= known.items()


def test_what_is_sent_as_it_was_changes_nothing() -> None:
    letter = written()
    answer = sent(letter)
    assert told(answer) == ["Nothing was different, so nothing was changed."]
    assert Letter.objects.get().version == letter.version


def test_all_of_it_is_corrected_at_once() -> None:
    letter, member = written(), make_member("Sampleton")
    answer = sent(
        letter,
        **{
            "title": "A letter",
            "received_on": "2026-03-04",
            "signatories-0-name": "Alex Sampleton",
            "signatories-0-bioguide_id": member.bioguide_id,
            "recipients-0-organization": "Department of Samples",
            "requests-0-text": "please send us the list.",
            "requests-0-kind": "documents",
            "requests-1-label": "2",
        },
    )
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/desk/letters/{letter.public_id}/")
    assert told(answer) == ["Corrected. Whoever sees the letter sees it so from now on."]
    letter.refresh_from_db()
    first, second = letter.requests.all()
    assert (letter.title, letter.received_on) == ("A letter", date(2026, 3, 4))
    assert letter.signatories.get().member == member
    assert str(letter.recipients.get().agency) == "Department of Samples"
    assert (first.text, first.kind, second.label) == ("please send us the list.", "documents", "2")


def test_the_letters_page_leads_editors_there_and_not_viewers() -> None:
    letter = written()
    there = f'href="{path_of(letter)}"'
    desk = f"/desk/letters/{letter.public_id}/"
    assert there in page(desk, editor_of(letter.office))
    assert there not in page(desk, make_user(letter.office, Role.VIEWER))


def test_a_member_is_looked_up_without_javascript() -> None:
    letter, member = written(), make_member("Sampleton")
    fields = {"signatories-0-find": "sample", "do": "find signatories-0"}
    shown = words_of(sent(letter, **fields))
    assert f'<input type="radio" name="signatories-0-bioguide_id" value="{member.bioguide_id}"' in shown
    assert Letter.objects.get().version == letter.version


def test_a_signer_is_added_and_another_dropped() -> None:
    letter = written()
    browser = browser_of(editor_of(letter.office))
    fields = form_of(letter)
    for step in ("add signatories", "drop signatories-0"):
        fields = filled_in(words_of(browser.post(path_of(letter), fields | {"do": step})))
    browser.post(path_of(letter), fields | {"signatories-1-name": "Robin Roe"})
    assert [row.name for row in letter.signatories.all()] == ["Robin Roe"]


def test_a_recipient_is_added_and_another_dropped() -> None:
    letter = written()
    browser = browser_of(editor_of(letter.office))
    fields = form_of(letter)
    for step in ("add recipients", "drop recipients-0"):
        fields = filled_in(words_of(browser.post(path_of(letter), fields | {"do": step})))
    browser.post(path_of(letter), fields | {"recipients-1-name": "Robin Roe"})
    assert [(row.position, row.name) for row in letter.recipients.all()] == [(2, "Robin Roe")]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": ""}, "This field is required."),
        ({"received_on": "2026-03-01"}, "A letter cannot be received before it was sent."),
        ({"letter_date": "1492-03-01"}, "id_letter_date_error"),
        ({"requests-0-text": " "}, "Say what is asked for: a request has words."),
        ({"requests-0-kind": "miracle"}, "Select a valid choice."),
        ({"requests-0-number": "9"}, NOT_AS_IT_WAS),
        ({"recipients-0-title": "", "recipients-0-organization": ""}, "Say whom the letter addresses"),
        ({"recipients-0-DELETE": "on"}, "Leave at least one recipient"),
        ({"signatories-0-bioguide_id": "Z999999"}, "No member of Congress has the Bioguide id"),
        ({"requests-TOTAL_FORMS": "x"}, NOT_AS_IT_WAS),
        ({"version": "x"}, "Enter a whole number."),
        ({"title": "a\0b"}, "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_and_stays_in_the_form(
    changes: dict[str, str], said: str
) -> None:
    letter = written()
    answer = sent(letter, **{"signatories-0-title": "Typed meanwhile"} | changes)
    shown = unescape(words_of(answer))
    assert (answer.status_code, said in shown, "Typed meanwhile" in shown) == (400, True, True)
    assert Letter.objects.get().version == letter.version


def test_of_two_who_correct_at_once_the_second_is_told_and_keeps_what_was_typed() -> None:
    letter = written()
    fields = form_of(letter)
    by = editor_of(letter.office)
    revise_letter(letter=letter, changes={"title": "Quicker"}, by=by, now=NOON)
    answer = browser_of(by).post(path_of(letter), fields | {"title": "Slower"})
    shown = words_of(answer)
    assert answer.status_code == 409
    assert ("nothing was saved" in shown, 'value="Slower"' in shown) == (True, True)
    assert Letter.objects.get().title == "Quicker"


def test_a_second_click_corrects_nothing_more_and_is_no_second_person() -> None:
    letter = written()
    fields, browser = form_of(letter) | {"title": "A letter"}, browser_of(editor_of(letter.office))
    answers = [browser.post(path_of(letter), fields) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Letter.objects.get().version == letter.version + 1


def test_what_was_refused_may_be_sent_again_with_another_title() -> None:
    letter = written()
    fields, browser = form_of(letter), browser_of(editor_of(letter.office))
    assert browser.post(path_of(letter), fields | {"received_on": "2026-03-01"}).status_code == 400
    assert browser.post(path_of(letter), fields | {"title": "A letter"}).status_code == 302
    assert Letter.objects.get().title == "A letter"


def test_who_an_entry_names_stays() -> None:
    letter = written()
    row = letter.requests.select_related("letter__office")[0]
    make_action(row, recipient=letter.recipients.get(), response="acknowledged")
    fields = {"recipients-0-DELETE": "on", "recipients-1-name": "Robin Roe", "recipients-TOTAL_FORMS": "2"}
    assert "An entry says what Secretary answered" in words_of(sent(letter, **fields))
    assert letter.recipients.count() == 1


def test_a_draft_is_corrected_where_it_is_confirmed() -> None:
    draft = make_draft()
    browser = browser_of(editor_of(draft.office))
    for answer in (browser.get(path_of(draft)), browser.post(path_of(draft))):
        assert answer.headers["Location"] == f"/desk/letters/{draft.public_id}/draft/"


def test_viewers_hear_that_they_may_not_and_strangers_of_nothing() -> None:
    letter = written()
    for user, status in ((make_user(letter.office, Role.VIEWER), 403), (make_user(make_office()), 404)):
        for answer in (browser_of(user).get(path_of(letter)), browser_of(user).post(path_of(letter))):
            assert answer.status_code == status
    assert Client().get(path_of(letter)).headers["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("number", [1, 12])
def test_the_page_takes_as_many_queries_for_one_of_each_as_for_many(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    letter = make_letter(
        requests=[f"Request {place}." for place in range(number)],
        recipients=[f"Department {place}" for place in range(number)],
        signatories=[
            SignatoryEntry(f"Signer {place}", bioguide_id=make_member(f"Signer{place}").bioguide_id)
            for place in range(number)
        ],
    )
    browser = browser_of(editor_of(letter.office))
    browser.get("/desk/")
    with django_assert_num_queries(11):
        browser.get(path_of(letter))
