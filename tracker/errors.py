"""What a reader sees where no view answers: a page, or under /api/ a problem document (RFC 9457)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_noop as _

from tracker.api.errors import problem

WORDS = {
    400: (_("Bad request"), _("The address or the form cannot be understood. Go back and try again.")),
    403: (
        _("Not allowed"),
        _("You may not do this. Sign in with an account that may, or ask a manager of your office."),
    ),
    404: (_("Not found"), _("There is nothing here that you may see. Check the address, or sign in.")),
    429: (
        _("Too many tries"),
        _("Too many requests came from your address or for this account. Wait some minutes, then try again."),
    ),
    500: (_("Something broke"), _("The error has been written down. Try again in a minute.")),
}


def answer(request: HttpRequest, status: int) -> HttpResponse:
    """The page or the problem document for a status."""
    title, detail = WORDS[status]
    if request.path.startswith("/api/"):
        return problem(status=status, detail=detail)
    return render(request, "error.html", {"title": title, "detail": detail}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return answer(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return answer(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return answer(request, 404)


def too_many(request: HttpRequest) -> HttpResponse:
    """429."""
    return answer(request, 429)


def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    return answer(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that did not come from a page of ours, or from one that lay open too long."""
    title, detail = (
        _("The form has run out"),
        _("Nothing was changed. Go back, open the page again, and send the form once more."),
    )
    if request.path.startswith("/api/"):
        return problem(status=403, detail=detail)
    return render(request, "error.html", {"title": title, "detail": detail}, status=403)
