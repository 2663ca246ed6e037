"""What is changed of a confirmed letter at the desk: who may see it, and what it is about."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_POST

from actions.publishing import revise_letter
from letters.intake import IntakeError
from letters.models import Letter
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
    was = (letter.visibility, letter.public_from)
    now_is = revised(
        request, letter, {"visibility": data["visibility"], "public_from": end_in(data, letter.office.zone)}
    )
    if now_is and was != (now_is.visibility, now_is.public_from):
        messages.success(request, who_sees(now_is, was_public=letter.is_public))
    return redirect("desk:letter", id)


def who_sees(letter: Letter, *, was_public: bool) -> str:
    """What has become of it, for whoever changed who may see the letter."""
    if letter.is_public:
        address = settings.SITE_URL + reverse("public:letter", args=[letter.public_id])
        return f"Published: anybody can read it at {address}."
    if letter.public_from:
        zone = letter.office.time_zone
        ends = date_format(letter.public_from.astimezone(letter.office.zone), "F j, Y, H:i")
        return f"Embargoed: from {ends} ({zone}) on anybody can read it; until then your office sees it."
    if was_public:
        return (
            "Taken back: your office sees it, and offices that it is shared with; nobody else does any more."
        )
    return "The embargo is off: the letter stays in the office until somebody publishes it."


@login_required
@require_POST
def topic(request: HttpRequest, id: str) -> HttpResponse:
    """Sorts the letter under a topic, or under none."""
    letter = get_object_or_404(office_letters(request).select_related("office"), public_id=id)
    revised(request, letter, {"topic": request.POST.get("topic", "")})
    return redirect("desk:letter", id)


def revised(request: HttpRequest, letter: Letter, changes: LetterChanges) -> Letter | None:
    """Changes the letter; as it is then, None where it cannot be so, which the next page says."""
    try:
        return revise_letter(letter=letter, changes=changes, by=signed_in(request.user), now=timezone.now())
    except IntakeError as error:
        messages.error(request, str(error))
        return None
