"""How requests stood on a day gone by: what was in the ledger then, not what is known of that day now.

The ledger keeps when each entry was recorded, and a correction leaves what it corrects: the fold over the entries of that
time is the standing of that time.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

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
        states = [answer.state for answer in self.standing.answers.values()]
        return not is_closed(states, self.standing.outcome)


def known_before(moment: datetime, keys: Collection[int]) -> Mapping[int, Past]:
    """Of these requests those that were there before a moment, with what was known of them."""
    there = LetterRequest.objects.filter(pk__in=keys, letter__confirmed_at__lt=moment)
    columns = ("pk", "letter", "deadline_on", "letter__response_due_on", "letter__confirmed_at")
    rows = list(there.order_by().values_list(*columns))
    recipients: dict[int, list[int]] = {letter: [] for _, letter, *_ in rows}
    for letter, recipient in Recipient.objects.filter(letter__in=recipients).values_list("letter", "pk"):
        recipients[letter].append(recipient)
    entered = Effect.objects.filter(
        letter_request__in=[key for key, *_ in rows], action__recorded_at__lt=moment
    )
    facts = facts_in(entered.exclude(action__superseded_by__recorded_at__lt=moment))
    seen = entered.exclude(action__kind__in=OFFICE_ONLY).order_by().values("letter_request")
    last = dict(seen.annotate(last=Max("action__recorded_at")).values_list("letter_request", "last"))
    return {
        key: Past(
            fold(facts[key], recipients=recipients[letter], first_due_on=deadline_on or response_due_on),
            last.get(key, confirmed_at),
        )
        for key, letter, deadline_on, response_due_on, confirmed_at in rows
    }
