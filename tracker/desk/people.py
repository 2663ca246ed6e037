"""An office's people, for its managers: who they are, who is invited, in which role, and whose work goes where."""

from typing import Any

import structlog
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from actions.handover import HandoverError, hand_over_work, leave_office
from offices.invitations import InvitationError, invite, revoke
from offices.members import LastManager, change_role
from offices.models import Office, OfficeMembership, Role, User
from offices.policy import signed_in
from tracker.accounts.mail import send_invitation
from tracker.desk.offices import managed

log = structlog.get_logger(__name__)


class InvitationForm(forms.Form):
    """Whom to invite."""

    email = forms.EmailField(label="Address", max_length=254)
    role = forms.ChoiceField(choices=Role.choices, initial=Role.EDITOR)


class RoleForm(forms.Form):
    """A person's role."""

    role = forms.ChoiceField(choices=Role.choices)


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


@login_required
@require_safe
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """Lists the office's people and open invitations."""
    return show(request, managed(request, slug))


@login_required
@require_POST
def invited(request: HttpRequest, slug: str) -> HttpResponse:
    """Invites an address; again, where the mail went astray."""
    found, form = managed(request, slug), InvitationForm(request.POST)
    if not form.is_valid():
        return show(request, found, invitation_form=form)
    by, now = signed_in(request.user), timezone.now()
    try:
        made = invite(office=found, **form.cleaned_data, by=by, now=now)
    except InvitationError as error:
        form.add_error("email", str(error))
        return show(request, found, invitation_form=form)
    try:
        send_invitation(made)
        messages.success(request, f"Invited: {made.invitation.email}.")
    except OSError:
        log.exception("invitation_not_sent", invitation=made.invitation.pk)
        messages.error(request, "The mail could not be sent. Invite the address once more in a few minutes.")
    return redirect("desk:people", slug)


@login_required
@require_POST
def revoked(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """Takes an invitation back."""
    found = managed(request, slug)
    invitation = get_object_or_404(found.invitations.select_related("office"), pk=key)
    revoke(invitation=invitation, by=signed_in(request.user), now=timezone.now())
    messages.success(request, f"The invitation of {invitation.email} opens nothing any more.")
    return redirect("desk:people", slug)


@login_required
@require_POST
def role(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """Gives a person another role."""
    found, form = managed(request, slug), RoleForm(request.POST)
    membership = get_object_or_404(found.memberships.select_related("user", "office"), pk=key)
    if not form.is_valid():
        messages.error(request, "Choose a role.")
        return redirect("desk:people", slug)
    try:
        by, role = signed_in(request.user), form.cleaned_data["role"]
        change_role(membership=membership, role=role, by=by, now=timezone.now())
        messages.success(request, f"{membership.user} is {membership.get_role_display().lower()} now.")
    except LastManager as error:
        messages.error(request, str(error))
    return redirect("desk:people", slug)


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
    except (HandoverError, LastManager) as error:
        form.add_error(None, str(error))
        return show(request, found, hand_over_form=form)
    messages.success(request, f"Handed over: {went} requests and letters of {membership.user}.")
    return redirect("desk:people", slug)


def show(request: HttpRequest, found: Office, **filled: forms.BaseForm) -> HttpResponse:
    """The people's page, with the form that was filled in."""
    context = {
        "office": found,
        "memberships": found.memberships.select_related("user").order_by("user__email"),
        "invitations": found.invitations.open(),
        "roles": Role.choices,
        "now": timezone.now(),
        "invitation_form": InvitationForm(),
        "hand_over_form": HandOverForm(office=found),
    } | filled
    return render(request, "desk/people.html", context, status=400 if filled else 200)
