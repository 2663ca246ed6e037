"""Correcting a draft in the browser, with a mouse, with a keyboard, and without JavaScript."""

from itertools import count

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import NewPage

NUMBERS = count(1)
TEXT = """March 2, 2026

Dear Secretary Placeholder:

The list was long. We urge you to publish the list of sample paragraphs. It should be complete. Printers are waiting.

Sincerely,

Robin Sampleton
United States Senator
"""
FOUND = "We urge you to publish the list of sample paragraphs."


def a_draft(new_page: NewPage, *, text: str = TEXT, **options: bool) -> Page:
    """The draft's page of a new letter."""
    page = new_page("/desk/letters/new/", **options)
    page.fill("[name=text]", f"{text}\n{next(NUMBERS)}")
    page.click("text=Read the letter")
    page.wait_for_selector(".row.requests")
    page.wait_for_load_state()  # the scripts too
    return page


def requests_in(page: Page) -> list[str]:
    """The words of the requests, in their order, as they would be sent."""
    rows = page.locator(".row.requests:visible").all()
    words = [
        (row.locator("[name$=-ORDER]").input_value(), row.locator("textarea").input_value()) for row in rows
    ]
    return [text for _, text in sorted(words)]


def test_pasted_lists_keep_their_numbers(new_page: NewPage) -> None:
    page = new_page("/desk/letters/new/")
    page.wait_for_selector("[name=text]")
    page.wait_for_load_state()
    page.evaluate(
        """([text, html]) => {
        const data = new DataTransfer();
        data.setData("text/plain", text);
        data.setData("text/html", html);
        const area = document.querySelector("[name=text]");
        area.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data }));
        area.value = text;
        }""",
        ["Please tell us:\nWhy?\nBy whom?", "<p>Please tell us:</p><ol><li>Why?<li>By whom?</ol>"],
    )
    page.click("text=Read the letter")
    expect(page.locator(".document .letter")).to_contain_text("1. Why?")


def the(page: Page, words: str) -> Locator:
    """A sentence of the letter."""
    return page.locator(".sentence", has_text=words).first


def test_clicking_a_sentence_makes_it_a_request(new_page: NewPage) -> None:
    page = a_draft(new_page)
    assert requests_in(page) == [FOUND]
    the(page, "It should be complete.").click()
    assert requests_in(page) == [FOUND, "It should be complete."]
    page.click("button[name=confirm]")
    expect(page.locator("[data-rows] tbody tr")).to_have_count(2)


def test_the_keyboard_makes_joins_splits_and_removes(new_page: NewPage) -> None:
    page = a_draft(new_page)
    the(page, "It should be complete.").focus()
    page.keyboard.press("m")
    assert requests_in(page) == [f"{FOUND} It should be complete."]
    page.keyboard.press("s")
    assert requests_in(page) == [FOUND, "It should be complete."]
    page.keyboard.press("Delete")
    assert requests_in(page) == [FOUND]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert requests_in(page) == [FOUND, "Printers are waiting."]
    page.keyboard.press("m")
    assert requests_in(page) == [f"{FOUND} It should be complete. Printers are waiting."]


def test_dragging_joins_and_splits(new_page: NewPage) -> None:
    page = a_draft(new_page)
    the(page, "Printers are waiting.").click()
    the(page, "Printers are waiting.").drag_to(the(page, "We urge you"))
    assert requests_in(page) == [f"{FOUND} It should be complete. Printers are waiting."]
    the(page, "It should be complete.").drag_to(the(page, "The list was long."))
    assert requests_in(page) == [FOUND, "It should be complete. Printers are waiting."]


def test_what_is_typed_moves_the_mark(new_page: NewPage) -> None:
    page = a_draft(new_page)
    page.fill(".row.requests textarea", "Printers are waiting.")
    page.locator(".row.requests textarea").blur()
    expect(page.locator(".sentence.asked")).to_have_text(["Printers are waiting."])


@pytest.mark.parametrize("javascript", [True, False])
def test_a_row_is_added_and_another_dropped_in_the_form(new_page: NewPage, javascript: bool) -> None:
    page = a_draft(new_page, javascript=javascript)
    page.get_by_role("button", name="Add a request").click()
    page.fill("[name=requests-1-text]", "It should be complete.")
    page.get_by_role("button", name="Drop request 1").click()
    expect(page.get_by_role("heading", name="Dropped")).to_be_visible()
    page.click("button[name=confirm]")
    expect(page.locator("[data-rows] tbody tr")).to_have_count(1)
    expect(page.locator("[data-rows] tbody tr")).to_contain_text("It should be complete.")


def test_a_row_that_the_script_put_between_others_is_the_one_that_its_button_drops(new_page: NewPage) -> None:
    page = a_draft(new_page)
    the(page, "The list was long.").click()
    assert requests_in(page) == ["The list was long.", FOUND]
    page.get_by_role("button", name="Drop request 1").click()
    expect(page.locator("h3", has_text="Dropped")).to_contain_text("The list was long.")
    expect(page.locator(".row.requests textarea")).to_have_value(FOUND)


