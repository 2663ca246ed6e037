"""All that an office owns comes out as one file, and the same comes of it elsewhere; a file that was touched brings nothing."""

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from actions.bringing import CannotBring
from actions.models import Action, Effect
from letters.models import Letter, LetterRequest
from offices.audit_entries import AuditEntry
from offices.models import Office, OfficeMembership, Role, User
from offices.policy import NotAllowed
from tests.actions.takeouts import full_office
from tests.desk.browsing import browser_of, page
from tests.making import make_letter, make_office, make_user
from tracker import takeout_reading
from tracker.jobs import Job
from tracker.takeout_files import write_takeout
from tracker.takeout_reading import bring
from tracker.working import work_off

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)


def taken_out(office: Office) -> bytes:
    """The office's take-out."""
    into = io.BytesIO()
    write_takeout(office, into, now=NOW)
    return into.getvalue()


def files_in(takeout: bytes) -> dict[str, bytes]:
    """The files in it."""
    with zipfile.ZipFile(io.BytesIO(takeout)) as file:
        return {name: file.read(name) for name in file.namelist()}


def data_in(takeout: bytes) -> dict[str, Any]:
    """Its data.json."""
    data: dict[str, Any] = json.loads(files_in(takeout)["data.json"])
    return data


def packed(files: Mapping[str, bytes], *, manifest: bool = True) -> bytes:
    """The files as a take-out; with a `manifest` that fits."""
    files = dict(files)
    if manifest:
        told = json.loads(files["manifest.json"])
        told["files"] = [
            {"name": name, "size": len(data), "sha256": sha256(data).hexdigest()}
            for name, data in files.items()
            if name != "manifest.json"
        ]
        files["manifest.json"] = json.dumps(told).encode()
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in files.items():
            file.writestr(name, data)
    return into.getvalue()


def edited(takeout: bytes, edit: Callable[[dict[str, Any]], object]) -> bytes:
    """The take-out with other data, and a manifest that fits."""
    files, data = files_in(takeout), data_in(takeout)
    edit(data)
    return packed(files | {"data.json": json.dumps(data).encode()})


def brought(takeout: bytes, office: Office, by: User | None = None) -> str:
    """Brings it into an office; what is said of it."""
    by = by or make_user(office, Role.MANAGER, email=f"keeper-{office.pk}@example.org")
    return str(bring(io.BytesIO(takeout), office=office, by=by, now=timezone.now(), source="takeout.zip"))


