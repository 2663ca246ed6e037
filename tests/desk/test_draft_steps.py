"""The buttons of a draft's form: each changes the rows, keeps whatever was typed, and writes nothing."""

import re
from html import unescape

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from letters.models import Letter, LetterRequest
from offices.models import Role
from tests.desk.browsing import browser_of, words_of
from tests.making import editor_of, make_draft, make_letter, make_member, make_user

pytestmark = pytest.mark.django_db

TEXT = """March 2, 2026

Dear Secretary Placeholder:

We ask you to:
1. Publish the list. Say when.
2. Explain why.
3. Publish the list.

Sincerely,

Robin Sampleton
United States Senator
"""


class Page:
    """A draft's page as a person has it before them."""

    def __init__(self, text: str = TEXT) -> None:
        self.draft = make_draft(text=text)
        self.path = f"/desk/letters/{self.draft.public_id}/draft/"
        self.browser: Client = browser_of(editor_of(self.draft.office))
        self.status, self.shown = 200, words_of(self.browser.get(self.path))

    def fields(self) -> dict[str, str]:
        """What stands in the fields."""
        shown = re.sub("<template.*?</template>", "", self.shown, flags=re.DOTALL)
        found = {}
        for tag in re.findall(r"<input[^>]*>", shown):
            name, value = re.search(r' name="([^"]+)"', tag), re.search(r' value="([^"]*)"', tag)
            is_off = re.search(r'type="(radio|checkbox)"', tag) and " checked" not in tag
            if name and not is_off:
                found[name[1]] = unescape(value[1]) if value else ""
        areas = re.findall(r'<textarea name="([^"]+)"[^>]*>\n?(.*?)</textarea>', shown, re.DOTALL)
        found |= {name: unescape(words) for name, words in areas}
        for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', shown, re.DOTALL):
            chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
            found[name] = chosen[1] if chosen else ""
        return found

    def press(self, do: str, **typed: str) -> "Page":
        """Types into fields, then presses a button."""
        answer = self.browser.post(self.path, self.fields() | typed | {"do": do})
        self.status, self.shown = answer.status_code, words_of(answer)
        return self

    def confirm(self, **typed: str) -> Letter:
        """Confirms what stands there."""
        answer = self.browser.post(self.path, self.fields() | typed)
        assert answer.status_code == 302, words_of(answer)
        return Letter.objects.get(pk=self.draft.pk)

    def requests(self) -> list[str]:
        """The words of the requests that are not dropped, in order."""
        fields = self.fields()
        return [
            words
            for name, words in fields.items()
            if re.fullmatch(r"requests-\d+-text", name) and not fields[name.replace("text", "DELETE")]
        ]


def test_it_works() -> None:
    page = Page()
    assert page.requests() == ["Publish the list. Say when.", "Explain why.", "Publish the list."]
    page.press("split requests-0")
    assert page.requests() == ["Publish the list.", "Say when.", "Explain why.", "Publish the list."]
    rows = page.confirm().requests.values_list("number", "text", "start", "end")
    places = [(number, TEXT[start:end], start == TEXT.index(text)) for number, text, start, end in rows]
    assert places == [
        (1, "Publish the list.", True),
        (2, "Say when.", True),
        (3, "Explain why.", True),
        (4, "Publish the list.", False),
    ]


@pytest.mark.parametrize(
    "do",
    [
        "split requests-0",
        "split requests-1",
        "merge requests-1",
        "up requests-1",
        "down requests-0",
        "drop requests-1",
        "back requests-0",
        "add requests",
        "add recipients",
        "add signatories",
        "find signatories-0",
        "drop signatories-0",
        "show",
        "split signatories-0",
        "merge requests-0",
        "up requests-199",
        "",
        "x\0y",
    ],
)
def test_whatever_is_pressed_everything_typed_stays_and_nothing_is_written(do: str) -> None:
    typed = {
        "title": "Half done",
        "letter_date": "2026-03-02",
        "sent_on": "no day",
        "visibility": "public",
        "requests-2-text": "Typed <by> hand",
        "requests-2-due_on": "soon",
        "requests-2-kind": "meeting",
        "recipients-0-organization": "Department of Typing",
        "signatories-0-title": "Chair",
        "signatories-0-find": "nobody",
    }
    page = Page().press(do, **typed)
    assert page.status == 200
    assert set(typed.values()) <= set(page.fields().values())
    assert Letter.objects.get().is_draft
    assert not LetterRequest.objects.exists()


