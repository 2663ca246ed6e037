"""Takes pictures of every page, with the demo's letters: light, dark, and on a phone.

    python -m tests.pages.screenshots [NAME…]

Writes docs/screenshots/NAME-light.png, NAME-dark.png and NAME-phone.png, of a few colours each, so that they stay small.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from tests.pages.stage import stage
from tests.pages.table import PAGES, Visit, error, full
from tests.pages.visiting import Visitor
from tests.running.chromium import CHROMIUM, MISSING, chromium

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
TALLEST = 2400  # pixels; the rest of a page says more of the same
COLOURS = 64
KINDS = {"light": ("light", 1280), "dark": ("dark", 1280), "phone": ("light", 390)}

# Who looks at what, beside the first state of every page in the table.
MORE: dict[str, tuple[str, Visit]] = {
    "public-letters-found": ("anonymous", full("/letters/?q=sample")),
    "public-request-as-of-a-day": ("anonymous", full("/requests/{request}/?as_of=2026-10-20")),
    "desk-letters-found": ("editor", full("/desk/letters/?q=paragraphs")),
    "desk-draft-refused": (
        "editor",
        error("/desk/letters/{draft}/draft/", "[name=confirm]", title="", sent_on="2099-01-01"),
    ),
    "desk-job-at-work": ("editor", full("/desk/jobs/{job_scan}/")),
    "second-factor-app": ("editor", full("/second-factor/totp/activate/")),
}
FOR_ANYBODY = ("public:", "sign-in", "invitation", "nothing", "api:")


def shots() -> Iterator[tuple[str, str, Visit]]:
    """Each picture's name, who looks, and at what."""
    for name, visits in PAGES.items():
        anybody = name.startswith(FOR_ANYBODY) and name != "sign-in-again"
        yield name.replace(":", "-"), "anonymous" if anybody else "manager", visits[0]
    for name, (role, visit) in MORE.items():
        yield name, role, visit


def main(names: list[str]) -> int:
    """Takes those that are named, or all; prints how many there are and how large."""
    if CHROMIUM is None:
        print(MISSING)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in () if names else FOLDER.glob("*.png"):
        old.unlink()
    with stage() as trackers, chromium() as browser:
        visitor = Visitor(browser, trackers)
        for name, role, visit in shots():
            if names and name not in names:
                continue
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
