"""The one way to change how a request stands: enter an action, or correct one.

Each verb locks the requests that it concerns, inserts the action with its effects, folds each request anew and
stores the result, in one transaction. Nothing here edits or deletes an entry.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.files import File
from django.db import transaction

from actions.models import Action, Effect
from actions.news import announce_entry
from actions.projection import project
from letters.arrivals import LetterImport
from letters.bulk import insert as insert_rows
from letters.models import LetterRequest, Recipient
from letters.states import ACTION_MEANINGS, BOOKS, OFFICE_ONLY, Outcome, Response, Visibility
from letters.versions import lock_letters
from offices.models import Office, User
from offices.policy import offices_where, require

GONE = "A request is no longer there: the import that brought it was undone."


class LedgerError(Exception):
    """An entry that cannot be made; `field` names the part that is wrong."""

    def __init__(self, message: str, *, field: str) -> None:
        super().__init__(message)
        self.field = field
        self.effect: int | None = None  # the place of the effect that is wrong, from 0


@dataclass(frozen=True, slots=True)
class Source:
    """How we know: at least one of an address, a document, a named note."""

    url: str = ""
    note: str = ""
    file: File[bytes] | None = None

    def __bool__(self) -> bool:
        return bool(self.url or self.note or self.file)


@dataclass(frozen=True, slots=True)
class NewEffect:
    """What a new action says of one request, and of one recipient or (None) of all."""

    letter_request: LetterRequest
    recipient: Recipient | None = None
    response: str = ""
    decline_reason: str = ""
    superseded_by: LetterRequest | None = None
    outcome: str = ""
    due_on: date | None = None
    promised_on: date | None = None
    assigned_to: User | None = None
    check_on: date | None = None


@dataclass(frozen=True, slots=True)
class NewAction:
    """An action before it is entered. `occurred_on` is the date of the fact."""

    kind: str
    occurred_on: date
    effects: Sequence[NewEffect]
    summary: str = ""
    source: Source = field(default_factory=Source)


@transaction.atomic
def record(*, new: NewAction, by: User, now: datetime, supersedes: Action | None = None) -> Action:
    """Enters the action and brings the requests' standing up to date.

    Raises LedgerError where the entry breaks a rule, NotAllowed where `by` may not write for the office.
    """
    office = office_of(new.effects)
    require(by, office, "log letters and record actions")
    check_action(new, today=now.astimezone(office.zone).date())
    check_effects(new)
    check_no_request_twice(new.effects)
    concerned = {effect.letter_request.pk for effect in new.effects}
    if supersedes is not None:
        concerned |= check_correctable(supersedes, by_kind=new.kind, office=office)
    named = {effect.superseded_by.pk for effect in new.effects if effect.superseded_by}
    locked = lock(concerned, named=named)
    if supersedes is not None and Action.objects.filter(supersedes=supersedes).exists():
        raise LedgerError("This entry has already been corrected; correct the newer one.", field="supersedes")
    action = insert(new, office=office, by=by, now=now, supersedes=supersedes)
    project(locked, now=now)
    seen = set() if new.kind in OFFICE_ONLY else concerned
    announce_entry(action, corrected=supersedes, letter_requests=seen, now=now)
    return action


def check_made(*, letter_request: LetterRequest, by: User, now: datetime) -> Action:
    """Somebody looked and found nothing new: moves the next check."""
    today = now.astimezone(letter_request.letter.office.zone).date()
    effects = [NewEffect(letter_request)]
    return record(new=NewAction(kind="status_check", occurred_on=today, effects=effects), by=by, now=now)


def snooze(*, letter_request: LetterRequest, until: date, by: User, now: datetime) -> Action:
    """Puts the next check off to a day, or brings it forward to one."""
    today = now.astimezone(letter_request.letter.office.zone).date()
    if until <= today:
        raise LedgerError("Choose a day after today.", field="check_on")
    effects = [NewEffect(letter_request, check_on=until)]
    return record(new=NewAction(kind="snoozed", occurred_on=today, effects=effects), by=by, now=now)


def withdraw_entry(*, action: Action, reason: str, by: User, now: datetime) -> Action:
    """Takes back an entry made in error: a correction that says nothing in its place, with the reason.

    Of what the office keeps to itself it keeps the reason to itself, too.
    """
    if not reason.strip():
        raise LedgerError("Say why the entry is taken back.", field="source")
    requests = (
        LetterRequest.objects.filter(effects__action=action).distinct().select_related("letter__office")
    )
    new = NewAction(
        kind="note" if action.kind in OFFICE_ONLY else "correction",
        occurred_on=action.occurred_on,
        effects=[NewEffect(letter_request) for letter_request in requests],
        summary=reason.strip(),
        source=Source(note=reason.strip()[:500]),
    )
    return record(new=new, by=by, now=now, supersedes=action)


def office_of(effects: Sequence[NewEffect]) -> Office:
    """The one office whose letters' requests the effects concern."""
    offices = {effect.letter_request.letter.office for effect in effects}
    if len(offices) != 1:
        problem = "concerns requests of several offices" if offices else "concerns no request"
        raise LedgerError(f"This action {problem}; name requests of one office.", field="effects")
    return offices.pop()


