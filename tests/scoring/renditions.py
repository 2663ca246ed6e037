"""A letter's text in every form in which offices keep letters. The same text always gives the same bytes."""

import html
import io
import zlib
from collections.abc import Callable
from email.message import EmailMessage
from random import Random

import pypdfium2
from PIL import Image, ImageChops

from tests.reading.letters import as_docx
from tests.scoring.typesetting import HELVETICA, TIMES, typeset


def lines_lost(text: str) -> bytes:
    """Everything one paragraph."""
    return " ".join(text.split()).encode()


def mail(text: str) -> bytes:
    """The letter in an e-mail with an HTML part."""
    message = EmailMessage()
    message["From"], message["To"], message["Message-ID"] = (
        "staff@example.org",
        "staff@example.com",
        "<1@example.org>",
    )
    message["Subject"] = "Letter"
    message.set_content(" ".join(text.split()))
    message.add_alternative(
        "".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines() if line.strip()), subtype="html"
    )
    return message.as_bytes()


def press_release(text: str) -> bytes:
    """The letter as a press office publishes it: with a report above and a page's furniture around, in three ways."""
    lead, end = RELEASES[zlib.crc32(text.encode()) % len(RELEASES)]
    return f"{lead}\n\n{text}\n\n{end}\n".encode()


RELEASES = (
    (
        """FOR IMMEDIATE RELEASE
Contact: Press Office, (202) 555-0100

Sampleton Leads Colleagues in Letter on Examples

WASHINGTON, D.C. - Today, Representative Robin Sampleton (D-ZZ) led a group of colleagues in a letter that urges the agency to act on examples.

"We must do more, and we must do it now," said Sampleton. "I call on the agency to answer every question in our letter, and I ask the Administration to act by the end of the year."

The lawmakers also asked the agency to explain its delays.

Full text of the letter is below:""",
        """###

Robin Sampleton represents the 99th District of Sample State. To learn more, please visit the office's website. Please share this release with your readers.
Permalink: https://example.org/news/1""",
    ),
    (
        """Skip to content
Home  About  Services  Newsroom  Contact
Press Releases

May 5, 2023

Senators Press Agency on Examples

Senators Robin Sampleton and Alex Placeholder, members of the Committee on Samples, today called on the agency to publish its examples no later than June 1.

In the letter, the senators request that the agency:

- Publish all examples;
- Explain why it has not done so; and
- Brief the committee.

"Dear friends tell me every day that examples matter," Placeholder said.

The text of the letter follows and a PDF copy is available here.""",
        """-30-

Print  Email  Share  Tweet
Related Issues: Samples, Examples
Previous Article  Next Article""",
    ),
    (
        """Sampleton, Placeholder Demand Answers

By Staff, March 3, 2024 at 9:00 AM

WASHINGTON - Ranking Member Robin Sampleton wrote today to the agency. "We ask that you respond within two weeks," the lawmakers wrote. "When did the agency know?"

To read the letter, click here or see below.

* * *""",
        """* * *

Rep. Sampleton is a member of the Committee on Samples. Please direct questions to the press office. We urge readers to subscribe to our newsletter!
Office Locations
Washington, DC Office
1 Sample Street
Washington, DC 20515
Privacy Policy""",
    ),
)


def scan(text: str) -> bytes:
    """A grey scan: 200 dots an inch, askew, with noise."""
    return _scanned(text, dpi=200, spoil=_grey)


def fax(text: str) -> bytes:
    """A fax: 150 dots an inch, black and white, askew."""
    return _scanned(text, dpi=150, spoil=_black_and_white)


def _scanned(text: str, dpi: int, spoil: Callable[[Image.Image, int], Image.Image]) -> bytes:
    document = pypdfium2.PdfDocument(typeset(text, TIMES))
    seed = zlib.crc32(text.encode())
    angle = (1.0 + seed % 100 / 100) * (1 if seed & 128 else -1)
    pages = []
    for page in document:
        image = page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
        image = image.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255)
        pages.append(spoil(image, seed))
    target = io.BytesIO()
    pages[0].save(target, "PDF", save_all=True, append_images=pages[1:], resolution=dpi)
    return target.getvalue()


def _grey(image: Image.Image, seed: int) -> Image.Image:
    noise = _noise(image.size, seed, 24)
    dimmed = image.point(lambda value: 30 + value * 205 // 255)
    return ImageChops.add(dimmed, noise, offset=-128)


def _black_and_white(image: Image.Image, seed: int) -> Image.Image:
    noisy = ImageChops.add(image, _noise(image.size, seed, 24), offset=-128)
    return noisy.point(lambda value: 255 if value > 128 else 0).convert("1")


def _noise(size: tuple[int, int], seed: int, sigma: int) -> Image.Image:
    """Noise around 128: a tile of it, repeated."""
    tile = 256
    chance = Random(seed)
    values = bytes(min(max(round(chance.gauss(128, sigma)), 0), 255) for _ in range(tile * tile))
    small = Image.frombytes("L", (tile, tile), values)
    whole = Image.new("L", size)
    for x in range(0, size[0], tile):
        for y in range(0, size[1], tile):
            whole.paste(small, (x, y))
    return whole


FORMS: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "text": ("letter.txt", str.encode),
    "pdf in Times": ("letter.pdf", lambda text: typeset(text, TIMES)),
    "pdf in Helvetica": ("letter.pdf", lambda text: typeset(text, HELVETICA)),
    "word": ("letter.docx", as_docx),
    "e-mail": ("letter.eml", mail),
    "lines lost": ("letter.txt", lines_lost),
    "press release": ("letter.txt", press_release),
    "scan": ("letter.pdf", scan),
    "fax": ("letter.pdf", fax),
}
