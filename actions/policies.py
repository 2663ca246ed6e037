"""Changing how often an office, or one request, is reminded: the rule and the days that follow from it, together."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from actions.days import OwnPolicy
from actions.due_dates import replan
from actions.watching import OWN
from letters.models import LetterRequest
from offices.audit import note
from offices.audit_entries import Deed, Matter
from offices.models import Office, QuietPeriod, User
from offices.policy import require

OFFICE_POLICY = (
    "time_zone",
    "reminder_hour",
    *OWN,
    "escalate_to",
    "quiet_weekends",
    "quiet_holidays",
)


@transaction.atomic
def set_office_policy(*, office: Office, values: Mapping[str, object], by: User, now: datetime) -> None:
    """Sets fields of OFFICE_POLICY. Raises NotAllowed, and ValidationError where a value breaks the office's rules."""
    require(by, office, "manage the office")
    was = Office.objects.filter(pk=office.pk).values(*OFFICE_POLICY).get()
    for name in OFFICE_POLICY:
        setattr(office, name, values.get(name, getattr(office, name)))
    office.full_clean()
    office.save(update_fields=OFFICE_POLICY)
    now_is = Office.objects.filter(pk=office.pk).values(*OFFICE_POLICY).get()
    if moved := [
        f"{name}: {was[name]} → {now_is[name]}" for name in OFFICE_POLICY if was[name] != now_is[name]
    ]:
        note(Deed.CHANGED, Matter.POLICY, office=office.pk, by=by, now=now, detail=", ".join(moved))
    replan(office, now=now)


@transaction.atomic
def add_quiet_period(
    *, office: Office, first_on: date, last_on: date, reason: str, by: User, now: datetime
) -> QuietPeriod:
    """Days without reminders. Raises NotAllowed, and ValidationError where the last day is before the first."""
    require(by, office, "manage the office")
    period = QuietPeriod(office=office, first_on=first_on, last_on=last_on, reason=reason)
    period.full_clean()
    period.save()
    note(
        Deed.ADDED,
        Matter.POLICY,
        office=office.pk,
        by=by,
        now=now,
        detail=f"quiet days {first_on} to {last_on}",
    )
    replan(office, now=now)
    return period


@transaction.atomic
def remove_quiet_period(*, period: QuietPeriod, by: User, now: datetime) -> None:
    """Reminders come on these days again."""
    require(by, period.office, "manage the office")
    period.delete()
    detail = f"quiet days {period.first_on} to {period.last_on}"
    note(Deed.REMOVED, Matter.POLICY, office=period.office_id, by=by, now=now, detail=detail)
    replan(period.office, now=now)


@transaction.atomic
def set_own_policy(
    *, letter_request: LetterRequest, values: Mapping[str, int | None], by: User, now: datetime
) -> None:
    """Sets fields of OWN for one request; None, or a field left out, means as its office does.

    Raises NotAllowed, and ValidationError where an interval is shorter than a day.
    """
    office = letter_request.letter.office
    require(by, office, "log letters and record actions")
    own = OwnPolicy.objects.filter(letter_request=letter_request).first()
    own = own or OwnPolicy(letter_request=letter_request)
    for name in OWN:
        setattr(own, name, values.get(name))
    own.changed_by, own.changed_at = by, now
    own.full_clean()
    own.save()
    note(
        Deed.CHANGED,
        Matter.POLICY,
        letter_request.public_id,
        office=office.pk,
        by=by,
        now=now,
        detail="of a request: " + ", ".join(f"{name} {getattr(own, name)}" for name in OWN),
    )
    replan(office, now=now, only=letter_request)
