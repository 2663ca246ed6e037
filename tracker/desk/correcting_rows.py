"""The rows of the page on which a letter is corrected: what stands in them at first, and their buttons."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from letters.correcting import signatory_entry
from letters.intake import RecipientEntry
from letters.models import Letter
from tracker.desk.draft_rows import SECTIONS, Button, Section, ShownRow, buttons
from tracker.desk.entered import Entered, day, person_row
from tracker.desk.rows import DROPPED, Row, kept, numbers

# What can be done with a row beside entering other words. Requests are neither made nor dropped: entries speak of them.
STEPS: Mapping[str, Collection[str]] = {
    "requests": (),
    "recipients": ("drop", "back"),
    "signatories": ("up", "down", "drop", "back"),
}


@dataclass
class CorrectedRow(ShownRow):
    """A row; nothing in it is doubtful, but it may be wrong."""

    @property
    def why(self) -> str:
        """Why a person should look at it; empty where there is no reason."""
        return "This has to be put right." if self.number is not None and self.form.errors else ""


def standing_in(letter: Letter) -> Entered:
    """What the letter says now; three queries."""
    own = {
        "title": letter.title,
        "letter_date": day(letter.letter_date),
        "sent_on": day(letter.sent_on),
        "received_on": day(letter.received_on),
        "version": str(letter.version),
    }
    return Entered(
        own,
        {
            "requests": [
                {"number": str(row.number), "text": row.text, "kind": row.kind, "label": row.label}
                for row in letter.requests.all()
            ],
            "recipients": [
                recipient_row(
                    RecipientEntry(
                        row.name, row.title, row.organization, row.member.bioguide_id if row.member else ""
                    ),
                    row.position,
                )
                for row in letter.recipients.select_related("member")
            ]
            or [{}],
            "signatories": [
                person_row(signatory_entry(row)) for row in letter.signatories.select_related("member")
            ]
            or [{}],
        },
    )


def recipient_row(entry: RecipientEntry, position: int) -> Row:
    """A recipient."""
    return person_row(entry) | {"organization": entry.organization, "position": str(position)}


def sections_of(formsets: Mapping[str, Any], placed: Collection[int]) -> list[Section]:
    """All rows of the page. `placed`: the numbers of the requests whose words stand in the letter."""
    return [section(kind, formset, placed) for kind, formset in formsets.items()]


def section(kind: str, formset: Any, placed: Collection[int]) -> Section:
    """The rows of one kind."""
    entered: Sequence[Row] = [{DROPPED: form[DROPPED].value() or ""} for form in formset]
    places = kept(entered)
    rows = [
        CorrectedRow(form, kind, place + 1, number, steps(kind, place, places), number in placed)
        for place, (form, number) in enumerate(zip(formset, numbers(entered), strict=True))
    ]
    blank = CorrectedRow(formset.empty_form, kind, 0, 0, [])
    return Section(kind, *SECTIONS[kind], formset, rows, blank)


def steps(kind: str, place: int, places: Sequence[int]) -> list[Button]:
    """The buttons of a row."""
    return [button for button in buttons(kind, place, places) if button.asks.split()[0] in STEPS[kind]]
