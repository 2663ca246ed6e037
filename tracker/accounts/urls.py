"""The addresses of accounts: signing in and out, passwords, second factors, invitations. allauth knows them by these names."""

from typing import Any

from allauth.account import views
from allauth.socialaccount import views as social
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import include, path, re_path
from django.views.decorators.http import require_POST

from tracker.accounts import single_sign_on
from tracker.accounts.adapters import sign_up_is_open
from tracker.accounts.joining import invitation
from tracker.accounts.single_sign_on import provider_names


class SignIn(views.LoginView):  # type: ignore[misc]  # allauth is not typed
    """The page by which people sign in, and the other ways that this tracker has."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether anybody may make an account, and which providers can be signed in with."""
        ways = {"sign_up_is_open": sign_up_is_open(), "providers": provider_names(self.request)}
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | ways


class ChoosePassword(views.PasswordResetFromKeyView):  # type: ignore[misc]  # allauth is not typed
    """The page that a mail for a lost password leads to; 404 for a link that does not work, or no more."""

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """The page, which says which of the two it is."""
        answer: HttpResponse = super().render_to_response(context, **kwargs)
        if context.get("token_fail"):
            answer.status_code = 404
        return answer


@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """Ends the session; the browser forgets what it kept of it, but not its language, nor whose browser it is."""
    answer: HttpResponseBase = views.logout(request)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


urlpatterns = [
    path("sign-in/", SignIn.as_view(), name="account_login"),
    path("sign-in/closed/", views.account_inactive, name="account_inactive"),
    path("sign-in/again/", views.reauthenticate, name="account_reauthenticate"),
    path("sign-in/with/<slug:provider_id>/", single_sign_on.start, name="openid_connect_login"),
    path("sign-in/with/<slug:provider_id>/back/", single_sign_on.back, name="openid_connect_callback"),
    path("sign-in/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("sign-in/failed/", social.login_error, name="socialaccount_login_error"),
    path("sign-up/with/", social.signup, name="socialaccount_signup"),
    path("sign-in/code/", views.request_reauthentication_code, name="account_request_reauthentication_code"),
    path(
        "sign-in/code/sent/",
        views.confirm_reauthentication_code,
        name="account_confirm_reauthentication_code",
    ),
    path("second-factor/", include("allauth.mfa.urls")),
    path("sign-out/", sign_out, name="account_logout"),
    path("sign-up/", views.signup, name="account_signup"),
    path("sign-up/sent/", views.email_verification_sent, name="account_email_verification_sent"),
    path("sign-up/<str:key>/", views.confirm_email, name="account_confirm_email"),
    path("invitations/<str:token>/", invitation, name="invitation"),
    path("password/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/sent/", views.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        ChoosePassword.as_view(),
        name="account_reset_password_from_key",
    ),
]
