"""The vocabulary: every state and kind with its label, its meaning and what follows from it.

Templates, API, documentation and the fold read it here and nowhere else. What is marked by `_` public pages say in the reader's
language; here, in the API and in mails it is English.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_noop as _


class Visibility(models.TextChoices):
    """Who may see a letter."""

    DRAFT = "draft", "Draft"
    OFFICE = "office", "Office only"
    EMBARGOED = "embargoed", "Embargoed"
    PUBLIC = "public", "Public"


CONFIRMED = [(choice.value, choice.label) for choice in Visibility if choice != Visibility.DRAFT]


class RequestKind(models.TextChoices):
    """What a request asks for."""

    INFORMATION = "information", _("Information")
    DOCUMENTS = "documents", _("Documents")
    MEETING = "meeting", _("Meeting")
    ACTION = "action", _("Action")
    POLICY_CHANGE = "policy_change", _("Policy change")
    INVESTIGATION = "investigation", _("Investigation")
    PRESERVATION = "preservation", _("Preservation")
    OTHER = "other", _("Other")


class Topic(models.TextChoices):
    """What a letter is about, one for a letter: the policy areas by which the Congressional Research Service sorts bills.

    The source: https://www.congress.gov/help/field-values/policy-area. A letter without one is not sorted yet.
    """

    AGRICULTURE_AND_FOOD = "agriculture_and_food", _("Agriculture and Food")
    ANIMALS = "animals", _("Animals")
    ARMED_FORCES = "armed_forces_and_national_security", _("Armed Forces and National Security")
    ARTS_CULTURE_RELIGION = "arts_culture_religion", _("Arts, Culture, Religion")
    CIVIL_RIGHTS = (
        "civil_rights_and_liberties_minority_issues",
        _("Civil Rights and Liberties, Minority Issues"),
    )
    COMMERCE = "commerce", _("Commerce")
    CONGRESS = "congress", _("Congress")
    CRIME_AND_LAW_ENFORCEMENT = "crime_and_law_enforcement", _("Crime and Law Enforcement")
    ECONOMICS_AND_PUBLIC_FINANCE = "economics_and_public_finance", _("Economics and Public Finance")
    EDUCATION = "education", _("Education")
    EMERGENCY_MANAGEMENT = "emergency_management", _("Emergency Management")
    ENERGY = "energy", _("Energy")
    ENVIRONMENTAL_PROTECTION = "environmental_protection", _("Environmental Protection")
    FAMILIES = "families", _("Families")
    FINANCE_AND_FINANCIAL_SECTOR = "finance_and_financial_sector", _("Finance and Financial Sector")
    FOREIGN_TRADE = "foreign_trade_and_international_finance", _("Foreign Trade and International Finance")
    GOVERNMENT_OPERATIONS = "government_operations_and_politics", _("Government Operations and Politics")
    HEALTH = "health", _("Health")
    HOUSING = "housing_and_community_development", _("Housing and Community Development")
    IMMIGRATION = "immigration", _("Immigration")
    INTERNATIONAL_AFFAIRS = "international_affairs", _("International Affairs")
    LABOR_AND_EMPLOYMENT = "labor_and_employment", _("Labor and Employment")
    LAW = "law", _("Law")
    NATIVE_AMERICANS = "native_americans", _("Native Americans")
    PUBLIC_LANDS = "public_lands_and_natural_resources", _("Public Lands and Natural Resources")
    SCIENCE = "science_technology_communications", _("Science, Technology, Communications")
    SOCIAL_SCIENCES_AND_HISTORY = "social_sciences_and_history", _("Social Sciences and History")
    SOCIAL_WELFARE = "social_welfare", _("Social Welfare")
    SPORTS_AND_RECREATION = "sports_and_recreation", _("Sports and Recreation")
    TAXATION = "taxation", _("Taxation")
    TRANSPORTATION_AND_PUBLIC_WORKS = "transportation_and_public_works", _("Transportation and Public Works")
    WATER_RESOURCES_DEVELOPMENT = "water_resources_development", _("Water Resources Development")


NO_TOPIC = _("Not sorted yet")


class Chamber(models.TextChoices):
    """The two houses of Congress."""

    HOUSE = "house", _("House")
    SENATE = "senate", _("Senate")


class Capacity(models.TextChoices):
    """In which capacity somebody signed."""

    MEMBER = "member", "Member"
    CHAIR = "chair", "Chair"
    RANKING_MEMBER = "ranking_member", "Ranking member"


class Response(models.TextChoices):
    """What one recipient has answered to one request."""

    NOT_REVIEWED = "not_reviewed", _("Not reviewed")
    AWAITING_RESPONSE = "awaiting_response", _("Awaiting response")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    INTERIM_RESPONSE = "interim_response", _("Interim response")
    PARTIAL_RESPONSE = "partial_response", _("Partial response")
    SUBSTANTIVE_RESPONSE = "substantive_response", _("Substantive response")
    NONRESPONSIVE_REPLY = "nonresponsive_reply", _("Nonresponsive reply")
    DECLINED = "declined", _("Declined")
    REFERRED = "referred", _("Referred")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    SUPERSEDED = "superseded", _("Superseded")


class Outcome(models.TextChoices):
    """What has come of one request in the world."""

    NOT_ASSESSED = "not_assessed", _("Not assessed")
    NO_ACTION_OBSERVED = "no_action_observed", _("No action observed")
    COMMITMENT_MADE = "commitment_made", _("Commitment made")
    IN_PROGRESS = "in_progress", _("In progress")
    PARTIALLY_FULFILLED = "partially_fulfilled", _("Partially fulfilled")
    FULFILLED = "fulfilled", _("Fulfilled")
    ADDRESSED_OTHERWISE = "addressed_otherwise", _("Addressed otherwise")
    NOT_FULFILLED = "not_fulfilled", _("Not fulfilled")
    OVERTAKEN_BY_EVENTS = "overtaken_by_events", _("Overtaken by events")
    REVERSED = "reversed", _("Reversed")


class DeclineReason(models.TextChoices):
    """Why a recipient declined."""

    EXECUTIVE_PRIVILEGE = "executive_privilege", _("Executive privilege")
    DELIBERATIVE_PROCESS = "deliberative_process", _("Deliberative process")
    ONGOING_MATTER = "ongoing_matter", _("Ongoing investigation or litigation")
    CLASSIFIED = "classified", _("Classified")
    PRIVACY_OR_STATUTE = "privacy_or_statute", _("Privacy or statute")
    LACKS_AUTHORITY = "lacks_authority", _("Requester lacks authority")
    TREAT_AS_FOIA = "treat_as_foia", _("Treat as FOIA")
    NOT_HELD = "not_held", _("Not held")
    BURDEN = "burden", _("Burden")
    OTHER = "other", _("Other")


class ResponseMeaning(NamedTuple):
    """What a response state means. `awaited`: an answer on the merits is still expected from the recipient.

    `settled`: the recipient has nothing more to say to this request, so it can be closed.
    """

    meaning: str
    awaited: bool
    settled: bool


RESPONSE_MEANINGS: dict[str, ResponseMeaning] = {
    Response.NOT_REVIEWED: ResponseMeaning(
        _("Nobody has looked yet; this makes no claim."), awaited=False, settled=False
    ),
    Response.AWAITING_RESPONSE: ResponseMeaning(_("Nothing has been received."), awaited=True, settled=False),
    Response.ACKNOWLEDGED: ResponseMeaning(
        _("Receipt was confirmed; this is no answer."), awaited=True, settled=False
    ),
    Response.INTERIM_RESPONSE: ResponseMeaning(
        _("A reply that promises a later one."), awaited=True, settled=False
    ),
    Response.PARTIAL_RESPONSE: ResponseMeaning(
        _("A part was answered on the merits."), awaited=True, settled=False
    ),
    Response.SUBSTANTIVE_RESPONSE: ResponseMeaning(_("Answered on the merits."), awaited=False, settled=True),
    Response.NONRESPONSIVE_REPLY: ResponseMeaning(
        _("A reply that does not answer."), awaited=True, settled=False
    ),
    Response.DECLINED: ResponseMeaning(
        _("An answer was refused, with a reason."), awaited=False, settled=True
    ),
    Response.REFERRED: ResponseMeaning(_("Passed to somebody else."), awaited=False, settled=False),
    Response.WITHDRAWN: ResponseMeaning(_("The office no longer asks for it."), awaited=False, settled=True),
    Response.SUPERSEDED: ResponseMeaning(_("A later request replaces it."), awaited=False, settled=True),
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
        _("Nobody has judged yet; this makes no claim."), None, conclusive=False
    ),
    Outcome.NO_ACTION_OBSERVED: OutcomeMeaning(_("Looked for, and nothing seen."), 0, conclusive=False),
    Outcome.COMMITMENT_MADE: OutcomeMeaning(
        _("Somebody able to do it said that it will be done."), 25, conclusive=False
    ),
    Outcome.IN_PROGRESS: OutcomeMeaning(_("It is being done."), 50, conclusive=False),
    Outcome.PARTIALLY_FULFILLED: OutcomeMeaning(_("A part of it was done."), 75, conclusive=False),
    Outcome.FULFILLED: OutcomeMeaning(_("It was done."), 100, conclusive=True),
    Outcome.ADDRESSED_OTHERWISE: OutcomeMeaning(_("Its aim was reached another way."), 100, conclusive=True),
    Outcome.NOT_FULFILLED: OutcomeMeaning(_("It was not done, and will not be."), 0, conclusive=True),
    Outcome.OVERTAKEN_BY_EVENTS: OutcomeMeaning(_("Events made it pointless."), None, conclusive=True),
    Outcome.REVERSED: OutcomeMeaning(_("It was done and then undone."), 0, conclusive=False),
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
        _("Letter sent"), SENT, needs_source=False, suggests=Response.AWAITING_RESPONSE
    ),
    "follow_up_letter": ActionMeaning(_("Follow-up letter"), SENT),
    "email": ActionMeaning(_("E-mail"), SENT),
    "phone_call": ActionMeaning(_("Phone call"), SENT),
    "meeting": ActionMeaning(_("Meeting"), SENT),
    "hearing_question": ActionMeaning(_("Question at a hearing"), SENT),
    "qfr_submitted": ActionMeaning(_("Question for the record"), SENT),
    "subpoena_issued": ActionMeaning(_("Subpoena issued"), SENT),
    "gao_or_ig_referral": ActionMeaning(_("Referral to GAO or an inspector general"), SENT),
    "public_statement": ActionMeaning(_("Public statement"), SENT),
    "legislation_introduced": ActionMeaning(_("Legislation introduced"), SENT),
    "acknowledgement_received": ActionMeaning(
        _("Acknowledgement received"), RECEIVED, suggests=Response.ACKNOWLEDGED
    ),
    "interim_response_received": ActionMeaning(
        _("Interim response received"), RECEIVED, suggests=Response.INTERIM_RESPONSE
    ),
    "response_received": ActionMeaning(
        _("Response received"), RECEIVED, suggests=Response.SUBSTANTIVE_RESPONSE
    ),
    "document_production": ActionMeaning(
        _("Documents produced"), RECEIVED, suggests=Response.PARTIAL_RESPONSE
    ),
    "briefing_held": ActionMeaning(_("Briefing held"), RECEIVED, suggests=Response.SUBSTANTIVE_RESPONSE),
    "testimony_given": ActionMeaning(_("Testimony given"), RECEIVED),
    "refusal_received": ActionMeaning(_("Refusal received"), RECEIVED, suggests=Response.DECLINED),
    "extension_requested": ActionMeaning(_("Extension requested"), RECEIVED),
    "referral_received": ActionMeaning(_("Referral received"), RECEIVED, suggests=Response.REFERRED),
    "media_report": ActionMeaning(_("Media report"), WORLD),
    "gao_or_ig_report": ActionMeaning(_("Report of GAO or an inspector general"), WORLD),
    "agency_public_action": ActionMeaning(_("Public act of the agency"), WORLD),
    "court_ruling": ActionMeaning(_("Court ruling"), WORLD),
    "status_check": ActionMeaning(_("Checked: nothing new"), BOOKS, needs_source=False),
    "deadline_set": ActionMeaning(_("Deadline set"), BOOKS),
    "deadline_extended": ActionMeaning(_("Deadline extended"), BOOKS),
    "assessment": ActionMeaning(_("Assessment"), BOOKS),
    "assigned": ActionMeaning(_("Assigned"), BOOKS, needs_source=False),
    "snoozed": ActionMeaning(_("Check put off to a day"), BOOKS, needs_source=False),
    "note": ActionMeaning(_("Note (office only)"), BOOKS, needs_source=False),
    "correction": ActionMeaning(_("Correction"), BOOKS),
    "linked": ActionMeaning(_("Linked"), BOOKS, needs_source=False),
}
NEED_NO_SOURCE = tuple(kind for kind, entry in ACTION_MEANINGS.items() if not entry.needs_source)
# These stay in the office whatever the letter's visibility: they speak of its staff, not of the request.
OFFICE_ONLY = ("note", "assigned", "snoozed")
# These have a button of their own beside the list of kinds.
NOT_PICKED = ("correction", "status_check", "snoozed")
