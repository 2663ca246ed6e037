"""Whether what a digest would say is still true: asked after the claim, just before it is sent.

All that is asked of the database is asked for a whole batch of digests at once.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from actions.models import Delivery, Digest
from actions.responsible import Responsible
from letters.models import LetterRequest
from letters.states import Visibility
from letters.visibility import visible_to_person
from offices.models import OfficeMembership

LETTER = "reminder__letter_request__letter__"
LEFT_THE_OFFICE = "The person is no longer in the office."
WANTS_NO_MAIL = "The person wants no mails; the desk lists what is due."
NOT_VISIBLE = "The person may no longer see it."
CLOSED = "It had been closed before the mail left."
PUT_OFF = "It had been put off before the mail left."
CHECKED = "It had been checked before the mail left."
OF_SOMEBODY_ELSE = "It had become somebody else's before the mail left."
NAMED_ALREADY = "The mail names it already, for a later check."


@dataclass(slots=True)
class Contents:
    """What one digest's mail lists, and what it leaves out with the reason."""

    membership: OfficeMembership | None
    listed: list[Delivery] = field(default_factory=list)
    left_out: dict[str, list[Delivery]] = field(default_factory=lambda: defaultdict(list))


def look_again(digests: list[Digest], *, now: datetime) -> dict[int, Contents]:
    """The contents of each digest as they stand now, by the digest's key; the order is that of the deadlines."""
    offices = {digest.office_id: digest.office for digest in digests}
    responsible = {key: Responsible(office) for key, office in offices.items()}
    seen = seen_by_their_readers(digests)
    waiting = defaultdict(list)
    for delivery in deliveries_of(digests):
        waiting[delivery.digest_id].append(delivery)
    return {
        digest.pk: contents(digest, waiting[digest.pk], responsible[digest.office_id], seen, now=now)
        for digest in digests
    }


def contents(
    digest: Digest, deliveries: list[Delivery], responsible: Responsible, seen: set[int], *, now: datetime
) -> Contents:
    """Sorts a digest's deliveries into those to list and those to leave out."""
    found = Contents(responsible.memberships.get(digest.user_id))
    today = now.astimezone(digest.office.zone).date()
    named: set[int] = set()
    for delivery in sorted(deliveries, key=by_deadline):
        because = reason_against(delivery, digest, responsible, seen, today=today)
        if not because and delivery.reminder.letter_request_id in named:
            because = NAMED_ALREADY
        if because:
            found.left_out[because].append(delivery)
        else:
            named.add(delivery.reminder.letter_request_id)
            found.listed.append(delivery)
    return found


def by_deadline(delivery: Delivery) -> tuple[date, int, int]:
    """The earliest deadline first, and of a request the latest reminder."""
    letter_request = delivery.reminder.letter_request
    return letter_request.due_on or date.max, letter_request.pk, -delivery.pk


def reason_against(
    delivery: Delivery, digest: Digest, responsible: Responsible, seen: set[int], *, today: date
) -> str:
    """Why the mail must not list it; empty where it must."""
    membership = responsible.memberships.get(digest.user_id)
    letter_request = delivery.reminder.letter_request
    if membership is None:
        return LEFT_THE_OFFICE
    if not membership.wants_mail:
        return WANTS_NO_MAIL
    if delivery.pk not in seen:
        return NOT_VISIBLE
    if not_to_check := reason_not_to_check(letter_request, today=today):
        return not_to_check
    reminded = responsible.people(letter_request)
    hears = [*reminded, *responsible.climbs_to(reminded)] if delivery.is_escalated else reminded
    return "" if digest.user in hears else OF_SOMEBODY_ELSE


def reason_not_to_check(letter_request: LetterRequest, *, today: date) -> str:
    """Why nobody has to look at the request today; empty where somebody has to."""
    if letter_request.next_check_on is None:
        return CLOSED
    if letter_request.next_check_on <= today:
        return ""
    return PUT_OFF if letter_request.next_check_on == letter_request.snoozed_until else CHECKED


def deliveries_of(digests: list[Digest]) -> list[Delivery]:
    """The deliveries in the digests with all that the mail says of them; two queries."""
    rows = Delivery.objects.filter(digest__in=digests).select_related("reminder__letter_request__letter")
    return list(rows.prefetch_related("reminder__letter_request__response_states"))


def seen_by_their_readers(digests: list[Digest]) -> set[int]:
    """The deliveries about letters that the person whom they go to may see, by the one rule of visibility; one query."""
    rows = Delivery.objects.filter(visible_to_person("user", LETTER), digest__in=digests)
    rows = rows.exclude(**{f"{LETTER}visibility": Visibility.DRAFT})
    return set(rows.values_list("pk", flat=True))
