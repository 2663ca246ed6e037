"""What a letter says of a person beside the bare name: titles, party, state and district, taken apart."""

import re
import unicodedata
from dataclasses import dataclass

GENERATIONS = frozenset(("jr", "sr", "ii", "iii", "iv"))
SUFFIXES = GENERATIONS | {"md", "phd", "esq", "dds", "dvm"}
_BEFORE = re.compile(
    r"(?:\s*/s/|the\s+honorable\b|hon\b\.?|honorable\b|senator\b|sen\.|sen\b|representative\b|rep\.|rep\b|congress(?:wo)?man\b"
    r"|delegate\b|chair(?:wo)?man\b|chair\b|ranking\s+member\b|mr\b\.?|mrs\b\.?|ms\b\.?|dr\b\.?|\s)+",
    re.IGNORECASE,
)
_SENATE = re.compile(r"\bsenat(?:ors?|e)\b|\bsen\b", re.IGNORECASE)
_HOUSE = re.compile(
    r"\bmembers? of congress\b|\bhouse of representatives\b|\brepresentative\b|\brep\b|\bcongress(?:wo)?m[ae]n\b|\bdelegate\b"
    r"|\bresident commissioner\b|\bM\.C\.",
    re.IGNORECASE,
)
_STATES = {
    "AL": "Alabama|Ala", "AK": "Alaska", "AZ": "Arizona|Ariz", "AR": "Arkansas|Ark", "CA": "California|Calif",
    "CO": "Colorado|Colo", "CT": "Connecticut|Conn", "DE": "Delaware|Del", "FL": "Florida|Fla", "GA": "Georgia|Ga",
    "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois|Ill", "IN": "Indiana|Ind", "IA": "Iowa", "KS": "Kansas|Kan",
    "KY": "Kentucky|Ky", "LA": "Louisiana|La", "ME": "Maine", "MD": "Maryland|Md", "MA": "Massachusetts|Mass",
    "MI": "Michigan|Mich", "MN": "Minnesota|Minn", "MS": "Mississippi|Miss", "MO": "Missouri|Mo", "MT": "Montana|Mont",
    "NE": "Nebraska|Neb", "NV": "Nevada|Nev", "NH": "New Hampshire|N.H", "NJ": "New Jersey|N.J", "NM": "New Mexico|N.M",
    "NY": "New York|N.Y", "NC": "North Carolina|N.C", "ND": "North Dakota|N.D", "OH": "Ohio", "OK": "Oklahoma|Okla",
    "OR": "Oregon|Ore", "PA": "Pennsylvania|Pa", "RI": "Rhode Island|R.I", "SC": "South Carolina|S.C",
    "SD": "South Dakota|S.D", "TN": "Tennessee|Tenn", "TX": "Texas|Tex", "UT": "Utah", "VT": "Vermont|Vt",
    "VA": "Virginia|Va", "WA": "Washington|Wash", "WV": "West Virginia|W.Va|W. Va", "WI": "Wisconsin|Wis", "WY": "Wyoming|Wyo",
    "DC": "District of Columbia|D.C", "PR": "Puerto Rico|P.R", "GU": "Guam", "VI": "Virgin Islands|V.I",
    "AS": "American Samoa", "MP": "Northern Mariana Islands",
}  # fmt: skip
_CODES = {way.lower(): code for code, ways in _STATES.items() for way in [code, *ways.split("|")]}
_STATE = "|".join(sorted(map(re.escape, _CODES), key=len, reverse=True))
_FULL_STATE = "|".join(sorted((way.split("|")[0] for way in _STATES.values()), key=len, reverse=True))
# “(D-PA)”, “(D-Pa.)”, “(R-AL-03)”, “(AL-03)”, “D-PA”, “(R)”
_TAG = re.compile(
    rf"\((?P<lone>[DRIL])\)|(?:\(\s*(?:(?P<party>[DRIL])[-–—]\s?)?|\b(?P<bare>[DRI])[-–—])(?P<state>{_STATE})\.?(?:[-–— ]?(?P<district>\d\d?))?(?:\)|\b)",
    re.IGNORECASE,
)
# “Alabama's 3rd District”, “Third District of Alabama” only by its figure, “United States Senator from New Jersey”
_PLACE = re.compile(
    rf"\b(?P<state>{_FULL_STATE})(?:['’]s)?,? (?P<district>\d\d?)(?:st|nd|rd|th)\b"
    rf"|\b(?P<district2>\d\d?)(?:st|nd|rd|th) (?:Congressional )?District,? (?:of )?(?P<state2>{_FULL_STATE})\b"
    rf"|\b(?:from|for|of) (?:the State of )?(?P<state3>{_FULL_STATE})\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Written:
    """A person as a letter writes them; `beside` is what stands next to the name: “(D-PA)”."""

    name: str
    title: str = ""
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Clues:
    """What a letter says of a person; empty where it says nothing."""

    words: tuple[str, ...]
    suffix: str = ""
    chamber: str = ""
    party: str = ""
    state: str = ""
    district: int | None = None


def folded(words: str) -> tuple[str, ...]:
    """The words in lower case, without accents, apostrophes and marks; a hyphen parts words."""
    plain = re.sub("['’‘ʼ`´]", "", words)
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode().lower()
    return tuple(re.findall("[a-z]+", plain.replace("ph.d", "phd").replace("m.d.", "md")))


def words_of_state(code: str) -> tuple[str, ...]:
    """A state's code and the words of its name, folded; empty where there is none."""
    name = _STATES.get(code, "").split("|")[0]
    return (code.lower(), *folded(name)) if name else ()


def clues_of(written: Written) -> Clues:
    """Takes apart what stands in and beside a name."""
    tag = _TAG.search(written.name) or _TAG.search(written.beside)
    bare = _TAG.sub(" ", written.name)
    before = _BEFORE.match(bare)
    words = folded(bare[before.end() :] if before else bare)
    last = len(words)
    while last > 1 and words[last - 1] in SUFFIXES:
        last -= 1
    said = f"{before[0] if before else ''} {written.title}"
    state, district = place_of(tag, f"{written.title}\n{written.beside}")
    return Clues(
        words=words[:last],
        suffix=next((word for word in words[last:] if word in GENERATIONS), ""),
        chamber=chamber_of(said) or ("house" if district else ""),
        party=(tag["party"] or tag["bare"] or tag["lone"] or "").upper() if tag else "",
        state=state,
        district=district,
    )


def chamber_of(title: str) -> str:
    """The chamber that a title names; empty where it names none, or both."""
    senate, house = _SENATE.search(title), _HOUSE.search(title)
    return "" if bool(senate) == bool(house) else "senate" if senate else "house"


def place_of(tag: re.Match[str] | None, said: str) -> tuple[str, int | None]:
    """State and district, from a tag or from words."""
    if tag and tag["state"]:
        return _CODES[tag["state"].lower()], int(tag["district"]) if tag["district"] else None
    found = _PLACE.search(said)
    if not found:
        return "", None
    state = found["state"] or found["state2"] or found["state3"]
    district = found["district"] or found["district2"]
    return _CODES[state.lower()], int(district) if district else None