def check_action(new: NewAction, *, today: date) -> None:
    """The rules for an action as a whole. `today` is the office's day."""
    meaning = ACTION_MEANINGS.get(new.kind)
    if meaning is None:
        kinds = ", ".join(ACTION_MEANINGS)
        raise LedgerError(f"“{new.kind}” is no kind of action. Kinds: {kinds}.", field="kind")
    if new.occurred_on > today:
        raise LedgerError(f"The date of the fact, {new.occurred_on}, is still to come.", field="occurred_on")
    if meaning.needs_source and not new.source:
        raise LedgerError("Say how you know: an address, a document or a note.", field="source")


def check_effects(new: NewAction) -> None:
    """The rules for each effect; an error says which one broke its rule."""
    writers: set[int] = set()
    for place, effect in enumerate(new.effects):
        try:
            check_effect(effect, kind=new.kind)
            check_assignee(effect, kind=new.kind, writers=writers)
        except LedgerError as error:
            error.effect = place
            raise


def check_effect(effect: NewEffect | Effect, *, kind: str) -> None:
    """The rules for what an action says of one request."""
    if effect.letter_request.letter.visibility == Visibility.DRAFT:
        raise LedgerError("The letter is still a draft; confirm it first.", field="effects")
    if effect.recipient is not None and effect.recipient.letter_id != effect.letter_request.letter_id:
        raise LedgerError(f"{effect.recipient} is no recipient of this letter.", field="recipient")
    if not ACTION_MEANINGS[kind].needs_source and kind != "letter_sent" and moves(effect):
        raise LedgerError(
            f"“{ACTION_MEANINGS[kind].label}” cannot change a state or a deadline; record what happened instead.",
            field="effects",
        )
    check_response(effect)
    if effect.outcome and effect.outcome not in Outcome.values:
        raise LedgerError(f"“{effect.outcome}” is no outcome state.", field="outcome")
    check_days(effect, kind=kind)


def check_days(effect: NewEffect | Effect, *, kind: str) -> None:
    """The rules for a deadline, a promised day and a day to look again: three things, told by different entries."""
    moves_deadline = kind in ("deadline_set", "deadline_extended")
    if moves_deadline and effect.due_on is None:
        raise LedgerError("Say which day the new deadline is.", field="due_on")
    if effect.due_on and not moves_deadline and kind != "correction":
        raise LedgerError("Only “deadline set” and “deadline extended” move a deadline.", field="due_on")
    if effect.promised_on and ACTION_MEANINGS[kind].group == BOOKS and kind != "correction":
        raise LedgerError("Say in which message or talk the day was promised.", field="promised_on")
    if (kind == "snoozed") != (effect.check_on is not None):
        raise LedgerError("Say to which day the check is put off, and only there.", field="check_on")


def check_assignee(effect: NewEffect, *, kind: str, writers: set[int]) -> None:
    """Only “assigned” names a person, and only one who may write for the office; nobody takes the assignment away.

    `writers` are the people of whom that is known; who turns out to be one is added.
    """
    if effect.assigned_to is None or effect.assigned_to.pk in writers:
        return
    if kind != "assigned":
        raise LedgerError("Only “assigned” names a person.", field="assigned_to")
    office = effect.letter_request.letter.office
    if not offices_where(effect.assigned_to, "log letters and record actions").filter(pk=office.pk).exists():
        raise LedgerError(f"{effect.assigned_to} may not write for {office}.", field="assigned_to")
    writers.add(effect.assigned_to.pk)


def moves(effect: NewEffect | Effect) -> bool:
    """Whether the effect changes a state, a deadline or a promised day."""
    return bool(effect.response or effect.outcome or effect.due_on or effect.promised_on)


