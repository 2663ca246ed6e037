"""Letters and requests as JSON, from plain columns: the same as the serializers make of models.

This is what dashboards poll most, and models with nested serializers take most of its time. The serializers describe it, and
show what was just written; a test compares both over rows that differ in everything.
"""

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet

from letters.models import LetterRequest, Recipient, ResponseState, Signatory
from letters.progress import Stood, common_state, counted, open_days
from letters.states import OUTCOME_MEANINGS, days_overdue
from offices.models import User
from tracker.prepared import fetch, row_of

Json = dict[str, Any]

VERSION = ("version", "changed_at")  # what a letter and a request are known by
REQUEST_COLUMNS = (
    *VERSION, "pk", "public_id", "letter__office", "letter__visibility", "letter__public_id", "letter__letter_date", "number", "label", "text", "start", "end", "kind",
    "deadline_words", "deadline_rule", "deadline_on", "deadline_explanation", "outcome_state", "due_on",
    "last_action_on", "last_checked_on", "next_check_on",
)  # fmt: skip
LETTER_COLUMNS = (
    *VERSION, "pk", "public_id", "title", "office", "office__slug", "topic", "visibility", "public_from", "letter_date", "sent_on", "received_on",
    "published_at", "created_at", "response_due_words", "response_due_on", "response_due_explanation",
)  # fmt: skip
EXTRA_COLUMNS = ("text", "unread_because", "is_being_read")  # of letters, read where they are asked for
RECIPIENT_COLUMNS = ("position", "name", "title", "organization", "agency__slug", "member__bioguide_id")
SIGNATORY_COLUMNS = ("name", "title", "member__bioguide_id", "party", "state", "chamber", "capacity")
RequestRow = row_of(REQUEST_COLUMNS)


def requests_json(rows: Sequence[Any], reader: User | AnonymousUser, *, on: date) -> list[Json]:
    """The requests with their progress on a day; one query, two where a later request supersedes one."""
    responses = responses_of([row.pk for row in rows], reader)
    return [request_json(row, responses[row.pk], on=on) for row in rows]


def request_json(row: Any, responses: list[Json], *, on: date) -> Json:
    """One request."""
    return {
        "id": row.public_id,
        "letter": row.letter__public_id,
        "number": row.number,
        "label": row.label,
        "text": row.text,
        "start": row.start,
        "end": row.end,
        "kind": row.kind,
        "deadline": {
            "deadline_words": row.deadline_words,
            "deadline_rule": row.deadline_rule,
            "deadline_on": row.deadline_on,
            "deadline_explanation": row.deadline_explanation,
        },
        "version": row.version,
        "progress": progress_json(row, responses, on=on),
    }


def progress_json(row: Any, responses: list[Json], *, on: date) -> Json:
    """How the request stands on the day, by the rules of `letters.progress`."""
    states = [response["state"] for response in responses]
    is_open = row.next_check_on is not None
    return {
        "response_state": common_state(states),
        "responses": responses,
        "outcome_state": row.outcome_state,
        "percent": OUTCOME_MEANINGS[row.outcome_state].percent,
        "is_open": is_open,
        "due_on": row.due_on,
        "overdue_days": days_overdue(states, is_open=is_open, due_on=row.due_on, on=on),
        "open_days": open_days(
            row.letter__letter_date, is_open=is_open, last_action_on=row.last_action_on, on=on
        ),
        "last_action_on": row.last_action_on,
        "last_checked_on": row.last_checked_on,
        "changed_at": row.changed_at,
    }


def letter_progress_json(requests: list[Json]) -> Json:
    """The progress of a letter by that of its requests."""
    found = counted(stood(letter_request["progress"]) for letter_request in requests)
    return {**asdict(found), "requests": requests}


def stood(progress: Json) -> Stood:
    """What a letter's progress reads of a request's."""
    return Stood(
        states=[response["state"] for response in progress["responses"]],
        response_state=progress["response_state"],
        outcome_state=progress["outcome_state"],
        is_open=progress["is_open"],
        is_overdue=progress["overdue_days"] is not None,
    )


def responses_of(keys: Collection[int], reader: User | AnonymousUser) -> Mapping[int, list[Json]]:
    """What each recipient has answered, by request; a later request that `reader` may not see is not there."""
    rows = fetch(states_of, reader, *keys) if keys else []
    later_keys = {later for _, _, _, _, later, *_ in rows} - {None}
    public_ids = visible_ids(later_keys, reader) if later_keys else {}
    found = defaultdict[int, list[Json]](list)
    for key, state, since_on, reason, later, *recipient in rows:
        found[key].append(response_json(recipient, state, since_on, reason, public_ids.get(later)))
    return found


def response_json(
    recipient: Sequence[Any],
    state: str,
    since_on: date | None,
    decline_reason: str,
    superseded_by: str | None,
) -> Json:
    """What one recipient has answered."""
    return {
        "recipient": recipient_json(*recipient),
        "state": state,
        "since_on": since_on,
        "decline_reason": decline_reason,
        "superseded_by": superseded_by,
    }


