"""How a sentence asks: by a performative verb, an imperative, a modal of the addressee, a wish or a question.

All functions take a sentence in lower case with plain quotes and single line breaks turned into blanks.
"""

import re
from dataclasses import dataclass

from letters.reading.vocabulary import holds_any

_ADVERBS = r"(?:(?:also|again|therefore|thus|hereby|now|simply|once|once again|further|instead|in turn|in addition|[a-z]{3,14}ly),? )*"
_VERBS = (
    r"(?:urge|request|ask|call (?:up)?on|call for|implore|encourage|insist|demand|exhort|beseech|petition|appeal to|invite|recommend|press|"
    r"seek|strongly suggest|suggest|propose|advise)"
)
_WE = r"(?:we|i|the undersigned|(?:my|our) colleagues and i|the (?:sub)?committees?|[a-z. ]{3,30} and i)"
_CLAUSE = r"(?:^(?:(?:in|at|with|given|as|on|for|because|to|by|under|after|following|since|while) [^,;:]{3,80}? )?|[,;:(–—-] ?|\band |\bbut |\bso |\bwhy |\bthen |\bthat |\bhowever,? |\btherefore,? |\baccordingly,? |\bas such,? )"
_PERFORMATIVE = re.compile(
    rf"{_CLAUSE}{_ADVERBS}{_WE} {_ADVERBS}(?:(?:wish|want|would like|continue|have|need|must|would|will|do|can only) (?:to )?{_ADVERBS})?(?P<verb>{_VERBS})\b(?! (?:myself|ourselves|because|about))"
)
_WRITING = re.compile(
    rf"{_CLAUSE}(?:{_WE}) {_ADVERBS}(?:(?:am|are|'m|'re) {_ADVERBS}(?:writing|reaching out|contacting you)|write)\b[^.;?!]{{0,220}}?\b(?:to|and) {_ADVERBS}(?P<verb>{_VERBS})\b"
)
_PROGRESSIVE = re.compile(
    rf"\b(?:we|i)(?: am| are|'m|'re) {_ADVERBS}(?:asking|requesting|urging|calling (?:up)?on|seeking)\b|\bit is (?:our|my) (?:request|recommendation)\b|\b(?:our|my) request is\b|\bis (?:hereby |respectfully )?requested\b(?! by)"
)
_COORDINATED = re.compile(
    rf"(?:,| and|;) {_ADVERBS}(?:urge|urging|request that|ask that|ask you|encourage you|call on you|implore you|request you)\b(?! by| from)"
)
_PLEASE = re.compile(
    r"(?:^|[,;:.] |\band |\byou |\balso |\bto )please (?!contact|call\b|do not|don't|feel|know|accept|note|be\b|find|see\b|visit|rest assured|direct any|direct your|convey|extend|have your staff contact|let (?:me|us) know if)"
)
_APPRECIATE = re.compile(
    rf"\b(?:would|will|should) {_ADVERBS}(?:very much )?(?:appreciate|be (?:most |very |deeply |extremely )?(?:grateful|thankful|pleased|interested)|welcome|like)\b {_ADVERBS}"
    r"(?:it if|if you|your \w+ing\b|you \w+ing|receiving|being|learning|hearing|knowing|having|an? \b|any\b|the\b|further|additional|more|some|answers|information|details|to (?:know|learn|receive|understand|see|have|be\b|meet|hear)|for you to|for your|you to)"
)
_ENDORSES = re.compile(
    r"\b(?:express|voice|convey|offer|writ(?:e|ing) in|reiterate) (?:(?:our|my|full) )?(?:\w+ )?support (?:for|of)\b[^;]{0,160}\b(?:requests?|applications?|nominations?|petitions?)\b"
)
_APPRECIATED = re.compile(r"\b(?:your|an?|any) (?:\w+ ){1,14}(?:would|will) be (?:\w+ )?appreciated")
_EXPECT = re.compile(
    rf"\b(?:(?:we|i) {_ADVERBS}(?:hope|trust|expect|anticipate)|(?:our|my) (?:\w+ )?(?:hope|expectation) (?:is )?)\b,? (?:that )?"
    r"(?:you|your \w+|(?:the|this) [a-z]+(?: [a-z]+)?) (?:(?:will|would|can|could) (?:be able to |also )?|to )(?!agree|share|find|understand|recognize|see\b|have|be\b)"
)
_NECESSITY = re.compile(
    r"\b(?:is|remains|be|it's|are) (?:\w+ )?(?:imperative|critical|essential|vital|crucial|incumbent|necessary|important|time) (?:that|for|upon|on) "
    r"|\bthere (?:must|needs to|should) be\b|\bwhat is needed\b"
)
_MODAL = re.compile(
    r"\b(?:must|should|ought to|needs? to|has to|have to)\b(?! (?:you have any|i |we ))(?! have\b)"
)
_IMPERATIVE_VERBS = (
    r"(?:provide|describe|explain|identify|list|state|specify|detail|produce|submit|send|release|suspend|ensure|direct|issue|take|work|develop|"
    r"establish|support|oppose|reject|withdraw|rescind|reconsider|increase|reduce|expand|extend|implement|conduct|investigate|review|include|"
    r"require|make|use|allow|stop|end|halt|begin|initiate|create|appoint|publish|disclose|report|confirm|clarify|outline|summarize|give|commit|"
    r"convene|hold|meet|brief|testify|preserve|restore|maintain|fund|protect|prohibit|strengthen|improve|prioritize|consider|adopt|engage|press|"
    r"call|condemn|impose|designate|enforce|deny|approve|delay|postpone|continue|discuss|respond|answer|indicate|request|seek|encourage|exercise|"
    r"coordinate|consult|share|attach|name|compare|assess|evaluate|determine|examine|analyze|address|remove|keep|refrain|cease|return|replace)"
)
_IMPERATIVE = re.compile(
    rf"^(?:and |then |also,? |to |immediately |please |fully |promptly )*{_IMPERATIVE_VERBS}\b"
)
_WANTED = re.compile(
    r"^(?:(?:all|any|each|copies of|a (?:complete |full )?(?:copy|list|description|summary|timeline) of|an (?:explanation|accounting|estimate|update) (?:of|on)|the (?:names?|number|dates?|amount|identity) of)\b)"
)
# What stands after the verb where somebody else is asked than the addressee.
_THIRD_PARTY = re.compile(
    r" (?:upon )?(?:both |all |every |each )?(?:(?:my|our|the|his|her) ?(?:senate |house |fellow |republican |democratic )*"
    r"(?:colleagues?|congress|american people|senate|members|public|conferees|constituents|government of|\w+ government|\w+ authorities)\b"
    r"|(?:congress|colleagues|israel|russia|china|iran|iraq|both parties|all parties|everyone)\b)"
)
_QUOTED_OR_PAST = re.compile(
    r"\b(?:previously|last (?:week|month|year)|in (?:my|our) (?:letter|previous)|had|has) (?:urge|ask|request)"
)
_RESPONSE = re.compile(
    r"\b(?:respond|reply|answer(?:s|ed)?|responses?|replies|attention|consideration|assistance|cooperation|hear(?:ing)? from you|hear back|get back to (?:me|us))\b"
)
_ABOUT_THIS = re.compile(
    r"\b(?:(?:these|those|this|the above|the (?:attached|enclosed|accompanying)|my|our|the following|each of (?:the|these)|such|the foregoing)(?: \w+){0,3} (?:questions?|requests?|letter|matters?|issues?|inquir(?:y|ies)|concerns?|recommendations?)\b"
    r"|(?:response|reply|attention|answers?|consideration|assistance|cooperation)(?:[.:]?$| (?:on|in|regarding|to|with) (?:this|these|my|our|it\b|the (?:above|following))"
    r"|,? (?:by|no later|not later|within|as soon|at your|before|prior|is|will be|would be)\b))"
)
_LISTING = re.compile(
    r"\b(?:the )?following(?: \w+){0,4}|\b(?:questions?|items|information|steps|actions|requests|recommendations|documents|issues|topics|measures|points)\b(?: \w+){0,3} below|as follows|\bbelow\b|(?:these|several|some|a few|two|three|four|five|six|seven|eight|nine|ten) (?:\w+ )?(?:questions|steps|actions|requests|things)"
)
_ASKED_OF = re.compile(
    r"\b(?:please|urge|request|ask|answers?|respond|response|responses|provide|questions?|explain|address|call on|recommend|demand|want to know|would like|appreciate|steps|clarif\w+|should|must|inform\w*)\b"
)
_QUESTION = re.compile(
    r"^(?:[^.?!]{0,160}, )?(?:and |but |so |then |if so, |if not, |in addition, |also, |specifically, |moreover, )*(?:what|why|how|who|whom|whose|when|where|which|do|does|did|is|are|was|were|has|have|had|will|would|can|could|should|may|might|in what|on what|to what|at what|under what|for what|by what|with what|of the|from what|please)\b"
)
# Cheap tests that come before the patterns: most sentences hold none of these.
_VERB_CUES = (
    "urg", "request", "ask", "call", "implor", "encourag", "insist", "demand", "exhort", "beseech", "petition", "appeal to",
    "invit", "recommend", "press", "seek", "suggest", "propos", "advis",
)  # fmt: skip
_WRITING_CUES = ("writ", "reaching out", "contacting")
_NEED_CUES = (
    "imperative",
    "critical",
    "essential",
    "vital",
    "crucial",
    "incumbent",
    "necessary",
    "important",
    "time ",
    "there ",
    "needed",
)
_WISH_CUES = (
    "appreciat",
    "hope",
    "trust",
    "expect",
    "anticipat",
    "grateful",
    "thankful",
    "welcome",
    " like ",
    "pleased",
    "interested",
)
_WEAK_VERBS = frozenset(
    ("encourage", "seek", "press", "suggest", "propose", "advise", "recommend", "invite", "call for")
)
_SPOKEN = re.compile(
    r"^(?:rep|sen|mr|mrs|ms|dr|chairman|secretary|senator|representative|question|answer|q|a)[.]?(?: [a-z.]+){0,3}:"
)
_CLAUSE_BREAK = re.compile(r"[,;:]| that | which | who | if | because | and ")
_OPINION = re.compile(
    r"\b(?:we|i) (?:\w+ )?(?:believe|think|feel|maintain|contend)\b|\bin (?:my|our) (?:judgment|view|opinion)\b"
)
# What somebody else said should be done is no ask of the writers.
_REPORTED = re.compile(
    r"\b(?:mentioned|said|stated|noted|testified|wrote|indicated|argued|claimed|recommended|suggested|concluded|found|states|requires|provides) that\b"
)
_PRONOUN = re.compile(r"\b(?:we|i|they|he|she|it|this|that|who|which|one)\s*$")
_LEANING = re.compile(
    r"^(?:and |or |but )*(?:what|why|how(?: \w+)?|when|where|who|which|do|does|did|is|are|was|were|has|have|had|will|would|can|could|should) "
    r"(?:\w+ )?(?:this|that|these|those|it|they|he|she|such)\b"
)
_ANAPHORA = re.compile(r"\b(?:these|those|such|its?|they|them|their)\b")
CLOSER = re.compile(
    r"^(?:again,? )?(?:(?:i|we) )?(?:want to )?(?:thank(?:s| you)\b|(?:i|we) (?:also )?(?:look forward|appreciate your|await|stand ready|thank|remain)|if (?:you|your staff) (?:have|need|should|would)|should you (?:have|need|wish)|(?:please )?(?:do not hesitate|feel free|contact|call)"
    r"|please (?:do not|feel|contact|call|direct|have your staff)|(?:we|i) (?:would )?(?:(?:greatly|very much) )?appreciate your|your (?:prompt|immediate|timely)|in (?:closing|conclusion)|(?:i|we) (?:would )?(?:also )?(?:ask|request) that you (?:respond|reply|provide (?:a|your) (?:written )?(?:response|reply))|given the|it is (?:my|our) understanding|sincerely|i am hopeful)"
)
FOLLOW_UP = re.compile(
    r"^(?:if (?:so|not|yes|no|the answer|this is|that is|there|any|you|it|they|these|one)\b|why or why not|why not|why\?|when\?|how\?|how so|please (?:explain|describe|specify|elaborate|provide|include|identify|list|detail|be specific|also|indicate|state)|and\b|or\b|for example|specifically|in particular|for instance|such as"
    r"|this (?:should|must|review|report|analysis|briefing|information)|(?:the|these|such|your) (?:review|report|analysis|response|answers?|briefing|documents|information|responses?|study|investigation|assessment) (?:should|must)|what (?:about|if)|on what basis|by whom|to whom|in what way|how (?:much|many|long|often)\?)"
)