def test_a_dropped_row_is_put_back_where_it_stood(new_page: NewPage) -> None:
    page = a_draft(new_page)
    page.get_by_role("button", name="Drop request 1").click()
    the(page, "It should be complete.").click()
    the(page, "Printers are waiting.").click()
    page.get_by_role("button", name="Put back").click()
    expect(page.get_by_role("heading", name="Dropped")).to_have_count(0)
    assert requests_in(page) == [FOUND, "It should be complete.", "Printers are waiting."]


@pytest.mark.parametrize("javascript", [True, False])
def test_each_button_comes_back_to_its_row_with_what_was_typed(new_page: NewPage, javascript: bool) -> None:
    page = a_draft(new_page, javascript=javascript)
    page.fill("[name=requests-0-text]", "Publish it.\n\nSay when.\n\nSay why.")
    page.fill("[name=title]", "Half done")
    page.get_by_role("button", name="Split request 1").click()
    expect(page.locator("[name=requests-0-text]")).to_be_focused()
    assert requests_in(page) == ["Publish it.", "Say when.", "Say why."]
    page.get_by_role("button", name="Move up request 3").click()
    expect(page.get_by_role("button", name="Move up request 2")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Move down request 1")).to_be_focused()
    assert requests_in(page) == ["Say why.", "Publish it.", "Say when."]
    page.get_by_role("button", name="Merge with the one above request 3").click()
    expect(page.locator("[name=requests-1-text]")).to_be_focused()
    assert requests_in(page) == ["Say why.", "Publish it.\n\nSay when."]
    expect(page.locator("[name=title]")).to_have_value("Half done")
    expect(page.locator("[name=requests-1-text]")).to_be_in_viewport()


def test_a_request_shows_its_place_in_the_letter_without_javascript(new_page: NewPage) -> None:
    page = a_draft(new_page, javascript=False)
    page.get_by_role("link", name="Show in the letter").click()
    expect(page.locator("mark:target")).to_have_text(f"1{FOUND}")
    expect(page.locator("mark:target")).to_be_in_viewport()


def test_the_letter_stands_beside_the_fields_and_stays_in_view(new_page: NewPage) -> None:
    page = a_draft(new_page)
    document = page.locator(".document")
    for width, is_beside in ((1280, True), (1000, True), (999, False), (320, False)):
        page.set_viewport_size({"width": width, "height": 700})
        page.locator("#confirm").scroll_into_view_if_needed()
        page.locator("[name=signatories-0-name]").scroll_into_view_if_needed()
        fields, letter = page.locator("form.entry").bounding_box(), document.bounding_box()
        assert fields is not None
        assert letter is not None
        assert (letter["x"] >= fields["x"] + fields["width"]) is is_beside
        if is_beside:
            expect(document).to_be_in_viewport()
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_member_is_found_while_typing_and_chosen_by_keyboard(new_page: NewPage) -> None:
    page = a_draft(new_page)
    page.fill("[name=letter_date]", "2020-10-01")
    page.locator("[name=signatories-0-find]").focus()
    page.keyboard.type("stabe", delay=20)
    page.keyboard.press("Enter")
    choice = page.get_by_role("radio", name="Debbie Stabenow")
    expect(choice).to_be_focused()
    page.keyboard.press("Space")
    expect(choice).to_be_checked()
    page.click("button[name=confirm]")
    expect(page.get_by_text("Robin Sampleton (D-MI)")).to_be_visible()


def test_a_member_is_looked_up_without_javascript(new_page: NewPage) -> None:
    page = a_draft(new_page, javascript=False)
    page.fill("[name=title]", "Half done")
    page.fill("[name=letter_date]", "2020-10-01")
    page.fill("[name=signatories-0-find]", "stabe")
    page.get_by_role("button", name="Look up signatory 1").click()
    page.get_by_role("radio", name="Debbie Stabenow").check()
    expect(page.locator("[name=title]")).to_have_value("Half done")
    page.click("button[name=confirm]")
    expect(page.get_by_text("Robin Sampleton (D-MI)")).to_be_visible()


def test_agencies_are_offered_while_typing(new_page: NewPage) -> None:
    page = a_draft(new_page)
    page.locator("[name=recipients-0-organization]").fill("")
    page.locator("[name=recipients-0-organization]").press_sequentially("dep sta")
    expect(page.locator("#recipients-0-agencies option[value*='Department of State']")).to_have_count(1)


SIGNERS = """Cory A. Booker
Robert P. Casey, Jr.
Richard J. Durbin
Debbie Stabenw
Edward J. Markey
Robert Menendez
Gary C. Peters
J. Reed
Charles E. Schumer
Chris Van Hollen
Elizabeth Warren
Sheldon Whitehouse"""
ASKED = """Publish the complete list of sample paragraphs.
Explain why the list was not published in 2019.
Provide all documents about the decision to delay the list.
State how many people work on the list, and at what cost.
Describe the process by which paragraphs are chosen.
Provide a briefing to our staff on the state of the work.
Investigate the loss of the first draft in June 2019.
Preserve all records about the list, electronic ones included.
Revise the guidance on sample paragraphs for embassies."""
SOFT = "We hope that the Department will also name a person to whom printers can turn."


def a_long_letter() -> str:
    """Twelve signers and ten requests, of which two names and one request are doubtful."""
    asked = "\n".join(f"{number}. {words}" for number, words in enumerate(ASKED.split("\n"), 1))
    signed = "\n\n".join(f"{name}\nUnited States Senator" for name in SIGNERS.split("\n"))
    return (
        "October 1, 2020\n\nThe Honorable Pat Placeholder\nSecretary of State\nU.S. Department of State\n\n"
        f"Dear Secretary Placeholder:\n\nWe ask that you do the following by October 30, 2020:\n\n{asked}\n\n"
        f"{SOFT}\n\nSincerely,\n\n{signed}\n\n{next(NUMBERS)}\n"
    )


class Keys:
    """A person at the keyboard, whose strokes are counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def press(self, *keys: str) -> None:
        """One key after another."""
        for key in keys:
            self.page.keyboard.press(key)
            self.count += 1

    def tab_to(self, locator: Locator) -> None:
        """Tab, until it has the focus."""
        for _ in range(40):
            if locator.evaluate("element => element === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError(f"not reached: {locator}")


@pytest.mark.parametrize("javascript", [True, False])
def test_twelve_signers_and_ten_requests_take_few_keys_and_no_typing(
    new_page: NewPage, javascript: bool
) -> None:
    page = new_page("/desk/letters/new/", javascript=javascript)
    keys = Keys(page)
    expect(page.locator("[name=file]")).to_be_visible()  # keys that come before the page go nowhere
    page.wait_for_load_state()
    keys.press("Tab", "Enter")  # past the navigation
    page.wait_for_url("**/letters/new/#main")
    keys.tab_to(page.locator("[name=file]"))
    page.set_input_files(
        "[name=file]", {"name": "letter.txt", "mimeType": "text/plain", "buffer": a_long_letter().encode()}
    )
    keys.tab_to(page.get_by_role("button", name="Read the letter"))
    keys.press("Enter")
    expect(page.locator(".doubts li a")).to_have_text(["Request 10", "Signatory 4", "Signatory 8"])
    page.wait_for_load_state()
    keys.tab_to(page.get_by_role("link", name="Request 10"))
    keys.press("Enter")
    keys.tab_to(page.get_by_role("link", name="Next: signatory 4"))
    keys.press("Enter")
    for name, following in (("Debbie Stabenow", "Next: signatory 8"), ("Jack Reed", "On to “Confirm”")):
        keys.press("Tab", "ArrowDown")
        expect(page.get_by_role("radio", name=name)).to_be_checked()
        keys.tab_to(page.get_by_role("link", name=following))
        keys.press("Enter")
    keys.tab_to(page.get_by_role("button", name="Confirm"))
    keys.press("Enter")
    expect(page.locator("[data-rows] tbody tr")).to_have_count(10)
    expect(page.get_by_text("J. Reed (D-RI)")).to_be_visible()
    expect(page.get_by_text("Debbie Stabenw (D-MI)")).to_be_visible()
    assert keys.count <= 21  # and the file that is chosen


def test_another_date_on_the_letter_counts_what_was_read_anew_at_once(new_page: NewPage) -> None:
    page = a_draft(new_page, text=TEXT.replace("Printers are waiting.", "Please respond within 30 days."))
    due, sent = page.locator("[name=response_due_on]"), page.locator("[name=sent_on]")
    expect(due).to_have_value("2026-04-01")
    page.fill("[name=title]", "Typed")
    page.fill("[name=letter_date]", "2026-03-09")
    sent.focus()
    expect(due).to_have_value("2026-04-08")
    expect(sent).to_have_value("2026-03-09")
    expect(sent).to_be_focused()
    expect(page.locator("[name=title]")).to_have_value("Typed")
    expect(page.locator("#id_response_due_on-computed")).to_contain_text("after Monday, March 9, 2026")
    page.select_option("[name=visibility]", "office")
    page.click("button[name=confirm]")
    expect(page.locator("main")).to_contain_text("April 8, 2026")


@pytest.mark.parametrize("javascript", [True, False])
def test_what_was_read_is_named_in_the_letter(new_page: NewPage, javascript: bool) -> None:
    text = TEXT.replace("Printers are waiting.", "Please respond within 30 days.")
    page = a_draft(new_page, text=text, javascript=javascript)
    expect(page.locator(".document .as-read")).to_have_text(
        [
            "Date:March 2, 2026",
            "Recipient:Placeholder",
            "Deadline:within 30 days",
            "Signatory:Robin Sampleton",
        ]
    )
