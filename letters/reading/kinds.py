"""What kind of thing a request asks for: information, documents, a meeting, or that something be done."""

import re

from letters.reading.vocabulary import word_set

_MEETING = re.compile(
    r"\b(?:briefings?|brief (?:us|me|my|our|the|members|congress|committee|staff|both)|meet(?:ing)?s? with (?:us|me|my|our|the members|members of)|testif(?:y|ies)|testimony (?:before|at|to)|appear before|"
    r"(?:schedule|arrange|set up|attend|request) (?:a|an|the) (?:\w+ ){0,3}(?:meeting|call|hearing|briefing)|invite you to|make (?:\w+ ){1,6}available (?:for|to))\b"
)
_RECORDS = r"(?:documents?|records|cop(?:y|ies) of|communications|e-?mails|memorand(?:a|um)|correspondence|transcripts?|files|contracts|logs|minutes)"
_DOCUMENTS = re.compile(
    rf"\b(?:provide|produce|send|submit|furnish|forward|deliver|turn over|supply|release|obtain|request|transmit|hand over|include|enclose)\b[^.?;]{{0,90}}\b{_RECORDS}\b|^(?:all |any |a |copies|complete|unredacted)[^.?;]{{0,40}}\b{_RECORDS}\b"
)
_INFORMATION = re.compile(
    r"\b(?:request|provide|submit|send|share)(?: \w+){0,3} information (?:\w+ ){0,4}(?:regarding|about|on|concerning)\b"
)
_TELL = re.compile(
    r"\b(?:explain|describe|clarify|inform|respond|answer|advise (?:me|us)|identify|tell (?:me|us)|let (?:me|us) know|apprised?|informed|elaborate|specify|outline|summarize|"
    r"confirm (?:that|whether|how|when)|indicate|list (?:the|all|any|each)|state whether|detail (?:the|how|what)|report (?:to|back|on)|share (?:with (?:us|me)|your)|keep (?:me|us)|would like to (?:know|learn|understand)|want to know|update (?:me|us)|"
    r"conduct an? (?:\w+ ){0,3}(?:review|study|analysis|audit|evaluation|assessment)|review (?:and report|whether|how))\b"
)
_ABOUT = (
    r"(?:information|explanations?|answers?|responses?|details?|report|analysis|analyses|accounting|justifications?|update|clarification|list|data|assessment|descriptions?|"
    r"summary|status|timeline|timetable|estimates?|review|specifics|views|plans? for|statistics|evidence|breakdown|examples?|numbers?|basis|rationale|opinion|advice)"
)
_GIVE = re.compile(
    rf"\b(?:provide|supply|furnish|submit|send|give|receive|request|appreciate|seek|like|ask for|need|want|include|issue|prepare)\b[^.?;]{{0,70}}\b{_ABOUT}\b"
)


_MAIN_VERB = re.compile(
    r"\b(?:request|ask|urge|recommend)\w* (?:that )?(?:you|the [a-z]+|your [a-z]+) (?:to |should )?(?:\w+ly )?(?P<verb>(?!(?:in|with|for|on|of|and|as)\b)[a-z]+)\b"
)
_TELLING_VERBS = word_set(
    """provide explain describe respond answer inform identify clarify report submit supply furnish send give share detail tell advise confirm
    list outline brief meet produce release disclose let make forward keep testify appear state include also please review update turn
    hand summarize specify indicate be consider conduct examine investigate study"""
)

_INTERROGATIVES = ("what", "why", "how", "has", "did", "do ", "does", "is ", "are ", "will", "when")


def kind_of(words: str) -> str:
    """The kind of a request by its words: the verb that asks, then what is to be handed over."""
    low = " ".join(words.lower().split())
    is_question = "?" in low
    if not is_question and _MEETING.search(low):
        return "meeting"
    if "information" in low and _INFORMATION.search(low):
        return "information"
    if not low.startswith(_INTERROGATIVES) and _DOCUMENTS.search(low):
        return "documents"
    if is_question:
        return "information"
    main = _MAIN_VERB.search(low)
    if main and main["verb"] not in _TELLING_VERBS:
        return "action"
    return "information" if _TELL.search(low) or _GIVE.search(low) else "action"
