"""The heading of a letter: its date, its addressees and its subject line."""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from letters.reading.dates import DATE, written_date
from letters.reading.layout import Parts, is_prose, lines, trim
from letters.reading.names import (
    GIVEN,
    HONORIFIC,
    TITLE_WORDS,
    Token,
    is_name_word,
    name_runs,
    split_names,
    tokens,
    unglue,
)
from letters.reading.parts import Person

_SUBJECT = re.compile(
    r"(?:^|(?<=[\s\d]))(?:RE|Re|SUBJECT|Subject|Subj)\s?:\s*(?P<subject>[^\n]{1,200}?)\s*(?:$|(?=\bDear )|\Z)",
    re.MULTILINE,
)
_ADDRESS = re.compile(
    r"^(?:\d|P\.?\s?O\.? Box|Post Office|Room |Suite |Washington,? |Rm\.|One |\w+ Floor\b|Mail Stop)"
    r"|\b[A-Z][A-Za-z. ]+, ?(?:[A-Z]{2}|[A-Z]\.[A-Z]\.|[A-Z][a-z]+)\.? +\d{5}|\b(?:Street|Avenue|Ave\.|Boulevard|Blvd|Building|Room|Pentagon|Drive|Road|Plaza|Highway|Suite|Parkway)\b"
)
_ASIDE = re.compile(
    r"^(?:cc\b|CC\b|Attn|Attention|ATTN|Through|THROUGH|VIA|Via|By |BY |Thru|c/o|IMMEDIATE|URGENT|Dear\b|www\.|http|Phone|Fax|Tel|E-?mail)|@|facsimile",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"(?=\b(?:The Honorable|Hon\.) )|(?<=\d{{4}})(?= ?(?:The|Hon)\b)|(?<=\d{{5}}) +(?=[A-Z])|\s{{3,}}|\t|(?<=[a-z,]) (?=\d{{2,}} +\w)|(?=\bWashington, ?D)|\b(?=RE:|Re:)"
)
_ORGANIZATION = re.compile(
    r"\b(?:Department|Agency|Office|Bureau|Administration|Commission|Committee|Subcommittee|Board|House|Senate|Council|Embassy|Authority"
    r"|Service|Institutes?|Center|Corporation|Company|Inc\.|University|Congress|Headquarters|Government|Courts?|Association|System|Force)\b"
)
_RANK = (
    r"(?:Acting |Deputy |Vice |Under |Assistant |Madam |Mr\. |Ms\. |Mrs\. )*(?:Secretary|Administrator|President|Director|Chair(?:man|woman|person)?"
    r"|Ranking (?:Minority )?Member|Commissioner|(?:Attorney |Comptroller |Surgeon |Inspector |Postmaster )?General|Governor|Ambassador|Admiral|Senator|Speaker"
    r"|Majority Leader|Minority Leader|(?:Democratic |Republican )?Leader|Representative|Congress(?:man|woman)|Mayor|Judge|Justice|Colonel|Lieutenant|Captain"
    r"|Minister|Chief|Under Secretary|Superintendent|Trustee|Dean|Professor|Dr\.?|Mr\.?|Mrs\.?|Ms\.?|Miss)"
)
_BEGINS_WITH_RANK = re.compile(_RANK)
# "Secretary, Department of Labor", and without its line break "Chairman Board of Governors".
_TITLE_THEN_BODY = re.compile(
    rf"(?P<title>{_RANK}(?: (?:of|for) (?:the )?[A-Z]\w+)?(?: and [A-Z]\w+)?)(?:, | )(?P<body>(?:(?:the|The|U\.S\.|United States) )?(?:[A-Z]\S* ){{0,3}}{_ORGANIZATION.pattern}.*)$"
)
# Where the street begins in an address that lost its line breaks.
_STREET = re.compile(r"(?:^|\s)(?:\d+(?:st|nd|rd|th)? [A-Z0-9]|P\.?O\.? Box|Room \w|The Pentagon|\d+ )")
_GREETED = re.compile(rf"(?P<rank>(?:{_RANK}\s+)*(?:{_RANK})?)\s*(?P<name>.*)")


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above the salutation. The date's span is -1, -1 where the letter bears none."""

    date_start: int
    date_end: int
    recipients: tuple[Person, ...]
    subject: str


def read_heading(parts: Parts) -> Heading:
    """The date line, the addressees of the inside address and the subject line."""
    segments = _segments(parts)
    address, dated = _inside_address(parts.plain, segments)
    recipients = _recipients(parts, address)
    subject = _SUBJECT.search(parts.plain, 0, parts.head_end)
    subject = subject or _SUBJECT.search(parts.plain, parts.body_start, parts.body_start + 300)
    dated = dated or _date_below(parts)
    return Heading(*(dated or (-1, -1)), recipients, subject["subject"] if subject else "")


