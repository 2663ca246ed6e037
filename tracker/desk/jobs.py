"""Long work at the desk: a page for each job, which says how far it is and what came of it, and a list of one's own."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRefresh

from offices.audit_entries import Deed, Matter
from offices.policy import signed_in
from tracker.accounts.asking_again import asks_again
from tracker.desk.exports import download
from tracker.jobs import FILES_KEPT, Job, Kind
from tracker.reading_work import letter_of
from tracker.seeing import saw

LISTED = 50


@login_required
@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """What the person has asked for in the last days."""
    by = signed_in(request.user)
    mine = Job.objects.visible_to(by).filter(by=by).select_related("office")
    return render(request, "desk/jobs.html", {"jobs": mine[:LISTED]})


@login_required
@require_safe
@never_cache
def job(request: HttpRequest, id: str) -> HttpResponse:
    """How far a job is; htmx gets that part alone, until the job has ended and the page says what came of it."""
    found = asked(request, id)
    if request.htmx:  # type: ignore[attr-defined]  # set by its middleware
        if found.is_finished:
            return HttpResponseClientRefresh()
        return render(request, "desk/parts/job_progress.html", {"job": found})
    context = {
        "job": found,
        "is_own": found.by == request.user,
        "has_file": has_file(found),
        "letter": letter_of(found),
    }
    return render(request, "desk/job.html", context)


@login_required
@asks_again
@require_safe
def file(request: HttpRequest, id: str) -> FileResponse:
    """The file that a job has made, for the people of its office, for a day."""
    found = asked(request, id)
    if not has_file(found):
        raise Http404
    matter = Matter.TAKEOUT if found.kind == Kind.TAKEOUT else Matter.EXPORT
    saw(request, matter, found.about, office=found.office_id, deed=Deed.TOOK)
    return download(found.file.open("rb"), found.name, found.about)


def asked(request: HttpRequest, id: str) -> Job:
    """The job, where it is of an office of the person's."""
    seen = Job.objects.visible_to(signed_in(request.user))
    return get_object_or_404(seen.select_related("office", "by"), public_id=id)


def has_file(job: Job) -> bool:
    """Whether its file is still there to be had."""
    return bool(job.file) and job.finished_at is not None and timezone.now() - job.finished_at < FILES_KEPT
