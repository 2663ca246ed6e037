"""How often a request is looked at: the office's policy, the request's own where it has one, and the office's clock."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from actions.days import OwnPolicy
from actions.instants import instant
from actions.schedule import CheckPolicy, QuietDays, check_dates
from letters.models import Letter, LetterRequest
from offices.models import Office

OWN = ("lead_days", "overdue_interval", "open_interval", "escalate_after")


class Watch:
    """An office's policy and clock; one query, for its quiet periods, when it is made."""

    def __init__(self, office: Office) -> None:
        self.office, self.zone = office, office.zone
        spans = tuple((period.first_on, period.last_on) for period in office.quiet_periods.all())
        self.policy = CheckPolicy(
            **{name: getattr(office, name) for name in OWN},
            quiet=QuietDays(office.quiet_weekends, office.quiet_holidays, spans),
        )

    def policy_for(self, letter_request: LetterRequest) -> CheckPolicy:
        """The office's policy with what the request has of its own; reads the joined `own_policy`."""
        own = own_policy(letter_request)
        return self.policy_with({name: getattr(own, name) for name in OWN} if own else {})

    def policy_with(self, own: Mapping[str, int | None]) -> CheckPolicy:
        """The office's policy with other values of OWN; None is no other value."""
        changed: dict[str, Any] = {name: value for name, value in own.items() if value is not None}
        return replace(self.policy, **changed)

    def days(self, letter_request: LetterRequest, **facts: date | None) -> Iterator[date]:
        """The days on which to check the request, without end; `facts` are those of `check_dates`."""
        since = watched_since(letter_request.letter, self.office)
        return check_dates(self.policy_for(letter_request), since=since, **facts)

    def instant(self, on: date) -> datetime:
        """When reminders of a day may leave."""
        return instant(on, self.office.reminder_hour, self.zone)

    def leaves_at(self, at: datetime) -> datetime:
        """When a reminder leaves of what became due at an instant: then, if that is after the hour of a working day."""
        today = at.astimezone(self.zone).date()
        working = self.policy.quiet.working_day(today)
        return max(at, self.instant(today)) if working == today else self.instant(working)

    def is_reminding(self, now: datetime) -> bool:
        """Whether reminders may leave now."""
        return self.leaves_at(now) == now


def own_policy(letter_request: LetterRequest) -> OwnPolicy | None:
    """The request's own policy, where it has one."""
    try:
        return letter_request.own_policy
    except ObjectDoesNotExist:
        return None


def watched_since(letter: Letter, office: Office) -> date:
    """The day from which a letter's check dates count: its own, or the day it was logged."""
    return letter.letter_date or letter.created_at.astimezone(office.zone).date()
