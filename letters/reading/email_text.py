"""What an e-mail carries: the words that its sender wrote, and the files attached.

What mail programs put around a letter is left out: headers of forwarded messages, quote marks, a banner of the
receiving system, the mailer's signature and disclaimers.
"""

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage

from letters.reading.html_text import is_encoding_of_text, text_of_html
from letters.reading.unreadable import Unreadable

MAX_PARTS = 200
_MAX_HEADER_BYTES = 64_000
_DAMAGED = "The e-mail is damaged. Save it again as .eml, or paste the letter's text."

_HEADER_LINES = re.compile(
    rb"(?:From [^\n]*\n)?(?:[A-Za-z][A-Za-z0-9-]{0,60}:[^\n]*(?:\n|$)(?:[ \t][^\n]*(?:\n|$))*+){2,}+"
)
# Headers that programs write. "From:" and "To:" alone may begin a memorandum.
_TECHNICAL = re.compile(
    rb"^(?:MIME-Version|Message-ID|Received|Return-Path|Delivered-To|Content-Type|X-[A-Za-z-]+):",
    re.IGNORECASE | re.MULTILINE,
)
_FORWARDED = re.compile(
    r"^[-_ \t]*(?:(?:Original|Forwarded|Begin forwarded) [Mm]essage|_{20,})[-_: \t]*\n", re.MULTILINE
)
_HEADER_NAMES = r"(?:From|Sent|To|Cc|CC|Bcc|Date|Subject|Reply-To|Importance|Attachments?|Sent by)"
_HEADER_BLOCK = re.compile(rf"(?:^[ \t*]*{_HEADER_NAMES}[*]?:[^\n]*\n(?:[ \t]*\n)?){{3,}}", re.MULTILINE)
_WROTE = re.compile(r"^On [^\n]{10,160}\n?[^\n]{0,80}\bwrote:[ \t]*\n", re.MULTILINE)
_BANNER = re.compile(
    r"\s*(?:\[?(?:EXTERNAL|CAUTION|WARNING)\b[^\n]*|This (?:message|e-?mail) (?:came|originated|was sent) from (?:an )?(?:outside|external)[^\n]*)\n+",
    re.IGNORECASE,
)
_DISCLAIMER = re.compile(
    r"^[ \t*_-]*(?:(?:CONFIDENTIALITY|PRIVACY|LEGAL|PRIVILEGED)\b[^\n]{0,40}(?:NOTICE|STATEMENT|DISCLAIMER)|DISCLAIMER\b"
    r"|(?:This|The information (?:contained )?in this) (?:e-?mail|electronic mail|message|transmission|communication)\b[^\n]{0,200}"
    r"(?:confidential|privileged|intended|addressee|recipient)|Sent from my \w|Get Outlook for|To unsubscribe\b|-- ?$)",
    re.IGNORECASE | re.MULTILINE,
)
_QUOTED = re.compile(r"^>(?:[ \t]?>)*[ \t]?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file attached to an e-mail."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """The text of an e-mail without what mail programs added, and its attachments in order."""

    body: str
    attachments: tuple[Attachment, ...]


def is_email(data: bytes) -> bool:
    """Whether the bytes begin with headers as mail programs write them."""
    found = _HEADER_LINES.match(data[:_MAX_HEADER_BYTES].replace(b"\r\n", b"\n").lstrip())
    return bool(found and _TECHNICAL.search(found[0]))


def read_mail(data: bytes) -> Mail:
    """The body and the attachments of an e-mail, also of one attached to it. Raises Unreadable."""
    try:
        message = email.message_from_bytes(data.lstrip(), _class=EmailMessage, policy=email.policy.default)
        plain, rich, attachments = _parted(message)
    except Unreadable:
        raise
    except (RecursionError, LookupError, ValueError, AttributeError, TypeError, IndexError, AssertionError):
        # What the standard library's parser raises on headers and parts that break the rules.
        raise Unreadable(_DAMAGED) from None
    body = _written(plain)
    rich_body = _written([text_of_html(page) for page in rich])
    # The plain part of a mail often lost its paragraphs, or only says that there is an HTML part.
    return Mail(rich_body if len(rich_body.split()) > 0.8 * len(body.split()) else body, tuple(attachments))


def _parted(message: EmailMessage) -> tuple[list[str], list[str], list[Attachment]]:
    plain: list[str] = []
    rich: list[str] = []
    attachments: list[Attachment] = []
    for part in _leaves(message):
        kind = part.get_content_type()
        if kind in ("text/plain", "text/html") and not part.is_attachment():
            (plain if kind == "text/plain" else rich).append(_content(part))
        elif part.get_content_disposition() == "attachment" or part.get_filename():
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                attachments.append(Attachment(part.get_filename() or "", payload))
    return plain, rich, attachments


def _leaves(message: EmailMessage) -> Iterator[EmailMessage]:
    """The parts that hold no parts, without those of a mailing program's own (calendars, receipts)."""
    for number, part in enumerate(message.walk()):
        if number >= MAX_PARTS:
            raise Unreadable(
                f"The e-mail has more than {MAX_PARTS} parts. Save the letter itself and upload that."
            )
        if isinstance(part, EmailMessage) and not part.is_multipart():
            yield part


def _content(part: EmailMessage) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    said = part.get_content_charset() or "utf-8"
    for encoding in (said if is_encoding_of_text(said) else "utf-8", "utf-8"):
        try:
            return payload.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return payload.decode("cp1252", "replace")


def _written(texts: list[str]) -> str:
    """What people wrote in a mail's text."""
    text = "\n\n".join(text.replace("\r\n", "\n").strip("\n") for text in texts if text.strip())
    if not text:
        return ""
    text = _BANNER.sub("", text, count=1) if _BANNER.match(text) else text
    for pattern in (_FORWARDED, _WROTE, _HEADER_BLOCK):
        text = pattern.sub("\n", text)
    ends = [found.start() for found in _DISCLAIMER.finditer(text) if found.start() > 0.3 * len(text)]
    return f"{_unquoted(text[: min(ends, default=len(text))]).strip()}\n"


def _unquoted(text: str) -> str:
    """Quote marks are taken off a mail that is quoted as a whole; single quotes stay."""
    lines = [line for line in text.splitlines() if line.strip()]
    return _QUOTED.sub("", text) if 2 * sum(line.startswith(">") for line in lines) > len(lines) else text
