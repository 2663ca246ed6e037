"""What the OpenAPI document shows of each answer and each body: one fictional letter, from its draft to its outcomes."""

from typing import Any

Json = dict[str, Any]

AGENCY = {"slug": "department-of-examples", "name": "Department of Examples", "abbreviation": "DOE"}
MEMBER = {
    "bioguide_id": "X000001",
    "official_name": "Jordan Example",
    "first_name": "Jordan",
    "last_name": "Example",
    "suffix": "",
    "terms": [
        {
            "chamber": "house",
            "state": "EX",
            "district": 1,
            "senate_class": None,
            "party": "Independent",
            "start_on": "2025-01-03",
            "end_on": "2027-01-03",
        }
    ],
}
RECIPIENT = {
    "position": 1,
    "name": "Pat Placeholder",
    "title": "Secretary",
    "organization": "Department of Examples",
    "agency": "department-of-examples",
    "bioguide_id": None,
}
SIGNATORY = {
    "name": "Jordan Example",
    "title": "Member of Congress",
    "bioguide_id": "X000001",
    "party": "Independent",
    "state": "EX",
    "chamber": "house",
    "capacity": "member",
}
PROGRESS = {
    "response_state": "partial_response",
    "responses": [
        {
            "recipient": RECIPIENT,
            "state": "partial_response",
            "since_on": "2026-10-29",
            "decline_reason": "",
            "superseded_by": None,
        }
    ],
    "outcome_state": "partially_fulfilled",
    "percent": 75,
    "is_open": True,
    "due_on": "2026-10-30",
    "overdue_days": 28,
    "open_days": 80,
    "last_action_on": "2026-10-29",
    "last_checked_on": "2026-11-03",
    "changed_at": "2026-11-03T17:00:00Z",
}
REQUEST = {
    "id": "4wnpvh7xegrq",
    "letter": "szy3944a57f5",
    "number": 2,
    "label": "2",
    "text": "How many sample paragraphs were withdrawn, and for what reason?",
    "start": 678,
    "end": 740,
    "kind": "information",
    "deadline": {
        "deadline_words": "no later than October 9, 2026",
        "deadline_rule": "date",
        "deadline_on": "2026-10-09",
        "deadline_explanation": "The letter names Friday, October 9, 2026.",
    },
    "version": 8,
    "progress": PROGRESS,
}
IN_A_LIST = {
    "id": "szy3944a57f5",
    "title": "Sample paragraphs (a fictional letter)",
    "office": "example",
    "topic": "government_operations_and_politics",
    "visibility": "public",
    "public_from": None,
    "letter_date": "2026-09-08",
    "sent_on": "2026-09-08",
    "received_on": None,
    "published_at": "2026-09-08T16:00:00Z",
    "created_at": "2026-09-08T15:30:00Z",
    "version": 12,
    "changed_at": "2026-11-11T17:00:00Z",
    "response_due_words": "no later than October 9, 2026",
    "response_due_on": "2026-10-09",
    "response_due_explanation": "The letter names Friday, October 9, 2026.",
    "recipients": [RECIPIENT],
    "signatories": [SIGNATORY],
}
WORDS = "Dear Secretary Placeholder:\n\nHow many sample paragraphs were withdrawn, and for what reason?\n"
LETTER = IN_A_LIST | {"text": WORDS, "unread_because": "", "is_being_read": False, "requests": [REQUEST]}
EMPTY = dict.fromkeys(("letter_date", "sent_on", "published_at", "response_due_on"))
DRAFT = (
    LETTER
    | EMPTY
    | dict.fromkeys(("response_due_words", "response_due_explanation", "title", "topic"), "")
    | {"visibility": "draft", "version": 1, "changed_at": "2026-09-08T15:30:00Z"}
    | {"recipients": [], "signatories": [], "requests": []}
)
LETTER_PROGRESS = {
    "on": "2026-11-27",
    "state": "overdue",
    "total": 1,
    "open": 1,
    "closed": 0,
    "awaited": 1,
    "overdue": 1,
    "not_reviewed": 0,
    "answered": 0,
    "response_states": {"partial_response": 1},
    "outcome_states": {"partially_fulfilled": 1},
    "requests": [REQUEST],
}
GROUP = {
    "key": "department-of-examples",
    "name": "Department of Examples",
    "requests": 5,
    "statuses": {
        "no_longer_asked": 0,
        "overdue": 2,
        "not_yet_due": 0,
        "no_deadline": 0,
        "not_reviewed": 0,
        "referred": 0,
        "declined": 1,
        "answered": 2,
    },
    "answered": {"numerator": 2, "denominator": 5},
    "outcomes": {
        "not_assessed": 1,
        "no_action_observed": 0,
        "commitment_made": 0,
        "in_progress": 0,
        "partially_fulfilled": 2,
        "fulfilled": 2,
        "addressed_otherwise": 0,
        "not_fulfilled": 0,
        "overtaken_by_events": 0,
        "reversed": 0,
    },
    "assessed": {"numerator": 4, "denominator": 5},
}
EFFECT = {
    "request": "4wnpvh7xegrq",
    "recipient": None,
    "response": "partial_response",
    "decline_reason": "",
    "superseded_by": None,
    "outcome": "partially_fulfilled",
    "due_on": None,
    "promised_on": None,
    "assigned_to": None,
    "check_on": None,
}
ACTION = {
    "id": "yamhyakkgtzq",
    "kind": "response_received",
    "office": "example",
    "occurred_on": "2026-10-29",
    "recorded_at": "2026-11-03T17:00:00Z",
    "summary": "Read again: the reasons for withdrawing are missing.",
    "source_url": "https://department.example/letters/1029",
    "source_note": "Letter of the fictional Department, October 29",
    "source_file_name": "",
    "supersedes": "k2vt8wq4xn6d",
    "superseded_by": None,
    "effects": [EFFECT],
}
FEED = {
    "changes": [
        {
            "type": "request",
            "id": "4wnpvh7xegrq",
            "change": "changed",
            "version": 8,
            "changed_at": "2026-11-03T17:00:00Z",
            "url": "/api/v1/requests/4wnpvh7xegrq/",
        },
        {
            "type": "letter",
            "id": "h7d3mzc9pw5b",
            "change": "gone",
            "version": 4,
            "changed_at": "2026-11-04T09:12:00Z",
            "url": "/api/v1/letters/h7d3mzc9pw5b/",
        },
    ],
    "next": "/api/v1/changes/?after=awKP_HFyzP7uIhDd2WYSnahEVdITnvE",
    "more": False,
}

