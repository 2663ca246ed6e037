"""The text of HTML: a saved page, the HTML part of an e-mail, or what a browser's clipboard holds.

Paragraphs are parted by an empty line, `<br>` is a line break, lists bear the numbers and bullets that a browser
shows. What is hidden, scripts, navigation and the marks of footnotes are left out.
"""

import re
from html.parser import HTMLParser

from letters.reading import numerals
from letters.reading.vocabulary import word_set

_BLOCKS = word_set(
    """p div table tr td th caption h1 h2 h3 h4 h5 h6 blockquote article section header footer main aside figure figcaption
    address form fieldset hr dl dt dd pre center body html ul ol details summary"""
)
_HIDDEN = word_set(
    "script style head title template noscript svg math iframe object select textarea button nav audio video canvas map"
)
_VOID = word_set("area base br col embed hr img input link meta source track wbr")
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]+)", re.IGNORECASE)
_STYLES = {
    "a": "a", "lower-alpha": "a", "lower-latin": "a", "A": "A", "upper-alpha": "A", "upper-latin": "A",
    "i": "i", "lower-roman": "i", "I": "I", "upper-roman": "I", "none": "",
}  # fmt: skip
_BULLETS = "•◦▪"
_FOOTNOTE_MARK = re.compile(r"\s*\[?(?:\d{1,3}|[*†‡§])?\]?\s*")
# The glyphs of Symbol and Wingdings that Word's clipboard has for bullets.
_WORD_BULLETS = {"·": "•", "§": "▪", "o": "◦", "Ø": "•", "ü": "•", "v": "•", "q": "•"}
_ENCODING = re.compile(
    r"iso-?8859-\d{1,2}|windows-125\d|cp125\d|(?:us-)?ascii|latin-?1|utf-?16(?:[lb]e)?|utf-?8|macintosh|koi8-r"
    r"|gb2312|gbk|big5|shift_jis",
    re.IGNORECASE,
)

Attributes = dict[str, str]


def is_encoding_of_text(name: str) -> bool:
    """Whether a page or a mail may name this encoding: one of the old ones, none that Python decodes slowly."""
    return bool(_ENCODING.fullmatch(name))


def text_of_html(page: str) -> str:
    """The words that a browser would show, with line breaks and list markers; cells are paragraphs, row by row."""
    parser = _Parser()
    parser.feed(page.replace("\x00", ""))
    parser.close()
    return parser.shown.text()


class _Shown:
    """The words written so far, and the breaks that are due before the next ones."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._breaks = 0
        self._space = False
        self.marker = ""

    def text(self) -> str:
        return "".join(self._out).strip() + ("\n" if self._out else "")

    def words(self, text: str) -> None:
        """White space is one blank, as a browser shows it."""
        bare = _SPACE.sub(" ", text)
        if bare.strip(" "):
            self._space |= bare[0] == " "
            self.put(bare.strip(" "))
        self._space |= bare[-1:] == " "

    def lines(self, text: str) -> None:
        """Words whose line breaks count."""
        for number, line in enumerate(text.replace("\r\n", "\n").split("\n")):
            self.line_break() if number else None
            if line.strip():
                self.put(line.rstrip())

    def put(self, text: str) -> None:
        between = "\n" * self._breaks or " " * self._space
        self._out += [between if self._out else "", self.marker, text]
        self._breaks, self._space, self.marker = 0, False, ""

    def line_break(self) -> None:
        self._breaks, self._space = min(self._breaks + 1, 2), False

    def part(self, lines: int) -> None:
        """At least so many breaks; a paragraph inside an item goes on after the item's marker."""
        if not self.marker:
            self._breaks = max(self._breaks, lines)
        self._space = False


class _Parser(HTMLParser):
    """Puts words together as the tags around them say."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.shown = _Shown()
        self._lists: list[
            tuple[str, int]
        ] = []  # how each open list counts ("•" for bullets), and its next number
        self._hidden: list[str] = []  # the open elements from the outermost hidden one on
        self._preformatted = 0
        self._aside: tuple[str, list[str]] | None = (
            None  # the words of a typed marker or raised mark, by its tag
        )

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        if self._aside:
            self._aside[1].append(data)
        elif self._preformatted:
            self.shown.lines(data)
        else:
            self.shown.words(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if self._hidden or (tag not in _VOID and _is_hidden(tag, given)):
            self._hidden += [] if tag in _VOID else [tag]
            return
        if tag in _BLOCKS or tag == "li":
            self._end_aside()
        if tag == "br":
            self.shown.line_break()
        elif tag == "sup" or (tag == "span" and "mso-list" in given.get("style", "").lower()):
            self._end_aside()
            self._aside = (tag, [])
        elif tag in ("ol", "ul"):
            self._open_list(tag, given)
        elif tag == "li":
            self._open_item(given)
        elif tag in _BLOCKS:
            self.shown.part(2)
            self._preformatted += tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            if tag in self._hidden:  # elements left open inside end with it
                del self._hidden[len(self._hidden) - 1 - self._hidden[::-1].index(tag) :]
            return
        if self._aside and (tag == self._aside[0] or tag in _BLOCKS or tag == "li"):
            self._end_aside()
        if tag in ("ol", "ul"):
            del self._lists[-1:]
            self.shown.marker = ""
            self.shown.part(1 if self._lists else 2)
        elif tag == "li":
            self.shown.marker = ""
            self.shown.part(1)
        elif tag in _BLOCKS:
            self.shown.part(2)
            self._preformatted = max(self._preformatted - (tag == "pre"), 0)

    def close(self) -> None:
        super().close()
        self._end_aside()

    def _open_list(self, tag: str, given: Attributes) -> None:
        self.shown.marker = ""
        self.shown.part(1 if self._lists else 2)
        form = _STYLES.get(given.get("type") or _style(given), "1") if tag == "ol" else "•"
        self._lists.append((form, _number(given.get("start"), 1)))

    def _open_item(self, given: Attributes) -> None:
        self.shown.marker = ""
        self.shown.part(1)
        form, number = self._lists.pop() if self._lists else ("•", 1)
        number = _number(given.get("value"), number)
        self._lists.append((form, number + 1))
        if form != "•":
            form = _STYLES.get(_style(given), form)
        label = _BULLETS[min(len(self._lists) - 1, 2)] if form == "•" else _label(number, form)
        self.shown.marker = f"{label} " if label else ""

    def _end_aside(self) -> None:
        """Takes a marker that Word's clipboard has written out; leaves the mark of a footnote out."""
        tag, words = self._aside or ("", [])
        self._aside = None
        label = "".join(words).replace("\xa0", " ")
        if tag == "span" and label.strip():
            self.shown.marker = f"{_WORD_BULLETS.get(label.strip(), label.strip())} "
        elif not _FOOTNOTE_MARK.fullmatch(label):
            self.shown.words(label)


def _is_hidden(tag: str, given: Attributes) -> bool:
    return tag in _HIDDEN or "hidden" in given or bool(_INVISIBLE.search(given.get("style", "")))


def _style(given: Attributes) -> str:
    found = _LIST_STYLE.search(given.get("style", ""))
    return found[1].lower() if found else ""


def _number(written: str | None, default: int) -> int:
    return int(written) if written and re.fullmatch(r"[1-9]\d{0,3}", written) else default


def _label(number: int, form: str) -> str:
    shown = {
        "": "", "1": str(number), "a": numerals.letters(number), "A": numerals.letters(number).upper(),
        "i": numerals.roman(number), "I": numerals.roman(number).upper(),
    }[form]  # fmt: skip
    return f"{shown}." if shown else ""
