"""Closing an office at the desk: only with a take-out in hand, and with everybody's sessions at an end."""

from datetime import datetime

from django.core.files.storage import default_storage
from django.db import transaction

from actions.closing import CannotClose, close_office
from actions.removing import NOTICE
from offices.models import Office, User
from tracker.accounts.sessions import Session
from tracker.jobs import FILES_KEPT, Job, Kind

NO_TAKEOUT = "Make a take-out first: it is what the office leaves with."


def takeout_of(office: Office, *, now: datetime) -> Job | None:
    """The latest take-out whose file is still there."""
    made = Job.objects.filter(office=office, kind=Kind.TAKEOUT, error="", finished_at__gt=now - FILES_KEPT)
    return made.exclude(file="").order_by("-finished_at").first()


def kept_path(office: Office) -> str:
    """Where the take-out of a closed office is kept until its private letters go."""
    return f"closed/{office.pk}"


def close(*, office: Office, name: str, by: User, now: datetime) -> None:
    """Closes the office, keeps its take-out and ends its people's sessions. Raises CannotClose or NotAllowed."""
    takeout = takeout_of(office, now=now)
    if takeout is None:
        raise CannotClose(NO_TAKEOUT)
    with transaction.atomic():
        close_office(office=office, name=name, by=by, now=now)
        default_storage.delete(kept_path(office))
        with takeout.file.open("rb") as file:
            default_storage.save(kept_path(office), file)
    end_sessions(office, but=by)


def end_sessions(office: Office, *, but: User) -> None:
    """Signs everybody of the office out, but the one who closes it."""
    Session.objects.filter(user__in=office.memberships.exclude(user=but).values("user")).delete()


def forget_takeouts(*, now: datetime) -> None:
    """Forgets the take-outs of offices that closed more than 30 days ago."""
    for office in Office.objects.filter(closed_at__lte=now - NOTICE):
        default_storage.delete(kept_path(office))
