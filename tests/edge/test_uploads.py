"""Each file that somebody sends is shown to the scanner first; what it does not call clean is not kept, and nothing happens with it."""

import re
import sys
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from actions.models import Action
from letters.models import Letter
from offices.models import Office, Role, User
from tests.api.asking import key_for
from tests.desk.browsing import browser_of, words_of
from tests.making import make_letter, make_office, make_user
from tests.worlds import ROOT
from tracker.jobs import Job
from tracker.sheet_imports import SheetImport

pytestmark = pytest.mark.django_db

# It knows one word, and says of what it has read that it was there.
SCANNER = """
import sys, time
data = sys.stdin.buffer.read()
open(sys.argv[1], "ab").write(data[-40:] + b"\\n")
sys.exit(1 if b"malicious" in data else 2 if b"unwell" in data else 0)
"""
BAD = ("malicious", "unwell")
WHY = {"malicious": "has refused this file", "unwell": "could not be looked at"}


@pytest.fixture(autouse=True)
def seen(settings: Settings, tmp_path: Path) -> Path:
    """A scanner; where it writes what it was given."""
    script = tmp_path / "scanner.py"
    script.write_text(SCANNER)
    settings.SCAN_COMMAND = [sys.executable, str(script), str(tmp_path / "seen")]
    return tmp_path / "seen"


@pytest.fixture
def office() -> Office:
    """An office."""
    return make_office()


@pytest.fixture
def manager(office: Office) -> User:
    """Its manager."""
    return make_user(office, Role.MANAGER)


def file_of(words: str, name: str = "letter.txt") -> SimpleUploadedFile:
    """A file with some words in it."""
    return SimpleUploadedFile(name, f"Dear Secretary: please do it. {words}".encode())


def test_a_clean_letter_is_kept_as_it_came(office: Office, manager: User, seen: Path) -> None:
    browser_of(manager).post("/desk/letters/new/", {"office": office.pk, "file": file_of("Thank you")})
    with Letter.objects.get().source_file.open("rb") as kept:
        assert kept.read() == file_of("Thank you").read()
    assert seen.read_bytes().endswith(b"Thank you\n")


@pytest.mark.parametrize("word", BAD)
def test_a_letter_is_refused_and_nothing_kept(
    office: Office, manager: User, settings: Settings, word: str
) -> None:
    answer = browser_of(manager).post("/desk/letters/new/", {"office": office.pk, "file": file_of(word)})
    assert (answer.status_code, WHY[word] in words_of(answer)) == (400, True)
    assert not Letter.objects.exists()
    assert not any(path.is_file() for path in Path(settings.MEDIA_ROOT).rglob("*"))


@pytest.mark.parametrize("word", BAD)
def test_one_that_is_too_large_for_memory_too(
    office: Office, manager: User, settings: Settings, word: str
) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    answer = browser_of(manager).post("/desk/letters/new/", {"office": office.pk, "file": file_of(word)})
    assert (answer.status_code, WHY[word] in words_of(answer)) == (400, True)
    browser_of(manager).post("/desk/letters/new/", {"office": office.pk, "file": file_of("Thank you")})
    with Letter.objects.get().source_file.open("rb") as kept:
        assert kept.read() == file_of("Thank you").read()


@pytest.mark.parametrize("word", BAD)
def test_the_api_refuses_it(office: Office, manager: User, word: str) -> None:
    bearer = {"Authorization": f"Bearer {key_for(manager, office)}"}
    answer = browser_of().post(
        "/api/v1/letters/", {"office": office.slug, "file": file_of(word)}, headers=bearer
    )
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/file"
    assert WHY[word] in answer.json()["detail"]
    assert not Letter.objects.exists()


@pytest.mark.parametrize("word", BAD)
def test_evidence_is_refused_and_nothing_recorded(office: Office, manager: User, word: str) -> None:
    letter_request = make_letter(office, by=manager).requests.get()
    before = Action.objects.count()
    fields = {"kind": "media_report", "occurred_on": "2026-11-02", "source_file": file_of(word)}
    answer = browser_of(manager).post(f"/desk/requests/{letter_request.public_id}/", fields)
    assert (answer.status_code, WHY[word] in words_of(answer)) == (400, True)
    assert Action.objects.count() == before


@pytest.mark.parametrize("word", BAD)
@pytest.mark.parametrize("page", ["import/", "takeout/"])
def test_so_are_spreadsheets_and_take_outs(office: Office, manager: User, page: str, word: str) -> None:
    path = f"/desk/offices/{office.slug}/{page}"
    answer = browser_of(manager).post(path, {"file": file_of(word, "file.csv")})
    assert (answer.status_code, WHY[word] in words_of(answer)) == (400, True)
    assert not SheetImport.objects.exists()
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    "command", [["/nowhere/scanner"], [sys.executable, "-c", "import time; time.sleep(60)"]]
)
def test_a_scanner_that_is_away_or_does_not_end_lets_nothing_in(
    office: Office, manager: User, settings: Settings, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    settings.SCAN_COMMAND = command
    monkeypatch.setattr("tracker.uploads.PATIENCE", 0.5)
    answer = browser_of(manager).post("/desk/letters/new/", {"office": office.pk, "file": file_of("Thanks")})
    assert (answer.status_code, WHY["unwell"] in words_of(answer)) == (400, True)
    assert not Letter.objects.exists()


def test_without_one_nothing_is_scanned(
    office: Office, manager: User, settings: Settings, seen: Path
) -> None:
    settings.SCAN_COMMAND = []
    browser_of(manager).post("/desk/letters/new/", {"office": office.pk, "file": file_of("malicious")})
    assert (Letter.objects.count(), seen.exists()) == (1, False)


def test_no_form_takes_a_file_past_the_scanner() -> None:
    others = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tracker").rglob("*.py")
        if path.name != "uploads.py"
        and re.search(r"(forms|serializers)\.(File|Image)Field", path.read_text(encoding="utf-8"))
    ]
    assert others == []
