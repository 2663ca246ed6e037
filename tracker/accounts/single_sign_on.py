"""Signing in by an OpenID Connect provider that the settings name.

It opens an account whose address both sides have from its owner: the provider says that it is verified, and so does the account
(who was invited, or was made by an administrator, or has shown it by mail). From then on the provider's own name of the person
(`sub`) is what links them. An account is made only where anybody may make one.
"""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache

from offices.models import User


class SingleSignOn(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth is not typed
    """Whose account a person of the provider comes into."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Nothing but signing in: nobody links an account by hand. Raises PermissionDenied."""
        if sociallogin.state.get("process") != AuthProcess.LOGIN:
            raise PermissionDenied

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        """The account of an address that the provider calls verified, where it is verified here, too."""
        found: tuple[User, str] | None = super().authenticate_by_email(sociallogin)
        if (
            found is None
            or not EmailAddress.objects.filter(user=found[0], email=found[1].lower(), verified=True).exists()
        ):
            return None
        return found


class Provider(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """The provider, of which only what it has signed is believed."""

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """Who has signed in there.

        Raises OAuth2Error where the provider calls itself otherwise than the settings do, or the token is missing, forged, or of
        somebody else than the answer.
        """
        if self.openid_config["issuer"].rstrip("/") != app.settings["server_url"].rstrip("/"):
            raise OAuth2Error("The provider says that it is another one.")
        if not (signed := kwargs["response"].get("id_token")):
            raise OAuth2Error("The provider sent no id_token.")
        claims = jwtkit.verify_and_decode(
            credential=signed,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        said = self._fetch_user_info(token.token) if "email" not in claims else claims
        if said.get("sub") != claims["sub"]:
            raise OAuth2Error("The provider speaks of two different people.")
        return self.get_provider().sociallogin_from_response(request, {"userinfo": said, "id_token": claims})

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Where the provider sends people back to, at the tracker's own address."""
        return settings.SITE_URL + reverse("openid_connect_callback", args=[self.provider_id])


def start(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Sends the person to the provider, once they have pressed the button."""
    return shown(OAuth2LoginView, request, provider_id)


@never_cache
def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Takes the person back from it."""
    return shown(OAuth2CallbackView, request, provider_id)


def shown(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    """What one of allauth's views answers; 404 where no such provider is named."""
    try:
        answer: HttpResponse = view.adapter_view(Provider(request, provider_id))(request)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    return answer


def provider_names(request: HttpRequest) -> list[tuple[str, str]]:
    """The providers that can be signed in with: the id in their address, and how people call them."""
    return [(app.provider_id, app.name) for app in get_adapter().list_apps(request)]
