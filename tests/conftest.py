"""What every test may use: servers that are real, folders that are empty, a clock that is an argument."""

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from pytest_django import Settings

from letters.kept_counts import KEPT
from tests.running.chromium import browser
from tests.running.trackers import site
from tests.servers import Valkey
from tracker import kept_parts
from tracker.api import kept_answers
from tracker.public import kept_pages

__all__ = ["broker_url", "browser", "own_counts", "own_folders", "site"]

# How long an example takes says how busy the machine is: the suite's other runs have the cores, too.
hypothesis.settings.register_profile(
    "suite", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("suite")


@pytest.fixture(scope="session")
def broker_url() -> Iterator[str]:
    """A real broker: the one in the environment, else one of our own."""
    with Valkey() as url:
        yield url


@pytest.fixture(autouse=True)
def own_counts() -> None:
    """What was counted in one test's database is not in the next one's."""
    KEPT.forget()
    kept_answers.forget()
    kept_pages.forget()
    kept_parts.forget()


@pytest.fixture(autouse=True)
def own_folders(settings: Settings, tmp_path: Path) -> None:
    """Files and mails of a test stay in its own folder, and nothing limits anybody."""
    settings.WHITENOISE_AUTOREFRESH = (
        True  # looks for a static file when asked, not for all of them in every test
    )
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.RATE_LIMIT_ANONYMOUS = settings.RATE_LIMIT_SIGNED_IN = 0  # tests of limits set their own
    settings.ACCOUNT_RATE_LIMITS = False
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": str(tmp_path)}
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
