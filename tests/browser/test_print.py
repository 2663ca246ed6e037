"""On paper a page is what it says: tables as tables, what was folded up, and nothing to press."""

import re

from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import NewPage

PAPER = ViewportSize(
    width=720, height=960
)  # 8.5 by 11 inches at 96 dots an inch, less half an inch on each side


def printed(page: Page) -> Page:
    """The page as it goes on paper."""
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    return page


def test_the_report_keeps_its_columns(new_page: NewPage) -> None:
    page = new_page("/desk/")
    page.get_by_role("link", name=re.compile("report", re.IGNORECASE)).first.click()
    expect(page.locator("table").first).to_be_visible()
    printed(page)
    expect(page.locator("td").first).to_have_css("display", "table-cell")
    expect(page.locator("thead").first).to_have_css("display", "table-header-group")


def test_nothing_to_press_is_printed(new_page: NewPage) -> None:
    page = new_page("/desk/")
    page.locator("a.open").first.click()
    page.wait_for_selector("form.record, .record form, main form")
    printed(page)
    assert page.locator("main button:visible, main input:visible, main select:visible").count() == 0


def test_a_charts_numbers_are_printed(new_page: NewPage) -> None:
    page = new_page("/agencies/")
    page.goto("/")
    rows = page.locator("figure.chart details table").first
    expect(rows).to_be_hidden()
    printed(page)
    expect(rows).to_be_visible()