@dataclass(frozen=True, slots=True)
class Stance:
    """How a sentence asks and how strongly (0 to 1), and where in it that begins. `form` is empty for no ask."""

    form: str
    strength: float
    at: int = 0


NOTHING = Stance("", 0.0)


def stance(sentence: str, addressees: re.Pattern[str]) -> Stance:
    """How a sentence outside a list asks something of the addressees, whose names the pattern finds."""
    if _SPOKEN.match(sentence):
        return NOTHING
    found = _firm(sentence, addressees) or _soft(sentence, addressees)
    if found and is_about_answering(sentence):
        return Stance("answering", 0.0)
    return found or NOTHING


def _firm(sentence: str, addressees: re.Pattern[str]) -> Stance | None:
    has_verb = holds_any(sentence, _VERB_CUES)
    found = _PERFORMATIVE.search(sentence) if has_verb else None
    if not found and has_verb and holds_any(sentence, _WRITING_CUES):
        found = _WRITING.search(sentence)
    if found:
        return _performed(sentence, found, addressees)
    if "please" in sentence and (found := _PLEASE.search(sentence)):
        return Stance("please", 0.94, found.end())
    if not has_verb:
        return None
    if found := _PROGRESSIVE.search(sentence) or _COORDINATED.search(sentence):
        return _performed(sentence, found, addressees)
    return None


