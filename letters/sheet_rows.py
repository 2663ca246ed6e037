"""An office's requests as the rows of a sheet, for who takes them elsewhere: one row a request, values typed.

At most a thousand requests are in memory at once, and of their letters neither text nor files.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import TypedDict

from letters.models import Letter, LetterRequest, Recipient
from letters.progress import progress_of
from offices.models import Office, User

AT_A_TIME = 1_000
HEAVY = ("text", "reading_doubts", "response_due_explanation")  # of a letter, and in no row


class RequestRow(TypedDict):
    """One request with its letter; the keys are the columns of every export, in their order."""

    letter_id: str
    letter: str
    letter_date: date | None
    sent_on: date | None
    recipients: list[str]
    signatories: list[str]
    topic: str
    visibility: str
    number: int
    label: str
    request: str
    kind: str
    deadline_words: str
    first_deadline: date | None
    due_on: date | None
    overdue_days: int | None
    responses: list[str]
    response_state: str
    outcome: str
    is_open: bool
    last_action_on: date | None
    last_checked_on: date | None
    next_check_on: date | None
    owner: str
    assigned_to: str
    request_id: str
    link: str


def requests_kept_by(office: Office, user: User):  # type: ignore[no-untyped-def]  # see LetterRequests
    """The requests of the office's confirmed letters, where `user` may see them: the latest letter first."""
    mine = LetterRequest.objects.visible_to(user).filter(letter__office=office)
    return mine.order_by("-letter__letter_date", "-letter_id", "number")


def request_rows(
    office: Office, user: User, *, on: date, link_to: Callable[[str], str]
) -> Iterator[RequestRow]:
    """A row for each request that the office keeps, as it stands on a day. `link_to` makes an address of a request's id."""
    heavy = [f"letter__{name}" for name in HEAVY]
    requests = requests_kept_by(office, user)
    whole = (
        requests.select_related("letter__owner", "assigned_to")
        .defer(*heavy)
        .with_states(user)
        .prefetch_related("letter__recipients", "letter__signatories")
    )
    keys = list(requests.values_list("pk", flat=True))  # no cursor stays open while the rows go by
    for first in range(0, len(keys), AT_A_TIME):
        for letter_request in whole.filter(pk__in=keys[first : first + AT_A_TIME]):
            yield row_of(letter_request, on=on, link=link_to(letter_request.public_id))


def row_of(letter_request: LetterRequest, *, on: date, link: str) -> RequestRow:
    """The row of a request; reads what was fetched with it."""
    letter, progress = letter_request.letter, progress_of(letter_request, on=on)
    names = {recipient.pk: str(recipient) for recipient in letter.recipients.all()}
    return {
        "letter_id": letter.public_id,
        "letter": letter.title,
        "letter_date": letter.letter_date,
        "sent_on": letter.sent_on,
        "recipients": [addressed(recipient) for recipient in letter.recipients.all()],
        "signatories": [signatory.name for signatory in letter.signatories.all()],
        "topic": letter.topic,
        "visibility": letter.visibility,
        "number": letter_request.number,
        "label": letter_request.label,
        "request": letter_request.text,
        "kind": letter_request.kind,
        "deadline_words": letter_request.deadline_words or letter.response_due_words,
        "first_deadline": first_deadline(letter_request, letter),
        "due_on": letter_request.due_on,
        "overdue_days": progress.overdue_days,
        "responses": [
            f"{names[entry.recipient_id]}: {entry.get_state_display()}" for entry in progress.responses
        ],
        "response_state": progress.response_state,
        "outcome": letter_request.outcome_state,
        "is_open": progress.is_open,
        "last_action_on": letter_request.last_action_on,
        "last_checked_on": letter_request.last_checked_on,
        "next_check_on": letter_request.next_check_on,
        "owner": str(letter.owner or ""),
        "assigned_to": str(letter_request.assigned_to or ""),
        "request_id": letter_request.public_id,
        "link": link,
    }


def addressed(recipient: Recipient) -> str:
    """An addressee with the organization, as one line."""
    return ", ".join(dict.fromkeys(filter(None, [recipient.name, recipient.title, recipient.organization])))


def first_deadline(letter_request: LetterRequest, letter: Letter) -> date | None:
    """The date that the letter itself set; extensions do not move it."""
    return letter_request.deadline_on or letter.response_due_on
