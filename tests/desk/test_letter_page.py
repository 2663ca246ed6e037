"""A letter at the desk: all its requests at a glance, notes apart from the record, who did what, linked letters."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.http.response import HttpResponseBase
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from actions.links import LetterLink
from actions.models import Action
from actions.publishing import lift_embargoes, revise_letter
from actions.sharing import share_letter
from letters.models import Letter
from letters.states import Visibility
from offices.models import Role
from tests.desk.browsing import browser_of, named, page, told, words_of
from tests.making import NOON, editor_of, make_action, make_draft, make_letter, make_office, make_user

pytestmark = pytest.mark.django_db


def path_of(letter: Letter) -> str:
    return f"/desk/letters/{letter.public_id}/"


def click_of(letter: Letter) -> str:
    """The token of the page's form for notes."""
    [click] = re.findall(r'name="click" value="([^"]+)"', page(path_of(letter), editor_of(letter.office)))
    return str(click)


def test_each_request_is_there_at_a_glance() -> None:
    letter = make_letter(
        requests=["One.", "Two."], recipients=["Department of Examples", "Office of Samples"]
    )
    one, two = letter.requests.select_related("letter__office")
    first = letter.recipients.all()[0]
    make_action(one, recipient=first, response="declined", decline_reason="burden")
    make_action(two, outcome="in_progress")
    table = page(path_of(letter), editor_of(letter.office)).split("<tbody>")[1]
    rows = table.split("</tr>")
    assert 'Department of Examples</small> <span class="state response-declined">' in rows[0]
    assert 'Office of Samples</small> <span class="state response-awaiting_response">' in rows[0]
    assert "In progress" in rows[1]
    assert [row.count('form="selected" name="request"') for row in rows[:2]] == [1, 1]


def test_a_letter_is_sorted_under_a_topic_and_out_of_it() -> None:
    letter = make_letter()
    browser = browser_of(editor_of(letter.office))
    for topic, name in (("health", "Health"), ("", "Not sorted yet")):
        answer = browser.post(f"{path_of(letter)}topic/", {"topic": topic}, follow=True)
        assert f'<option value="{topic}" selected>{name}</option>' in words_of(answer)


def test_who_did_what_stands_in_the_offices_time() -> None:
    letter = make_letter(make_office(time_zone="Pacific/Honolulu"), requests=["One.", "Two."])
    one = letter.requests.select_related("letter__office")[0]
    wrong = make_action(one)
    make_action(one, "acknowledgement_received", supersedes=wrong)
    shown = page(path_of(letter), editor_of(letter.office)).split('id="history"')[1]
    assert "Mar 2, 2026, 07:00 HST" in shown
    assert f"Corrected by {wrong.recorded_by}" in shown
    assert shown.count('class="struck"') == 1


def test_what_was_changed_of_the_letter_itself_stands_among_it_for_the_office_alone() -> None:
    office, partner = make_office(time_zone="Pacific/Honolulu"), make_office("Partner")
    letter, by = make_letter(office, visibility="office"), make_user(office, email="changer@example.org")
    later = NOON + timedelta(hours=1)
    revise_letter(letter=letter, changes={"visibility": "public"}, by=by, now=later)
    share_letter(letter=letter, office=partner, with_notes=False, by=by, now=later)
    shown = page(path_of(letter), make_user(office, Role.VIEWER)).split('id="history"')[1]
    rows = [re.sub(r"\s*<[^>]+>\s*", " ", row) for row in shown.split("<tr>")[2:]]
    assert [" ".join(row.split())[:90] for row in rows[:2]] == [
        f"Mar 2, 2026, 08:00 HST changer@example.org Shared with {partner.slug}",
        "Mar 2, 2026, 08:00 HST changer@example.org Changed visibility: office → public",
    ]
    assert "Letter sent" in rows[2]
    for reader in (None, make_user(partner), make_user(office)):
        assert "changer@example.org" not in page(f"/letters/{letter.public_id}/", reader)


def test_who_looked_at_the_letter_and_who_holds_it_is_the_managers_affair() -> None:
    letter = make_letter(visibility="office")
    shown = [page(path_of(letter), make_user(letter.office)) for _ in range(2)][1].split('id="history"')[1]
    assert "Saw" not in shown


def test_an_embargo_that_ended_was_ended_by_the_tracker() -> None:
    ends = NOON + timedelta(days=1)
    letter = make_letter(visibility="embargoed", public_from=ends)
    lift_embargoes(now=ends)
    assert "The tracker" in page(path_of(letter), editor_of(letter.office)).split('id="history"')[1]


def test_the_requests_page_says_who_recorded_and_who_corrected_and_the_public_one_does_not() -> None:
    letter = make_letter()
    [one] = letter.requests.select_related("letter__office")
    wrong = make_action(one)
    make_action(
        one, "acknowledgement_received", supersedes=wrong, by=make_user(letter.office, email="c@example.org")
    )
    shown = page(f"/desk/requests/{one.public_id}/", editor_of(letter.office))
    assert "Recorded by" in shown
    assert "Corrected by c@example.org on March 2, 2026, 12:00 EST" in shown
    assert "c@example.org" not in page(f"/requests/{one.public_id}/")
    assert "c@example.org" not in page(f"/requests/{one.public_id}/", editor_of(letter.office))


