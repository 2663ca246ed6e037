"""Where the parts of a letter stand: what precedes the salutation, the body, what follows the closing.

Every position is an offset into the text as given. The reader works on `plain(text)`, which has the same
length: typographic quotes, odd spaces and Markdown's emphasis are replaced character by character.
"""

import re
from dataclasses import dataclass

_ODD_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u202f\u205f\u3000\ufeff"
_TRANSLATION = str.maketrans(
    {
        **dict.fromkeys("‘’ʼ`´′", "'"),
        **dict.fromkeys("“”„″«»", '"'),
        **dict.fromkeys(_ODD_SPACES, " "),
        **dict.fromkeys("\f\v\x1c\x1d\x1e\x85\u2028\u2029", "\n"),
        **dict.fromkeys("‐‑‒−", "-"),
    }
)
_MARKUP = re.compile(
    r"\*\*|(?<!\w)__(?=\w)|(?<=\w)__(?!\w)|^[ \t]*#{1,6}(?= )|(?<!\S)\*(?=\w)|(?<=[\w.,!?])\*(?!\w)",
    re.MULTILINE,
)
_RETURN = re.compile(r"\r(?!\n)")

_GREETED = r"(?:and|&|of|the|to|for|or|[A-Z(][^\s:,;]{0,40})"
SALUTATION = re.compile(
    rf"(?<![A-Za-z])Dear(?:[ \t]+|[ \t]*\n[ \t]*)(?:{_GREETED}[,;]?\s{{1,4}}){{0,30}}?{_GREETED}\s?(?::|\n|(?=\n|$))"
    rf"|(?<![A-Za-z])Dear[ \t]+(?:{_GREETED}[ \t]+){{0,8}}?{_GREETED}\s?[,;–—-]"
    r"|^[ \t]*(?:To Whom It May Concern|(?:Mr\.|Madam) (?:President|Speaker|Secretary|Chairman)|Ladies and Gentlemen)\s?[:,]",
    re.MULTILINE,
)
_WARMLY = r"(?: personal)? (?:regards|wishes)"
# Each alternative begins with a letter, which lets the search skip along.
_CLOSING = re.compile(
    r"(?:Sincerely(?: yours)?|SINCERELY|Most (?:Sincerely|SINCERELY)(?: yours)?|Very truly yours|Truly yours|Yours (?:very )?"
    r"(?:truly|sincerely|faithfully|respectfully)|Respectfully(?: submitted|,? yours)?|Very [Rr]espectfully(?: submitted|,? yours)?"
    r"|respectfully(?: submitted|,? yours)?|Cordially(?: yours)?|Faithfully(?: yours)?"
    rf"|Kind(?:est)?{_WARMLY}|kind(?:est)?{_WARMLY}|Warm(?:est)?{_WARMLY}|warm(?:est)?{_WARMLY}|Best{_WARMLY}|best{_WARMLY}|Regards"
    rf"|With (?:[Kk]ind(?:est)?|[Ww]arm(?:est)?|[Bb]est){_WARMLY}"
    r"|With (?:appreciation|gratitude|respect|great respect|sincere appreciation)"
    r"|In (?:solidarity|service|friendship)|In God We Trust|Thank you(?: again)?)[ \t]?(?:,|[.:]?[ \t]*$)",
    re.MULTILINE,
)
_BEFORE_CLOSING = re.compile(r"(?:^|\n)[ \t]*$|[.!?:;,)\"'] $|[a-z][.!?]$")
_AFTER = re.compile(
    r"(?:^[ \t]*(?:ATTACHMENT|APPENDIX|EXHIBIT|ENCLOSURE)\b|(?<=[a-z.] )(?:ATTACHMENT|APPENDIX|EXHIBIT)\b|(?:^|(?<=[\s.]))[ \t]{0,8}(?:[Cc][Cc]|CC|[Bb]cc|Copies|Copy)(?: to)?[ \t]?:|^[ \t]*(?:cc|CC|c:)\b"
    r"|^[ \t]*(?:[Ee]nclosures?|ENCLOSURES?|Encl?s?\.|[Aa]ttachments?|P\.?S\.)\b[^\n]{0,60}$|^[ \t]*#[ \t]?#|^[ \t]*-30-|^[ \t]*\*[ \t]?\*[ \t]?\*)"
    r"|(?<=\s)#{3}|(?<=\s)Enclosures?(?: \(\d+\))?[ \t]*$",
    re.MULTILINE,
)
# Names and titles after the last sentence of a text that lost its line breaks: no word begins small but "of".
_TRAILING_NAMES = re.compile(
    r"(?P<prose>[a-z)\]][.!?][\"')]?)\s*(?:[A-Z][\w.'-]*,?(?:\s+|$)|(?:of|the|on|and)\s+){2,24}$"
)
_PAGE_MARK = re.compile(
    r"[-–—\s]*(?:Page\s+)?\d{1,3}(?:\s+of\s+\d{1,3})?[-–—\s]*|Page\s+(?:One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten)",
    re.IGNORECASE,
)
_PROSE = re.compile(r"(?:\b[a-z]+[ ,]+){5}|(?:\b[a-z']+[ ,]+){3}[^\n]*[.]['\"]?\s*$")


