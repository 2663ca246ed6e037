"""From what a person confirms to the rows of a letter: checked here, made here, for one letter or for thousands.

What is made is not saved: `actions.opening` writes it, together with the first entry and the first check.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from letters.calendar import FIRST_DAY, LAST_DAY
from letters.directory import agencies_named, capacity_of, members_with
from letters.intake import IntakeError, LetterEntry, RecipientEntry, SignatoryEntry
from letters.legislators import Legislator
from letters.models import Letter, LetterRequest, Recipient, Signatory
from letters.people import Agency, Member
from letters.places import Places
from letters.revising import check_topic, check_visibility
from letters.states import Visibility


def members_in(entries: Iterable[LetterEntry]) -> dict[str, Member]:
    """The members whom the entries name, by Bioguide id; two queries."""
    people = (
        person for entry in entries for group in (entry.recipients, entry.signatories) for person in group
    )
    return members_with(person.bioguide_id for person in people)


def check_entry(entry: LetterEntry, members: Mapping[str, Member], *, now: datetime) -> None:
    """What a letter needs before it can be confirmed. Raises IntakeError."""
    if not entry.title.strip():
        raise IntakeError("Give the letter a title.", field="title")
    check_visibility(entry.visibility, entry.public_from, now=now)
    check_topic(entry.topic)
    if not entry.requests:
        raise IntakeError(
            "Name at least one request: a letter that asks for nothing needs no tracking.", field="requests"
        )
    check_days(entry)
    check_members(entry, members)


def check_days(entry: LetterEntry) -> None:
    """A day outside the years of Congress is a slip of the keyboard, or of the reader."""
    days = {
        "letter_date": [entry.letter_date],
        "sent_on": [entry.sent_on],
        "received_on": [entry.received_on],
        "response_deadline": [entry.response_deadline.due_on],
        "requests": [request.deadline.due_on for request in entry.requests],
    }
    for name, values in days.items():
        for day in filter(None, values):
            if not FIRST_DAY <= day <= LAST_DAY:
                raise IntakeError(f"{day} is no day that a letter can have; check the year.", field=name)
    if entry.sent_on and entry.received_on and entry.received_on < entry.sent_on:
        raise IntakeError("A letter cannot be received before it was sent.", field="received_on")


def check_members(entry: LetterEntry, members: Mapping[str, Member]) -> None:
    """Each id is a member's, and nobody signs twice."""
    signing = [signatory.bioguide_id for signatory in entry.signatories if signatory.bioguide_id]
    if len(set(signing)) < len(signing):
        raise IntakeError("The same member signs twice; remove one.", field="signatories")
    check_known(entry.recipients, members, field="recipients")
    check_known(entry.signatories, members, field="signatories")


def check_known(
    people: Sequence[RecipientEntry | SignatoryEntry], members: Mapping[str, Member], *, field: str
) -> None:
    """Each Bioguide id is a member's."""
    if unknown := sorted({person.bioguide_id for person in people} - {"", *members}):
        raise IntakeError(f"No member of Congress has the Bioguide id {', '.join(unknown)}.", field=field)


def set_columns(letter: Letter, entry: LetterEntry, *, now: datetime) -> None:
    """Makes a letter what was confirmed: its version counts up, as those who saw the draft see something else now."""
    letter.title, letter.topic = entry.title.strip(), entry.topic
    letter.letter_date, letter.sent_on, letter.received_on = (
        entry.letter_date,
        entry.sent_on,
        entry.received_on,
    )
    letter.response_due_words = entry.response_deadline.words
    letter.response_due_rule = entry.response_deadline.rule
    letter.response_due_on = entry.response_deadline.due_on
    letter.response_due_explanation = entry.response_deadline.explanation
    letter.visibility, letter.public_from, letter.confirmed_at = entry.visibility, entry.public_from, now
    letter.is_being_read = False  # whoever confirms it does not wait for what the reader will find
    letter.published_at = now if entry.visibility == Visibility.PUBLIC else None
    letter.version, letter.changed_at = letter.version + 1, now


class People:
    """Whom letters name: members, and agencies, which are entered where they are new."""

    def __init__(self, entries: Collection[LetterEntry], members: Mapping[str, Member]) -> None:
        self.members = members
        self.legislators = {id: member.legislator() for id, member in members.items()}
        self.agencies: Mapping[str, Agency] = agencies_named(
            recipient.organization for entry in entries for recipient in entry.recipients
        )

    def recipients(self, letter: Letter, entry: LetterEntry) -> Iterator[Recipient]:
        """The addressees of a letter."""
        for position, recipient in enumerate(entry.recipients, start=1):
            member = self.members.get(recipient.bioguide_id)
            yield Recipient(
                letter=letter,
                position=position,
                name=recipient.name or str(member or ""),
                title=recipient.title,
                organization=recipient.organization,
                agency=self.agencies.get(recipient.organization),
                member=member,
            )

    def signatories(self, letter: Letter, entry: LetterEntry) -> Iterator[Signatory]:
        """The signers as written, else as the member is called, with party, state and chamber of the member on the letter's date."""
        for position, signatory in enumerate(entry.signatories, start=1):
            member = self.members.get(signatory.bioguide_id)
            then = served_on(self.legislators.get(signatory.bioguide_id), entry.letter_date)
            yield Signatory(
                letter=letter,
                position=position,
                member=member,
                name=signatory.name or str(member or ""),
                title=signatory.title,
                capacity=capacity_of(signatory.title),
                party=then.party,
                state=then.state,
                chamber=then.chamber,
            )


class Served(NamedTuple):
    """Party, state and chamber of a member on a day; empty where they are not known."""

    party: str = ""
    state: str = ""
    chamber: str = ""


def served_on(legislator: Legislator | None, on: date | None) -> Served:
    """What a member was on a day."""
    term = legislator.term_on(on) if legislator and on else None
    return Served(term.party_on(on), term.state, term.chamber) if term and on else Served()


def requests_of(letter: Letter, entry: LetterEntry, *, now: datetime) -> Iterator[LetterRequest]:
    """The requests in their order, each with where its words stand in the letter."""
    spans = Places(letter.text).find_all((asked.text, asked.start) for asked in entry.requests)
    for number, (asked, span) in enumerate(zip(entry.requests, spans, strict=True), start=1):
        yield LetterRequest(
            letter=letter,
            number=number,
            label=asked.label,
            text=letter.text[slice(*span)] if span else asked.text,
            start=span[0] if span else None,
            end=span[1] if span else None,
            kind=asked.kind,
            deadline_words=asked.deadline.words,
            deadline_rule=asked.deadline.rule,
            deadline_on=asked.deadline.due_on,
            deadline_explanation=asked.deadline.explanation,
            changed_at=now,
        )
