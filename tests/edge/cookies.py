"""The settings that differ with HTTPS=1, as `tracker.settings` has them, for the tests that look at answers."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.test import override_settings

from tests.edge.production import run

HTTPS: dict[str, Any] = {"HTTP_X_FORWARDED_PROTO": "https"}
NAMED = ("SESSION_", "CSRF_COOKIE", "LANGUAGE_COOKIE", "KNOWN_COOKIE", "SECURE_")
PRINTS = (
    "import json; from django.conf import settings; "
    f"print(json.dumps({{name: getattr(settings, name) for name in dir(settings) if name.startswith({NAMED})}}))"
)


@cache
def settings_of_https() -> dict[str, Any]:
    """The settings, read from a process that runs with HTTPS=1."""
    with TemporaryDirectory() as folder:
        found: dict[str, Any] = json.loads(run("-c", PRINTS, var=Path(folder)).stdout)
    return found


@contextmanager
def over_https() -> Iterator[None]:
    """The settings of HTTPS=1 for as long as the block lasts."""
    with override_settings(**settings_of_https()):
        yield
