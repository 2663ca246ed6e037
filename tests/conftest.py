"""What every test may use: servers that are real, folders that are empty, a clock that is an argument."""

from collections.abc import Iterator
from itertools import count

import hypothesis
import pytest
from django.test import override_settings
from pytest_django import Settings

from letters.kept_counts import KEPT
from tests.running.chromium import browser
from tests.running.trackers import site
from tests.servers import Valkey
from tracker import kept_parts
from tracker.api import kept_answers
from tracker.public import kept_pages

__all__ = ["broker_url", "browser", "own_counts", "own_folders", "quick_and_unlimited", "site"]

NUMBERS = count(1)
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


@pytest.fixture(scope="session", autouse=True)
def quick_and_unlimited() -> Iterator[None]:
    """Nothing limits anybody, and nothing takes long on purpose: once for all, as each setting that a test changes costs it time."""
    with override_settings(
        # Looks for a static file when asked, not for all of them in every test.
        WHITENOISE_AUTOREFRESH=True,
        # Tests of limits set their own.
        RATE_LIMIT_ANONYMOUS=0,
        RATE_LIMIT_SIGNED_IN=0,
        ACCOUNT_RATE_LIMITS=False,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(autouse=True)
def own_folders(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Files and mails of a test stay in its own folder, which is made when it is written to."""
    own = tmp_path_factory.getbasetemp() / "own" / str(next(NUMBERS))
    settings.MEDIA_ROOT = own / "files"
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": str(own)}
    }
