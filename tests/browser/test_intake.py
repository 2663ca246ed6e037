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


def a_draft(new_page: NewPage, **options: bool) -> Page:
    """The draft's page of a new letter."""
    page = new_page("/desk/letters/new/", **options)
    page.fill("[name=text]", f"{TEXT}\n{next(NUMBERS)}")
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
def test_a_row_is_added_and_removed_in_the_form(new_page: NewPage, javascript: bool) -> None:
    page = a_draft(new_page, javascript=javascript)
    page.click("button[name=add][value=requests]")
    page.fill("[name=requests-1-text]", "It should be complete.")
    page.check("[name=requests-0-DELETE]")
    page.click("button[name=confirm]")
    expect(page.locator("[data-rows] tbody tr")).to_have_count(1)
    expect(page.locator("[data-rows] tbody tr")).to_contain_text("It should be complete.")
