"""Every address is read, by somebody who may do all, over a full database: its tables and files are afterwards as before."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.http.response import HttpResponseBase
from django.test import Client

from tests.desk.browsing import browser_of
from tests.edge.addresses import addresses
from tests.edge.stage import filled

pytestmark = pytest.mark.django_db

# What may be another one afterwards, and why.
MOVES = {
    "tracker.Session": "a message is shown once, and then forgotten",
    "offices.AuditEntry": "who saw what is not public is written down",
}
NOT_BY_THEMSELVES = {"desk/suggest/members/", "desk/suggest/agencies/"}
# What has more to it than this test brings: the admin's, and of one's own account, for which tests.accounts has the tokens.
ELSEWHERE = ("admin/", "sign-in/", "sign-up/", "password/", "second-factor/", "invitations/")
QUERIES = (
    "",
    "?q=paragraphs&as_of=2026-10-20&week=2026-W40&whose=mine&state=nothing&page=2",
    "?limit=1&expand=requests",
)


def tables() -> Iterator[tuple[str, str]]:
    """Each table and what it holds, as a digest."""
    for model in apps.get_models(include_auto_created=True):
        rows = model._base_manager.order_by("pk").values_list()
        yield model._meta.label, sha256(repr(list(rows)).encode()).hexdigest()


def files() -> dict[str, int]:
    """Each file that is kept, and its size."""
    root = Path(settings.MEDIA_ROOT)
    return {str(path): path.stat().st_size for path in root.rglob("*") if path.is_file()}


def read(browser: Client, path: str, *, head: bool = False) -> HttpResponseBase:
    """The answer, read to its end."""
    answer = browser.head(path) if head else browser.get(path, headers={"Accept": "*/*"})
    b"".join(answer)  # a file closes at its end
    return answer


def test_reading_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    manager, places = filled(capsys)
    browser, found = browser_of(manager), addresses(places)
    before, kept = dict(tables()), files()
    statuses = {
        pattern: read(browser, path + query).status_code
        for pattern, path in found.items()
        for query in QUERIES[::-1]
    }
    for path in found.values():
        read(browser, path, head=True)
    after = dict(tables())
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= MOVES.keys()
    assert files() == kept
    assert {pattern for pattern, status in statuses.items() if status >= 500} == set()
    unseen = {pattern for pattern, status in statuses.items() if status not in (200, 302, 405)}
    assert {
        pattern for pattern in unseen if not pattern.lstrip("^").startswith(ELSEWHERE)
    } == NOT_BY_THEMSELVES
