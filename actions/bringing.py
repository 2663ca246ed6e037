"""Brings a take-out (`actions.takeout`) into an office: all or nothing, the ledger as it was entered, by whom and when.

Everything is checked by the rules of the tables; how requests stand is folded anew. Ids stay where nobody has them here.
What is not brought in: who belonged to the office (nobody is let in by a file), with whom letters were shared, and the audit,
which tells of this tracker alone. That all this came in, and through whom, is said by the import that each letter names.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import Model

from actions.ledger import LedgerError, check_effect
from actions.links import LetterLink
from actions.models import Action, Effect, OwnPolicy
from actions.news import news_of_actions
from actions.projection import project
from actions.takeout import (
    ACTION,
    BATCH,
    EFFECT,
    FORMAT,
    LETTER,
    POLICY,
    RECIPIENT,
    REQUEST,
    SIGNATORY,
    VERSION,
    Values,
    people_in,
)
from actions.watching import OWN
from letters.arrivals import LetterImport
from letters.bulk import insert, insert_with_keys, new_keys
from letters.changes import News, Thing, announce, audience_of
from letters.directory import agencies_named
from letters.ids import new_public_id
from letters.listed import list_letters
from letters.models import Letter, LetterRequest, Recipient, Signatory
from letters.people import Member
from letters.versions import news_of_requests
from offices.audit import note
from offices.audit_entries import Deed, Matter
from offices.models import Office, QuietPeriod, User
from offices.policy import require

M = TypeVar("M", bound=Model)
FORM = re.compile("[a-z0-9]{12}")
DAYS = {
    "public_from", "letter_date", "sent_on", "received_on", "published_at", "created_at", "confirmed_at", "response_due_on",
    "deadline_on", "occurred_on", "recorded_at", "recorded_on", "due_on", "promised_on", "check_on", "made_at", "changed_at",
    "first_on", "last_on",
}  # fmt: skip


class CannotBring(Exception):
    """Why a take-out cannot be brought in, in words for people; nothing was written."""


@dataclass
class Brought:
    """What came in: `unknown` are the people who are kept here, by their addresses, without being let in."""

    letter_import: LetterImport
    letters: int = 0
    requests: int = 0
    entries: int = 0
    unknown: list[str] = field(default_factory=list)
    links_left_out: int = 0

    def __str__(self) -> str:
        said = f"{self.letters:,} letters with {self.requests:,} requests and {self.entries:,} entries of the ledger came in."
        if self.links_left_out:
            said += f" {self.links_left_out} links to letters that are not here were left out."
        if self.unknown:
            said += f" {len(self.unknown)} people of whom it tells are kept by their addresses, and cannot sign in."
        return said


def read_data(text: bytes) -> Values:
    """The values of a data.json. Raises CannotBring where it is none, or of another version."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CannotBring("Its data.json is no JSON: the file is damaged.") from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise CannotBring("This is no take-out of a letter tracker.")
    if data.get("version") != VERSION:
        raise CannotBring(
            f"It is a take-out of version {str(data.get('version'))[:20]}; this tracker reads {VERSION}."
        )
    try:
        if has_nul(data):
            raise CannotBring("There are NUL characters in its words, which no letter has.")
    except RecursionError as error:
        raise CannotBring("Its data.json is no take-out's: it is nested too deep.") from error
    return data


def has_nul(value: Any) -> bool:
    """Whether there is a NUL character in any of the words."""
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(map(has_nul, value.values()))
    return isinstance(value, list) and any(map(has_nul, value))


def bring_in(
    *, office: Office, data: Values, files: Mapping[str, str], by: User, now: datetime, source: str
) -> Brought:
    """Writes it all. `files`: by their names in the take-out, where its files are kept by now; `source`: what it is called.

    Raises CannotBring or NotAllowed, and then writes nothing.
    """
    require(by, office, "manage the office")
    try:
        with transaction.atomic():
            office = Office.objects.select_for_update(no_key=True).get(pk=office.pk)
            return Bringing(office, data, files, by, now).all(source)
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError) as error:
        raise CannotBring(
            f"Its data.json is not as a take-out's is: {type(error).__name__} {error}"[:400]
        ) from error
    except ValidationError as error:
        raise CannotBring(f"It breaks a rule of this tracker: {'; '.join(error.messages)}"[:400]) from error
    except DatabaseError as error:
        raise CannotBring(f"It breaks a rule of this tracker: {error}"[:400]) from error


