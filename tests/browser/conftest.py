"""A tracker that runs and a browser that looks at it. Without Chromium these tests are skipped, and say so."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.running.trackers import Tracker, a_tracker, read_until

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
NewPage = Callable[..., Page]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address of a running tracker, and the demo office's password."""
    if CHROMIUM is None:
        pytest.skip("No Chromium here: install Debian's package chromium to run the browser tests.")
    folder: Path = tmp_path_factory.mktemp("site")
    with a_tracker(folder) as tracker, tracker.up() as running:
        password = re.search(r"password (\S+)", read_until(running, "Sign in"))
        assert password
        yield address_of(tracker), password[1]


def address_of(tracker: Tracker) -> str:
    """Where the tracker answers."""
    return f"http://localhost:{tracker.port}"


@pytest.fixture(scope="session")
def browser(site: tuple[str, str]) -> Iterator[Browser]:
    """Chromium, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET.split())
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser: Browser, site: tuple[str, str]) -> Iterator[NewPage]:
    """Opens pages with sessions of their own, signed in, with or without JavaScript."""
    contexts = []

    def open_page(path: str, *, javascript: bool = True) -> Page:
        context = browser.new_context(base_url=site[0], java_script_enabled=javascript)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(5_000)  # milliseconds
        page.goto(f"/sign-in/?next={path}")
        page.fill("[name=username]", "demo@localhost")
        page.fill("[name=password]", site[1])
        page.click("main button")
        return page

    yield open_page
    for context in contexts:
        context.close()
