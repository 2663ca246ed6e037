"""Names of files that lead out of a folder, end a header or pretend to be something else."""

import re
import secrets
from pathlib import Path
from urllib.parse import unquote

from tests.hostile.asking import Hand
from tests.hostile.corpus import FILE_NAMES
from tests.hostile.report import Line
from tests.pages.stage import Site

# RFC 6266 with RFC 5987's encoding: a quoted string of printable ASCII, or percent-encoded UTF-8.
DISPOSITION = re.compile(
    r"""attachment(; filename="(?P<plain>(?:[ !#-\[\]-~]|\\["\\])*)")?(; filename\*=utf-8''(?P<coded>[\w.!#$&+^`|~%-]*))?""",
    re.ASCII,
)
PLACE = re.compile(r"/desk/letters/(\w+)/draft/")
KEPT = re.compile(r"[a-z]+/[a-z0-9/_-]{12,}(\.[a-z0-9]{1,5})?")


def run(site: Site, *, every: int = 1) -> Line:
    """Uploads a letter under each name and takes it back."""
    line = Line("file names", "escaped")
    files, editor = Path(site.world.environment["VAR_DIR"]) / "files", Hand.of(site, "editor")
    outside = listed(files.parent) - listed(files)
    kept = 0
    for name in FILE_NAMES[::every]:
        line.tried += 1
        data = f"Dear Sir: {secrets.token_hex(8)}".encode()
        sent = editor.upload("/desk/letters/new/", {}, name, data)
        place = PLACE.match(sent.headers.get("Location", ""))
        if place is None:
            if sent.status >= 500:
                line.hit(f"{name!r}: {sent.status}")
            continue
        kept += 1
        given = editor.get(f"/desk/letters/{place[1]}/source/")
        said = DISPOSITION.fullmatch(given.headers.get("Content-Disposition", ""))
        if said is None or "X-Split" in given.headers or given.body != data:
            line.hit(f"{name!r}: {given.status} {given.headers.get('Content-Disposition')!r}")
        elif re.search(r"[/\\\x00-\x1f\x7f]", called := name_in(said)) or called in ("", ".", ".."):
            line.hit(f"{name!r}: called {called!r}")
        if {"nosniff"} != {given.headers["X-Content-Type-Options"]} or "sandbox" not in given.headers[
            "Content-Security-Policy"
        ]:
            line.hit(f"{name!r}: shown as {given.headers['Content-Type']}")
    for path in sorted(listed(files)):
        if not KEPT.fullmatch(path.relative_to(files).as_posix()):
            line.hit(f"kept at {path}")
    if new := (listed(files.parent) - listed(files)) - outside:
        line.hit(f"kept outside: {new}")
    line.note = f"{kept} kept"
    return line


def name_in(said: re.Match[str]) -> str:
    """What a browser calls the file."""
    if said["coded"] is not None:
        return unquote(said["coded"])
    return re.sub(r"\\(.)", r"\1", said["plain"] or "")


def listed(folder: Path) -> set[Path]:
    """The files in a folder, but the database's own, and mails."""
    return {path for path in folder.rglob("*") if path.is_file() and "mail" not in path.parts}
