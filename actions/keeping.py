"""How long an office keeps what it may let go: the rule is set, and its managers are told by mail of what is to go."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse

from actions.apart import each_apart
from actions.removing import NOTICE, foresee, told
from letters.holds import Removal
from offices.audit import note
from offices.audit_entries import Deed, Matter
from offices.models import Office, Role, User
from offices.policy import require

RULE = ("drafts_kept_days", "private_kept_years")


@transaction.atomic
def set_rule(
    *, office: Office, drafts_kept_days: int | None, private_kept_years: int | None, by: User, now: datetime
) -> None:
    """Sets how long drafts and closed private letters are kept; None for ever. Raises NotAllowed or ValidationError."""
    require(by, office, "manage the office")
    office = Office.objects.select_for_update(no_key=True).get(pk=office.pk)
    values = {"drafts_kept_days": drafts_kept_days, "private_kept_years": private_kept_years}
    moved = [
        f"{name}: {getattr(office, name)} → {values[name]}"
        for name in RULE
        if getattr(office, name) != values[name]
    ]
    for name, value in values.items():
        setattr(office, name, value)
    try:
        office.clean_fields(exclude=[field.name for field in office._meta.fields if field.name not in RULE])
    except ValidationError:
        transaction.set_rollback(True)
        raise
    if moved:
        office.save(update_fields=RULE)
        note(Deed.CHANGED, Matter.POLICY, office=office.pk, by=by, now=now, detail=", ".join(moved))
    foresee(office, now=now)


def foresee_all(*, now: datetime) -> None:
    """Foresees for each office what is to go, and tells its managers; whom no mail reached is told the next day."""
    ruled = Q(drafts_kept_days__isnull=False) | Q(private_kept_years__isnull=False)
    offices = Office.objects.filter(ruled | Q(closed_at__isnull=False)).order_by("pk")
    each_apart(offices, lambda office: foresee_of(office, now=now), trouble="removals_not_told")


def foresee_of(office: Office, *, now: datetime) -> None:
    """The same for one office."""
    foresee(office, now=now)
    tell_managers(office, now=now)


def tell_managers(office: Office, *, now: datetime) -> None:
    """Sends the mail; only then the 30 days begin. An office without managers is told nothing, and loses nothing."""
    keys = list(
        Removal.objects.to_come().filter(office=office, told_at__isnull=True).values_list("pk", flat=True)
    )
    managers = office.memberships.filter(role=Role.MANAGER, user__is_active=True)
    addresses = list(managers.order_by("user__email").values_list("user__email", flat=True))
    if not keys or not addresses:
        return
    context = {
        "office": office,
        "count": len(keys),
        "goes_on": (now + NOTICE).astimezone(office.zone).date(),
        "address": f"{settings.SITE_URL}{reverse('desk:keeping', args=[office.slug])}",
    }
    name = " ".join(office.name.split())  # a subject is one line
    subject = f"{name}: {len(keys)} letters will be deleted in 30 days"
    words = render_to_string("mail/removals.txt", context)
    for address in addresses:
        send_mail(subject, words, None, [address])
    told(office, keys, now=now)
