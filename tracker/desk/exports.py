"""What an office keeps, taken out as a file: CSV, XLSX or JSON, one row a request."""

from tempfile import SpooledTemporaryFile
from typing import IO, cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from letters.sheet_rows import request_rows, requests_kept_by
from offices.models import Office
from offices.policy import offices_where, signed_in
from tracker.sheets import FORMATS

IN_MEMORY = 2 << 20  # bytes; a larger file is written to the disk first


def kept_for(request: HttpRequest, slug: str) -> Office:
    """The office, where the person belongs to it; a stranger finds nothing."""
    return get_object_or_404(offices_where(request.user, "read what the office keeps"), slug=slug)


def link_to(public_id: str) -> str:
    """The address of a request's page at the desk."""
    return f"{settings.SITE_URL}{reverse('desk:request', args=[public_id])}"


@login_required
@require_safe
def export(request: HttpRequest, slug: str) -> HttpResponse:
    """Offers the files."""
    office = kept_for(request, slug)
    context = {
        "office": office,
        "count": requests_kept_by(office, signed_in(request.user)).count(),
        "formats": [(ending, entry.label) for ending, entry in FORMATS.items()],
    }
    return render(request, "desk/export.html", context)


@login_required
@require_safe
def exported(request: HttpRequest, slug: str, ending: str) -> FileResponse:
    """The file: written in full before the first byte leaves, so that a half one never looks like a whole one."""
    office, chosen = kept_for(request, slug), FORMATS.get(ending)
    if chosen is None:
        raise Http404
    today = timezone.now().astimezone(office.zone).date()
    file = cast("IO[bytes]", SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115 - the response closes it
    chosen.write(request_rows(office, signed_in(request.user), on=today, link_to=link_to), file)
    file.seek(0)
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"{office.slug}-requests-{today}.{ending}",
        content_type=chosen.media_type,
        headers={"Cache-Control": "private, no-store"},
    )