def _segments(parts: Parts) -> list[tuple[int, int]]:
    """The lines above the salutation; lines that lost their breaks are cut where the next part begins."""
    spans = []
    for start, end in lines(parts.plain, 0, parts.head_end):
        for glued in unglue(parts.plain, start, end):
            spans += _cut(parts.plain, *glued)
    return spans


def _cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    if end - start < 60 and not DATE.match(text, start, end):
        return [span] if (span := trim(text, start, end)) else []
    cuts = {start, end}
    for found in _SPLIT.finditer(text, start, end):
        cuts |= {found.start(), found.end()}
    for dated in DATE.finditer(text, start, end):
        if not is_prose(text[max(start, dated.start() - 60) : dated.start()]):
            cuts |= {dated.start(), dated.end()}
    return [span for a, b in pairwise(sorted(cuts)) if (span := trim(text, a, b))]


def _inside_address(
    text: str, segments: list[tuple[int, int]]
) -> tuple[list[tuple[int, int]], tuple[int, int] | None]:
    """The segments from the date line (or the last running text) to the salutation, and the date's span."""
    address: list[tuple[int, int]] = []
    for start, end in reversed(segments):
        segment = text[start:end]
        found = DATE.search(text, start, end)
        if found and _is_date_line(text, start, end, found):
            if address:
                return address[::-1], found.span()
            continue
        if is_prose(segment) and not HONORIFIC.match(segment):
            break
        address.append((start, end))
    return _from_first_person(text, address[::-1]), _date_between(text, segments)


def _is_date_line(text: str, start: int, end: int, found: re.Match[str]) -> bool:
    """A line that holds a full date and hardly anything else ("Washington, D.C., May 3, 2007")."""
    if not written_date(found).on():
        return False
    return (found.start() - start) + (end - found.end()) <= 25 and not text[found.end() : end].strip(
        " .,;:-–)"
    )