def _performed(sentence: str, found: re.Match[str], addressees: re.Pattern[str]) -> Stance | None:
    verb = found.groupdict().get("verb") or "urge"
    following = sentence[found.end() : found.end() + 90]
    if _THIRD_PARTY.match(following) and not addressees.match(following.strip()):
        return None
    if verb in _WEAK_VERBS and not (addressees.search(following[:60]) or following.startswith(" that")):
        return Stance("performative", 0.6, found.end()) if verb in ("seek", "call for", "recommend") else None
    if addressees.match(following.lstrip()) or following.startswith(" that "):
        return Stance("performative", 0.97, found.end())
    return Stance("performative", 0.92 if addressees.search(following) else 0.8, found.end())


def _soft(sentence: str, addressees: re.Pattern[str]) -> Stance | None:
    if "support" in sentence and (found := _ENDORSES.search(sentence)):
        return Stance("wish", 0.75, found.start())
    if holds_any(sentence, _WISH_CUES) and (wish := _wish(sentence)):
        return wish
    if holds_any(sentence, _NEED_CUES) and (found := _NECESSITY.search(sentence)):
        near = addressees.search(sentence[found.start() : found.end() + 40])
        return Stance("need", 0.55 if near else 0.42, found.end())
    return _modal(sentence, addressees)