def states_of(reader: User | AnonymousUser, *keys: int, shape: Hashable) -> QuerySet[ResponseState, Any]:
    """The states of requests, recipients in their order."""
    rows = ResponseState.objects.filter(letter_request__in=keys).order_by("recipient__position")
    return rows.values_list(
        "letter_request", "state", "since_on", "decline_reason", "superseded_by",
        *(f"recipient__{column}" for column in RECIPIENT_COLUMNS),
    )  # fmt: skip


def visible_ids(keys: Collection[int], reader: User | AnonymousUser) -> Mapping[int, str]:
    """The ids of those of the requests that `reader` may see, by key."""
    letter_requests = LetterRequest.objects.visible_to(reader).filter(pk__in=keys)
    return dict(letter_requests.values_list("pk", "public_id"))


def letter_columns(included: Collection[str]) -> tuple[str, ...]:
    """The columns of letters that `letters_json` reads, with the extra ones that are included."""
    return (*LETTER_COLUMNS, *(column for column in EXTRA_COLUMNS if column in included))


def letters_json(
    rows: Sequence[Any], reader: User | AnonymousUser, included: Collection[str], *, on: date
) -> list[Json]:
    """The letters with recipients and signatories, two queries; `requests` included takes up to three more."""
    keys = [row.pk for row in rows]
    recipients = people_of(Recipient, RECIPIENT_COLUMNS, keys, reader)
    signatories = people_of(Signatory, SIGNATORY_COLUMNS, keys, reader)
    found = [
        letter_json(
            row,
            recipients=[recipient_json(*one) for one in recipients[row.pk]],
            signatories=[signatory_json(*one) for one in signatories[row.pk]],
        )
        | {column: getattr(row, column) for column in EXTRA_COLUMNS if column in included}
        for row in rows
    ]
    if "requests" in included:
        asked = asked_in(keys, reader, on=on)
        for letter in found:
            letter["requests"] = asked[letter["id"]]
    return found


def letter_json(row: Any, *, recipients: list[Json], signatories: list[Json]) -> Json:
    """One letter without its words and requests."""
    return {
        "id": row.public_id,
        "title": row.title,
        "office": row.office__slug,
        "topic": row.topic,
        "visibility": row.visibility,
        "public_from": row.public_from,
        "letter_date": row.letter_date,
        "sent_on": row.sent_on,
        "received_on": row.received_on,
        "published_at": row.published_at,
        "created_at": row.created_at,
        "version": row.version,
        "changed_at": row.changed_at,
        "response_due_words": row.response_due_words,
        "response_due_on": row.response_due_on,
        "response_due_explanation": row.response_due_explanation,
        "recipients": recipients,
        "signatories": signatories,
    }


def asked_in(keys: Collection[int], reader: User | AnonymousUser, *, on: date) -> Mapping[str, list[Json]]:
    """The requests of letters, by the letter's id, in the letter's order."""
    rows = fetch(requests_in, reader, *keys) if keys else []
    found = defaultdict[str, list[Json]](list)
    for letter_request in requests_json(list(map(RequestRow._make, rows)), reader, on=on):
        found[letter_request["letter"]].append(letter_request)
    return found


def requests_in(reader: User | AnonymousUser, *keys: int, shape: Hashable) -> QuerySet[LetterRequest, Any]:
    """The requests of letters that `reader` may see."""
    return LetterRequest.objects.filter(letter__in=keys).order_by("number").values_list(*REQUEST_COLUMNS)


def people_of(
    model: type[Model], columns: tuple[str, ...], letters: Collection[int], reader: User | AnonymousUser
) -> Mapping[int, list[list[Any]]]:
    """The columns of the letters' recipients or signatories, by letter, in their order."""
    found = defaultdict[int, list[list[Any]]](list)
    for letter, *person in fetch(people_in, reader, *letters, shape=(model, columns)) if letters else []:
        found[letter].append(person)
    return found


def people_in(
    reader: User | AnonymousUser, *letters: int, shape: tuple[type[Model], tuple[str, ...]]
) -> QuerySet[Any, Any]:
    """The recipients or signatories of letters that `reader` may see."""
    model, columns = shape
    rows = model._default_manager.filter(letter__in=letters).order_by("position")
    return rows.values_list("letter", *columns)


def recipient_json(
    position: int, name: str, title: str, organization: str, agency: str | None, bioguide_id: str | None
) -> Json:
    """One addressee."""
    return {
        "position": position,
        "name": name,
        "title": title,
        "organization": organization,
        "agency": agency,
        "bioguide_id": bioguide_id,
    }


def signatory_json(
    name: str, title: str, bioguide_id: str | None, party: str, state: str, chamber: str, capacity: str
) -> Json:
    """One who signed."""
    return {
        "name": name,
        "title": title,
        "bioguide_id": bioguide_id,
        "party": party,
        "state": state,
        "chamber": chamber,
        "capacity": capacity,
    }
