"""An office's own page, for its managers: how it is reminded, its quiet days, its people and whose work goes where."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from actions.handover import HandoverError, hand_over_work, leave_office
from actions.policies import OFFICE_POLICY, add_quiet_period, remove_quiet_period, set_office_policy
from offices.models import Office, OfficeMembership, User
from offices.policy import offices_where, require, signed_in
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


class HandOverForm(forms.Form):
    """Whose work goes to whom."""

    of = forms.ModelChoiceField(
        OfficeMembership.objects.none(), label="The work of", empty_label="Choose a person"
    )
    to = forms.ModelChoiceField(
        User.objects.none(), required=False, label="Goes to", empty_label="The managers"
    )

    def __init__(self, *args: Any, office: Office, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = office.memberships.select_related("user", "office")
        self.fields["of"].queryset = people  # type: ignore[attr-defined]
        self.fields["of"].label_from_instance = said  # type: ignore[attr-defined]
        self.fields["to"].queryset = office.writers()  # type: ignore[attr-defined]


def said(membership: OfficeMembership) -> str:
    """How a person is named in the list."""
    return f"{membership.user}, {membership.get_role_display()}"


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
def hand_over(request: HttpRequest, slug: str) -> HttpResponse:
    """Hands a person's work over, and takes them out of the office where that button was pressed."""
    found = managed(request, slug)
    form = HandOverForm(request.POST, office=found)
    if not form.is_valid():
        return show(request, found, hand_over_form=form)
    membership, to = form.cleaned_data["of"], form.cleaned_data["to"]
    by, now = signed_in(request.user), timezone.now()
    try:
        if "leave" in request.POST:
            went = leave_office(membership=membership, to=to, by=by, now=now)
        else:
            went = hand_over_work(office=found, of=membership.user, to=to, by=by, now=now)
    except HandoverError as error:
        form.add_error(None, str(error))
        return show(request, found, hand_over_form=form)
    messages.success(request, f"Handed over: {went} requests and letters of {membership.user}.")
    return redirect("desk:account")


def show(request: HttpRequest, found: Office, **filled: forms.BaseForm) -> HttpResponse:
    """The office's page, with the form that was filled in."""
    context = {
        "office": found,
        "form": PolicyForm(instance=found),
        "quiet_form": QuietForm(),
        "hand_over_form": HandOverForm(office=found),
        "periods": found.quiet_periods.all(),
    } | filled
    return render(request, "desk/office.html", context, status=400 if filled else 200)