def _from_first_person(text: str, address: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Without a date line the letterhead stands above the address: begin at the first honorific, if any."""
    for index, (start, end) in enumerate(address):
        if HONORIFIC.match(text, start, end):
            return address[index:]
    return address


def _date_between(text: str, segments: list[tuple[int, int]]) -> tuple[int, int] | None:
    """A date line just above the salutation, below the address."""
    for start, end in segments[-3:]:
        found = DATE.search(text, start, end)
        if found and _is_date_line(text, start, end, found):
            return found.span()
    return None


def _date_below(parts: Parts) -> tuple[int, int] | None:
    """Some letters bear their date below the signatures or the salutation, alone on its line."""
    for start, end in lines(parts.plain, parts.tail_start, parts.tail_end):
        found = DATE.search(parts.plain, start, end)
        if found and _is_date_line(parts.plain, start, end, found):
            return found.span()
    return None


def greeted(salutation: str) -> list[tuple[str, str]]:
    """Rank and surname of everybody in a salutation: ("Secretary", "Rice"); the surname may be missing."""
    text = re.sub(r"^Dear\s+", "", salutation)
    people = []
    for piece in re.split(r",?\s+and\s+|,\s*|\s+&\s+|;\s*", text):
        found = _GREETED.fullmatch(piece.strip())
        if found and piece.strip():
            people.append((found["rank"].strip(), found["name"].strip(" .")))
    return people


def _recipients(parts: Parts, address: list[tuple[int, int]]) -> tuple[Person, ...]:
    known = greeted(parts.salutation)
    surnames = {name.split()[-1].lower(): rank for rank, name in known if name}
    blocks: list[list[Person]] = [[]]  # addressees whose names stand together, above one body and address
    in_address = False
    for start, end in address:
        segment = parts.plain[start:end]
        if _ASIDE.search(segment) or _SUBJECT.match(segment):
            continue
        person = _named(parts.plain, start, end, surnames)
        if person and not (blocks[-1] and _is_body(segment, person, surnames)):
            blocks += [[person]] if in_address else []
            blocks[-1] += [] if in_address else [person]
            in_address = False
        elif blocks[-1] and not _ADDRESS.search(segment):
            blocks[-1][-1] = _with_line(blocks[-1][-1], segment)
        else:
            in_address = bool(blocks[-1])
    if not blocks[0]:
        blocks = [_from_salutation(parts, known)]
    return tuple(_titled(person, surnames) for block in blocks for person in _shared(block))


def _named(text: str, start: int, end: int, surnames: dict[str, str]) -> Person | None:
    """The person whom a segment names, if it begins with an honorific, a rank or a name that is greeted."""
    honorific = HONORIFIC.match(text, start, end)
    begin = honorific.end() if honorific else start
    found = tokens(text, begin, end)
    name = _to_surname(found, surnames) or _by_grammar(found, certain=bool(honorific))
    if not name:
        return None
    first, last = name[0].start, name[-1].end
    title = _before(text, found, first) or _after(text, last, end)
    sure = bool(honorific) or name[-1].word.lower() in surnames
    return Person(
        " ".join(text[first:last].split()), *_title_and_body(title), first, last, 0.97 if sure else 0.6
    )


def _to_surname(found: list[Token], surnames: dict[str, str]) -> list[Token]:
    """The words up to the surname that the salutation uses, without ranks before them."""
    for index, token in enumerate(found[:9]):
        if token.kind not in ("name", "initial", "particle", "suffix", "title", "comma"):
            return []
        if token.word.lower() in surnames and token.kind in ("name", "title"):
            begin = max((i + 1 for i in range(index) if found[i].kind in ("title", "comma")), default=0)
            rest = found[index + 1 : index + 3]
            suffix = [
                t
                for t in rest
                if t.kind == "suffix" and all(x.kind in ("comma", "suffix") for x in rest[: rest.index(t)])
            ]
            return [*found[begin : index + 1], *suffix] if index > begin else []
    return []


def _by_grammar(found: list[Token], *, certain: bool) -> list[Token]:
    runs = name_runs(found)
    if not runs or (runs[0][0] is not found[0] and not certain and found[0].kind != "title"):
        return []
    name = split_names(runs[0])[0]
    is_plausible = certain or (len(name) > 1 and name[0].word.lower() in GIVEN)
    return name if is_plausible and name[0].start - found[0].start < 40 else []


def _is_body(segment: str, person: Person, surnames: dict[str, str]) -> bool:
    """Whether a line that looks like a name is a body's: "Sandra Day O'Connor House"."""
    is_greeted = bool(person.name) and person.name.split()[-1].lower().rstrip(".,") in surnames
    return (
        not HONORIFIC.match(segment)
        and not is_greeted
        and bool(_ORGANIZATION.search(segment) or person.name.split()[0].lower() not in GIVEN)
    )


def _before(text: str, found: list[Token], first: int) -> str:
    return text[found[0].start : first].strip(" ,") if found and found[0].start < first else ""


def _after(text: str, last: int, end: int) -> str:
    words = text[last:end].strip(" ,;")
    street = _STREET.search(words)
    return words[: street.start()].strip(" ,;") if street else words


def _title_and_body(words: str) -> tuple[str, str]:
    """ "Secretary, Department of Labor" is a title and a body; "Secretary of State" is a title."""
    words = " ".join(words.split())
    if parted := _TITLE_THEN_BODY.match(words):
        return parted["title"], parted["body"]
    if words and _ORGANIZATION.search(words) and not _begins_with_rank(words):
        return "", words
    return words, ""


def _begins_with_rank(words: str) -> bool:
    return bool(_BEGINS_WITH_RANK.match(words)) or (
        words.split()[0].lower() in TITLE_WORDS
        and not _ORGANIZATION.match(words.replace("U.S. ", "").replace("United States ", ""))
    )


def _with_line(person: Person, segment: str) -> Person:
    title, body = _title_and_body(segment.rstrip(" ,"))
    if title and not person.title and not person.organization:
        return replace(person, title=title, organization=body)
    if not person.organization:
        return replace(person, organization=body or title)
    return person


def _titled(person: Person, surnames: dict[str, str]) -> Person:
    if person.title or not person.name:
        return person
    rank = surnames.get(re.sub(r",? (?:Jr|Sr|I+V?)\.?$", "", person.name).split()[-1].lower(), "")
    return replace(person, title="" if rank.rstrip(".") in ("Mr", "Mrs", "Ms", "Miss", "Dr") else rank)


def _shared(people: list[Person]) -> list[Person]:
    """Addressees in one block share the body that stands below the last of them."""
    filled: list[Person] = []
    body = ""
    for person in reversed(people):
        body = person.organization or body
        filled.append(replace(person, organization=body))
    return filled[::-1]


def _from_salutation(parts: Parts, known: list[tuple[str, str]]) -> list[Person]:
    people = []
    for rank, name in known:
        position = parts.plain.find(name, parts.head_end, parts.body_start) if name else -1
        if position >= 0 and rank and is_name_word(name.split()[-1]):
            people.append(
                Person(
                    name,
                    rank if rank.rstrip(".") not in ("Mr", "Mrs", "Ms") else "",
                    "",
                    position,
                    position + len(name),
                    0.6,
                )
            )
    return people
