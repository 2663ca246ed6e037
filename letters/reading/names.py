"""The grammar of persons' names and of the titles that stand beside them.

Names in signature blocks often share a line with other names or with titles, and lost line breaks glue them
together. A run of capitalised words is cut into names by the cheapest way to do so, where initials, suffixes,
particles and a list of common American given names say what a name looks like.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from letters.reading.vocabulary import word_set

GIVEN = word_set("""aaron abby abigail abraham ada adam adrian adriano al alan albert alberto alcee alex alexander alexandria alfred
    alice allen allyson alma amata ami amy anderson andre andrea andrew andy angus ann anna anne annie anthony arlen art
    arthur asa ashley austin ayanna barack barbara barney barry ben benjamin bennie bernard bernie beth betty bill billy
    blaine blake blanche bob bobby bonnie brad bradley brenda brendan brett brian brad bruce bryan buck byron cal carl
    carlos carol carolyn catherine cathy chaka charles charlie chellie cheri chet chip chris christine christopher chuck
    cindy claire claudia cliff colin connie conor corey corrine cory craig cynthia daniel danny dan dana darin
    darrell dave david dean deb debbie deborah delia denise dennis denny derek devin diana diane dianne dick dina don
    donald donna doris doug douglas duncan dusty dwight earl ed eddie edward eleanor elaine eliot elijah eliza elizabeth
    ellen elliott emanuel emily eni eric erik ernest eugene eva evan fortney frank frankie fred frederica frederick gary
    gene george gerald gerry gil ginny glenn gloria gordon grace grant greg gregory gus gwen hakeem hank harold harry
    heath heather helen henry herb hillary hilda howard hugh ian ike ileana ilhan jack jackie jacky jaime jake james jan
    jane janet janice jared jason jay jeanne jeff jefferson jeffrey jen jennifer jerrold jerry jesse jessica jim jimmy
    joan joanne joaquin jodey joe joel john johnny jon jonathan joni jordan jose joseph josh joshua joyce juan juanita
    judy julia julian julie julius justin kamala karen katherine kathleen kathy katie kay keith kelly ken kendra kenneth
    kent kevin kim kirsten kit kyrsten lacy lamar lance larry laura lauren laurie lee leonard leslie lincoln linda lindsey
    lisa lois lloyd loretta lori louie louis louise lucille lucy luis lynn madeleine mac marc marcia marcy margaret maria
    marie marilyn mario marion mark markwayne marsha martha martin marty mary matt matthew maurice max maxine mazie
    mel melissa melvin mia michael michelle michele mick mike mikie mitch mo morgan nancy nanette nathan neal ned neil
    nicole nick nita nita nikema norm norma norman nydia olympia orrin pam pamela pat patricia patrick patsy patty paul
    paula pete peter phil philip phillip pramila rahm ralph randall randy rand raphael rashida raul ray raymond rebecca
    rich richard rick rob robert roberta robin rod rodney roger roland ron ronald roy ruben rush russ russell ryan sam
    samuel sandy sander sanford sara sarah saxby scott sean seth shane sharice sharon sheila sheldon shelley sherrod
    silvestre spencer stacey stan stephanie stephen steve steven stewart sue susan susie suzan suzanne suzanne tammy ted
    tim timothy tina todd tom tommy tony tracey travis trent trey trudy tulsi val van vern vernon veronica vicky victor
    vincent virginia wally walter warren wayne wendy wes william xavier yvette yvonne zach zoe
    thomas troy raúl gregorio valerie nicholas wesley gabe thad lou andré rosa theodore renee colleen gregg jeb rubén steny kenny
    candice kristi collin pedro reid cedric marco jean kurt josé terri clifford marlin niki garland jody garret elise will thom
    darren francis raja jamie vicente liz gilbert harley ross jesús elissa haley angie debra antonio chrissy guy lizzie sylvia mitt
    victoria teresa ritchie clarence alejandro melanie rudy dale eli sydney brittany maxwell laurel jill zachary erin gabriel
    nicolas emilia nathaniel mónica jasmine becca derrick harriet celeste vince cleo angela kristen addison maggie herbert nellie
    janelle pablo sheri brandon riley christian lucia carmen luke wm geo chas""")  # fmt: skip
PARTICLES = word_set("de del della der di du el la las le los san santa st st. van von vander dos da")
SUFFIX = re.compile(r"(?:Jr|Sr|JR|SR|Esq)\.?|I{2,3}|IV|M\.?D\.?|Ph\.?D\.?|D\.?D\.?S\.?|D\.?V\.?M\.?|R\.?N\.?")
_INITIAL = re.compile(r"(?:[A-Z]\.){1,3}|[A-Z]")
_WORD = re.compile(r"[A-ZÀ-Þ][\w'’-]*[\wà-ÿ](?:[-'][A-ZÀ-Þa-z][\w]+)*\.?|[\"(][A-Z][\w.]*[\")]")
_GLUE = re.compile(
    r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])|(?<=[A-Z]{3})(?=[A-Z][a-z]{2})|(?<=[a-z.])(?=\d)|(?<=\d)(?=[A-Z][a-z])|(?<=[a-z.])(?=(?:The|Hon)\b)"
)
_INNER_CAPITAL = re.compile(r"(?:.*\W)?(?:Mac|Mc|De|Di|Du|La|Le|Lo|Van|Von|Fitz|Vande|Del|Des|Fa|O)")

TITLE_WORDS = word_set("""united states u.s. us senator senators senate member members congress congressman congresswoman congressmen
    representative representatives rep rep. sen sen. chair chairman chairwoman chairperson co-chair co-chairman
    vice ranking minority majority leader whip speaker president secretary deputy under assistant acting administrator
    director commissioner comptroller attorney general governor ambassador admiral colonel lieutenant captain
    committee subcommittee committees caucus house commission department office agency bureau board federal national
    delegate resident inspector chief executive officer counsel mayor counselor judge treasurer treasury
    commandant surgeon superintendent postmaster archivist librarian under-secretary undersecretary agent
    democratic republican democrat minister premier prime consul environmental protection health human services
    administration homeland security agriculture defense interior labor energy transportation education commerce
    veterans affairs judiciary finance appropriations intelligence armed foreign relations banking trade budget
    washington white authority institute center council corporation university association party state district
    task force conference delegation""")
HONORIFIC = re.compile(
    r"(?:The Honorable|THE HONORABLE|Honorable|The Hon\.|Hon\.|Mr\.|Mrs\.|Ms\.|Miss|Dr\.|Mr|Mrs|Ms|Dr|His Excellency|Her Excellency|The Reverend|Rev\.)(?=\s|$)[ \t]*"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a block of names, with the kind of part that it can be."""

    start: int
    end: int
    word: str
    kind: str  # name, initial, suffix, particle, title, comma or other