def test_rows_that_are_merged_are_the_letters_own_words_with_their_place() -> None:
    page = Page().press("merge requests-1")
    merged = "Publish the list. Say when.\n2. Explain why."
    assert page.requests() == [merged, "Publish the list."]
    first = page.confirm().requests.get(number=1)
    assert (first.text, first.start) == (merged, TEXT.index("Publish"))


def test_rows_that_are_moved_are_confirmed_in_the_new_order() -> None:
    page = Page().press("up requests-1")
    assert page.requests() == ["Explain why.", "Publish the list. Say when.", "Publish the list."]
    page.press("down requests-1")
    letter = page.confirm()
    assert list(letter.requests.values_list("text", flat=True)) == [
        "Explain why.",
        "Publish the list.",
        "Publish the list. Say when.",
    ]
    assert letter.requests.get(number=2).start == TEXT.rindex("Publish")


def test_a_dropped_row_is_left_out_unless_it_is_put_back() -> None:
    page = Page().press("drop requests-1")
    assert page.requests() == ["Publish the list. Say when.", "Publish the list."]
    assert "Dropped:" in page.shown
    page.press("back requests-1", title="T")
    assert len(page.requests()) == 3
    assert page.press("drop requests-0").confirm().requests.count() == 2


def test_what_is_wrong_in_a_dropped_row_stops_nobody() -> None:
    page = Page().press("drop requests-1", **{"requests-1-text": "", "requests-1-due_on": "never"})
    assert page.confirm().requests.count() == 2


def test_a_row_is_added_at_the_end_and_says_nothing_wrong_yet() -> None:
    page = Page().press("add requests")
    assert page.requests()[-1] == ""
    assert "This field is required" not in page.shown


def test_what_cannot_be_done_is_said() -> None:
    assert "put a blank line where" in Page().press("split requests-1").shown
    days = {"requests-0-due_on": "2026-04-01", "requests-1-due_on": "2026-04-02"}
    page = Page().press("merge requests-1", **days)
    assert "different deadlines" in page.shown
    assert len(page.requests()) == 3


def test_rows_are_never_more_than_a_letter_can_have() -> None:
    page = Page().press("split requests-0", **{"requests-0-text": "\n\n".join(["Do it."] * 199)})
    assert "at most 200 requests" in page.shown
    assert len(page.requests()) == 3


def test_rows_are_taken_in_the_order_that_the_script_gave_them() -> None:
    page = Page().press("show", **{"requests-0-ORDER": "3", "requests-1-ORDER": "1", "requests-2-ORDER": "2"})
    assert page.requests() == ["Explain why.", "Publish the list.", "Publish the list. Say when."]


def test_a_button_is_of_its_own_row_whatever_order_the_script_gave_them() -> None:
    made = {"requests-TOTAL_FORMS": "4", "requests-3-text": "Made between.", "requests-3-kind": "action"}
    order = {f"requests-{row}-ORDER": place for row, place in enumerate("1342")}
    page = Page().press("drop requests-3", **made, **order)
    assert page.requests() == ["Publish the list. Say when.", "Explain why.", "Publish the list."]
    page = Page().press("down requests-3", **made, **order)
    assert page.requests()[1:3] == ["Explain why.", "Made between."]


def test_a_row_is_put_back_whatever_order_the_script_gave_the_others() -> None:
    page = Page().press("drop requests-0").press("drop requests-1")
    page.press("back requests-1", **{"requests-2-ORDER": "1"})
    assert sorted(page.requests()) == ["Explain why.", "Publish the list."]


def test_each_button_leads_back_to_its_row() -> None:
    shown = Page().shown
    leads = dict(re.findall(r'value="(\w+ requests-1)" formaction="#([^"]+)"', shown))
    assert leads == {
        "split requests-1": "id_requests-1-text",
        "merge requests-1": "id_requests-0-text",
        "up requests-1": "requests-0-down",
        "down requests-1": "requests-2-up",
        "drop requests-1": "requests-1-back",
    }
    ids = re.findall(r' id="([^"]+)"', shown)
    assert len(ids) == len(set(ids))
    assert {"id_requests-0-text", "requests-0-down", "requests-2-up"} <= set(ids)


