"""Files that people send: each is shown to the scanner that SCAN_COMMAND names before anything is done with it.

The command reads the file from its standard input and ends with 0 where it is clean, with 1 where it is not, as
`clamdscan --no-summary -` does. However else it ends, the file is not taken: what was not looked at is not clean.
"""

import subprocess
from pathlib import Path
from typing import Any

import structlog
from django import forms
from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from rest_framework import serializers

PATIENCE = 60  # seconds for a file
NOT_CLEAN = "The scanner for malicious software has refused this file: it was not kept."
NOT_SCANNED = "The file could not be looked at by the scanner for malicious software: it was not kept. Try again in a few minutes."

log = structlog.get_logger(__name__)


def refusal(file: UploadedFile[bytes]) -> str:
    """Why the file is not taken; empty where it is clean, or where no scanner is named."""
    if not settings.SCAN_COMMAND:
        return ""
    try:
        code = ending(file)
    except (OSError, subprocess.TimeoutExpired) as error:
        log.error("scanner_away", kind=type(error).__name__)
        return NOT_SCANNED
    if code:
        log.warning("upload_refused", code=code, size=file.size)
    return {0: "", 1: NOT_CLEAN}.get(code, NOT_SCANNED)


def ending(file: UploadedFile[bytes]) -> int:
    """How the scanner ends when it is given the file."""
    if isinstance(file, TemporaryUploadedFile):  # too large for memory: from the disk, as it lies there
        with Path(file.temporary_file_path()).open("rb") as opened:
            return scan(stdin=opened)
    code = scan(input=file.read())
    file.seek(0)
    return code


def scan(**given: Any) -> int:
    """Runs the scanner; how it ends. Raises OSError or TimeoutExpired."""
    return subprocess.run(  # noqa: S603  # the operator's own command, no shell; a file's name is not in it
        settings.SCAN_COMMAND,
        **given,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=PATIENCE,
        check=False,
    ).returncode


class UploadField(forms.FileField):
    """A file in a form, scanned."""

    def clean(self, *args: Any) -> Any:
        """The file. Raises ValidationError for one that the scanner does not call clean."""
        file = super().clean(*args)
        if isinstance(file, UploadedFile) and (why := refusal(file)):
            raise forms.ValidationError(why, code="not_clean")
        return file


class ApiUploadField(serializers.FileField):
    """A file in a request to the API, scanned."""

    def to_internal_value(self, data: Any) -> Any:
        """The file. Raises ValidationError for one that the scanner does not call clean."""
        file = super().to_internal_value(data)
        if isinstance(file, UploadedFile) and (why := refusal(file)):
            raise serializers.ValidationError(why)
        return file