@dataclass(frozen=True, slots=True)
class Parts:
    """A letter's text made plain, and the spans of what stands before, in and after its body."""

    plain: str
    head_end: int
    salutation: str
    body_start: int
    body_end: int
    tail_start: int
    tail_end: int


def plain(text: str) -> str:
    """The text with one plain character for each: quotes straightened, odd spaces and Markdown blanked."""
    text = text.translate(_TRANSLATION)
    text = _RETURN.sub("\n", text).replace("\r", " ")
    if "*" in text or "_" in text or "#" in text:
        text = _MARKUP.sub(lambda found: " " * len(found[0]), text)
    return text


def find_parts(text: str) -> Parts:
    """The parts of a letter. Without a salutation the body begins at the first prose line."""
    flat = plain(text)
    greeting = SALUTATION.search(flat)
    if greeting:
        head_end, body_start = greeting.start(), greeting.end()
        salutation = " ".join(greeting[0].split()).rstrip(" :,;–—-")
    else:
        head_end = body_start = _first_prose(flat)
        salutation = ""
    body_end, tail_start = _find_closing(flat, body_start)
    after = _AFTER.search(flat, tail_start)
    tail_end = after.start() if after else len(flat)
    return Parts(flat, head_end, salutation, body_start, min(body_end, tail_end), tail_start, tail_end)


def lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The spans of the lines between two positions, without surrounding blanks, empty lines and page numbers."""
    spans = []
    for found in re.compile(r"[^\n]+").finditer(text, start, end):
        span = trim(text, found.start(), found.end())
        if span and not _PAGE_MARK.fullmatch(text, *span):
            spans.append(span)
    return spans


def trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span without surrounding blanks, or None where nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def is_prose(line: str) -> bool:
    """Whether a line is running text rather than a name, a title or an address."""
    return bool(_PROSE.search(line))


def _first_prose(flat: str) -> int:
    for start, end in lines(flat, 0, len(flat)):
        if is_prose(flat[start:end]):
            return start
    return 0


def _find_closing(flat: str, body_start: int) -> tuple[int, int]:
    """Where the body ends and the signature block begins.

    The first closing counts whose next words are a name: "Thank you, and I hope" is none. Closings that
    follow one another ("Best wishes. Sincerely,") are one.
    """
    end = None
    for found in _CLOSING.finditer(flat, body_start):
        if not _BEFORE_CLOSING.search(flat[max(found.start() - 40, 0) : found.start()]):
            continue
        if end is not None and found.start() - end[1] <= 40:
            end = (end[0], found.end())
        elif end is None and _closes(flat, found.end()):
            end = (found.start(), found.end())
    return end or _without_closing(flat, body_start)


def _closes(flat: str, position: int) -> bool:
    following = flat[position : position + 200].replace("s/", "S/").split()
    if not following:
        return True
    first = following[0]
    return not first[0].islower() and not is_prose(" ".join(following[:9]))


def _without_closing(flat: str, body_start: int) -> tuple[int, int]:
    """A letter cut before its closing, or signed without one: the lines after the last running text."""
    end = body_start
    for start, stop in lines(flat, body_start, len(flat)):
        if is_prose(flat[start:stop]) or flat[stop - 1] in ".?!;:":
            signed = _TRAILING_NAMES.search(flat, max(start, stop - 300), stop)
            end = signed.end("prose") if signed else stop
    return end, end
