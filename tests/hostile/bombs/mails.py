"""E-mails in e-mails, of thousands of parts, of headers without end, and with bombs attached."""

import base64
from collections.abc import Callable

from tests.hostile.bombs.bait import Bait
from tests.hostile.bombs.packages import flat, many_paragraphs
from tests.hostile.bombs.pdfs import flate_of_words

HEAD = b"From: staff@example.org\r\nMessage-ID: <1@example.org>\r\nMIME-Version: 1.0\r\nReceived: by example.org\r\n"
WORDS = b"Dear Ms. Roe: We urge you to act.\r\n"


def mail(headers: bytes, body: bytes = WORDS) -> bytes:
    """An e-mail with more headers."""
    return HEAD + headers + b"\r\n" + body


def deep(_bait: Bait) -> bytes:
    """Parts in parts, five thousand deep."""
    part = b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n'
    return mail(
        part % (0, 0), b"".join(part % (number, number) for number in range(1, 5000)) + b"\r\n" + WORDS
    )


def many(_bait: Bait) -> bytes:
    """A hundred thousand parts."""
    return mail(b'Content-Type: multipart/mixed; boundary="b"\r\n', b"--b\r\n\r\na\r\n" * 100_000 + b"--b--")


def forwarded(_bait: Bait) -> bytes:
    """A mail in a mail in a mail, two thousand deep."""
    return mail(
        b"Content-Type: message/rfc822\r\n",
        b"Content-Type: message/rfc822\r\n\r\n" * 2000 + HEAD + b"\r\n" + WORDS,
    )


def headers(_bait: Bait) -> bytes:
    """Three hundred thousand headers."""
    return mail(b"".join(b"X-Header-%d: a\r\n" % number for number in range(300_000)))


def long_header(_bait: Bait) -> bytes:
    """One header, folded over a million lines."""
    return mail(b"Subject: a\r\n" + b" a\r\n" * 1_000_000)


def comments(_bait: Bait) -> bytes:
    """Addresses with comments in comments, and encoded words in a row."""
    return mail(
        b"To: "
        + b"(" * 50_000
        + b"\r\nCc: "
        + b"=?utf-8?q?a?= " * 50_000
        + b"\r\nContent-Type: text/plain; "
        + b"(" * 50_000
        + b"\r\n"
    )


def pieces_of_a_name(_bait: Bait) -> bytes:
    """A name of a file in fifty thousand pieces, and one of a million letters."""
    pieces = b"".join(b"\r\n filename*%d*=a%%20;" % number for number in range(50_000))
    body = b"--b\r\nContent-Disposition: attachment;" + pieces + b"\r\n\r\na\r\n"
    body += b'--b\r\nContent-Disposition: attachment; filename="' + b"a" * 1_000_000 + b'"\r\n\r\na\r\n--b--'
    return mail(b'Content-Type: multipart/mixed; boundary="b"\r\n', body)


def attached(bait: Bait) -> bytes:
    """A dozen bombs attached, one after another."""
    bombs = [flat(bait), many_paragraphs(bait), flate_of_words(bait)] * 4
    parts = b"".join(
        b"--b\r\nContent-Disposition: attachment; filename=a\r\nContent-Transfer-Encoding: base64\r\n\r\n%s\r\n"
        % base64.encodebytes(bomb)
        for bomb in bombs
    )
    return mail(b'Content-Type: multipart/mixed; boundary="b"\r\n', parts + b"--b--")


def malformed(_bait: Bait) -> bytes:
    """Base64, quoted-printable and uuencode that are none, in encodings that are none."""
    kinds = (
        (b"base64", b"utf-7"),
        (b"quoted-printable", b"idna"),
        (b"x-uuencode", b"zlib"),
        (b"a\0b", b"unicode_escape"),
    )
    parts = b"".join(
        b"--b\r\nContent-Type: text/plain; charset=%s\r\nContent-Transfer-Encoding: %s\r\n\r\n%s\r\n"
        % (charset, kind, b"=\xff+begin 666 a\r\n" * 9000)
        for kind, charset in kinds
    )
    return mail(b'Content-Type: multipart/alternative; boundary="b"\r\n', parts)


def from_elsewhere(bait: Bait) -> bytes:
    """A body that lies elsewhere, and a page full of pictures that do."""
    address = bait.http.encode()
    parts = (
        b'--b\r\nContent-Type: message/external-body; access-type=URL; URL="%s/body"\r\n\r\n\r\n' % address
    )
    parts += b'--b\r\nContent-Type: text/html\r\n\r\n<img src="%s/img"><p>Dear Ms. Roe:\r\n--b--' % address
    return mail(
        b'Content-Type: multipart/related; boundary="b"\r\nDisposition-Notification-To: a@example.org\r\n',
        parts,
    )


def quoted(_bait: Bait) -> bytes:
    """A million marks of quotation, and forwarded messages in a row."""
    return mail(
        b"",
        b">" * 1_000_000
        + b"\r\n"
        + b"-----Original Message-----\r\nFrom: a\r\nTo: b\r\nSubject: c\r\n\r\n" * 20_000,
    )


FILES: dict[str, Callable[[Bait], bytes]] = {
    "5,000-deep.eml": deep,
    "100,000-parts.eml": many,
    "2,000-forwarded.eml": forwarded,
    "300,000-headers.eml": headers,
    "a-long-header.eml": long_header,
    "comments-in-comments.eml": comments,
    "pieces-of-a-name.eml": pieces_of_a_name,
    "bombs-attached.eml": attached,
    "malformed.eml": malformed,
    "from-elsewhere.eml": from_elsewhere,
    "quoted.eml": quoted,
}
