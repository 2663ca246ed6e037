"""Pages and texts that are slow to read, hide what they say, or fetch something."""

import itertools
import string
from collections.abc import Callable

from tests.hostile.bombs.bait import Bait
from tests.reading.letters import HEAD, TAIL, a_letter

MOST = 480_000  # characters: just fewer than are refused


def filled(piece: str, size: int = MOST) -> bytes:
    """A letter whose body is one piece, over and over."""
    return a_letter(piece * (size // len(piece.encode()))).encode()


def page(body: str) -> bytes:
    """A page of HTML."""
    return f"<!doctype html><html><body>{body}</body></html>".encode()


def deep_page(_bait: Bait) -> bytes:
    """A million elements in one another."""
    return page("<div>" * 1_000_000 + "Dear Ms. Roe:")


def unclosed_page(_bait: Bait) -> bytes:
    """Hidden elements that are never closed, and ends of others that were never opened."""
    return page("<svg>" + "<a>" * 300_000 + "</b>" * 300_000)


def lists_page(_bait: Bait) -> bytes:
    """A hundred thousand lists in one another."""
    return page("<ol type=i start=3999><li>a" * 100_000)


def attributes_page(_bait: Bait) -> bytes:
    """An element with a million attributes, and a style of a million declarations."""
    return page("<p " + "a=1 " * 1_000_000 + ">Dear Ms. Roe:<p style='" + "display :" * 1_000_000 + "'>a")


def half_tags(_bait: Bait) -> bytes:
    """Beginnings of comments, declarations, entities and elements that do not end."""
    return page("<!--" * 200_000 + "<![CDATA[" * 200_000 + "<!a" * 200_000 + "&" * 200_000 + "<a" * 200_000)


def reaching_page(bait: Bait) -> bytes:
    """Everything in a page that fetches something, and sends a reader away."""
    at = bait.http
    return page(
        f"<base href='{at}/'><meta http-equiv=refresh content='0;url={at}/refresh'><link rel=stylesheet href='{at}/css'>"
        f"<style>@import '{at}/import';</style><script src='{at}/js'></script><img src='{at}/img' srcset='{at}/set 2x'>"
        f"<iframe src='{at}/frame' srcdoc='<img src={at}/doc>'></iframe><object data='{bait.file}'></object><embed src='{at}/embed'>"
        f"<video poster='{at}/poster'></video><p style='background:url({at}/background)'>Dear Ms. Roe:<iframe src='{bait.file}'>"
    )


def drawing(bait: Bait) -> bytes:
    """An SVG with scripts, entities and pictures from elsewhere."""
    return (
        f'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a SYSTEM "{bait.file}">]><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">'
        f'<script>fetch("{bait.http}/svg")</script><image href="{bait.http}/image"/><text>&a; Dear Ms. Roe:</text></svg>'
    ).encode()


def laughing_drawing(_bait: Bait) -> bytes:
    """An SVG of entities in entities."""
    named = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    return (
        f'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a0 "ha">{named}]><svg><text>&a9;</text></svg>'.encode()
    )


def rtf(bait: Bait) -> bytes:
    """RTF that fetches a template and opens a million groups."""
    return b"{\\rtf1{\\*\\template %s/rtf}" % bait.http.encode() + b"{" * 1_000_000


def nothing(_bait: Bait) -> bytes:
    """Ten million ends of lines, and one word."""
    return b"\n" * 10_000_000 + b"a"


def different_words(_bait: Bait) -> bytes:
    """A letter of a hundred thousand words, no two of which are the same."""
    words = itertools.islice(itertools.product(string.ascii_lowercase, repeat=4), MOST // 5)
    return a_letter(" ".join(map("".join, words))).encode()


def addresses(_bait: Bait) -> bytes:
    """Different addresses of pages, which an index of words keeps in three forms."""
    return a_letter(" ".join(f"a{number:x}.org/b-{number:x}" for number in range(MOST // 20))).encode()


def different_asks(_bait: Bait) -> bytes:
    """Thousands of requests in running text, no two of which ask the same."""
    words = itertools.islice(itertools.product(string.ascii_lowercase, repeat=4), MOST // 24)
    return a_letter(" ".join(f"We urge you to be {''.join(word)}." for word in words)).encode()


def signers(_bait: Bait) -> bytes:
    """A letter that thirteen thousand people sign."""
    return (
        HEAD + "We urge you to act.\n\nSincerely,\n\n" + "Jane Q. Roe\nUnited States Senator\n\n" * 13_000
    ).encode()


def addressees(_bait: Bait) -> bytes:
    """A letter to seven thousand people."""
    one = "The Honorable Ada Example\nAdministrator\nAgency of Examples\n\n"
    return (
        "March 4, 2019\n\n" + one * 7_000 + "Dear Administrator Example:\n\nWe urge you to act." + TAIL
    ).encode()


FILES: dict[str, Callable[[Bait], bytes]] = {
    "a-million-deep.html": deep_page,
    "unclosed.html": unclosed_page,
    "lists-in-lists.html": lists_page,
    "a-million-attributes.html": attributes_page,
    "half-tags.html": half_tags,
    "reaching.html": reaching_page,
    "drawing.svg": drawing,
    "laughing.svg": laughing_drawing,
    "template.rtf": rtf,
    "10-mb-of-lines.txt": nothing,
    "different-words.txt": different_words,
    "addresses.txt": addresses,
    "different-asks.txt": different_asks,
    "far-too-long.txt": lambda _bait: filled("We urge you to act. ", 20_000_000),
    "leads.txt": lambda _bait: filled("Please answer the following: "),
    "lead-and-questions.txt": lambda _bait: filled("Please answer the following questions: Why? "),
    "13,000-signers.txt": signers,
    "7,000-addressees.txt": addressees,
    "one-long-line.txt": lambda _bait: b"a" * MOST,
    "one-word-a-line.txt": lambda _bait: filled("a\n"),
    "brackets.txt": lambda _bait: filled("(["),
    "first.txt": lambda _bait: filled("First, we ask that you "),
    "no-later-than.txt": lambda _bait: filled("no later than "),
    "by-days.txt": lambda _bait: filled("by May 3, 2019, within 30 days of "),
    "spaces.txt": lambda _bait: filled(" "),
    "numbers.txt": lambda _bait: filled("1. (2) a) iv. Q5. "),
    "requests.txt": lambda _bait: filled("\n\n1. Please explain why.\n\n"),
    "questions.txt": lambda _bait: filled("Why? "),
    "dears.txt": lambda _bait: b"Dear " * (MOST // 5),
    "honorables.txt": lambda _bait: filled("The Honorable Jane Q. Roe, "),
    "sincerelys.txt": lambda _bait: filled("Sincerely, and "),
    "capitals.txt": lambda _bait: filled("Aa Bb Cc "),
    "quotes.txt": lambda _bait: filled("“'\""),
}