A_REPLY = {
    "kind": "response_received",
    "occurred_on": "2026-10-29",
    "summary": "The Department sends numbers, and keeps the contracts.",
    "source_note": "Letter of the fictional Department, October 29",
    "effects": [
        {"request": "4wnpvh7xegrq", "response": "substantive_response", "outcome": "fulfilled"},
        {"request": "r99zfu28yz6u", "response": "declined", "decline_reason": "deliberative_process"},
    ],
}
A_CORRECTION = {
    "kind": "response_received",
    "occurred_on": "2026-10-29",
    "summary": "Read again: the reasons for withdrawing are missing.",
    "source_url": "https://department.example/letters/1029",
    "supersedes": "k2vt8wq4xn6d",
    "effects": [
        {"request": "4wnpvh7xegrq", "response": "partial_response", "outcome": "partially_fulfilled"}
    ],
}
A_CHECK = {"kind": "status_check", "occurred_on": "2026-11-12", "effects": [{"request": "4wnpvh7xegrq"}]}
MORE_TIME = {
    "kind": "deadline_extended",
    "occurred_on": "2026-10-06",
    "source_note": "E-mail of the office, October 6",
    "effects": [{"request": "4wnpvh7xegrq", "due_on": "2026-10-30"}],
}
CONFIRMED = {
    "title": "Sample paragraphs (a fictional letter)",
    "topic": "government_operations_and_politics",
    "visibility": "public",
    "letter_date": "2026-09-08",
    "sent_on": "2026-09-08",
    "response_deadline": {"words": "no later than October 9, 2026", "due_on": "2026-10-09"},
    "recipients": [
        {"name": "Pat Placeholder", "title": "Secretary", "organization": "Department of Examples"}
    ],
    "signatories": [{"name": "Jordan Example", "title": "Member of Congress"}],
    "requests": [
        {"text": "How many sample paragraphs were withdrawn, and for what reason?", "kind": "information"},
        {"text": "Please provide all contracts for placeholder text.", "label": "2", "kind": "documents"},
    ],
}


def page_of(row: Json, path: str) -> Json:
    """A page of a list."""
    return {
        "next": f"https://tracker.example/api/v1/{path}/?cursor=UTQLWGgA_4v-PpkU4EKTbfXnwli",
        "previous": None,
        "results": [row],
    }


# By the name of the schema, or of the operation where its answer is a special one.
EXAMPLES: dict[str, dict[str, Any]] = {
    "PaginatedLetterDetailList": {"letters": page_of(IN_A_LIST, "letters")},
    "PaginatedLetterRequestList": {"requests": page_of(REQUEST, "requests")},
    "PaginatedActionList": {"actions": page_of(ACTION, "actions")},
    "PaginatedMemberList": {"members": page_of(MEMBER, "members")},
    "PaginatedAgencyList": {"agencies": page_of(AGENCY, "agencies")},
    "LetterDetail": {"letter": LETTER},
    "letters_create": {"draft": DRAFT},
    "LetterProgress": {"letter_progress": LETTER_PROGRESS},
    "LetterRequest": {"request": REQUEST},
    "OneRequestProgress": {
        "progress": {"on": "2026-11-27", "id": REQUEST["id"], "letter": REQUEST["letter"], "version": 8}
        | PROGRESS
    },
    "Action": {"action": ACTION},
    "Member": {"member": MEMBER},
    "Agency": {"agency": AGENCY},
    "Aggregated": {"by_agency": {"on": "2026-11-27", "by": "agency", "groups": [GROUP]}},
    "Feed": {"changes": FEED},
    "ActionInputRequest": {
        "a_reply_to_two_requests": A_REPLY,
        "a_correction": A_CORRECTION,
        "nothing_new": A_CHECK,
        "more_time": MORE_TIME,
    },
    "LetterTextInputRequest": {"words": {"office": "example", "text": WORDS}},
    "LetterFileInputRequest": {"file": {"office": "example", "file": WORDS}},
    "PatchedLetterChangesInputRequest": {
        "title_and_day": {"title": "Sample paragraphs", "received_on": "2026-09-10"},
        "topic": {"topic": "government_operations_and_politics"},
    },
    "ConfirmInputRequest": {"letter_with_two_requests": CONFIRMED},
}
