"""The requests that a scorecard counts in a status, as a condition: what `scorecard.status_of` says of one."""

from datetime import date

from django.db.models import Exists, OuterRef, Q

from letters.models import ResponseState
from letters.scorecard import DUE, STILL_AWAITED, Status
from letters.states import AWAITED, NO_LONGER_ASKED, Response

# What pages count together: the statuses in which an answer is awaited, and those in which something was asked and due.
TOGETHER = {"awaited": STILL_AWAITED, "due": DUE}


def in_status(name: str, *, on: date, agency: str = "") -> Q:
    """The condition on requests in a status on a day, or in one of TOGETHER; of an agency's slug, by its answers alone."""
    found = Q(pk__in=[])
    for status in TOGETHER.get(name) or [Status(name)]:
        found |= in_one_status(status, on=on, agency=agency)
    return found


def in_one_status(status: Status, *, on: date, agency: str) -> Q:
    """The condition on requests in a status."""
    states = ResponseState.objects.filter(letter_request=OuterRef("pk"))
    if agency:
        states = states.filter(recipient__agency__slug=agency)
    asked = Q(Exists(states.exclude(state__in=NO_LONGER_ASKED)))
    awaited = Q(Exists(states.filter(state__in=AWAITED)))
    unseen, referred, declined = (
        Q(Exists(states.filter(state=state)))
        for state in (Response.NOT_REVIEWED, Response.REFERRED, Response.DECLINED)
    )
    settled = asked & ~awaited & ~unseen
    conditions = {
        Status.NO_LONGER_ASKED: Q(Exists(states)) & ~asked,
        Status.OVERDUE: awaited & Q(due_on__lt=on),
        Status.NOT_YET_DUE: awaited & Q(due_on__gte=on),
        Status.NO_DEADLINE: awaited & Q(due_on__isnull=True),
        Status.NOT_REVIEWED: ~Q(Exists(states)) | (unseen & ~awaited),
        Status.REFERRED: referred & settled,
        Status.DECLINED: declined & settled & ~referred,
        Status.ANSWERED: settled & ~referred & ~declined,
    }
    return conditions[status]
