"""What an office keeps, taken out as a file: CSV, XLSX or JSON, one row a request.

Whoever takes all of it says once more who they are.
"""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from letters.open_requests import totals_of
from letters.sheet_rows import requests_kept_by
from offices.audit import note
from offices.audit_entries import Deed, Matter
from offices.models import Office
from offices.policy import offices_where, signed_in
from tracker.accounts.asking_again import asks_again
from tracker.export_files import AT_ONCE, MAY, file_of, name_of
from tracker.jobs import Kind, ask_for
from tracker.seeing import saw
from tracker.sheets import FORMATS
from tracker.tasks import wake


def kept_for(request: HttpRequest, slug: str) -> Office:
    """The office, where the person belongs to it; a stranger finds nothing."""
    return get_object_or_404(offices_where(request.user, MAY), slug=slug)


@login_required
@require_safe
def export(request: HttpRequest, slug: str) -> HttpResponse:
    """Offers the files."""
    office = kept_for(request, slug)
    count = totals_of(office, on=timezone.now().astimezone(office.zone).date()).kept
    context = {
        "office": office,
        "count": count,
        "at_once": count <= AT_ONCE,
        "formats": [(ending, entry.label) for ending, entry in FORMATS.items()],
    }
    return render(request, "desk/export.html", context)


@login_required
@asks_again
@require_safe
def exported(request: HttpRequest, slug: str, ending: str) -> HttpResponse | FileResponse:
    """The file: written in full before the first byte leaves, so that a half one never looks like a whole one."""
    office, by = kept_for(request, slug), signed_in(request.user)
    if ending not in FORMATS:
        raise Http404
    if requests_kept_by(office, by)[AT_ONCE:].exists():
        return redirect("desk:export", slug)
    today = timezone.now().astimezone(office.zone).date()
    saw(request, Matter.EXPORT, ending, office=office.pk, deed=Deed.TOOK)
    return download(file_of(office, by, ending, on=today), name_of(office, today, ending), ending)


def download(file, name: str, ending: str) -> FileResponse:  # type: ignore[no-untyped-def]  # any open file
    """A file of requests, which no browser shows and nobody keeps on the way."""
    return FileResponse(
        file,
        as_attachment=True,
        filename=name,
        content_type=FORMATS[ending].media_type if ending in FORMATS else "application/zip",
        headers={"Cache-Control": "private, no-store"},
    )


@login_required
@asks_again
@require_POST
def make(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    """Has a worker write the file."""
    office = kept_for(request, slug)
    if ending not in FORMATS:
        raise Http404
    now, by = timezone.now(), signed_in(request.user)
    name = name_of(office, now.astimezone(office.zone).date(), ending)
    job = ask_for(kind=Kind.EXPORT, about=ending, name=name, office=office, by=by, now=now)
    note(Deed.MADE, Matter.EXPORT, ending, office=office.pk, by=by, now=now)
    wake()
    return redirect("desk:job", job.public_id)
