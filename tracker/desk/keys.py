"""Keys for the API: one's own, and for managers those of their office. A key's text is shown once, in the answer that made it.

Who makes one, or rotates it, says once more who they are.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from offices import keys
from offices.keys import KeyNotMade, NewKey
from offices.models import ApiKey, Office, Scope, User
from offices.policy import offices_where, signed_in
from tracker.accounts.asking_again import asks_again, asks_again_to_post
from tracker.desk.offices import managed

LIFETIMES = [(30, "30 days"), (90, "90 days"), (keys.LONGEST, "A year")]


class KeyForm(forms.Form):
    """What a new key is for."""

    office = forms.ModelChoiceField(Office.objects.none(), empty_label=None)
    name = forms.CharField(max_length=60, help_text="Which program uses it, such as “Dashboard”.")
    scope = forms.ChoiceField(choices=Scope.choices, label="It may, at most", initial=Scope.READ_OFFICE)
    days = forms.TypedChoiceField(choices=LIFETIMES, coerce=int, label="It lives for", initial=90)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = offices_where(user, "read what the office keeps")
        self.fields["office"].queryset = offices  # type: ignore[attr-defined]


@login_required
@asks_again_to_post
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """Lists one's own keys; makes one."""
    user = signed_in(request.user)
    if request.method != "POST":
        return show(request, user, KeyForm(user=user))
    form = KeyForm(request.POST, user=user)
    if form.is_valid():
        try:
            made = keys.issue(**form.cleaned_data, by=user, now=timezone.now())
            return show(request, user, KeyForm(user=user), made=made)
        except KeyNotMade as error:
            form.add_error("name", str(error))
    return show(request, user, form)


@login_required
@asks_again
@never_cache
@require_POST
def rotate(request: HttpRequest, key: int) -> HttpResponse:
    """Makes the key that takes over from one of one's own."""
    user = signed_in(request.user)
    old = get_object_or_404(ApiKey.objects.with_people(), pk=key, membership__user=user)
    try:
        made = keys.rotate(key=old, by=user, now=timezone.now())
    except KeyNotMade as error:
        messages.error(request, str(error))
        return redirect("desk:keys")
    return show(request, user, KeyForm(user=user), made=made)


@login_required
@require_POST
def revoke(request: HttpRequest, key: int) -> HttpResponse:
    """Ends a key of one's own, or of an office that one manages."""
    user = signed_in(request.user)
    mine = Q(membership__user=user) | Q(membership__office__in=offices_where(user, "manage the office"))
    found = get_object_or_404(ApiKey.objects.with_people().filter(mine), pk=key)
    keys.revoke(key=found, by=user, now=timezone.now())
    messages.success(request, f"The key “{found.name}” works no more.")
    if found.membership.user_id == user.pk:
        return redirect("desk:keys")
    return redirect("desk:office-keys", found.membership.office.slug)


@login_required
@require_safe
def of_office(request: HttpRequest, slug: str) -> HttpResponse:
    """All live keys of an office, for its managers."""
    office = managed(request, slug)
    found = ApiKey.objects.live(now=timezone.now()).filter(membership__office=office).with_people()
    return render(request, "desk/office_keys.html", {"office": office, "keys": found})


def show(request: HttpRequest, user: User, form: KeyForm, made: NewKey | None = None) -> HttpResponse:
    """One's own keys, the form, and the key that was just made."""
    live = ApiKey.objects.live(now=timezone.now()).filter(membership__user=user).with_people()
    context = {"keys": live, "form": form, "made": made}
    return render(request, "desk/keys.html", context, status=400 if form.errors else 200)
