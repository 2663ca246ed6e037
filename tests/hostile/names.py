"""Names of files that lead out of a folder, end a header or pretend to be something else."""

import re
import secrets
from http import HTTPStatus
from pathlib import Path
from urllib.parse import unquote

from tests.hostile.asking import Answer, Hand
from tests.hostile.corpus import FILE_NAMES
from tests.hostile.report import Line
from tests.pages.stage import Tracked

# RFC 6266 with RFC 5987's encoding: a quoted string of printable ASCII, or percent-encoded UTF-8.
DISPOSITION = re.compile(
    r"""attachment(; filename="(?P<plain>(?:[ !#-\[\]-~]|\\["\\])*)")?(; filename\*=utf-8''(?P<coded>[\w.!#$&+^`|~%-]*))?""",
    re.ASCII,
)
PLACE = re.compile(r"/desk/letters/(\w+)/draft/")
KEPT = re.compile(r"[a-z]+/[a-z0-9/_-]{12,}(\.[a-z0-9]{1,5})?")


def run(site: Tracked, *, every: int = 1) -> Line:
    """Uploads a letter under each name and takes it back."""
    line, kept = Line("file names", "escaped"), 0
    editor, person = Hand.of(site, "editor"), site.signed_in("editor")
    person.get("/desk/letters/new/")
    office = {"office": person.form()["office"]}
    files = Path(site.world.environment["VAR_DIR"]) / "files"
    outside = beside(files)
    for name in FILE_NAMES[::every]:
        line.tried += 1
        data = f"Dear Sir: {secrets.token_hex(8)}".encode()
        sent = editor.upload("/desk/letters/new/", office, name, data)
        place = PLACE.match(sent.headers.get("Location", ""))
        if place:
            kept += 1
            given = editor.get(f"/desk/letters/{place[1]}/source/")
            said = wrong_with(given) or ("" if given.body == data else "other bytes")
        else:
            said = "" if sent.status == HTTPStatus.BAD_REQUEST else f"answered with {sent.status}"
        if said:
            line.hit(f"{name!r}: {said}")
    line.hits += [
        f"kept at {path}" for path in listed(files) if not KEPT.fullmatch(path.relative_to(files).as_posix())
    ]
    line.hits += [f"kept at {path}" for path in beside(files) - outside]
    line.note = f"{kept} kept"
    return line


def wrong_with(given: Answer) -> str:
    """What is wrong with how a file is given back."""
    disposition = given.headers.get("Content-Disposition", "")
    said = DISPOSITION.fullmatch(disposition)
    if said is None or "X-Split" in given.headers:
        return f"{given.status} {disposition!r}"
    called = name_in(said)
    if re.search(r"[/\\\x00-\x1f\x7f]", called) or called in (".", ".."):
        return f"called {called!r}"
    is_shut = (
        given.headers["X-Content-Type-Options"] == "nosniff"
        and "sandbox" in given.headers["Content-Security-Policy"]
    )
    return "" if is_shut else f"shown as {given.headers['Content-Type']}"


def beside(files: Path) -> set[Path]:
    """What lies in the tracker's folder beside the files that are kept."""
    return listed(files.parent) - listed(files)


def name_in(said: re.Match[str]) -> str:
    """What a browser calls the file."""
    if said["coded"] is not None:
        return unquote(said["coded"])
    return re.sub(r"\\(.)", r"\1", said["plain"] or "")


def listed(folder: Path) -> set[Path]:
    """The files in a folder, but the database's own, and mails."""
    return {path for path in folder.rglob("*") if path.is_file() and "mail" not in path.parts}
