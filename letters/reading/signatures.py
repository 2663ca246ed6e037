"""The signature block: who signed, with the title beside each name."""

import re
from dataclasses import dataclass

from letters.reading.layout import Parts, is_prose, lines, trim
from letters.reading.names import GIVEN, Token, name_runs, split_names, tokens, unglue
from letters.reading.parts import Person
from letters.reading.vocabulary import word_set

_TITLE = (
    r"(?:United States|UNITED STATES|U\. ?S\.|US) (?:Senat(?:ors?|e)|SENAT(?:ORS?|E)|House of Representatives|Representatives?|Congress(?:wom[ae]n|m[ae]n)?)"
    r"|Members? of (?:the )?(?:United States |U\.S\. )?(?:Congress|House(?: of Representatives)?|Senate)|MEMBERS? OF CONGRESS"
    r"|(?:Co-|Vice )?Chair(?:man|woman|person)?(?= (?:The Honorable|Chair|Ranking))|Ranking (?:Minority )?Member(?= The Honorable)"
)
_BREAK = re.compile(
    rf"(?P<title>(?:{_TITLE})\.?)|\s{{3,}}|\t+|_{{3,}}|\s/\s|(?=The Honorable )|(?<=[a-z])(?=Co-signers?\b)"
)
_NOISE = re.compile(
    r"/?\b[sS]/|\([RDI][-–][^)]*\)|\((?:R|D|I)\)|(?<=\w)[ ,]+[RDI]-(?:[A-Z][A-Za-z.]+)(?:[ -]\d+)?"
    r"|Co-?[Ss]igners?:?|Signed,?(?: by)?:?|^By:|(?:The )?Honorable\b|HONORABLE\b|Hon\.|_{3,}|\[signed\]"
)
# What tells namesakes apart: "(R-AL)", "(AL-03)".
_TAG = re.compile(r"\s?\((?P<tag>[^)\n]{2,12})\)")
_AND = re.compile(r"(?:,?\s+and\s+|\s*[;&|•·]\s*)")
_BEFORE_NAMES = word_set("senator congressman congresswoman representative rep. sen. governor")
# A line of names as long as a page is wide goes on in the next one.
_WRAPPED = re.compile(r"^([^\n]{68,})\n(?=[ \t]*\S)", re.MULTILINE)
_BODIES = word_set("Committee Subcommittee Caucus Commission Conference Delegation Congress")
_SURE = 0.9
_OTHER_BLOCK = re.compile(
    r"^(?:Contact|Press|Related|Back to|More|News|Download|Tags|Previous|Next|For (?:more|Immediate)|Source|Share|Print|Permalink|\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Row:
    start: int
    end: int
    names: list[list[Token]]
    titles: int
    title: str


def find_signers(parts: Parts) -> tuple[Person, ...]:
    """Everybody in the signature block, in reading order, each once."""
    noisy = parts.plain[parts.tail_start : parts.tail_end]
    noisy = _WRAPPED.sub(lambda found: f"{found[1]} ", noisy)
    text = parts.plain[: parts.tail_start] + _NOISE.sub(lambda found: " " * len(found[0]), noisy)
    rows = _rows(text, parts)
    signers: list[Person] = []
    for index, row in enumerate(rows):
        following = rows[index + 1] if index + 1 < len(rows) else None
        title, count = _title_for(row, following)
        if count > 1:
            row = _Row(row.start, row.end, _recut(row, count), row.titles, row.title)
        signers += [_person(parts, words, title) for words in row.names]
    return _each_once(_without_trailer(signers), parts.plain)


def _without_trailer(signers: list[Person]) -> list[Person]:
    """Drop what stands below the block and only looks like a name: unlike the signers above it bears no title."""
    if any(signer.title for signer in signers):
        while len(signers) > 1 and not signers[-1].title and signers[-1].confidence < _SURE:
            signers = signers[:-1]
    return signers


def _rows(text: str, parts: Parts) -> list[_Row]:
    rows: list[_Row] = []
    for start, end in lines(text, parts.tail_start, parts.tail_end):
        line = text[start:end]
        if rows and (is_prose(line) or _OTHER_BLOCK.match(line)):
            break
        rows += [row for cell in _cells(text, start, end) if (row := _row(text, *cell))]
    return rows


def _cells(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The parts of a line that hold one name or one title each: columns, and what lost breaks glued."""
    cells = []
    for glued_start, glued_end in unglue(text, start, end):
        position = glued_start
        for found in _BREAK.finditer(text, glued_start, glued_end):
            cells.append((position, found.start()))
            if found["title"]:
                cells.append(found.span("title"))
            position = found.end()
        cells.append((position, glued_end))
    return [span for cell in cells if (span := trim(text, *cell))]


def _row(text: str, start: int, end: int) -> _Row | None:
    found = tokens(text, start, end)
    names = []
    for run in name_runs(found):
        if _is_signature(run, found):
            names += split_names(run)
    titles = len(re.findall(_TITLE, text[start:end]))
    is_title = not names and any(token.kind == "title" for token in found)
    title = text[start:end].strip(" ,.") if is_title else _inline_title(text, found, names)
    return _Row(start, end, names, titles, title) if names or title else None


def _is_signature(run: list[Token], row: list[Token]) -> bool:
    """A lone capitalised word is a signature only where nothing but "Senator" stands in its line."""
    words = [token for token in run if token.kind in ("name", "initial")]
    if len(words) > 1:
        is_title_line = row[0].kind == "title" and row[0].word.lower() not in _BEFORE_NAMES
        in_body = any(token.word in _BODIES and token.start < run[0].start for token in row)
        return not (is_title_line or in_body) or words[0].word.lower() in GIVEN
    is_short = len(row) <= 2 and len(run[0].word) > 3
    return is_short and all(token is run[0] or token.word.lower() in _BEFORE_NAMES for token in row)


def _inline_title(text: str, found: list[Token], names: list[list[Token]]) -> str:
    """The title in the same line as a name, before it ("Senator Jane Roe") or after it ("Jane Roe, Chair")."""
    titles = [token for token in found if token.kind == "title"]
    if len(names) != 1 or not titles:
        return ""
    last = names[0][-1].end
    if titles[-1].start > last:
        return text[last : found[-1].end].strip(" ,")
    return text[titles[0].start : names[0][0].start].strip(" ,")


def _title_for(row: _Row, following: _Row | None) -> tuple[str, int]:
    if row.title or not following or following.names:
        return row.title, 0
    count = following.titles
    if count > 1:
        return following.title[: max(len(following.title) // count, 1)].strip(" ,"), count
    return following.title, 0


def _recut(row: _Row, count: int) -> list[list[Token]]:
    """Two columns in one line: the titles below say how many names there are."""
    together = [token for words in row.names for token in words]
    return split_names(together, count) if len(row.names) != count else row.names


def _person(parts: Parts, words: list[Token], title: str) -> Person:
    start, end = words[0].start, words[-1].end
    name = " ".join(parts.plain[start:end].split())
    given = words[0].word.lower() in GIVEN or words[0].kind == "initial"
    return Person(name, title, "", start, end, 0.98 if given and 2 <= len(words) <= 5 else 0.8)


def _each_once(signers: list[Person], text: str) -> tuple[Person, ...]:
    """Drop a second mention of a name: "/s/ Jane Roe" over the typed "Jane Roe". Another tag is another person."""
    kept: dict[tuple[str, str], Person] = {}
    for signer in signers:
        tag = _TAG.match(text, signer.end)
        key = signer.name.lower().rstrip("."), tag["tag"] if tag else ""
        if key not in kept or not kept[key].title:
            kept[key] = signer
    return tuple(kept.values())
