"""A confirmed letter is put right where it was read or typed wrongly: title and days, who signed, whom it addresses, what it asks for.

What was recorded since stays as it is, deadlines too: they are changed by entries of the ledger (`actions.ledger`).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from letters.confirming import People, check_days, check_members, members_in
from letters.intake import IntakeError, LetterEntry, RecipientEntry, RequestEntry, SignatoryEntry
from letters.listed import list_letters
from letters.models import Letter, LetterRequest, Recipient, Signatory
from letters.places import Places
from letters.revising import check_revised, said
from letters.states import RequestKind

OF_THE_LETTER = ("title", "letter_date", "sent_on", "received_on")
OF_A_RECIPIENT = ("name", "title", "organization", "agency_id", "member_id")
OF_A_SIGNATORY = ("name", "title", "member_id", "party", "state", "chamber", "capacity")
AS_THEY_SIGNED = ("party", "state", "chamber", "capacity")
NOT_AS_IT_WAS = "The form did not arrive as it was; open the page again."


@dataclass(frozen=True, slots=True)
class Correction:
    """What a letter is to say. Signatories are all that there are; of the rest, what is not named stays.

    `recipients`: by position, None for one who is not addressed after all, a new one at a new position. `requests`: by
    number; of each the text, the mark and the kind.
    """

    title: str
    letter_date: date | None
    sent_on: date | None
    received_on: date | None
    signatories: Sequence[SignatoryEntry] = ()
    recipients: Mapping[int, RecipientEntry | None] = field(default_factory=dict)
    requests: Mapping[int, RequestEntry] = field(default_factory=dict)


@dataclass(slots=True)
class Corrected:
    """What a correction changed: as the audit tells it, without the letter's words, and the requests that read differently.

    `moves_days`: the days to check, and the lists in which the requests stand, follow from what was changed.
    """

    told: list[str] = field(default_factory=list)
    requests: set[int] = field(default_factory=set)
    moves_days: bool = False


def correct(
    letter: Letter,
    letter_requests: Sequence[LetterRequest],
    correction: Correction,
    *,
    answering: Collection[int],
) -> Corrected:
    """Makes a confirmed letter and its requests, all of which are held, what the correction says. Raises IntakeError.

    `answering`: the keys of the recipients whom entries name.
    """
    if letter.is_draft:
        raise IntakeError("Confirm the draft first; there all of it can be changed.")
    new = [(position, entry) for position, entry in correction.recipients.items() if entry]
    entry = LetterEntry(
        title=correction.title,
        letter_date=correction.letter_date,
        sent_on=correction.sent_on,
        received_on=correction.received_on,
        recipients=[recipient for _, recipient in new],
        signatories=correction.signatories,
    )
    members = members_in([entry])
    check_days(entry)
    check_members(entry, members)
    check_people(correction)
    found, people = Corrected(), People([entry], members)
    is_redated = letter.letter_date != entry.letter_date
    found.told += correct_own(letter, correction)
    found.told += correct_signatories(letter, entry, people, is_redated=is_redated)
    named = dict(zip((position for position, _ in new), people.recipients(letter, entry), strict=True))
    told = [*correct_recipients(letter, correction, named, answering=answering, is_redated=is_redated)]
    found.told += told
    found.moves_days = is_redated or bool(told)
    if found.moves_days:
        found.requests = {row.pk for row in letter_requests}
    correct_requests(letter, letter_requests, correction.requests, found)
    return found


def check_people(correction: Correction) -> None:
    """Whoever signs has a name, and whoever is addressed a name, an office or an agency."""
    if not all(signatory.name.strip() for signatory in correction.signatories):
        raise IntakeError("Give each signatory a name, or drop the row.", field="signatories")
    for entry in correction.recipients.values():
        if entry and not (entry.name or entry.title or entry.organization or entry.bioguide_id):
            raise IntakeError(
                "Say whom the letter addresses: a name, an office or an agency; or drop the row.",
                field="recipients",
            )


def correct_own(letter: Letter, correction: Correction) -> Iterator[str]:
    """Corrects title and days; yields what is different."""
    values = {name: getattr(correction, name) for name in OF_THE_LETTER} | {"title": correction.title.strip()}
    was = {name: getattr(letter, name) for name in OF_THE_LETTER}
    for name, value in values.items():
        setattr(letter, name, value)
    check_revised(letter)
    different = [name for name in OF_THE_LETTER if values[name] != was[name]]
    if different:
        letter.save(update_fields=different)
    yield from (said(name, was[name], values[name]) for name in different)


def correct_signatories(
    letter: Letter, entry: LetterEntry, people: People, *, is_redated: bool
) -> Iterator[str]:
    """Writes the signers anew where one is different; party, state and chamber stay those of whoever is the same."""
    standing = list(letter.signatories.select_related("member"))
    as_they_stand = {signatory_entry(row): row for row in standing}
    made = list(people.signatories(letter, entry))
    for row, wanted in zip(made, entry.signatories, strict=True):
        same = as_they_stand.get(wanted)
        if same and not (is_redated and same.member_id):
            for name in AS_THEY_SIGNED:
                setattr(row, name, getattr(same, name))
    if [values_of(row, OF_A_SIGNATORY) for row in made] != [
        values_of(row, OF_A_SIGNATORY) for row in standing
    ]:
        letter.signatories.all().delete()
        Signatory.objects.bulk_create(made)
        yield "signatories"


def correct_recipients(
    letter: Letter,
    correction: Correction,
    new: Mapping[int, Recipient],
    *,
    answering: Collection[int],
    is_redated: bool,
) -> Iterator[str]:
    """Corrects, drops and adds recipients, and has the letter stand in their agencies' lists; yields what is different."""
    rows = {row.position: row for row in letter.recipients.select_related("agency", "member")}
    was = {position: values_of(row, OF_A_RECIPIENT) for position, row in rows.items()}
    dropped = [
        rows.pop(position) for position in list(rows) if correction.recipients.get(position, ...) is None
    ]
    check_dropped(dropped, answering)
    for position, recipient in new.items():
        if position in rows:
            correct_recipient(rows[position], recipient)
        else:
            recipient.position = position
            rows[position] = recipient
    if was and not rows:
        raise IntakeError("Leave at least one recipient: somebody was asked.", field="recipients")
    now = {position: values_of(row, OF_A_RECIPIENT) for position, row in rows.items()}
    different = [position for position in sorted({*was, *now}) if was.get(position) != now.get(position)]
    if different or is_redated:
        write_recipients(letter, dropped, [rows[position] for position in sorted(rows)])
    yield from (f"recipient {position}" for position in different)


