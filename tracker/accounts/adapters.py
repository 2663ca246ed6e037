"""Where accounts differ from what allauth does by itself."""

from base64 import urlsafe_b64encode
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailConfirmation
from allauth.core import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext

from offices.models import User
from tracker.accounts.known_browsers import is_known, remember
from tracker.accounts.logged import TellsRefusals, tell
from tracker.accounts.sessions import begin
from tracker.api.limits import address_of


def sign_up_is_open() -> bool:
    """Whether anybody may make an account; those of offices come by invitation."""
    return bool(settings.ALLOW_SIGN_UP)


class Accounts(TellsRefusals, DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    """Signing in by address and password."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether anybody may make an account."""
        return sign_up_is_open()

    def get_client_ip(self, request: HttpRequest) -> str:
        """Whom limits count: the address that the outermost of our own proxies saw."""
        return address_of(request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """What wrong passwords are counted by: account and address together, so that nobody locks another person out."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)} {address_of(request)}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuses who has tried too often; many addresses that try one account are refused together.

        A browser that has signed in with the account before goes on: whoever attacks it does not keep its person out.
        """
        super().pre_authenticate(request, **credentials)
        account = str(credentials.get("email", "")).lower()
        if not is_known(request, account) and not ratelimit.consume(
            request, action="login_failed_anywhere", key=account, dry_run=True
        ):
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Counts a wrong password against the account."""
        ratelimit.consume(
            request, action="login_failed_anywhere", key=str(credentials.get("email", "")).lower()
        )

    def login(self, request: HttpRequest, user: User) -> None:
        """Signs somebody in, by whichever way they have shown who they are."""
        super().login(request, user)
        begin(request, now=timezone.now())
        tell("signed_in", user)

    def logout(self, request: HttpRequest) -> None:
        """Signs them out."""
        if isinstance(request.user, User):
            tell("signed_out", request.user)
        super().logout(request)

    def send_notification_mail(self, template_prefix: str, user: User, *args: Any, **kwargs: Any) -> None:
        """Tells the person by mail, and the log, what became of their password or second factor."""
        tell(template_prefix.rpartition("/")[2], user)
        super().send_notification_mail(template_prefix, user, *args, **kwargs)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponseBase:
        """Has the browser be known again."""
        response: HttpResponseBase = super().post_login(request, user, **kwargs)
        remember(response, user.email)
        return response

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
            message: EmailMessage = super().render_mail(*args, **kwargs)
        return message

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """How somebody says once more who they are: a code by mail only where they have no password."""
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [
            way for way in ways if way["id"] != "reauthenticate_by_code" or not user.has_usable_password()
        ]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to one's own page."""
        return reverse("desk:account")


class SecondFactors(TellsRefusals, DefaultMFAAdapter):  # type: ignore[misc]
    """Authenticator apps, passkeys and recovery codes."""

    def encrypt(self, text: str) -> str:
        """The secret of an app as the database keeps it: with SECRET_KEY alone it can be read."""
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again, also where SECRET_KEY has been changed and the old one stands among the fallbacks."""
        return cipher().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: User, type: str) -> str:
        """What a new key is called until its holder says better: by its number."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("Key %(number)d") % {"number": count + 1}

    def build_totp_svg(self, url: str) -> str:
        """The picture for within the page: a policy against foreign content does not touch it."""
        svg: str = super().build_totp_svg(url)
        return svg[svg.index("<svg") :]


def cipher() -> MultiFernet:
    """Encrypts by a key made of SECRET_KEY."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [
        salted_hmac("tracker.accounts", "second factors", key, algorithm="sha256").digest() for key in keys
    ]
    return MultiFernet([Fernet(urlsafe_b64encode(digest)) for digest in digests])
