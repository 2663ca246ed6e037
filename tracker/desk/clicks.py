"""A form that was sent twice, by two clicks or by going back, acts once: each page gives its form a token of its own.

The token is stored with what the form did, in one transaction; what fails stores nothing, and may be sent again.
"""

import secrets

from django import forms
from django.db import IntegrityError, transaction
from django.utils import timezone

from offices.models import User
from tracker.api.idempotency import StoredAnswer


class ClickField(forms.CharField):
    """The form's token, made when the form is shown."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(max_length=40, min_length=16, initial=new_token)


def new_token() -> str:
    """A token that no other form has."""
    return secrets.token_urlsafe(16)


def is_first(token: str, *, by: User) -> bool:
    """Whether the person's form with this token acts for the first time; call it in the transaction of what it does.

    A second click waits here for the first one to end.
    """
    try:
        with transaction.atomic():
            StoredAnswer.objects.create(
                user=by, key=f"form {token}", fingerprint="", status=302, body=b"", created_at=timezone.now()
            )
    except IntegrityError:
        return False
    return True
