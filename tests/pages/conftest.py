"""Both trackers, for as long as the tests of pages last."""

from collections.abc import Iterator, Mapping

import pytest
from playwright.sync_api import Browser

from tests.pages.stage import Tracked, stage


@pytest.fixture(scope="session")
def trackers(browser: Browser) -> Iterator[Mapping[str, Tracked]]:
    """The trackers; without a browser none is started."""
    with stage() as made:
        yield made
