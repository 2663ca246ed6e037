"""What is changed of a confirmed letter at the desk: who may see it, and what it is about."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from actions.publishing import revise_letter
from letters.intake import IntakeError
from letters.revising import LetterChanges
from offices.policy import signed_in
from tracker.desk.embargoes import VisibilityForm, end_in
from tracker.desk.intake import office_letters
from tracker.desk.rights import require_to_record


@login_required
@require_POST
def visibility(request: HttpRequest, id: str) -> HttpResponse:
    """Publishes the letter, now or at a moment, or takes it back into the office."""
    letter = get_object_or_404(office_letters(request).select_related("office"), public_id=id)
    require_to_record(request, letter.office)
    form = VisibilityForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error[0]) for error in form.errors.values()))
        return redirect("desk:letter", id)
    data = form.cleaned_data
    return revised(
        request, id, {"visibility": data["visibility"], "public_from": end_in(data, letter.office.zone)}
    )


@login_required
@require_POST
def topic(request: HttpRequest, id: str) -> HttpResponse:
    """Sorts the letter under a topic, or under none."""
    return revised(request, id, {"topic": request.POST.get("topic", "")})


def revised(request: HttpRequest, id: str, changes: LetterChanges) -> HttpResponse:
    """Changes the letter, and leads back to its page."""
    letter = get_object_or_404(office_letters(request).select_related("office"), public_id=id)
    try:
        revise_letter(letter=letter, changes=changes, by=signed_in(request.user), now=timezone.now())
    except IntakeError as error:
        messages.error(request, str(error))
    return redirect("desk:letter", letter.public_id)
