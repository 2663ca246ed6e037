"""What may still be changed of a confirmed letter: its title and topic, when it went and came, and who may see it."""

from datetime import date, datetime
from typing import TypedDict

from letters.calendar import FIRST_DAY, LAST_DAY
from letters.embargo import LONGEST
from letters.intake import IntakeError
from letters.models import Letter
from letters.states import CONFIRMED, Topic, Visibility
from offices.audit import note
from offices.audit_entries import Deed, Matter
from offices.models import User


class LetterChanges(TypedDict, total=False):
    """The new values; what is not named stays."""

    title: str
    topic: str
    sent_on: date | None
    received_on: date | None
    visibility: str
    public_from: datetime | None


def revise(letter: Letter, changes: LetterChanges, *, by: User | None, now: datetime) -> bool:
    """Sets the new values on a locked letter and stores it; whether anything is different. Raises IntakeError.

    `by`: None for the tracker itself, at an embargo's end.
    """
    if letter.is_draft:
        raise IntakeError(
            "Confirm the draft first; then choose the office only, or everybody.", field="visibility"
        )
    changes = with_end(letter, changes)
    different = [name for name, value in changes.items() if getattr(letter, name) != value]
    was = {name: getattr(letter, name) for name in different}
    for name in different:
        setattr(letter, name, changes[name])  # type: ignore[literal-required]  # a key of the same dictionary
    check_revised(letter)
    if not {"visibility", "public_from"}.isdisjoint(different):
        check_visibility(letter.visibility, letter.public_from, now=now)
    if letter.is_public:
        letter.published_at = letter.published_at or now
    letter.save(update_fields=[*different, "published_at"])
    if different:
        note(
            Deed.CHANGED,
            Matter.LETTER,
            letter.public_id,
            office=letter.office_id,
            by=by,
            now=now,
            detail=", ".join(said(name, was[name], getattr(letter, name)) for name in different),
        )
    return bool(different)


def said(name: str, was: object, value: object) -> str:
    """A change as the audit tells it: not the title, which is the letter's words."""
    return name if name == "title" else f"{name}: {was or 'none'} → {value or 'none'}"


def with_end(letter: Letter, changes: LetterChanges) -> LetterChanges:
    """The changes, with the embargo's end: it goes where there is no embargo any more."""
    if changes.get("visibility", letter.visibility) == Visibility.EMBARGOED or changes.get("public_from"):
        return changes
    return {**changes, "public_from": None}


def check_visibility(visibility: str, public_from: datetime | None, *, now: datetime) -> None:
    """Who may see a confirmed letter. An embargo ends later than now, and other letters have none."""
    if visibility not in dict(CONFIRMED):
        raise IntakeError("Say who may see the letter: the office only, or everybody.", field="visibility")
    if visibility != Visibility.EMBARGOED:
        if public_from:
            raise IntakeError(
                "Only an embargo has an end; choose one, or leave this empty.", field="public_from"
            )
    elif public_from is None:
        raise IntakeError("Say when the embargo ends.", field="public_from")
    elif not now < public_from <= now + LONGEST:
        raise IntakeError("An embargo ends in the future, within two years.", field="public_from")


def check_revised(letter: Letter) -> None:
    """The rules for what may be changed."""
    if not letter.title.strip():
        raise IntakeError("Give the letter a title.", field="title")
    check_topic(letter.topic)
    for name, day in (("sent_on", letter.sent_on), ("received_on", letter.received_on)):
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise IntakeError(f"{day} is no day that a letter can have; check the year.", field=name)
    if letter.sent_on and letter.received_on and letter.received_on < letter.sent_on:
        raise IntakeError("A letter cannot be received before it was sent.", field="received_on")


def check_topic(topic: str) -> None:
    """A letter has one of the topics, or none yet."""
    if topic and topic not in Topic.values:
        raise IntakeError("Choose one of the topics, or none.", field="topic")