class Bringing:
    """One take-out on its way into an office."""

    def __init__(
        self, office: Office, data: Values, files: Mapping[str, str], by: User, now: datetime
    ) -> None:
        self.office, self.data, self.files, self.by, self.now = office, data, files, by, now
        self.letters: dict[str, Letter] = {}
        self.requests: dict[str, LetterRequest] = {}
        self.recipients: dict[tuple[int, int], Recipient] = {}
        self.actions: dict[str, Action] = {}
        letters, actions = data["letters"], data["actions"]
        asked = [row for letter in letters for row in letter["requests"]]
        self.ids = {
            **fresh(Letter, letters),
            **fresh(LetterRequest, asked),
            **fresh(Action, actions),
        }
        self.people, self.unknown = self.known_people()

    def all(self, source: str) -> Brought:
        """Writes all of it."""
        is_new = not Letter.objects.filter(office=self.office).exists()
        came = LetterImport.objects.create(
            office=self.office,
            by=self.by,
            imported_at=self.now,
            name=source[:200],
            letters=len(self.data["letters"]),
            requests=sum(len(letter["requests"]) for letter in self.data["letters"]),
        )
        if is_new:
            self.set_policy()
        self.write_letters(came)
        self.write_people()
        self.write_requests()
        self.write_actions()
        left_out = self.write_links()
        self.project()
        brought = Brought(
            came, len(self.letters), len(self.requests), len(self.actions), self.unknown, left_out
        )
        detail = f"letters: {brought.letters}, entries: {brought.entries}"
        note(
            Deed.BROUGHT,
            Matter.TAKEOUT,
            came.public_id,
            office=self.office.pk,
            by=self.by,
            now=self.now,
            detail=detail,
        )
        self.tell()
        return brought

    def known_people(self) -> tuple[dict[str, User], list[str]]:
        """All whom the letters and the ledger name; who is unknown here is kept, and cannot sign in."""
        named = {
            email.lower()
            for part in ("letters", "actions", "links")
            for row in self.data[part]
            for email in people_in(row)
        }
        people = {user.email: user for user in User.objects.filter(email__in=named)}
        names = {row["email"].lower(): row for row in self.data["people"]}
        unknown = sorted(named - people.keys())
        for email in unknown:
            row = names.get(email, {})
            user = User(
                email=email,
                first_name=row.get("first_name", ""),
                last_name=row.get("last_name", ""),
                is_active=False,
            )
            user.set_unusable_password()
            user.full_clean()
            user.save()
            people[email] = user
        return people, unknown

    def person(self, email: str | None) -> User | None:
        """The person of an address."""
        return self.people[email.lower()] if email else None

    def set_policy(self) -> None:
        """An office that keeps nothing yet is reminded as the office was."""
        told = self.data["office"]
        for name in POLICY:
            setattr(self.office, name, told["policy"][name])
        self.office.full_clean()
        self.office.save(update_fields=POLICY)
        for row in told["quiet_periods"]:
            period = QuietPeriod(office=self.office, **columns(row, ("first_on", "last_on", "reason")))
            period.full_clean()
            period.save()

    def write_letters(self, came: LetterImport) -> None:
        """The letters' own rows."""
        hashes = {row["source_sha256"] for row in self.data["letters"]}
        kept = Letter.objects.filter(office=self.office, source_sha256__in=hashes).first()
        if kept is not None:
            raise CannotBring(f"The office already has one of its letters: “{kept}”.")
        for row in self.data["letters"]:
            letter = Letter(
                office=self.office,
                public_id=self.ids[row["id"]],
                owner=self.person(row["owner"]),
                created_by=self.person(row["created_by"]),
                imported_in=came,
                changed_at=self.now,
                **columns(row, LETTER),
            )
            checked(letter)
            check_past(self.now, letter.created_at, letter.confirmed_at, letter.published_at)
            vars(letter)["source_file"] = self.path(row["file"])
            self.letters[row["id"]] = letter
        insert_with_keys(Letter, list(self.letters.values()))

    def path(self, name: str | None) -> str:
        """Where a file of the take-out is kept now."""
        if name is not None and name not in self.files:
            raise CannotBring(f"It names a file that is not in it: {name[:80]}.")
        return self.files[name] if name else ""

    def write_people(self) -> None:
        """Recipients and signatories; members of Congress where this tracker knows them."""
        rows = [(letter, row) for letter in self.data["letters"] for row in letter["recipients"]]
        signed = [(letter, row) for letter in self.data["letters"] for row in letter["signatories"]]
        ids = {row["member"] for _, row in [*rows, *signed]} - {None}
        members = {member.bioguide_id: member for member in Member.objects.filter(bioguide_id__in=ids)}
        agencies = agencies_named(row["organization"] for _, row in rows)
        for letter, row in rows:
            recipient = Recipient(
                letter=self.letters[letter["id"]],
                agency=agencies.get(row["organization"]),
                member=members.get(row["member"]),
                **columns(row, RECIPIENT),
            )
            self.recipients[recipient.letter_id, recipient.position] = checked(recipient)
        list_letters(self.recipients.values())
        insert_with_keys(Recipient, list(self.recipients.values()))
        insert(
            Signatory,
            [
                checked(
                    Signatory(
                        letter=self.letters[letter["id"]],
                        member=members.get(row["member"]),
                        **columns(row, SIGNATORY),
                    )
                )
                for letter, row in signed
            ],
        )

    def write_requests(self) -> None:
        """The requests, which nothing has happened to yet, and their own policies."""
        rows = [(letter, row) for letter in self.data["letters"] for row in letter["requests"]]
        for letter, row in rows:
            self.requests[row["id"]] = checked(
                LetterRequest(
                    letter=self.letters[letter["id"]],
                    public_id=self.ids[row["id"]],
                    changed_at=self.now,
                    **columns(row, REQUEST),
                )
            )
        insert_with_keys(LetterRequest, list(self.requests.values()))
        insert(
            OwnPolicy,
            [
                checked(
                    OwnPolicy(
                        letter_request=self.requests[row["id"]],
                        changed_by=self.person(own["changed_by"]),
                        **columns(own, (*OWN, "changed_at")),
                    )
                )
                for _, row in rows
                if (own := row["own_policy"])
            ],
        )

    def write_actions(self) -> None:
        """The ledger, in the order of its entries."""
        for row in self.data["actions"]:
            action = Action(
                office=self.office,
                public_id=self.ids[row["id"]],
                recorded_by=self.person(row["recorded_by"]),
                **columns(row, ACTION),
            )
            checked(action)
            check_past(self.now, action.recorded_at)
            if action.occurred_on > action.recorded_on:
                raise CannotBring(
                    f"Entry {row['id']} tells of a day that was still to come when it was entered."
                )
            vars(action)["source_file"] = self.path(row["file"])
            self.actions[row["id"]] = action
        self.correct()
        insert(Action, list(self.actions.values()))
        effects = [
            self.effect(self.actions[row["id"]], said)
            for row in self.data["actions"]
            for said in row["effects"]
        ]
        if {effect.action_id for effect in effects} != {action.pk for action in self.actions.values()}:
            raise CannotBring("An entry of its ledger concerns no request.")
        insert(Effect, effects)

    def correct(self) -> None:
        """Gives the entries their keys, and names in each the earlier one that it corrects."""
        keys = new_keys(Action, len(self.actions))
        for row, key in zip(self.data["actions"], keys, strict=True):
            action = self.actions[row["id"]]
            action.pk = key
            if row["supersedes"] is not None:
                corrected = self.actions[row["supersedes"]]
                if corrected.pk is None or corrected.is_office_only != action.is_office_only:
                    raise CannotBring(f"Entry {row['id']} corrects one that it cannot correct.")
                action.supersedes = corrected

    def effect(self, action: Action, row: Values) -> Effect:
        """What an entry says of a request."""
        letter_request = self.requests[row["request"]]
        recipient = (
            self.recipients[letter_request.letter_id, row["recipient"]]
            if row["recipient"] is not None
            else None
        )
        effect = checked(
            Effect(
                action=action,
                letter_request=letter_request,
                recipient=recipient,
                superseded_by=self.later(row["superseded_by"]),
                assigned_to=self.person(row["assigned_to"]),
                **columns(row, EFFECT),
            )
        )
        try:
            check_effect(effect, kind=action.kind)
        except LedgerError as error:
            raise CannotBring(f"Entry {action.public_id} breaks a rule of the ledger: {error}") from error
        return effect

    def later(self, public_id: str | None) -> LetterRequest | None:
        """The later request that takes another one's place: of the take-out, else one that is seen here."""
        if public_id is None or public_id in self.requests:
            return self.requests[public_id] if public_id else None
        found = LetterRequest.objects.visible_to(self.by).filter(public_id=public_id).first()
        if found is None:
            raise CannotBring(
                f"One of its requests was superseded by request {public_id[:12]} of another office, which is not here."
            )
        return found

    def write_links(self) -> int:
        """Which letters belong together; how many links lead to letters that are not here."""
        rows = [row for row in self.data["links"] if {row["letter"], row["other"]} <= self.letters.keys()]
        insert(
            LetterLink,
            [
                checked(
                    LetterLink(
                        letter=self.letters[row["letter"]],
                        other=self.letters[row["other"]],
                        made_by=self.person(row["made_by"]),
                        **columns(row, ("kind", "made_at")),
                    )
                )
                for row in rows
            ],
        )
        return len(self.data["links"]) - len(rows)

    def project(self) -> None:
        """Has the requests stand as the ledger says, and plans their days."""
        keys = [row.pk for row in self.requests.values()]
        rows = LetterRequest.objects.filter(pk__in=keys).select_related("letter__office", "own_policy")
        for start in range(0, len(keys), BATCH):
            project(list(rows.filter(pk__in=keys[start : start + BATCH]).order_by("pk")), now=self.now)

    def tell(self) -> None:
        """Tells of the confirmed letters and all that is in them."""
        news = list(news_of_actions([action.pk for action in self.actions.values()]))
        news += news_of_requests([row.pk for row in self.requests.values()])
        news += [
            News(Thing.LETTER, row.public_id, row.office_id, audience_of(row.visibility), row.version)
            for row in self.letters.values()
            if not row.is_draft
        ]
        announce(news, now=self.now)


