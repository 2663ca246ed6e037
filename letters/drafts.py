"""What the reader finds in a draft: the entries that a person corrects, and why they should look twice at some."""

from datetime import date

from letters.directory import match_people
from letters.intake import DueEntry, LetterEntry, RecipientEntry, RequestEntry, SignatoryEntry
from letters.matching import Match
from letters.models import Letter
from letters.reading.parts import Ask, Deadline, Person, Reading
from letters.reading.reader import read

# How many of a kind a letter can have: every member of both houses may sign.
MOST = {"requests": 200, "recipients": 100, "signatories": 600}
SURE = 0.9  # from this confidence on, a part needs no second look (docs/reading.md has the figures)


def draft_of(letter: Letter) -> LetterEntry:
    """What the reader finds in a draft's text, MOST of each, with members matched on the letter's date."""
    if not letter.text:
        return LetterEntry()
    reading = read(letter.text)
    recipients, signatories = people_of(letter.text, reading, reading.date)
    return LetterEntry(
        title=first_title(reading, reading.date),
        letter_date=reading.date,
        sent_on=reading.date,
        response_deadline=due_entry(reading.response_deadline),
        recipients=recipients,
        signatories=signatories,
        requests=[request_entry(ask) for ask in reading.requests[: MOST["requests"]]],
    )


def people_of(
    text: str, reading: Reading, on: date | None
) -> tuple[list[RecipientEntry], list[SignatoryEntry]]:
    """The addressees and signers of a letter, matched to the members who served on a day; up to two queries."""
    recipients, signers = reading.recipients[: MOST["recipients"]], reading.signers[: MOST["signatories"]]
    addressed, signed = match_people(text, on, recipients=recipients, signers=signers)
    return (
        [recipient_entry(person, match) for person, match in zip(recipients, addressed, strict=True)],
        [
            SignatoryEntry(person.name, person.title, bioguide_of(match), match.why, offers_of(match))
            for person, match in zip(signers, signed, strict=True)
        ],
    )


def may_lack(entry: LetterEntry) -> list[str]:
    """What to say of an entry that has as many of a kind as a letter can have: there may be more in the text."""
    return [
        f"At most {most} {kind} are taken from a letter: see whether any is missing."
        for kind, most in MOST.items()
        if len(getattr(entry, kind)) >= most
    ]


def first_title(reading: Reading, letter_date: date | None) -> str:
    """A first title: the letter's subject line, else whom it addresses and when."""
    if reading.subject:
        return reading.subject[:300]
    addressed = next((person.title or person.name for person in reading.recipients), "")
    whom = f"Letter to {addressed}" if addressed else "Letter"
    return f"{whom}, {letter_date:%B} {letter_date.day}, {letter_date.year}" if letter_date else whom


def recipient_entry(person: Person, match: Match) -> RecipientEntry:
    """The reader's addressee as an entry."""
    doubt = " ".join(filter(None, [doubt_of(person.confidence), match.why]))
    return RecipientEntry(
        person.name, person.title, person.organization, bioguide_of(match), doubt, offers_of(match)
    )


def bioguide_of(match: Match) -> str:
    """The Bioguide id of the member who is meant for sure, else empty."""
    return match.taken.bioguide_id if match.taken else ""


def offers_of(match: Match) -> tuple[str, ...]:
    """The Bioguide ids of the members who may be meant."""
    return tuple(legislator.bioguide_id for legislator in match.offered)


def due_entry(deadline: Deadline | None) -> DueEntry:
    """The reader's deadline as an entry."""
    if deadline is None:
        return DueEntry()
    return DueEntry(deadline.words, deadline.rule, deadline.due_on, deadline.explanation)


def request_entry(ask: Ask) -> RequestEntry:
    """The reader's request as an entry."""
    return RequestEntry(
        ask.text, ask.label, ask.kind, due_entry(ask.deadline), doubt_of(ask.confidence), ask.start
    )


def doubt_of(confidence: float) -> str:
    """What to say of a part of which the reader is not sure; of those it calls sure, 95 % are right."""
    return (
        "" if confidence >= SURE else f"Please check: the reader is only {confidence:.0%} sure of this one."
    )
