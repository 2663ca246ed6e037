"""How requests stood on a day gone by: what was in the ledger then, not what is known of that day now.

The ledger keeps when each entry was recorded, and a correction leaves what it corrects: the fold over the entries of that
time is the standing of that time.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Max, QuerySet

from actions.fold import Standing, fold
from actions.models import Effect
from actions.projection import facts_in
from letters.models import LetterRequest, Recipient
from letters.states import OFFICE_ONLY, is_closed


@dataclass(frozen=True, slots=True)
class Past:
    """A request's standing as it was known. `changed_at`: the last entry that others than the office could see, or the
    letter's confirmation."""

    standing: Standing
    changed_at: datetime

    @property
    def is_open(self) -> bool:
        """Whether it was still to be checked."""
        return is_open(self.standing)


class There(NamedTuple):
    """A request of a letter that was confirmed by then, by its key and the letter's, with the days that the letter itself sets."""

    letter_request: int
    letter: int
    deadline_on: date | None
    response_due_on: date | None
    confirmed_at: datetime


def is_open(standing: Standing) -> bool:
    """Whether a request that stood so was still to be checked."""
    return not is_closed([answer.state for answer in standing.answers.values()], standing.outcome)


def there_before(moment: datetime, keys: Collection[int]) -> list[There]:
    """Those of the requests that were there before a moment."""
    there = LetterRequest.objects.filter(pk__in=keys, letter__confirmed_at__lt=moment)
    columns = ("pk", "letter", "deadline_on", "letter__response_due_on", "letter__confirmed_at")
    return [There(*row) for row in there.order_by().values_list(*columns)]


def standings_before(moment: datetime, there: Collection[There]) -> Mapping[int, Standing]:
    """How they stood, by request; two queries."""
    recipients: dict[int, list[int]] = {row.letter: [] for row in there}
    for letter, recipient in Recipient.objects.filter(letter__in=recipients).values_list("letter", "pk"):
        recipients[letter].append(recipient)
    facts = facts_in(entered_before(moment, there).exclude(action__superseded_by__recorded_at__lt=moment))
    return {
        row.letter_request: fold(
            facts[row.letter_request],
            recipients=recipients[row.letter],
            first_due_on=row.deadline_on or row.response_due_on,
        )
        for row in there
    }


def known_before(moment: datetime, keys: Collection[int]) -> Mapping[int, Past]:
    """Of these requests those that were there before a moment, with what was known of them."""
    there = there_before(moment, keys)
    standings = standings_before(moment, there)
    seen = (
        entered_before(moment, there)
        .exclude(action__kind__in=OFFICE_ONLY)
        .order_by()
        .values("letter_request")
    )
    last = dict(seen.annotate(last=Max("action__recorded_at")).values_list("letter_request", "last"))
    return {
        row.letter_request: Past(
            standings[row.letter_request], last.get(row.letter_request, row.confirmed_at)
        )
        for row in there
    }


def entered_before(moment: datetime, there: Collection[There]) -> QuerySet[Effect]:
    """What was recorded of them before a moment, right or wrong."""
    keys = [row.letter_request for row in there]
    return Effect.objects.filter(letter_request__in=keys, action__recorded_at__lt=moment)