def _wish(sentence: str) -> Stance | None:
    if found := _APPRECIATE.search(sentence):
        return Stance("wish", 0.85, found.start())
    if (found := _EXPECT.search(sentence)) and not sentence.startswith("if "):
        return Stance("hope", 0.62, found.start())
    if found := _APPRECIATED.search(sentence):
        return Stance("wish", 0.5, found.start())
    return None


def _modal(sentence: str, addressees: re.Pattern[str]) -> Stance | None:
    """What must or should be done: by the addressees, in the writers' opinion, or by somebody else."""
    best: Stance | None = None
    for found in _MODAL.finditer(sentence):
        start = max(0, found.start() - 60)
        clause = _CLAUSE_BREAK.split(sentence[start : found.start()])[-1]
        strength = _modal_strength(sentence, found, clause, addressees)
        if not best or strength > best.strength:
            best = Stance("modal", strength, found.start())
    return best if best and best.strength and not _REPORTED.search(sentence) else None


def _modal_strength(sentence: str, found: re.Match[str], clause: str, addressees: re.Pattern[str]) -> float:
    if addressees.search(clause):
        return 0.58 if found[0] in ("must", "should") else 0.5
    if _PRONOUN.search(clause):
        return 0.0
    return 0.5 if _OPINION.search(sentence, 0, found.start()) else 0.3


def is_about_answering(sentence: str) -> bool:
    """Whether a sentence only asks for an answer to what the letter asks elsewhere."""
    if not _RESPONSE.search(sentence) or not _ABOUT_THIS.search(sentence):
        return False
    return not re.search(
        r"\b(?:documents?|records|copies|briefing|explanation|information (?:about|on|regarding))\b", sentence
    )


def is_lead(sentence: str) -> bool:
    """Whether a sentence introduces a list of things that it asks for."""
    if sentence.endswith(":") and _ASKED_OF.search(sentence):
        return True
    if not holds_any(sentence, ("question", "following", "below")):
        return False
    return bool(_LISTING.search(sentence) and _ASKED_OF.search(sentence)) and not sentence.endswith("?")


def leans_back(question: str) -> bool:
    """Whether a question only makes sense after the one before it: short, about "it", "they" or "this"."""
    return bool(_LEANING.match(question)) or (
        len(question.split()) <= 14 and bool(_ANAPHORA.search(question))
    )


def is_question(sentence: str) -> bool:
    """Whether a sentence is a question or asks in an item of a list as one does."""
    return sentence.rstrip("\"')").endswith("?")


def is_imperative(sentence: str) -> bool:
    """Whether an item begins with a bare verb ("Suspend all sales"), with please or with what to hand over."""
    return bool(_IMPERATIVE.match(sentence) or _WANTED.match(sentence)) or sentence.startswith("please ")