def columns(row: Values, names: Iterable[str]) -> Values:
    """The named values, days and moments among them as such."""
    return {name: day_in(row[name]) if name in DAYS else row[name] for name in names}


def day_in(text: str | None) -> date | datetime | None:
    """A day, or a moment with its time zone. Raises ValueError."""
    if text is None:
        return None
    if len(text) == len("2026-03-02"):
        return date.fromisoformat(text)
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text} has no time zone")
    return moment


def checked(row: M) -> M:
    """The row, where each of its own columns may be so. Raises ValidationError."""
    others = [part.name for part in row._meta.concrete_fields if part.is_relation or part.primary_key]
    row.clean_fields(exclude=[*others, "public_id", "source_file", "changed_at"])
    return row


def check_past(now: datetime, *moments: datetime | None) -> None:
    """Nothing was written after now."""
    if any(moment > now for moment in moments if moment):
        raise CannotBring("It tells of a time that is still to come: check the clocks of both trackers.")


def fresh(model: type[Model], rows: Sequence[Values]) -> dict[str, str]:
    """By the ids in the take-out those here: the same, but where somebody has it already. Raises CannotBring for one twice."""
    ids = [row["id"] for row in rows]
    if len(set(ids)) < len(ids) or not all(FORM.fullmatch(id) for id in ids):
        raise CannotBring("An id stands in it twice, or is none.")
    taken: set[str] = set()
    for start in range(0, len(ids), BATCH):
        found = model._default_manager.filter(public_id__in=ids[start : start + BATCH])
        taken.update(found.values_list("public_id", flat=True))
    return {id: new_public_id() if id in taken else id for id in ids}
