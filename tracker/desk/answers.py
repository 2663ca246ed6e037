"""The links of a reminder mail. Opening one asks; only the button acts, since mail scanners follow links."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from actions.answers import Answer, LinkError, asked_by, give, stop_mails
from actions.ledger import LedgerError
from tracker.desk.recording import AnswerForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Asks whether to answer so, and does it when the button is pressed; nobody needs to sign in for just that."""
    form = AnswerForm(request.POST if request.method == "POST" else None)
    try:
        asked = asked_by(token)
        context = {"asked": asked, "letter_request": asked.letter_request, "form": form, "Answer": Answer}
        if request.method == "POST" and form.is_valid():
            give(asked, now=timezone.now(), **form.cleaned_data)
            return render(request, "desk/answered.html", context)
    except LinkError as error:
        return render(
            request, "error.html", {"title": "This link does nothing now", "detail": str(error)}, status=410
        )
    except LedgerError as error:
        form.add_error(None, str(error))
    return render(request, "desk/answer.html", context, status=400 if form.errors else 200)


@csrf_exempt  # RFC 8058: the mail program posts by itself, without a page of ours; the token is the right to do it
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stops an office's reminder mails to one person."""
    if request.method != "POST":
        return render(request, "desk/unsubscribe.html")
    try:
        membership = stop_mails(token)
    except LinkError as error:
        return render(
            request, "error.html", {"title": "This link does nothing now", "detail": str(error)}, status=410
        )
    return render(request, "desk/unsubscribed.html", {"membership": membership})
