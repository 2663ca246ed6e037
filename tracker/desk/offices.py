"""An office's own page, for its managers: how it is reminded, and its quiet days."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from actions.policies import OFFICE_POLICY, add_quiet_period, remove_quiet_period, set_office_policy
from offices.models import Office, User
from offices.policy import offices_where, require, signed_in
from offices.second_factors import require_second_factors
from tracker.desk.dates import DayField


class PolicyForm(forms.ModelForm[Office]):
    """How an office is reminded; what each field means stands at the model."""

    class Meta:
        model = Office
        fields = OFFICE_POLICY

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(memberships__office=self.instance, is_active=True)
        self.fields["escalate_to"].queryset = people  # type: ignore[attr-defined]
        self.fields["escalate_to"].empty_label = "All managers"  # type: ignore[attr-defined]


class QuietForm(forms.Form):
    """Days without reminders."""

    first_on = DayField(label="First day")
    last_on = DayField(label="Last day")
    reason = forms.CharField(required=False, max_length=100, help_text="Such as “August recess”.")


def managed(request: HttpRequest, slug: str) -> Office:
    """The office, where the person manages it: a stranger finds nothing, a colleague is told to ask a manager."""
    mine = offices_where(request.user, "read what the office keeps")
    found = get_object_or_404(mine.select_related("escalate_to"), slug=slug)
    require(signed_in(request.user), found, "manage the office")
    return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def office(request: HttpRequest, slug: str) -> HttpResponse:
    """Shows the office; sets how it is reminded."""
    found = managed(request, slug)
    if request.method != "POST":
        return show(request, found)
    form = PolicyForm(request.POST, instance=found)
    if form.is_valid():
        set_office_policy(
            office=found, values=form.cleaned_data, by=signed_in(request.user), now=timezone.now()
        )
        messages.success(request, "Set. The days to check have moved with it.")
        return redirect("desk:office", slug)
    return show(request, found, form=form)


@login_required
@require_POST
def quiet(request: HttpRequest, slug: str) -> HttpResponse:
    """Adds days without reminders."""
    found, form = managed(request, slug), QuietForm(request.POST)
    if form.is_valid():
        try:
            add_quiet_period(
                office=found, by=signed_in(request.user), now=timezone.now(), **form.cleaned_data
            )
            return redirect("desk:office", slug)
        except ValidationError:
            form.add_error("last_on", "The last day is before the first.")
    return show(request, found, quiet_form=form)


@login_required
@require_POST
def end_quiet(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """Reminders come on these days again."""
    found = managed(request, slug)
    period = get_object_or_404(found.quiet_periods.select_related("office"), pk=key)
    remove_quiet_period(period=period, by=signed_in(request.user), now=timezone.now())
    return redirect("desk:office", slug)


@login_required
@require_POST
def require_mfa(request: HttpRequest, slug: str) -> HttpResponse:
    """Requires a second factor of the office's people, or no longer."""
    required = request.POST.get("required") == "yes"
    require_second_factors(office=managed(request, slug), required=required, by=signed_in(request.user))
    return redirect("desk:office", slug)


def show(request: HttpRequest, found: Office, **filled: forms.BaseForm) -> HttpResponse:
    """The office's page, with the form that was filled in."""
    context = {
        "office": found,
        "form": PolicyForm(instance=found),
        "quiet_form": QuietForm(),
        "periods": found.quiet_periods.all(),
    } | filled
    return render(request, "desk/office.html", context, status=400 if filled else 200)
