"""What an office lets go and what it holds, closing it, and opening it again: for its managers."""

import re

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions.closing import CannotClose, reopen_office
from actions.holds import HoldProblem, lift_hold, put_hold
from actions.keeping import RULE, set_rule
from actions.removing import NOTICE
from letters.holds import LegalHold, Removal
from letters.models import Letter
from offices.audit_entries import Deed, Matter
from offices.models import Office
from offices.policy import closed_offices, signed_in
from tracker.closing_work import close, kept_path, takeout_of
from tracker.desk.exports import download
from tracker.desk.offices import managed
from tracker.seeing import saw

SHOWN = 200
ID = re.compile(r"([a-z0-9]{12})/?\s*$")


class RuleForm(forms.ModelForm[Office]):
    """How long drafts and closed private letters are kept."""

    class Meta:
        model = Office
        fields = RULE


class HoldForm(forms.Form):
    """What is held, and why."""

    letter = forms.CharField(
        required=False,
        max_length=300,
        label="Only one letter",
        help_text="Its page’s address, or the id at the end of it; empty for the whole office.",
    )
    reason = forms.CharField(max_length=300, help_text="Such as the name of the case.")

    def __init__(self, *args: object, office: Office) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self.office = office

    def clean_letter(self) -> Letter | None:
        """The office's letter of that address."""
        text = self.cleaned_data["letter"]
        if not text:
            return None
        found = ID.search(text)
        letter = found and Letter.objects.filter(office=self.office, public_id=found.group(1)).first()
        if not letter:
            raise forms.ValidationError("The office has no letter of this address.")
        return letter


class CloseForm(forms.Form):
    """The office's name, typed."""

    name = forms.CharField(max_length=200, label="The office’s name, to confirm")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def keeping(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows what is to go and what is held; sets the rule."""
    office = managed(request, slug)
    if request.method != "POST":
        return show(request, office)
    form = RuleForm(request.POST, instance=office)
    if form.is_valid():
        try:
            rule = {name: form.cleaned_data[name] for name in RULE}
            set_rule(office=office, by=signed_in(request.user), now=timezone.now(), **rule)
            messages.success(request, "Set. Nothing goes before the managers were told, 30 days ahead.")
            return redirect("desk:keeping", slug)
        except ValidationError as error:
            form.add_error(None, error)
    return show(request, office, form=form)


@login_required
@require_POST
def hold(request: HttpRequest, slug: str) -> HttpResponse:
    """Puts a legal hold on a letter, or on the office."""
    office = managed(request, slug)
    form = HoldForm(request.POST, office=office)
    if form.is_valid():
        try:
            put_hold(office=office, by=signed_in(request.user), now=timezone.now(), **form.cleaned_data)
            return redirect("desk:keeping", slug)
        except HoldProblem as error:
            form.add_error("reason", str(error))
    return show(request, office, hold_form=form)


@login_required
@require_POST
def release(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """Lifts one."""
    office = managed(request, slug)
    found = get_object_or_404(LegalHold.objects.select_related("office", "letter"), office=office, pk=key)
    lift_hold(hold=found, by=signed_in(request.user), now=timezone.now())
    messages.success(request, "The hold is lifted.")
    return redirect("desk:keeping", slug)


def show(request: HttpRequest, office: Office, **filled: forms.BaseForm) -> HttpResponse:
    """The page, with the form that was filled in."""
    to_come = list(Removal.objects.to_come().filter(office=office)[:SHOWN])
    letters = Letter.objects.in_bulk([row.letter_key for row in to_come])
    context = {
        "office": office,
        "form": RuleForm(instance=office),
        "hold_form": HoldForm(office=office),
        "holds": LegalHold.objects.filter(office=office).select_related("letter", "placed_by"),
        "rows": [(row, letters.get(row.letter_key)) for row in to_come],
    } | filled
    return render(request, "desk/keeping.html", context, status=400 if filled else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def closing(request: HttpRequest, slug: str) -> HttpResponse:
    """Says what closing does; closes the office."""
    office, now = managed(request, slug), timezone.now()
    form = CloseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            close(office=office, name=form.cleaned_data["name"], by=signed_in(request.user), now=now)
            return redirect("desk:closed")
        except CannotClose as error:
            form.add_error("name", str(error))
    context = {
        "office": office,
        "form": form,
        "takeout": takeout_of(office, now=now),
        "goes_on": now + NOTICE,
    }
    return render(request, "desk/close.html", context, status=400 if form.errors else 200)


@login_required
@require_safe
def closed(request: HttpRequest) -> HttpResponse:
    """The closed offices that the person may open again."""
    now = timezone.now()
    rows = [
        (office, goes_at, now < goes_at, default_storage.exists(kept_path(office)))
        for office in closed_offices(request.user)[:SHOWN]
        if office.closed_at and (goes_at := office.closed_at + NOTICE)
    ]
    return render(request, "desk/closed.html", {"rows": rows})


@login_required
@require_POST
def reopen(request: HttpRequest, slug: str) -> HttpResponse:
    """Opens one of them again."""
    office = get_object_or_404(closed_offices(request.user), slug=slug)
    try:
        reopen_office(office=office, by=signed_in(request.user), now=timezone.now())
    except CannotClose as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{office} is open again. Keys and calendars have to be made anew.")
    return redirect("desk:closed")


@login_required
@require_safe
def closed_file(request: HttpRequest, slug: str) -> FileResponse:
    """The take-out with which an office closed."""
    office = get_object_or_404(closed_offices(request.user), slug=slug)
    if not default_storage.exists(kept_path(office)):
        raise Http404
    saw(request, Matter.TAKEOUT, office=office.pk, deed=Deed.TOOK)
    return download(default_storage.open(kept_path(office)), f"{office.slug}-takeout.zip", "zip")
