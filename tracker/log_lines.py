"""What is done to every line of the log before it is written: nothing that a person wrote, and nothing that is a right, stays in it.

An error says where it happened and of which kind it is; what it says is written only where its words are the machine's own.
"""

import logging
import re
import traceback
from collections.abc import Iterator, Mapping
from smtplib import SMTPException
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.utils import OperationalError
from redis.exceptions import RedisError
from structlog.processors import ExceptionRenderer
from structlog.typing import ExcInfo

KEY = re.compile(r"(lt_[0-9A-Za-z]{8})[0-9A-Za-z]+")  # as of offices.keys, whole or cut off
# Addresses that are the right to what lies there: calendars, answers in mails, links to passwords and invitations.
RIGHT = re.compile(
    r"(/(?:desk/(?:calendar|answer|unsubscribe)|password/reset|sign-up|invitations)/)[^/\s\"]+"
)
ASKED = re.compile(r"""(/[^\s"'?\\]*)\?(?:\\.|[^\s"'\\])+""")  # what somebody looks for
PERSON = re.compile(r"""[^\s"'<>@/:\\]+@(?=[\w\[])""")  # of a mail address, or who signs in to a server


def without_secrets(logger: Any, method: str, line: str) -> str:
    """The line with how a key begins and no more (somebody may have put one into an address, which is refused and logged),
    and without what makes an address a secret, what is asked of a page, and whose mail it is."""
    line = RIGHT.sub(r"\1...", KEY.sub(r"\1...", line))
    return PERSON.sub("...@", ASKED.sub(r"\1?...", line))


def traced(exc_info: ExcInfo) -> str:
    """Where an error happened and of which kind it is, what led to it first."""
    return "\n".join(reversed([f"{where(error)}{kind(error)}" for error in chain(exc_info[1])]))


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and what led to it."""
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def where(error: BaseException) -> str:
    """The lines of code that it came through."""
    return "".join(traceback.format_tb(error.__traceback__))


def kind(error: BaseException) -> str:
    """Its class, and what it says where no person has said it."""
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    match error:
        case SMTPException():
            return name  # names those who would have had the mail
        case OSError():
            return f"{name}: {error.strerror}"  # and not which file
        case ImproperlyConfigured() | OperationalError() | RedisError():
            return f"{name}: {error}"
    return name


with_traces = ExceptionRenderer(traced)


class ErrorsOfTasks(logging.Filter):
    """Celery writes what an error says into the line itself: there only its kind stays."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record passes."""
        if isinstance(record.args, Mapping) and record.exc_info and record.exc_info[1]:
            error = kind(record.exc_info[1])
            record.args = {**record.args, "exc": error, "traceback": ""}
        return True
