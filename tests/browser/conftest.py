"""A tracker that runs and a browser that looks at it. Without Chromium these tests are skipped, and say so."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.running.trackers import Site

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
NewPage = Callable[..., Page]
expect.set_options(timeout=20_000)  # milliseconds: the other database's run has the cores too


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    if CHROMIUM is None:
        pytest.skip("No Chromium here: install Debian's package chromium to run the browser tests.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET.split())
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser: Browser, site: Site) -> Iterator[NewPage]:
    """Opens pages with sessions of their own, signed in, with or without JavaScript."""
    contexts = []

    def open_page(path: str, *, javascript: bool = True) -> Page:
        context = browser.new_context(base_url=site.address, java_script_enabled=javascript)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.goto(f"/sign-in/?next={path}")
        page.fill("[name=username]", "demo@localhost")
        page.fill("[name=password]", site.password)
        page.click("main button")
        return page

    yield open_page
    for context in contexts:
        context.close()
