"""The report of an office's open requests: as a page, for the screen and to print, and as a PDF."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from letters.open_requests import Report, report_of
from offices.audit_entries import Matter
from offices.policy import signed_in
from tracker.desk.exports import kept_for
from tracker.report_pdf import pdf_of
from tracker.seeing import saw


def asked(request: HttpRequest, slug: str) -> Report:
    """The office's report on its own day."""
    office = kept_for(request, slug)
    today = timezone.now().astimezone(office.zone).date()
    saw(request, Matter.REPORT, office=office.pk)
    return report_of(office, signed_in(request.user), on=today)


@login_required
@require_safe
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """The report as a page."""
    return render(request, "desk/report.html", {"report": asked(request, slug)})


@login_required
@require_safe
def report_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The report as a PDF, to keep or to send."""
    found = asked(request, slug)
    name = f"{found.office.slug}-open-requests-{found.on}.pdf"
    return HttpResponse(
        pdf_of(found),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )
