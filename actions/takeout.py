"""All that an office owns, as plain values: the documented format of a take-out (docs/takeout.md), which `actions.bringing` reads.

Nothing derived is in it: how requests stand follows from the ledger. Neither are mails, reminders and what was read of the feed.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Model, Prefetch, QuerySet

from actions.links import LetterLink
from actions.models import Action, Effect
from actions.policies import OFFICE_POLICY
from actions.watching import OWN, own_policy
from letters.models import Letter, LetterRequest, LetterShare, Recipient, Signatory
from offices.audit_entries import AuditEntry
from offices.models import Office, User

FORMAT, VERSION = "letter-tracker takeout", 1
BATCH = 200  # letters or entries at a time
Values = dict[str, Any]

POLICY = tuple(name for name in OFFICE_POLICY if name != "escalate_to")
LETTER = (
    "title", "visibility", "public_from", "topic", "letter_date", "sent_on", "received_on", "published_at", "created_at",
    "confirmed_at", "text", "source_name", "source_sha256", "unread_because", "reading_doubts", "response_due_words",
    "response_due_rule", "response_due_on", "response_due_explanation",
)  # fmt: skip
RECIPIENT = ("position", "name", "title", "organization")
SIGNATORY = ("position", "name", "title", "party", "state", "chamber", "capacity")
REQUEST = (
    "number", "label", "text", "start", "end", "kind", "deadline_words", "deadline_rule", "deadline_on", "deadline_explanation",
)  # fmt: skip
ACTION = (
    "kind", "occurred_on", "recorded_at", "recorded_on", "summary", "source_url", "source_note", "source_file_name",
)  # fmt: skip
EFFECT = ("response", "decline_reason", "outcome", "due_on", "promised_on", "check_on")
AUDIT = ("at", "deed", "thing", "public_id", "detail", "via", "key")


def columns(row: Model, names: Sequence[str]) -> Values:
    """The named columns of a row."""
    return {name: getattr(row, name) for name in names}


def of_person(person: User | None) -> str | None:
    """A person, by whose address everybody is named."""
    return person.email if person else None


def office_values(office: Office) -> Values:
    """The office with how it is reminded, its quiet days and its people."""
    people = office.memberships.select_related("user").order_by("user__email")
    quiet = office.quiet_periods.order_by("first_on", "last_on", "pk")
    return {
        "slug": office.slug,
        "name": office.name,
        "policy": columns(office, POLICY),
        "quiet_periods": [columns(period, ("first_on", "last_on", "reason")) for period in quiet],
        "members": [
            {"person": row.user.email, "role": row.role, "wants_mail": row.wants_mail} for row in people
        ],
    }


def letters_kept_by(office: Office) -> QuerySet[Letter]:
    """The office's letters and drafts, the first kept first, with all that is written of them."""
    asked = LetterRequest.objects.select_related("own_policy__changed_by").order_by("number")
    return (
        Letter.objects.filter(office=office)
        .select_related("owner", "created_by")
        .prefetch_related(
            Prefetch("recipients", Recipient.objects.select_related("member").order_by("position")),
            Prefetch("signatories", Signatory.objects.select_related("member").order_by("position")),
            Prefetch("requests", asked),
            Prefetch("shares", LetterShare.objects.select_related("office").order_by("office__slug")),
        )
        .order_by("pk")
    )


def letter_values(letter: Letter) -> Values:
    """A letter with its people and requests. Reads what `letters_kept_by` joins."""
    return {
        "id": letter.public_id,
        **columns(letter, LETTER),
        "file": file_name(letter),
        "owner": of_person(letter.owner),
        "created_by": of_person(letter.created_by),
        "recipients": [
            {**columns(row, RECIPIENT), "member": member_of(row)} for row in letter.recipients.all()
        ],
        "signatories": [
            {**columns(row, SIGNATORY), "member": member_of(row)} for row in letter.signatories.all()
        ],
        "requests": [request_values(row) for row in letter.requests.all()],
        "shared_with": [
            {"office": row.office.slug, **columns(row, ("with_notes", "shared_at"))}
            for row in letter.shares.all()
        ],
    }


def member_of(row: Recipient | Signatory) -> str | None:
    """The Bioguide id of a member of Congress."""
    return row.member.bioguide_id if row.member else None


def request_values(letter_request: LetterRequest) -> Values:
    """A request, with how often it is checked where it has a policy of its own."""
    own = own_policy(letter_request)
    policy = own and {
        **columns(own, (*OWN, "changed_at")),
        "changed_by": own.changed_by.email,
    }
    return {"id": letter_request.public_id, **columns(letter_request, REQUEST), "own_policy": policy}


def entries_of(office: Office) -> QuerySet[Action]:
    """The office's ledger with its corrections, in the order of its entries."""
    effects = Effect.objects.select_related(
        "letter_request", "recipient", "superseded_by", "assigned_to"
    ).order_by("pk")
    rows = Action.objects.filter(office=office).select_related("recorded_by", "supersedes")
    return rows.prefetch_related(Prefetch("effects", effects)).order_by("pk")


def entry_values(action: Action) -> Values:
    """An entry of the ledger. Reads what `entries_of` joins."""
    return {
        "id": action.public_id,
        **columns(action, ACTION),
        "file": evidence_name(action),
        "recorded_by": action.recorded_by.email,
        "supersedes": action.supersedes.public_id if action.supersedes else None,
        "effects": [
            {
                "request": row.letter_request.public_id,
                "recipient": row.recipient.position if row.recipient else None,
                **columns(row, EFFECT),
                "superseded_by": row.superseded_by.public_id if row.superseded_by else None,
                "assigned_to": of_person(row.assigned_to),
            }
            for row in action.effects.all()
        ],
    }


def link_values(office: Office) -> Iterator[Values]:
    """What the office says of letters that belong together."""
    rows = LetterLink.objects.filter(letter__office=office).select_related("letter", "other", "made_by")
    for row in rows.order_by("pk"):
        yield {
            "letter": row.letter.public_id,
            "other": row.other.public_id,
            **columns(row, ("kind", "made_at")),
            "made_by": row.made_by.email,
        }


def audit_values(office: Office) -> Iterator[Values]:
    """Who saw and changed what."""
    rows = AuditEntry.objects.filter(office=office).select_related("person").order_by("pk")
    for row in rows.iterator(BATCH):
        yield {**columns(row, AUDIT), "person": of_person(row.person)}


def people_values(emails: set[str]) -> list[Values]:
    """The names of people."""
    rows = User.objects.filter(email__in=emails).order_by("email")
    return [{"email": row.email, **columns(row, ("first_name", "last_name"))} for row in rows]


def file_name(letter: Letter) -> str | None:
    """Where a letter's file is in the take-out: under the letter's id, so that no name given from outside names a file."""
    return f"files/{letter.public_id}{ending(letter.source_name)}" if letter.source_file else None


def evidence_name(action: Action) -> str | None:
    """Where an entry's document is."""
    return f"evidence/{action.public_id}{ending(action.source_file_name)}" if action.source_file else None


def ending(name: str) -> str:
    """The ending of a given name, where it is a plain one."""
    found = name.rpartition(".")[2].lower()
    return f".{found}" if name.count(".") and found.isascii() and found.isalnum() and len(found) <= 5 else ""


def people_in(values: Mapping[str, Any]) -> Iterator[str]:
    """The addresses of the people whom a part of a take-out names."""
    for name in ("owner", "created_by", "recorded_by", "assigned_to", "changed_by", "made_by", "person"):
        if values.get(name):
            yield values[name]
    for value in values.values():
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, dict):
                yield from people_in(part)