def is_name_word(word: str) -> bool:
    """Whether a word can be part of a name: capitalised, without digits."""
    return bool(_WORD.fullmatch(word)) and not any(letter.isdigit() for letter in word)


def unglue(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a span where a lost line break glued two words together ("HastingsMember")."""
    cuts = [start]
    for found in _GLUE.finditer(text, start, end):
        word_start = max(text.rfind(" ", start, found.start()), cuts[-1] - 1) + 1
        if found.start() > cuts[-1] and not _INNER_CAPITAL.fullmatch(text, word_start, found.start()):
            cuts.append(found.start())
    return list(zip(cuts, [*cuts[1:], end], strict=True))


_PIECE = re.compile(r",|[^\s,]+")


def tokens(text: str, start: int, end: int) -> list[Token]:
    """The words of a span, each with the part of a name or title that it can be."""
    return [_token(found) for found in _PIECE.finditer(text, start, end)]


def _token(found: re.Match[str]) -> Token:
    word = found[0].rstrip(";:")
    if word.endswith(".") and not SUFFIX.fullmatch(word) and not _INITIAL.fullmatch(word):
        word = word if word.lower() in TITLE_WORDS or word.lower() in PARTICLES else word[:-1]
    return Token(found.start(), found.start() + len(word), word, _kind(word))


def _kind(word: str) -> str:
    bare = word.lower()
    if word == ",":
        return "comma"
    if bare in TITLE_WORDS or bare.rstrip(".") in TITLE_WORDS:
        return "title"
    if SUFFIX.fullmatch(word):
        return "suffix"
    if _INITIAL.fullmatch(word):
        return "initial"
    if bare in PARTICLES and word not in ("Van", "La"):
        return "particle"
    return "name" if is_name_word(word) else "other"


def name_runs(found: list[Token]) -> list[list[Token]]:
    """The runs of words that may be names: between titles, commas and other words."""
    runs: list[list[Token]] = [[]]
    linked = False  # whether the last word was "of", "on" or "for": what follows belongs to a title
    for index, token in enumerate(found):
        if token.kind == "suffix" and runs[-1]:
            runs[-1].append(token)
        elif token.kind in ("name", "initial", "particle"):
            if linked and token.word.lower() not in GIVEN:
                continue
            linked = False
            runs[-1].append(token)
        elif not (token.kind == "comma" and (linked or _before_suffix(found, index))):
            linked = token.kind == "other" and token.word.lower() in _LINKS
            runs.append([])
    return [run for run in runs if any(token.kind == "name" for token in run)]


_LINKS = frozenset(("of", "on", "for", "the", "to", "&"))


def _before_suffix(found: list[Token], index: int) -> bool:
    return index + 1 < len(found) and found[index + 1].kind == "suffix"


def split_names(run: list[Token], count: int = 0) -> list[list[Token]]:
    """Cut a run of words into names, into as many as `count` says where that is possible."""
    shape = tuple((token.word, token.kind) for token in run)
    cuts = _cheapest(shape, count) or (_cheapest(shape, 0) if count else None) or (len(run),)
    names, start = [], 0
    for cut in cuts:
        names.append(run[start:cut])
        start = cut
    return names


@lru_cache(maxsize=4096)
def _cheapest(shape: tuple[tuple[str, str], ...], count: int) -> tuple[int, ...] | None:
    """The ends of the names in the cheapest cut into `count` names, or into any number of them for 0.

    `best[end]` holds, by the number of names before `end`, what they cost, where the last one begins and how
    many stand before it.
    """
    best: list[dict[int, tuple[float, int, int]]] = [{} for _ in range(len(shape) + 1)]
    best[0] = {0: (0.0, 0, 0)}
    for end in range(1, len(shape) + 1):
        for start in range(max(0, end - 6), end):
            price = _price(shape[start:end])
            for number, (cost, *_) in best[start].items():
                key = number + 1 if count else 0
                if key <= count and (key not in best[end] or cost + price < best[end][key][0]):
                    best[end][key] = (cost + price, start, number)
    if count not in best[-1]:
        return None
    cuts, end, key = [], len(shape), count
    while end:
        cuts.append(end)
        _, end, key = best[end][key]
    return tuple(reversed(cuts))


_BY_LENGTH = {1: 6.0, 2: 0.0, 3: 1.0, 4: 2.6, 5: 4.5}


def _price(words: tuple[tuple[str, str], ...]) -> float:
    """How unlike one person's name some words are."""
    core = [word for word in words if word[1] != "suffix"]
    if not core or words[0][1] == "suffix" or core[-1][1] != "name":
        return 20.0
    light = sum(kind in ("initial", "particle") or word[0] in '"(' for word, kind in core[1:-1])
    price = _BY_LENGTH.get(len(core) - light, 8.0) + 0.1 * light
    return price + _price_of_first(core) + _price_of_rest(core)


def _price_of_first(core: list[tuple[str, str]]) -> float:
    word, kind = core[0]
    if kind == "particle":
        return 8.0
    if kind == "initial":
        return 1.5 if len(core) == 2 and word.count(".") < 2 else 0.2
    first = word.lower().strip("\"'().")
    return 0.0 if first in GIVEN or first.split("-")[0] in GIVEN else 1.5


def _price_of_rest(core: list[tuple[str, str]]) -> float:
    inner_given = (
        sum(word.lower() in GIVEN for word, kind in core[1:-1]) if core[0][0].lower() in GIVEN else 0
    )
    last_given = len(core) > 1 and core[-1][0].lower() in GIVEN
    double = len(core) == 3 and core[1][0] in ("Van", "La", "Vander")
    late_initial = any(
        kind == "initial" and before == "name" for (_, before), (_, kind) in pairwise(core[1:])
    )
    return 1.0 * late_initial + 0.3 * last_given - 0.4 * inner_given - 0.8 * double
