"""A tracker that runs and a browser that looks at it."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.running.trackers import Site

NewPage = Callable[..., Page]


@pytest.fixture
def new_page(browser: Browser, site: Site) -> Iterator[NewPage]:
    """Opens pages with sessions of their own, signed in, with or without JavaScript."""
    contexts = []

    def open_page(path: str, *, javascript: bool = True) -> Page:
        context = browser.new_context(base_url=site.address, java_script_enabled=javascript)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto(f"/sign-in/?next={path}")
        page.fill("[name=login]", "demo@localhost")
        page.fill("[name=password]", site.password)
        page.click("main button")
        return page

    yield open_page
    for context in contexts:
        context.close()
