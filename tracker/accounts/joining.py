"""Where the link of an invitation leads: a new person sets name and password, one with an account accepts."""

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.auth import password_validation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from offices.invitations import InvitationError, accept, invitation_of, join
from offices.models import Invitation, User


class JoinForm(forms.Form):
    """What a new person says of themselves."""

    first_name = forms.CharField(label=_("First name"), max_length=150)
    last_name = forms.CharField(label=_("Last name"), max_length=150)
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validation.password_validators_help_text_html,
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        """Refuses a password that is easily guessed, also from who the person is."""
        found = super().clean() or self.cleaned_data
        if "password" in found:
            names = {name: found.get(name, "") for name in ("first_name", "last_name")}
            try:
                password_validation.validate_password(found["password"], User(email=self.email, **names))
            except forms.ValidationError as error:
                self.add_error("password", error)
        return found


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Shows who invites whom; accepts it for who is signed in, or makes their account."""
    try:
        found = invitation_of(token, now=timezone.now())
        if isinstance(request.user, User):
            return as_somebody(request, token, found, request.user)
        if User.objects.filter(email=found.email).exists():
            return show(request, found, has_account=True)
        return as_nobody(request, token, found)
    except InvitationError as error:
        return show(request, None, problem=str(error), status=404)


def as_somebody(request: HttpRequest, token: str, found: Invitation, user: User) -> HttpResponse:
    """For who is signed in: theirs to accept, or somebody else's."""
    if user.email != found.email:
        return show(request, found, is_another=True, status=403)
    if request.method != "POST":
        return show(request, found)
    accept(token=token, by=user, now=timezone.now())
    return redirect("desk:attention")


def as_nobody(request: HttpRequest, token: str, found: Invitation) -> HttpResponse:
    """For who has no account yet: makes one and signs them in."""
    form = JoinForm(request.POST if request.method == "POST" else None, email=found.email)
    if request.method == "POST" and form.is_valid():
        user = join(token=token, **form.cleaned_data, now=timezone.now())
        get_adapter().login(request, user)
        return redirect("desk:attention")
    return show(request, found, form=form, status=400 if form.errors else 200)


def show(request: HttpRequest, found: Invitation | None, status: int = 200, **context: Any) -> HttpResponse:
    """The invitation's page."""
    return render(request, "account/invitation.html", {"invitation": found} | context, status=status)
