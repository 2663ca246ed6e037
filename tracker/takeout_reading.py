"""Reads a take-out that somebody brings: nothing of it is believed before all of it is as its manifest says.

Nothing is unpacked to a name that stands in it: a file is read by the name that the manifest gives, and kept under its hash.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from typing import IO
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from actions.bringing import Brought, CannotBring, bring_in, read_data
from actions.takeout import FORMAT, VERSION, Values
from letters.reading.documents import MAX_BYTES
from letters.reading.telling import Tell, silent
from offices.models import Office, User
from tracker.takeout_files import DATA, MANIFEST

LARGEST = 500 << 20  # bytes of a ZIP
UNPACKED = 4 << 30  # bytes of all that is in it
LARGEST_DATA = 256 << 20  # bytes of data.json, which is read into memory
LARGEST_MANIFEST = 32 << 20
MOST_FILES = 200_000
NAMES = re.compile(
    r"data\.json|index\.html|style\.css|letters/[a-z0-9]{12}\.html|(files|evidence)/[a-z0-9]{12}(\.[a-z0-9]{1,5})?",
    re.ASCII,
)
AT_A_TIME = 1 << 20


def bring(
    file: IO[bytes], *, office: Office, by: User, now: datetime, source: str, tell: Tell = silent
) -> Brought:
    """Brings a take-out into an office, all or nothing. Raises CannotBring or NotAllowed."""
    with checked(file, tell) as takeout, takeout.kept() as files:
        return bring_in(office=office, data=takeout.data, files=files, by=by, now=now, source=source)


@contextmanager
def checked(file: IO[bytes], tell: Tell = silent) -> Iterator["Takeout"]:
    """The take-out, where all of it is as its manifest says. Raises CannotBring."""
    try:
        with ZipFile(file) as zip:
            yield Takeout(zip, tell)
    except (BadZipFile, ZlibError, EOFError, NotImplementedError, RuntimeError, UnicodeDecodeError) as error:
        raise CannotBring(f"The file is no ZIP, or is damaged: {error}"[:300]) from error


class Takeout:
    """A take-out that was checked."""

    def __init__(self, zip: ZipFile, tell: Tell) -> None:
        self.zip = zip
        self.check_heads()
        self.told = self.manifest()
        for done, (name, (size, hash)) in enumerate(self.told.items(), start=1):
            self.check(name, size, hash)
            tell(done, len(self.told))
        self.data: Values = read_data(self.bytes_of(DATA, LARGEST_DATA))

    def check_heads(self) -> None:
        """What the ZIP says of itself: names, how many, how large."""
        heads = self.zip.infolist()
        names = [head.filename for head in heads]
        if len(names) > MOST_FILES or len(set(names)) < len(names):
            raise CannotBring("There are too many files in it, or two of one name.")
        for head in heads:
            if head.filename != MANIFEST and not NAMES.fullmatch(head.filename):
                raise CannotBring(f"There is a file in it that no take-out has: {head.filename[:80]!r}.")
            if head.flag_bits & 1:
                raise CannotBring("It is encrypted; unpack it, and pack it without a password.")
        if sum(head.file_size for head in heads) > UNPACKED:
            raise CannotBring(f"What is in it is larger than {UNPACKED >> 30} GB.")

    def manifest(self) -> dict[str, tuple[int, str]]:
        """Size and hash of each file, by its name."""
        try:
            told = json.loads(self.bytes_of(MANIFEST, LARGEST_MANIFEST))
            if told["format"] != FORMAT or told["version"] != VERSION:
                raise CannotBring(
                    f"It is no take-out of version {VERSION}, which is what this tracker reads: "
                    f"{str(told['format'])[:40]}, {str(told['version'])[:20]}."
                )
            files = {row["name"]: (int(row["size"]), str(row["sha256"])) for row in told["files"]}
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise CannotBring("Its manifest.json is damaged, or it has none.") from error
        if files.keys() | {MANIFEST} != set(self.zip.namelist()) or DATA not in files:
            raise CannotBring("There are other files in it than its manifest says.")
        return files

    def check(self, name: str, size: int, hash: str) -> None:
        """A file is as the manifest says."""
        found, read = sha256(), 0
        with self.zip.open(name) as file:
            while read <= size and (data := file.read(AT_A_TIME)):
                read += len(data)
                found.update(data)
        if read != size or found.hexdigest() != hash:
            raise CannotBring(f"{name} is not as the manifest says: the file was damaged or edited.")

    def bytes_of(self, name: str, most: int) -> bytes:
        """A file of it, where it is no larger than that."""
        with self.zip.open(name) as file:
            data = file.read(most + 1)
        if len(data) > most:
            raise CannotBring(f"{name} is larger than {most >> 20} MB.")
        return data

    @contextmanager
    def kept(self) -> Iterator[dict[str, str]]:
        """Keeps the files that letters and entries name; forgets them again where nothing comes of it."""
        paths: dict[str, str] = {}
        try:
            for name, path in self.wanted():
                if name not in paths:
                    data = self.bytes_of(name, MAX_BYTES)
                    paths[name] = default_storage.save(path, ContentFile(data))
            yield paths
        except BaseException:
            for path in paths.values():
                default_storage.delete(path)
            raise

    def wanted(self) -> Iterator[tuple[str, str]]:
        """The files' names, and where they are to be kept."""
        try:
            for row in self.data["letters"]:
                if row["file"]:
                    sha = self.told[row["file"]][1]
                    if sha != row["source_sha256"]:
                        raise CannotBring(f"{row['file']} is not the file that its letter was read from.")
                    yield row["file"], f"letters/{sha[:2]}/{sha}"
            for row in self.data["actions"]:
                if row["file"]:
                    yield row["file"], f"evidence/{self.told[row['file']][1][:12]}"
        except (KeyError, TypeError) as error:
            raise CannotBring(
                "Its data.json is not as a take-out's is, or names a file that is not in it."
            ) from error
