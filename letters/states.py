"""The vocabulary: every state and kind with its label, its meaning and what follows from it.

Templates, API, documentation and the fold read it here and nowhere else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db import models


class Visibility(models.TextChoices):
    """Who may see a letter."""

    DRAFT = "draft", "Draft"
    OFFICE = "office", "Office only"
    PUBLIC = "public", "Public"


CONFIRMED = [(choice.value, choice.label) for choice in (Visibility.OFFICE, Visibility.PUBLIC)]


class RequestKind(models.TextChoices):
    """What a request asks for."""

    INFORMATION = "information", "Information"
    DOCUMENTS = "documents", "Documents"
    MEETING = "meeting", "Meeting"
    ACTION = "action", "Action"
    POLICY_CHANGE = "policy_change", "Policy change"
    INVESTIGATION = "investigation", "Investigation"
    PRESERVATION = "preservation", "Preservation"
    OTHER = "other", "Other"


class Chamber(models.TextChoices):
    """The two houses of Congress."""

    HOUSE = "house", "House"
    SENATE = "senate", "Senate"


class Capacity(models.TextChoices):
    """In which capacity somebody signed."""

    MEMBER = "member", "Member"
    CHAIR = "chair", "Chair"
    RANKING_MEMBER = "ranking_member", "Ranking member"


class Response(models.TextChoices):
    """What one recipient has answered to one request."""

    NOT_REVIEWED = "not_reviewed", "Not reviewed"
    AWAITING_RESPONSE = "awaiting_response", "Awaiting response"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    INTERIM_RESPONSE = "interim_response", "Interim response"
    PARTIAL_RESPONSE = "partial_response", "Partial response"
    SUBSTANTIVE_RESPONSE = "substantive_response", "Substantive response"
    NONRESPONSIVE_REPLY = "nonresponsive_reply", "Nonresponsive reply"
    DECLINED = "declined", "Declined"
    REFERRED = "referred", "Referred"
    WITHDRAWN = "withdrawn", "Withdrawn"
    SUPERSEDED = "superseded", "Superseded"


class Outcome(models.TextChoices):
    """What has come of one request in the world."""

    NOT_ASSESSED = "not_assessed", "Not assessed"
    NO_ACTION_OBSERVED = "no_action_observed", "No action observed"
    COMMITMENT_MADE = "commitment_made", "Commitment made"
    IN_PROGRESS = "in_progress", "In progress"
    PARTIALLY_FULFILLED = "partially_fulfilled", "Partially fulfilled"
    FULFILLED = "fulfilled", "Fulfilled"
    ADDRESSED_OTHERWISE = "addressed_otherwise", "Addressed otherwise"
    NOT_FULFILLED = "not_fulfilled", "Not fulfilled"
    OVERTAKEN_BY_EVENTS = "overtaken_by_events", "Overtaken by events"
    REVERSED = "reversed", "Reversed"


class DeclineReason(models.TextChoices):
    """Why a recipient declined."""

    EXECUTIVE_PRIVILEGE = "executive_privilege", "Executive privilege"
    DELIBERATIVE_PROCESS = "deliberative_process", "Deliberative process"
    ONGOING_MATTER = "ongoing_matter", "Ongoing investigation or litigation"
    CLASSIFIED = "classified", "Classified"
    PRIVACY_OR_STATUTE = "privacy_or_statute", "Privacy or statute"
    LACKS_AUTHORITY = "lacks_authority", "Requester lacks authority"
    TREAT_AS_FOIA = "treat_as_foia", "Treat as FOIA"
    NOT_HELD = "not_held", "Not held"
    BURDEN = "burden", "Burden"
    OTHER = "other", "Other"


class ResponseMeaning(NamedTuple):
    """What a response state means. `awaited`: an answer on the merits is still expected from the recipient.

    `settled`: the recipient has nothing more to say to this request, so it can be closed.
    """

    meaning: str
    awaited: bool
    settled: bool


RESPONSE_MEANINGS: dict[str, ResponseMeaning] = {
    Response.NOT_REVIEWED: ResponseMeaning(
        "Nobody has looked yet; this makes no claim.", awaited=False, settled=False
    ),
    Response.AWAITING_RESPONSE: ResponseMeaning("Nothing has been received.", awaited=True, settled=False),
    Response.ACKNOWLEDGED: ResponseMeaning(
        "Receipt was confirmed; this is no answer.", awaited=True, settled=False
    ),
    Response.INTERIM_RESPONSE: ResponseMeaning(
        "A reply that promises a later one.", awaited=True, settled=False
    ),
    Response.PARTIAL_RESPONSE: ResponseMeaning(
        "A part was answered on the merits.", awaited=True, settled=False
    ),
    Response.SUBSTANTIVE_RESPONSE: ResponseMeaning("Answered on the merits.", awaited=False, settled=True),
    Response.NONRESPONSIVE_REPLY: ResponseMeaning(
        "A reply that does not answer.", awaited=True, settled=False
    ),
    Response.DECLINED: ResponseMeaning("An answer was refused, with a reason.", awaited=False, settled=True),
    Response.REFERRED: ResponseMeaning("Passed to somebody else.", awaited=False, settled=False),
    Response.WITHDRAWN: ResponseMeaning("The office no longer asks for it.", awaited=False, settled=True),
    Response.SUPERSEDED: ResponseMeaning("A later request replaces it.", awaited=False, settled=True),
}
RECEIVED_AN_ANSWER = (Response.SUBSTANTIVE_RESPONSE, Response.DECLINED)
NO_LONGER_ASKED = (Response.WITHDRAWN, Response.SUPERSEDED)
AWAITED = frozenset(state for state, entry in RESPONSE_MEANINGS.items() if entry.awaited)
UNSETTLED = tuple(state for state, entry in RESPONSE_MEANINGS.items() if not entry.settled)


def is_awaited(states: Iterable[str], *, is_open: bool) -> bool:
    """Whether a recipient, all in these states, still owes an answer on the merits."""
    return is_open and any(state in AWAITED for state in states)


def days_overdue(states: Iterable[str], *, is_open: bool, due_on: date | None, on: date) -> int | None:
    """Days past the date that the letter asked for, None where it is not overdue. No law sets that date."""
    if due_on is None or due_on >= on or not is_awaited(states, is_open=is_open):
        return None
    return (on - due_on).days


class OutcomeMeaning(NamedTuple):
    """What an outcome state means. `percent`: how far the request has come, None where no figure would be honest.

    `conclusive`: nothing more is expected to come of it, so it can be closed.
    """

    meaning: str
    percent: int | None
    conclusive: bool


OUTCOME_MEANINGS: dict[str, OutcomeMeaning] = {
    Outcome.NOT_ASSESSED: OutcomeMeaning(
        "Nobody has judged yet; this makes no claim.", None, conclusive=False
    ),
    Outcome.NO_ACTION_OBSERVED: OutcomeMeaning("Looked for, and nothing seen.", 0, conclusive=False),
    Outcome.COMMITMENT_MADE: OutcomeMeaning(
        "Somebody able to do it said that it will be done.", 25, conclusive=False
    ),
    Outcome.IN_PROGRESS: OutcomeMeaning("It is being done.", 50, conclusive=False),
    Outcome.PARTIALLY_FULFILLED: OutcomeMeaning("A part of it was done.", 75, conclusive=False),
    Outcome.FULFILLED: OutcomeMeaning("It was done.", 100, conclusive=True),
    Outcome.ADDRESSED_OTHERWISE: OutcomeMeaning("Its aim was reached another way.", 100, conclusive=True),
    Outcome.NOT_FULFILLED: OutcomeMeaning("It was not done, and will not be.", 0, conclusive=True),
    Outcome.OVERTAKEN_BY_EVENTS: OutcomeMeaning("Events made it pointless.", None, conclusive=True),
    Outcome.REVERSED: OutcomeMeaning("It was done and then undone.", 0, conclusive=False),
}
CONCLUSIVE = tuple(state for state, entry in OUTCOME_MEANINGS.items() if entry.conclusive)


def is_closed(response_states: list[str], outcome_state: str) -> bool:
    """Whether a request needs no more checks: every recipient is settled and the outcome is conclusive,
    or nothing is asked any more (all withdrawn or superseded)."""
    if not response_states:
        return outcome_state in CONCLUSIVE
    if all(state in NO_LONGER_ASKED for state in response_states):
        return True
    return outcome_state in CONCLUSIVE and all(RESPONSE_MEANINGS[state].settled for state in response_states)


@dataclass(frozen=True, slots=True)
class ActionMeaning:
    """What a kind of action is: who acted, and what its entry may and must say."""

    label: str
    group: str
    needs_source: bool = True
    suggests: str = ""


SENT, RECEIVED, WORLD, BOOKS = "sent", "received", "the world", "bookkeeping"
GROUPS = (RECEIVED, SENT, WORLD, BOOKS)
ACTION_MEANINGS: dict[str, ActionMeaning] = {
    "letter_sent": ActionMeaning(
        "Letter sent", SENT, needs_source=False, suggests=Response.AWAITING_RESPONSE
    ),
    "follow_up_letter": ActionMeaning("Follow-up letter", SENT),
    "email": ActionMeaning("E-mail", SENT),
    "phone_call": ActionMeaning("Phone call", SENT),
    "meeting": ActionMeaning("Meeting", SENT),
    "hearing_question": ActionMeaning("Question at a hearing", SENT),
    "qfr_submitted": ActionMeaning("Question for the record", SENT),
    "subpoena_issued": ActionMeaning("Subpoena issued", SENT),
    "gao_or_ig_referral": ActionMeaning("Referral to GAO or an inspector general", SENT),
    "public_statement": ActionMeaning("Public statement", SENT),
    "legislation_introduced": ActionMeaning("Legislation introduced", SENT),
    "acknowledgement_received": ActionMeaning(
        "Acknowledgement received", RECEIVED, suggests=Response.ACKNOWLEDGED
    ),
    "interim_response_received": ActionMeaning(
        "Interim response received", RECEIVED, suggests=Response.INTERIM_RESPONSE
    ),
    "response_received": ActionMeaning("Response received", RECEIVED, suggests=Response.SUBSTANTIVE_RESPONSE),
    "document_production": ActionMeaning("Documents produced", RECEIVED, suggests=Response.PARTIAL_RESPONSE),
    "briefing_held": ActionMeaning("Briefing held", RECEIVED, suggests=Response.SUBSTANTIVE_RESPONSE),
    "testimony_given": ActionMeaning("Testimony given", RECEIVED),
    "refusal_received": ActionMeaning("Refusal received", RECEIVED, suggests=Response.DECLINED),
    "extension_requested": ActionMeaning("Extension requested", RECEIVED),
    "referral_received": ActionMeaning("Referral received", RECEIVED, suggests=Response.REFERRED),
    "media_report": ActionMeaning("Media report", WORLD),
    "gao_or_ig_report": ActionMeaning("Report of GAO or an inspector general", WORLD),
    "agency_public_action": ActionMeaning("Public act of the agency", WORLD),
    "court_ruling": ActionMeaning("Court ruling", WORLD),
    "status_check": ActionMeaning("Checked: nothing new", BOOKS, needs_source=False),
    "deadline_set": ActionMeaning("Deadline set", BOOKS),
    "deadline_extended": ActionMeaning("Deadline extended", BOOKS),
    "assessment": ActionMeaning("Assessment", BOOKS),
    "assigned": ActionMeaning("Assigned", BOOKS, needs_source=False),
    "snoozed": ActionMeaning("Check put off to a day", BOOKS, needs_source=False),
    "note": ActionMeaning("Note (office only)", BOOKS, needs_source=False),
    "correction": ActionMeaning("Correction", BOOKS),
    "linked": ActionMeaning("Linked", BOOKS, needs_source=False),
}
NEED_NO_SOURCE = tuple(kind for kind, entry in ACTION_MEANINGS.items() if not entry.needs_source)
# These stay in the office whatever the letter's visibility: they speak of its staff, not of the request.
OFFICE_ONLY = ("note", "assigned", "snoozed")
# These have a button of their own beside the list of kinds.
NOT_PICKED = ("correction", "status_check", "snoozed")
