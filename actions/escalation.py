"""Who hears of a request: the people responsible, and somebody above them once reminders go unanswered."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from actions.models import Reminder
from actions.responsible import Responsible
from actions.schedule import unanswered
from offices.models import User


class Unanswered:
    """How many reminders nobody has answered; one query for all the requests."""

    def __init__(self, letter_requests: Iterable[int]) -> None:
        self.reminded_on: dict[int, set[date]] = defaultdict(set)
        rows = Reminder.objects.filter(letter_request__in=list(letter_requests))
        for key, check_on in rows.values_list("letter_request", "check_on"):
            self.reminded_on[key].add(check_on)

    def before(
        self, letter_request: int, on: date, *, last_checked_on: date | None, snoozed_until: date | None
    ) -> int:
        """How many there are before the reminder of a day."""
        earlier = (day for day in self.reminded_on[letter_request] if day < on)
        return unanswered(earlier, last_checked_on=last_checked_on, snoozed_until=snoozed_until)


def hearers(responsible: Responsible, reminded: list[User], *, climbs: bool) -> Iterator[tuple[User, bool]]:
    """The people to remind, each with whether they hear of it as somebody above."""
    for user in reminded:
        yield user, False
    for user in responsible.climbs_to(reminded) if climbs else ():
        yield user, True