def check_dropped(dropped: Iterable[Recipient], answering: Collection[int]) -> None:
    """Whoever an entry of the ledger names stays: no entry is ever deleted."""
    for row in dropped:
        if row.pk in answering:
            raise IntakeError(
                f"An entry says what {row} answered, so they stay; correct who it is instead.",
                field="recipients",
            )


def correct_recipient(row: Recipient, new: Recipient) -> None:
    """Makes a recipient who stands there the one that they should be; the agency stays where its name does."""
    if row.organization != new.organization:
        row.organization, row.agency = new.organization, new.agency
    row.name, row.title, row.member = new.name, new.title, new.member


def write_recipients(letter: Letter, dropped: Sequence[Recipient], rows: Sequence[Recipient]) -> None:
    """Writes the letter's recipients, given in their order."""
    for row in rows:
        row.letter = letter
    list_letters(rows)
    Recipient.objects.filter(pk__in=[row.pk for row in dropped]).delete()
    columns = [name.removesuffix("_id") for name in OF_A_RECIPIENT]
    Recipient.objects.bulk_update(
        [row for row in rows if row.pk], [*columns, "letter_date", "listed_under"], batch_size=100
    )
    Recipient.objects.bulk_create([row for row in rows if not row.pk])


def correct_requests(
    letter: Letter,
    letter_requests: Sequence[LetterRequest],
    asked: Mapping[int, RequestEntry],
    found: Corrected,
) -> None:
    """Corrects text, mark and kind of requests, and where their words stand in the letter."""
    by_number = {row.number: row for row in letter_requests}
    if not asked.keys() <= by_number.keys():
        raise IntakeError(NOT_AS_IT_WAS)
    for number, entry in sorted(asked.items()):
        row = by_number[number]
        check_asked(number, entry)
        if told := list(correct_request(row, entry, letter)):
            found.told.append(f"request {number}: {', '.join(told)}")
            found.requests.add(row.pk)
            row.save(update_fields=["text", "start", "end", "label", "kind"])


def check_asked(number: int, entry: RequestEntry) -> None:
    """A request says something, and is of a kind."""
    if not entry.text.strip():
        raise IntakeError(f"Say what request {number} asks for; its text is empty.", field="requests")
    if entry.kind not in RequestKind.values:
        raise IntakeError(f"“{entry.kind}” is no kind of request.", field="requests")


def correct_request(row: LetterRequest, entry: RequestEntry, letter: Letter) -> Iterator[str]:
    """Sets what is different of a request, and yields it. White space makes no difference."""
    if entry.text.split() != row.text.split():
        set_words(row, entry.text.strip(), Places(letter.text))
        yield "text"
    if entry.label != row.label:
        row.label = entry.label
        yield "mark"
    if entry.kind != row.kind:
        yield said("kind", row.kind, entry.kind)
        row.kind = entry.kind


def set_words(row: LetterRequest, text: str, places: Places) -> None:
    """Sets the words of a request: the letter's own where they stand in it, and where that is."""
    span = places.find(text, row.start or 0) or places.find(text)
    row.text = places.text[slice(*span)] if span else text
    row.start, row.end = span or (None, None)


def signatory_entry(row: Signatory) -> SignatoryEntry:
    """A signer as an entry; reads the joined member."""
    return SignatoryEntry(row.name, row.title, row.member.bioguide_id if row.member else "")


def values_of(row: Recipient | Signatory, names: Sequence[str]) -> tuple[object, ...]:
    """The values of the columns."""
    return tuple(getattr(row, name) for name in names)