def test_a_note_is_kept_with_all_requests_apart_from_the_record_and_in_the_office() -> None:
    letter = make_letter(requests=["One.", "Two."])
    browser = browser_of(editor_of(letter.office))
    fields = {"summary": "Ask Kim first", "click": click_of(letter)}
    for _ in range(2):
        browser.post(f"{path_of(letter)}notes/", fields)
    note = Action.objects.get(kind="note")
    assert note.effects.count() == 2
    shown = words_of(browser.get(path_of(letter)))
    notes, history = shown.split('id="notes"')[1].split('id="history"')
    assert ("Ask Kim first" in notes, "Note (office only)" in history) == (True, False)
    one = letter.requests.all()[0]
    record, office = words_of(browser.get(f"/desk/requests/{one.public_id}/")).split('id="notes"')
    assert ("Ask Kim first" in record, "Ask Kim first" in office) == (False, True)
    for path in (f"/letters/{letter.public_id}/", f"/requests/{one.public_id}/"):
        assert "Ask Kim" not in page(path)


def test_a_note_is_written_on_the_requests_page() -> None:
    letter = make_letter()
    [one] = letter.requests.all()
    browser = browser_of(editor_of(letter.office))
    path = f"/desk/requests/{one.public_id}/"
    [(day, click)] = re.findall(
        r'name="occurred_on" value="([^"]+)"><input type="hidden" name="click" value="([^"]+)">',
        words_of(browser.get(path)),
    )
    browser.post(path, {"kind": "note", "occurred_on": day, "summary": "Call back", "click": click})
    assert Action.objects.get(kind="note").summary == "Call back"


def rows_of(letter: Letter) -> tuple[int, int, list[str]]:
    """How many notes and entries the page shows, and what it says of those that it does not."""
    notes, history = (
        page(path_of(letter), editor_of(letter.office)).split('id="notes"')[1].split('id="history"')
    )
    said = re.findall(r"The latest [^<]+", notes + history)
    return notes.count("<li"), history.split("<tbody>")[1].count("<tr"), said


def test_notes_and_the_record_are_cut_each_by_itself_where_there_are_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tracker.desk.letters.ENTRIES", 2)
    letter = make_letter()
    [one] = letter.requests.select_related("letter__office")
    make_action(one)
    make_action(one, "note", summary="One")
    make_action(one, "note", summary="Two")
    assert rows_of(letter) == (2, 2, [])
    make_action(one, "note", summary="Three")
    assert rows_of(letter) == (2, 2, ["The latest 2 notes; a request’s page has all of its own."])
    make_action(one, "phone_call")
    assert rows_of(letter) == (
        2,
        2,
        [
            "The latest 2 notes; a request’s page has all of its own.",
            "The latest 2 entries; a request’s page has all of its own.",
        ],
    )


@pytest.mark.parametrize(
    "fields", [{"summary": ""}, {"summary": "a\0b"}, {"summary": "x" * 20_001}, {"click": ""}]
)
def test_a_note_that_is_none_is_refused(fields: dict[str, str]) -> None:
    letter = make_letter()
    entered = {"summary": "A note", "click": click_of(letter)} | fields
    answer = browser_of(editor_of(letter.office)).post(f"{path_of(letter)}notes/", entered)
    assert answer.status_code == 302
    assert "Noted, for your office only." not in told(answer)
    assert Action.objects.count() == 1


def test_a_letter_is_linked_by_its_address_seen_from_both_ends_and_unlinked() -> None:
    office = make_office()
    letter = make_letter(office, title="The second")
    other = make_letter(office, by=editor_of(office), title="The first")
    browser = browser_of(editor_of(office))
    for address in (f"https://example.org/letters/{other.public_id}/", other.public_id):
        browser.post(f"{path_of(letter)}links/", {"kind": "follows_up", "other": address})
    link = LetterLink.objects.get()
    assert f'Follows up on <a href="{path_of(other)}">The first' in words_of(browser.get(path_of(letter)))
    assert f'Is followed up by <a href="{path_of(letter)}">The second' in words_of(
        browser.get(path_of(other))
    )
    assert browser.post(f"{path_of(other)}links/{named(link.pk)}/remove/").status_code == 404
    browser.post(f"{path_of(letter)}links/{named(link.pk)}/remove/")
    assert LetterLink.objects.count() == 0


def choices(answer: HttpResponseBase) -> list[str]:
    """The letters among which the page has one chosen."""
    return re.findall(r'<input type="radio" name="other" value="(\w+)"', words_of(answer))