def test_enter_in_a_field_is_never_a_button_that_changes_something() -> None:
    assert re.findall(r'<button[^>]*name="(\w+)" value="(\w+)', Page().shown)[0] == ("do", "show")


def test_a_member_is_looked_up_without_javascript() -> None:
    member = make_member("Placeholder", "Robin", state="NM")
    page = Page().press("find signatories-0", **{"signatories-0-find": "plac nm"})
    assert f'name="signatories-0-bioguide_id" value="{member.bioguide_id}"' in page.shown
    assert page.fields()["signatories-0-bioguide_id"] == ""
    letter = page.confirm(**{"signatories-0-bioguide_id": member.bioguide_id})
    assert (letter.signatories.get().member, letter.signatories.get().state) == (member, "NM")


def test_where_nothing_is_sought_the_name_is_looked_up() -> None:
    member = make_member("Sampleton", "Rosa")
    page = Page().press("find signatories-0", **{"signatories-0-name": "Sampleton"})
    assert f'value="{member.bioguide_id}"' in page.shown


def test_enter_in_a_search_looks_up() -> None:
    member = make_member("Placeholder", "Robin")
    page = Page().press("show", **{"signatories-0-find": "placeholder"})
    assert f'value="{member.bioguide_id}"' in page.shown


def test_nobody_found_is_said() -> None:
    assert (
        "No member of Congress was found"
        in Page().press("find signatories-0", **{"signatories-0-find": "zz"}).shown
    )


def test_agencies_that_fit_what_is_typed_are_offered_without_javascript() -> None:
    page = Page()
    by = editor_of(page.draft.office)
    make_letter(page.draft.office, by=by, recipients=["Department of Samples"])
    page.press("show", **{"recipients-0-organization": "dep sam"})
    assert '<option value="Department of Samples">' in page.shown


def test_what_is_doubtful_is_named_first_and_each_leads_to_the_next() -> None:
    for state in ("AL", "MI"):
        make_member("Sampleton", "Robin", state=state)
    shown = Page().shown
    assert re.findall(r'<li><a href="#([^"]+)">([^<]+)</a>: ([^<]+)</li>', shown) == [
        ("recipients-0", "Recipient 1", "Please check: the reader is only 60% sure of this one."),
        ("signatories-0", "Signatory 1", "Several members who served then fit this name."),
    ]
    assert '<a href="#signatories-0">Next: signatory 1</a>' in shown
    assert "On to “Confirm”" in shown


def test_rows_that_were_refused_are_named_first() -> None:
    page = Page()
    answer = page.browser.post(page.path, page.fields() | {"requests-1-due_on": "soon"})
    assert '<a href="#requests-1">Request 2</a>: This has to be put right.' in words_of(answer)


def test_a_request_leads_to_its_words_in_the_letter() -> None:
    page = Page().press("show", **{"requests-1-text": "Other words."})
    assert '<a data-place href="#asked-1">' in page.shown
    assert '<mark id="asked-1">' in page.shown
    assert '<a data-place href="#asked-2" hidden>' in page.shown
    assert '<mark id="asked-2">' not in page.shown


def test_a_deadline_says_how_it_was_computed_until_another_is_set() -> None:
    page = Page(TEXT.replace("Sincerely", "We ask for a reply within 30 days.\n\nSincerely"))
    assert "Read from <q>within 30 days</q>. 30 days after" in page.shown
    page.press("show", response_due_on="2026-05-01")
    assert "Set by hand. Read from <q>within 30 days</q> was 2026-04-01." in page.shown


def test_who_only_reads_presses_no_button() -> None:
    page = Page()
    page.browser = browser_of(make_user(page.draft.office, Role.VIEWER))
    assert page.press("add requests").status == 403


def test_queries_do_not_grow_with_rows(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    long = TEXT.replace("3. Publish", "\n".join(f"{number}. Do thing {number}." for number in range(3, 40)))
    for text in (TEXT, long):
        page = Page(text)
        with django_assert_num_queries(8):  # the last one for the audit, after the answer
            page.press("up requests-1")
