"""An office closes, and can be opened again until its private letters are gone.

From then on nobody is let in (`offices.policy`), nobody is reminded, and its keys and calendars are at an end; what is public stays.
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from actions.calendar_feeds import CalendarFeed
from actions.removing import NOTICE, foresee
from letters.holds import Removal
from offices.audit import note
from offices.audit_entries import Deed, Matter
from offices.models import ApiKey, Office, User
from offices.policy import may_reopen, require


class CannotClose(Exception):
    """Why an office is not closed, or not opened again, in words for people."""


@transaction.atomic
def close_office(*, office: Office, name: str, by: User, now: datetime) -> None:
    """Closes the office, where its name is given as it is. Raises CannotClose or NotAllowed."""
    require(by, office, "manage the office")
    office = Office.objects.select_for_update(no_key=True).get(pk=office.pk)
    if name.strip() != office.name:
        raise CannotClose(f"Write the office’s name as it is: {office.name}")
    office.closed_at, office.closed_by = now, by
    office.save(update_fields=["closed_at", "closed_by"])
    ApiKey.objects.filter(membership__office=office, revoked_at__isnull=True).update(revoked_at=now)
    CalendarFeed.objects.filter(office=office).delete()
    note(
        Deed.CLOSED, Matter.OFFICE, office=office.pk, by=by, now=now, detail=f"until {(now + NOTICE).date()}"
    )
    foresee(office, now=now)
    Removal.objects.to_come().filter(office=office).update(told_at=now, goes_at=now + NOTICE)


@transaction.atomic
def reopen_office(*, office: Office, by: User, now: datetime) -> None:
    """Takes it back within the 30 days; keys and calendars are made anew. Raises CannotClose, or NotAllowed."""
    if not may_reopen(by, office):
        raise PermissionDenied("Ask a manager of the office, or a site administrator.")
    office = Office.objects.select_for_update(no_key=True).get(pk=office.pk)
    if office.closed_at is None:
        return
    if now >= office.closed_at + NOTICE:
        raise CannotClose("It closed more than 30 days ago; bring its take-out into a new office.")
    office.closed_at = office.closed_by = None
    office.save(update_fields=["closed_at", "closed_by"])
    Removal.objects.to_come().filter(office=office).delete()
    note(Deed.REOPENED, Matter.OFFICE, office=office.pk, by=by, now=now)
