"""Takes pictures of the pages of note, with the demo's letters: light, dark, and on a phone.

    python -m tests.pages.screenshots [NAME…]

Writes docs/screenshots/NAME-light.png, NAME-dark.png and NAME-phone.png, of a few colours each, so that they stay small.
"""

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from tests.pages.stage import stage
from tests.pages.table import LETTER, Visit, error, full, selected
from tests.pages.visiting import Visitor
from tests.running.chromium import CHROMIUM, MISSING, chromium

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
TALLEST = 2400  # pixels; the rest of a page says more of the same
COLOURS = 64
KINDS = {"light": ("light", 1280), "dark": ("dark", 1280), "phone": ("light", 390)}

# By the name of the file: who looks at what.
SHOTS: dict[str, tuple[str, Visit]] = {
    "front": ("anonymous", full("/")),
    "letters": ("anonymous", full("/letters/?q=sample")),
    "letter": ("anonymous", full("/letters/{letter}/")),
    "requests": ("anonymous", full("/requests/")),
    "request": ("anonymous", full("/requests/{request}/")),
    "request-as-of-a-day": ("anonymous", full("/requests/{request}/?as_of=2026-10-20")),
    "agencies": ("anonymous", full("/agencies/")),
    "agency": ("anonymous", full("/agencies/{agency}/")),
    "members": ("anonymous", full("/members/")),
    "member": ("anonymous", full("/members/{member}/")),
    "how-this-is-counted": ("anonymous", full("/how-this-is-counted/")),
    "sign-in": ("anonymous", full("/sign-in/")),
    "api": ("anonymous", full("/api/v1/docs/")),
    "desk-attention": ("editor", full("/desk/")),
    "desk-inbox": ("editor", full("/desk/inbox/")),
    "desk-week": ("editor", full("/desk/week/{office}/")),
    "desk-letters": ("editor", full("/desk/letters/?q=paragraphs")),
    "desk-log-a-letter": ("editor", full("/desk/letters/new/")),
    "desk-draft": ("editor", full("/desk/letters/{draft}/draft/")),
    "desk-draft-refused": (
        "editor",
        error("/desk/letters/{draft}/draft/", "[name=confirm]", title="", sent_on="2099-01-01"),
    ),
    "desk-letter": ("editor", full(LETTER)),
    "desk-request": ("editor", full("/desk/requests/{request}/")),
    "desk-selected": ("editor", selected("full", "record")),
    "desk-office": ("manager", full("/desk/offices/{office}/")),
    "desk-report": ("editor", full("/desk/offices/{office}/report/")),
    "desk-export": ("editor", full("/desk/offices/{office}/export/")),
    "desk-import-columns": ("editor", full("/desk/imports/{import}/")),
    "desk-import-check": ("editor", full("/desk/imports/{import}/check/")),
    "desk-account": ("editor", full("/desk/account/")),
    "desk-keys": ("editor", full("/desk/account/keys/")),
}


def main(names: list[str]) -> int:
    """Takes those that are named, or all; prints how many there are and how large."""
    if CHROMIUM is None:
        print(MISSING)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with stage() as trackers, chromium() as browser:
        visitor = Visitor(browser, trackers)
        for name in names or SHOTS:
            role, visit = SHOTS[name]
            list(visitor.visit(visit, role, []))
            for kind, (scheme, width) in KINDS.items():
                page = visitor.page(visit.tracker, role)
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                page.set_viewport_size({"width": width, "height": 800})
                tall = page.evaluate("document.documentElement.scrollHeight")
                page.set_viewport_size({"width": width, "height": min(tall, TALLEST)})
                (FOLDER / f"{name}-{kind}.png").write_bytes(picture(page))
        visitor.close()
    sizes = [file.stat().st_size for file in FOLDER.glob("*.png")]
    print(f"{len(sizes)} screenshots in docs/screenshots, {sum(sizes) / 1024**2:.1f} MB")
    return 0


def picture(page: Page) -> bytes:
    """What the window shows, in few colours."""
    shot, file = Image.open(io.BytesIO(page.screenshot())).convert("RGB"), io.BytesIO()
    shot.quantize(COLOURS, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
