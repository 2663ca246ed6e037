"""The desk's lists with the keyboard: keys move and select while the focus is in them, Tab reaches all without them."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage

FOCUSED = "document.activeElement.textContent.trim()"


def links_of(page: Page) -> list[str]:
    """The rows' links, in their order."""
    return [words.strip() for words in page.locator("a.open").all_text_contents()]


def the_lists(new_page: NewPage, *, javascript: bool = True) -> Page:
    """The page of what needs attention, with the scripts."""
    page = new_page("/desk/", javascript=javascript)
    page.wait_for_selector("a.open")
    page.wait_for_load_state()
    return page


def test_keys_move_between_rows_across_the_lists_select_and_open(new_page: NewPage) -> None:
    page = the_lists(new_page)
    links = links_of(page)
    assert len(links) > 2
    page.locator("a.open").first.focus()
    for key, place in (("j", 1), ("ArrowDown", 2), ("k", 1), ("ArrowUp", 0), ("k", 0)):
        page.keyboard.press(key)
        assert page.evaluate(FOCUSED) == links[place]
    page.keyboard.press("x")
    expect(page.locator(".pick input:checked")).to_have_count(1)
    address = page.locator("a.open").first.get_attribute("href")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"{address}$"))


def test_keys_do_nothing_outside_of_the_lists(new_page: NewPage) -> None:
    page = the_lists(new_page)
    page.locator("nav a").first.focus()
    before = page.evaluate(FOCUSED)
    for key in ("j", "x", "ArrowDown"):
        page.keyboard.press(key)
        assert page.evaluate(FOCUSED) == before
    expect(page.locator(".pick input:checked")).to_have_count(0)


@pytest.mark.parametrize("javascript", [True, False])
def test_tab_alone_reaches_every_row_and_what_is_done_with_the_selected(
    new_page: NewPage, javascript: bool
) -> None:
    page = the_lists(new_page, javascript=javascript)
    links, reached = links_of(page), []
    page.locator("h1").click()
    for _ in range(20 + 6 * len(links)):
        page.keyboard.press("Tab")
        reached.append(page.locator(":focus").inner_text() if page.locator(":focus").count() else "")
    assert [words for words in reached if words in links][: len(links)] == links
    assert "Put off" in reached


def test_rows_are_selected_and_assigned_without_javascript(new_page: NewPage) -> None:
    page = the_lists(new_page, javascript=False)
    boxes = page.locator("section:has(#check) .pick input")
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.click("button[value=assign]")
    expect(page.locator("h1")).to_have_text("Assign 2 requests")
    page.select_option("[name=to]", index=1)
    page.click(".buttons button")
    expect(page.locator(".messages")).to_contain_text("2 requests:")
    expect(page).to_have_url(re.compile("/desk/$"))


@pytest.mark.parametrize("javascript", [True, False])
def test_after_nothing_new_the_focus_is_on_the_next_row(new_page: NewPage, javascript: bool) -> None:
    page = the_lists(new_page, javascript=javascript)
    step = page.locator("button[formaction*='?then=']").first
    then = (step.get_attribute("formaction") or "").rpartition("then=")[2]
    step.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**#{then}")
    expect(page.locator(".messages")).to_be_in_viewport()
    expect(page.locator(f"#{then}")).to_be_focused()


def test_what_was_recorded_is_answered_in_sight(new_page: NewPage) -> None:
    page = the_lists(new_page)
    page.locator("a.open").first.click()
    page.wait_for_url("**/desk/requests/**")
    record = page.get_by_role("button", name="Record", exact=True)
    page.select_option("#id_kind", "email")
    record.click()
    expect(page.locator("[role=alert]").first).to_be_in_viewport()
    page.fill("#id_source_note", "A made-up mail.")
    record.click()
    expect(page.locator(".messages")).to_have_text("Recorded.")
    expect(page.locator(".messages")).to_be_in_viewport()
    expect(page.locator(".messages")).to_be_focused()


def test_a_kind_chooses_the_response_that_it_suggests_until_a_person_does(new_page: NewPage) -> None:
    page = the_lists(new_page)
    page.locator("a.open").first.click()
    page.wait_for_url("**/desk/requests/**")
    kind, response = page.locator("#id_kind"), page.locator("#id_response")
    kind.select_option("interim_response_received")
    expect(response).to_have_value("interim_response")
    kind.select_option("email")
    expect(response).to_have_value("")
    response.select_option("declined")
    kind.select_option("response_received")
    expect(response).to_have_value("declined")


def test_all_that_are_shown_are_selected_at_once_and_none_again(new_page: NewPage) -> None:
    page = the_lists(new_page)
    boxes, all_shown = (
        page.locator(".pick input"),
        page.get_by_role("button", name="Select all that are shown"),
    )
    all_shown.click()
    expect(page.locator(".pick input:checked")).to_have_count(boxes.count())
    all_shown.click()
    expect(page.locator(".pick input:checked")).to_have_count(0)