def test_the_other_letter_is_found_by_words_of_its_title_or_text_and_chosen() -> None:
    office = make_office()
    letter = make_letter(office, title="The second about specimens")
    by = editor_of(office)
    older = make_letter(office, by=by, title="The first about specimens", letter_date=date(2026, 1, 2))
    newer = make_letter(text="Dear Secretary: the specimens are lost. Please do it.")
    make_letter(title="Specimens that another office keeps", visibility=Visibility.OFFICE)
    make_letter(title="Something else")
    browser = browser_of(by)
    there = f"{path_of(letter)}links/"
    assert f'action="{there}"' in words_of(browser.get(path_of(letter)))
    assert choices(browser.get(there, {"q": "specimens"})) == [newer.public_id, older.public_id]
    browser.post(there, {"other": older.public_id, "kind": "follows_up"})
    assert LetterLink.objects.get().other == older


def test_the_other_letter_is_found_by_the_address_of_its_page() -> None:
    letter, other = make_letter(), make_letter()
    browser = browser_of(editor_of(letter.office))
    address = f"https://example.org/letters/{other.public_id}/"
    assert choices(browser.get(f"{path_of(letter)}links/", {"q": address})) == [other.public_id]


def test_a_word_as_long_as_an_id_is_still_a_word() -> None:
    letter, other = make_letter(), make_letter(title="Examinations")
    browser = browser_of(editor_of(letter.office))
    assert choices(browser.get(f"{path_of(letter)}links/", {"q": "examinations"})) == [other.public_id]


@pytest.mark.parametrize(
    ("typed", "status"), [("nowhere", 200), ("", 200), ("a\0b", 400), ("x" * 301, 400), ("'\"*", 200)]
)
def test_what_finds_no_letter_offers_none(typed: str, status: int) -> None:
    letter = make_letter()
    answer = browser_of(editor_of(letter.office)).get(f"{path_of(letter)}links/", {"q": typed})
    assert (answer.status_code, choices(answer)) == (status, [])


def test_a_draft_is_linked_to_nothing() -> None:
    draft = make_draft()
    answer = browser_of(editor_of(draft.office)).get(f"{path_of(draft)}links/")
    assert answer.headers["Location"] == f"/desk/letters/{draft.public_id}/draft/"


@pytest.mark.parametrize("found", [1, 5])
def test_finding_takes_as_many_queries_for_one_letter_as_for_many(
    found: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    letter = make_letter(title="This one")
    for _ in range(found):
        make_letter(title="Another")
    browser = browser_of(editor_of(letter.office))
    browser.get("/desk/")
    with django_assert_num_queries(6 + (connection.vendor == "postgresql")):  # which asks how many first
        browser.get(f"{path_of(letter)}links/", {"q": "another"})


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_as_many_queries_for_one_entry_as_for_many(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    letter = make_letter(requests=[f"Request {number}." for number in range(rows)])
    for letter_request in letter.requests.select_related("letter__office"):
        make_action(letter_request)
        make_action(letter_request, "note", summary="Call back")
    browser = browser_of(editor_of(letter.office))
    browser.get("/desk/")
    with django_assert_num_queries(12):
        browser.get(path_of(letter))


def test_a_viewer_is_not_offered_to_remove_a_link() -> None:
    office = make_office()
    letter, other = make_letter(office), make_letter(office, by=editor_of(office), title="The first")
    browser_of(editor_of(office)).post(
        f"{path_of(letter)}links/", {"kind": "follows_up", "other": other.public_id}
    )
    shown = page(path_of(letter), make_user(office, Role.VIEWER))
    assert ("The first" in shown, "Remove" in shown) == (True, False)
    assert "Remove" in page(path_of(letter), editor_of(office))


@pytest.mark.parametrize("other", ["", "nothing", "x" * 12, "a\0b", "own", "private"])
def test_what_cannot_be_linked_is_said(other: str) -> None:
    letter, private = make_letter(), make_letter(visibility=Visibility.OFFICE)
    named = {"own": letter.public_id, "private": private.public_id}.get(other, other)
    answer = browser_of(editor_of(letter.office)).post(
        f"{path_of(letter)}links/", {"kind": "reissues", "other": named}
    )
    assert len(told(answer)) == 1
    assert LetterLink.objects.count() == 0


def test_strangers_and_viewers_neither_note_nor_link() -> None:
    letter, other = make_letter(), make_letter()
    posts = [
        (f"{path_of(letter)}notes/", {"summary": "x", "click": click_of(letter)}),
        (f"{path_of(letter)}links/", {"kind": "reissues", "other": other.public_id}),
    ]
    for user, status in ((make_user(letter.office, Role.VIEWER), 403), (make_user(make_office()), 404)):
        assert [browser_of(user).post(path, fields).status_code for path, fields in posts] == [status] * 2
    for path, fields in posts:
        assert Client().post(path, fields).headers["Location"].startswith("/sign-in/")
    assert browser_of(editor_of(letter.office)).get(posts[0][0]).status_code == 405
    assert (LetterLink.objects.count(), Action.objects.filter(kind="note").count()) == (0, 0)
