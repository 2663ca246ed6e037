"""Where accounts differ from what allauth does by itself."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailConfirmation
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from tracker.api.limits import address_of


def sign_up_is_open() -> bool:
    """Whether anybody may make an account; those of offices come by invitation."""
    return bool(settings.ALLOW_SIGN_UP)


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    """Signing in by address and password."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether anybody may make an account."""
        return sign_up_is_open()

    def get_client_ip(self, request: HttpRequest) -> str:
        """Whom limits count: the address that the outermost of our own proxies saw."""
        return address_of(request)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link of the mail, at the tracker's own address, whatever host the request named."""
        uid, _, token = key.partition("-")
        return settings.SITE_URL + reverse("account_reset_password_from_key", args=[uid, token])

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: EmailConfirmation) -> str:
        """The same, for an address that is to be shown to be somebody's."""
        return settings.SITE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def render_mail(self, *args: Any, **kwargs: Any) -> EmailMessage:
        """Mails are English, as all that the tracker sends."""
        with translation.override(settings.LANGUAGE_CODE):
            return super().render_mail(*args, **kwargs)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to one's own page."""
        return reverse("desk:account")