def check_response(effect: NewEffect | Effect) -> None:
    """The rules for a response state, its reason and its link."""
    if effect.response and effect.response not in Response.values:
        raise LedgerError(f"“{effect.response}” is no response state.", field="response")
    if (effect.response == Response.DECLINED) != bool(effect.decline_reason):
        raise LedgerError("Give a decline reason with “declined”, and only there.", field="decline_reason")
    if (effect.response == Response.SUPERSEDED) != (effect.superseded_by is not None):
        raise LedgerError("Name the later request with “superseded”, and only there.", field="superseded_by")
    if effect.superseded_by == effect.letter_request:
        raise LedgerError("A request cannot supersede itself.", field="superseded_by")


def check_no_request_twice(effects: Iterable[NewEffect]) -> None:
    """One action says one thing of a request and recipient."""
    pairs = [(effect.letter_request.pk, effect.recipient and effect.recipient.pk) for effect in effects]
    if len(set(pairs)) < len(pairs):
        raise LedgerError("The same request and recipient stand there twice.", field="effects")


def check_correctable(action: Action, *, by_kind: str, office: Office) -> set[int]:
    """The requests that the corrected entry spoke of: they are folded anew without it."""
    if action.office_id != office.pk:
        raise LedgerError("Only the office that made an entry can correct it.", field="supersedes")
    if by_kind in OFFICE_ONLY and action.kind not in OFFICE_ONLY:
        raise LedgerError("What readers can see is corrected by an entry that they can see.", field="kind")
    if by_kind not in OFFICE_ONLY and action.kind in OFFICE_ONLY:
        raise LedgerError("What the office keeps to itself is corrected by a note.", field="kind")
    return set(action.effects.values_list("letter_request", flat=True))


def lock(letter_requests: Collection[int], *, named: Collection[int] = ()) -> list[LetterRequest]:
    """Holds the requests until the transaction ends, after their letters and those of the requests that are `named` as later
    ones (they must not be taken back meanwhile), always in the same order.

    So no two transactions wait for each other; nor do others for them that only insert rows which name the requests.
    Raises LedgerError where one is gone.
    """
    letters = LetterRequest.objects.filter(pk__in={*letter_requests, *named})
    lock_letters(set(letters.values_list("letter", flat=True)))
    if named and LetterRequest.objects.filter(pk__in=named).count() < len(set(named)):
        raise LedgerError(GONE, field="superseded_by")
    rows = LetterRequest.objects.select_for_update(of=("self",), no_key=True).select_related(
        "letter__office", "own_policy"
    )
    found = list(rows.filter(pk__in=letter_requests).order_by("pk"))
    if len(found) < len(set(letter_requests)):
        raise LedgerError(GONE, field="effects")
    return found


def insert(new: NewAction, *, office: Office, by: User, now: datetime, supersedes: Action | None) -> Action:
    """Writes the ledger's rows."""
    action = row_of(new, office=office, by=by, now=now, supersedes=supersedes)
    if new.source.file is not None:
        action.source_file_name = (new.source.file.name or "document")[:200]
        action.source_file.save(action.source_file_name, new.source.file, save=False)
    action.save(force_insert=True)
    insert_rows(Effect, (effect_row(action, effect) for effect in new.effects))
    return action


def row_of(
    new: NewAction,
    *,
    office: Office,
    by: User,
    now: datetime,
    supersedes: Action | None = None,
    imported_in: LetterImport | None = None,
) -> Action:
    """The entry's row, but its file."""
    return Action(
        office=office,
        kind=new.kind,
        occurred_on=new.occurred_on,
        recorded_at=now,
        recorded_on=now.astimezone(office.zone).date(),
        recorded_by=by,
        summary=new.summary,
        source_url=new.source.url,
        source_note=new.source.note,
        supersedes=supersedes,
        imported_in=imported_in,
    )


def effect_row(action: Action, effect: NewEffect) -> Effect:
    """The row of what an entry says of one request."""
    return Effect(
        action=action,
        letter_request=effect.letter_request,
        recipient=effect.recipient,
        response=effect.response,
        decline_reason=effect.decline_reason,
        superseded_by=effect.superseded_by,
        outcome=effect.outcome,
        due_on=effect.due_on,
        promised_on=effect.promised_on,
        assigned_to=effect.assigned_to,
        check_on=effect.check_on,
    )