@contextmanager
def elsewhere() -> Iterator[None]:
    """A database in which there is nothing, for as long as the block lasts: SQLite's and PostgreSQL's own triggers are off."""
    tables = [
        model._meta.db_table
        for app in ("offices", "letters", "actions", "tracker")
        for model in apps.get_app_config(app).get_models()
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
            yield
            transaction.set_rollback(True)
            return
        cursor.execute(
            "SELECT sql, name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%append-only%'"
        )
        triggers = cursor.fetchall()
        for _, name in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        for table in tables:
            cursor.execute(f"DELETE FROM {table}")
        for sql, _ in triggers:
            cursor.execute(sql)
        yield
        transaction.set_rollback(True)


def told(takeout: bytes) -> dict[str, Any]:
    """What has to be the same after a round trip: all but when it was made, the office's name and people, and the audit."""
    data = data_in(takeout)
    for name in ("made_at", "audit"):
        del data[name]
    data["office"] = {name: data["office"][name] for name in ("policy", "quiet_periods")}
    data["people"] = [row for row in data["people"] if not row["email"].startswith("keeper-")]
    return data


def test_what_comes_out_goes_in_and_comes_out_the_same() -> None:
    takeout = taken_out(full_office())
    first = told(takeout)
    with elsewhere():
        assert (Letter.objects.count(), User.objects.count()) == (0, 0)
        office = make_office("Another")
        said = brought(takeout, office)
        again = taken_out(Office.objects.get(pk=office.pk))
        assert told(again) == first
        assert said.startswith("3 letters with 3 requests and")
        assert files_in(again).keys() == files_in(takeout).keys()
        for name, data in files_in(takeout).items():
            if name.startswith(("files/", "evidence/")):
                assert files_in(again)[name] == data
        call_command("check_ledger")


def test_what_came_in_stands_as_it_did() -> None:
    source = full_office()
    takeout = taken_out(source)
    columns = ("number", "outcome_state", "due_on", "last_action_on", "next_check_on", "assigned_to__email")
    rows = LetterRequest.objects.order_by("pk").values_list(*columns)
    before = list(rows.filter(letter__office=source))
    office = make_office()
    brought(takeout, office)
    assert list(rows.filter(letter__office=office)) == before


def test_ids_that_are_taken_are_given_anew_and_lead_where_they_led() -> None:
    source, office = full_office(), make_office()
    takeout = taken_out(source)
    brought(takeout, office)
    ids = set(Letter.objects.filter(office=source).values_list("public_id", flat=True))
    assert not ids & set(Letter.objects.filter(office=office).values_list("public_id", flat=True))
    again = told(taken_out(office))
    assert [row["title"] for row in again["letters"]] == [row["title"] for row in told(takeout)["letters"]]
    later = Effect.objects.get(action__office=office, superseded_by__isnull=False).superseded_by
    assert later is not None
    assert later.letter.office == office


def test_people_who_are_unknown_are_kept_and_nobody_is_let_in() -> None:
    takeout = taken_out(full_office())
    with elsewhere():
        office = make_office()
        assert "2 people of whom it tells" in brought(takeout, office)
        chief = User.objects.get(email="chief@example.org")
        assert (chief.is_active, chief.has_usable_password()) == (False, False)
        assert OfficeMembership.objects.count() == 1
        assert Action.objects.filter(recorded_by=chief).exists()


def test_each_letter_says_that_it_came_in_and_through_whom() -> None:
    takeout, office = taken_out(full_office()), make_office()
    keeper = make_user(office, Role.MANAGER)
    brought(takeout, office, keeper)
    letter = Letter.objects.filter(office=office).confirmed().order_by("pk")[0]
    assert f"takeout.zip</a>, through {keeper}" in page(f"/desk/letters/{letter.public_id}/", keeper)


def test_the_audit_tells_that_it_came_in_and_not_what_the_file_tells() -> None:
    takeout, office = taken_out(full_office()), make_office()
    brought(takeout, office)
    rows = AuditEntry.objects.filter(office=office).values_list("deed", "thing", "detail")
    assert list(rows) == [("brought", "takeout", "letters: 3, entries: 9")]


def test_the_manifest_tells_of_each_file() -> None:
    files = files_in(taken_out(full_office()))
    manifest = json.loads(files.pop("manifest.json"))
    assert {row["name"]: (row["size"], row["sha256"]) for row in manifest["files"]} == {
        name: (len(data), sha256(data).hexdigest()) for name, data in files.items()
    }
    assert (manifest["counts"]["letters"], manifest["counts"]["files"]) == (3, 4)


def test_pages_open_without_a_server_and_run_nothing() -> None:
    files = files_in(taken_out(full_office()))
    pages = {name: data.decode() for name, data in files.items() if name.endswith(".html")}
    assert len(pages) == 4
    for name, words in pages.items():
        assert "<script" not in words
        for link in re.findall(r'(?:href|src)="([^"]*)"', words):
            target = Path(name).parent / link
            assert str(Path("/", target).resolve().relative_to("/")) in files, (name, link)
    assert all(re.fullmatch(r"[a-z0-9/.]+", name) for name in files)


def test_nothing_of_another_office_is_in_it() -> None:
    office = full_office()
    make_letter(make_office("Other"), title="Not ours")
    assert not any(b"Not ours" in data for data in files_in(taken_out(office)).values())


def emptied(files: dict[str, bytes]) -> dict[str, bytes]:
    return {name: data for name, data in files.items() if name != "manifest.json"}


WRONG: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "no ZIP": (lambda data: b"PK not a ZIP", "no ZIP"),
    "cut off": (lambda data: data[: len(data) // 2], "no ZIP"),
    "a byte is another": (
        lambda data: packed(files_in(data) | {"index.html": b"x"}, manifest=False),
        "not as the manifest says",
    ),
    "no manifest": (lambda data: packed(emptied(files_in(data)), manifest=False), "no ZIP|manifest"),
    "a file more": (
        lambda data: packed(files_in(data) | {"letters/abcdefghjkmn.html": b"x"}, manifest=False),
        "other files",
    ),
    "a path that leads out": (
        lambda data: packed(files_in(data) | {"../../evil.html": b"x"}),
        "no take-out has",
    ),
    "an absolute path": (lambda data: packed(files_in(data) | {"/etc/evil": b"x"}), "no take-out has"),
    "another version": (lambda data: edited(data, lambda told: told.update(version=2)), "version 2"),
    "another format": (lambda data: edited(data, lambda told: told.update(format="x")), "no take-out"),
    "no JSON": (lambda data: packed(files_in(data) | {"data.json": b"{"}), "damaged"),
    "deep JSON": (lambda data: packed(files_in(data) | {"data.json": b"[" * 200_000}), "damaged|no take-out"),
    "no letters": (lambda data: edited(data, lambda told: told.pop("letters")), "not as a take-out"),
    "a letter is a word": (
        lambda data: edited(data, lambda told: told["letters"].append("x")),
        "not as a take-out",
    ),
    "an unknown kind": (
        lambda data: edited(data, lambda told: told["actions"][0].update(kind="magic")),
        "breaks a rule",
    ),
    "a script for an address": (
        lambda data: edited(data, lambda told: told["actions"][0].update(source_url="javascript:alert(1)")),
        "breaks a rule",
    ),
    "an entry of tomorrow": (
        lambda data: edited(
            data, lambda told: told["actions"][0].update(recorded_at="2999-01-01T00:00:00+00:00")
        ),
        "still to come",
    ),
    "an entry of nothing": (
        lambda data: edited(data, lambda told: told["actions"][0].update(effects=[])),
        "concerns no request",
    ),
    "an id twice": (
        lambda data: edited(data, lambda told: told["letters"].append(told["letters"][0])),
        "twice",
    ),
    "an id that leads out": (
        lambda data: edited(data, lambda told: told["letters"][2].update(id="../../evil")),
        "twice, or is none",
    ),
    "another letter's file": (
        lambda data: edited(data, lambda told: told["letters"][0].update(file=told["letters"][1]["file"])),
        "not the file",
    ),
    "NUL in words": (lambda data: edited(data, lambda told: told["letters"][0].update(text="a\0b")), "NUL"),
    "no time zone": (
        lambda data: edited(data, lambda told: told["letters"][0].update(created_at="2026-03-02T10:00:00")),
        "time zone",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_file_that_is_none_brings_nothing(what: str, tmp_path: Path) -> None:
    damage, words = WRONG[what]
    takeout, office = damage(taken_out(full_office())), make_office()
    keeper = make_user(office, Role.MANAGER)
    before = (Letter.objects.count(), Action.objects.count(), User.objects.count(), kept_files())
    with pytest.raises(CannotBring, match=words):
        brought(takeout, office, keeper)
    assert (Letter.objects.count(), Action.objects.count(), User.objects.count(), kept_files()) == before


def kept_files() -> set[Path]:
    """All files that the tracker keeps."""
    return {path for path in Path(default_storage.location).rglob("*") if path.is_file()}  # type: ignore[attr-defined]


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    takeout = packed(files_in(taken_out(full_office())) | {"index.html": bytes(1 << 20)})
    for limit, words in (
        ("UNPACKED", "larger than"),
        ("MOST_FILES", "too many"),
        ("LARGEST_DATA", "larger than"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(takeout_reading, limit, 3)
            with pytest.raises(CannotBring, match=words):
                brought(takeout, make_office())


def test_a_size_that_lies_is_found_out() -> None:
    files = files_in(taken_out(full_office()))
    told = json.loads(files["manifest.json"])
    for row in told["files"]:
        row["size"] = 1 if row["name"] == "data.json" else row["size"]
    with pytest.raises(CannotBring, match="not as the manifest says"):
        brought(packed(files | {"manifest.json": json.dumps(told).encode()}, manifest=False), make_office())


def test_what_the_office_has_already_brings_nothing() -> None:
    office = full_office()
    with pytest.raises(CannotBring, match="already has one of its letters"):
        brought(taken_out(office), office, User.objects.get(email="chief@example.org"))


def test_only_a_manager_takes_out_and_brings_in() -> None:
    office = full_office()
    address = f"/desk/offices/{office.slug}/takeout/"
    editor = User.objects.get(email="editor@example.org")
    for way in (address, f"{address}make/"):
        assert browser_of(editor).post(way).status_code == 403
        assert browser_of(make_user(make_office(), Role.MANAGER)).post(way).status_code == 404
        assert browser_of().post(way).headers["Location"].startswith("/sign-in/")
    assert browser_of(editor).get(address).status_code == 403
    with pytest.raises(NotAllowed):
        brought(taken_out(office), make_office(), editor)


def test_a_worker_makes_it_and_only_managers_fetch_it() -> None:
    office = full_office()
    chief = User.objects.get(email="chief@example.org")
    browser = browser_of(chief)
    page(f"/desk/offices/{office.slug}/takeout/", chief)
    where = browser.post(f"/desk/offices/{office.slug}/takeout/make/").headers["Location"]
    work_off(clock=timezone.now)
    assert "3 letters and 9 entries written." in page(where, chief)
    answer = browser.get(f"{where}file/")
    assert answer["Content-Type"] == "application/zip"
    assert told(b"".join(answer)) == told(taken_out(office))
    for other in (User.objects.get(email="editor@example.org"), make_user(make_office(), Role.MANAGER)):
        for way in (where, f"{where}file/"):
            assert browser_of(other).get(way).status_code == 404
    assert AuditEntry.objects.filter(deed="took", thing="takeout", person=chief).exists()


def test_a_worker_brings_it_in_and_forgets_the_file() -> None:
    takeout, office = taken_out(full_office()), make_office()
    browser = browser_of(make_user(office, Role.MANAGER))
    for data, said in ((takeout, "3 letters with 3 requests"), (b"x", "Nothing was brought in")):
        file = SimpleUploadedFile("takeout.zip", data)
        where = browser.post(f"/desk/offices/{office.slug}/takeout/", {"file": file}).headers["Location"]
        work_off(clock=timezone.now)
        assert said in browser.get(where).content.decode()
    assert Letter.objects.filter(office=office).count() == 3
    assert not [path for path in kept_files() if "brought" in path.parts]
    assert "takeout.zip" in browser.get(f"/desk/offices/{office.slug}/takeout/").content.decode()
    assert Job.objects.count() == 2


def test_the_command_brings_it_in_or_says_why_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    takeout, office = taken_out(full_office()), make_office()
    keeper = make_user(office, Role.MANAGER)
    file = tmp_path / "takeout.zip"
    file.write_bytes(takeout)
    call_command("import_takeout", str(file), office=office.slug, by=keeper.email)
    assert "3 letters with 3 requests" in capsys.readouterr().out
    with pytest.raises(CommandError, match=r"already has one of its letters.*Nothing was written"):
        call_command("import_takeout", str(file), office=office.slug, by=keeper.email)


def test_the_queries_do_not_grow_with_letters_and_entries(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    office = make_office()
    for _ in range(12):
        make_letter(office)
    takeout = taken_out(office)
    with django_assert_max_num_queries(60):
        brought(takeout, make_office())


def test_a_clock_that_is_behind_brings_nothing() -> None:
    takeout = taken_out(full_office())
    office = make_office()
    keeper = make_user(office, Role.MANAGER)
    past = datetime(2026, 1, 1, tzinfo=UTC)
    with pytest.raises(CannotBring, match="still to come"):
        bring(io.BytesIO(takeout), office=office, by=keeper, now=past, source="x")
