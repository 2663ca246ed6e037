"""Who owes their office a second factor reaches nothing but the pages that set one up."""

from collections.abc import Callable, Hashable
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from offices.models import User
from offices.second_factors import with_second_factor_owed
from tracker.api.errors import problem
from tracker.prepared import fetch

COLUMNS = [column.attname for column in User._meta.concrete_fields]
OPEN = ("/second-factor/", "/sign-in/", "/sign-out/", "/password/", "/language/", "/health/")


class Backend(AuthenticationBackend):  # type: ignore[misc]  # allauth is not typed
    """Signs in by address and password; finds a session's person and what they owe in one query."""

    def get_user(self, user_id: int) -> User | None:
        """The person of a session, unless their account is closed."""
        for *values, owes in fetch(person, AnonymousUser(), user_id, shape=settings.REQUIRE_SECOND_FACTOR):
            found = User.from_db(User.objects.db, COLUMNS, values)
            found.owes_second_factor = owes
            return found
        return None


def person(_reader: User | AnonymousUser, key: int, *, shape: Hashable) -> QuerySet[User, Any]:  # see fetch
    """The columns of somebody whose account is open, and whether they owe a second factor."""
    people = with_second_factor_owed(User.objects.filter(pk=key, is_active=True))
    return people.values_list(*COLUMNS, "owes_second_factor")


class SecondFactor:
    """Middleware: leads such a person to where a second factor is set up, from every page; the API refuses."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer. Without a session's cookie nobody is looked up."""
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if not has_session or request.path.startswith(OPEN) or not owes(request):
            return self.get_response(request)
        if request.path.startswith("/api/"):
            detail = "Your office requires a second factor: set one up at your account."
            return problem(status=401, code="second_factor_needed", detail=detail)
        return redirect("mfa_index")


def owes(request: HttpRequest) -> bool:
    """Whether who is signed in owes a second factor."""
    return isinstance(request.user, User) and request.user.owes_second_factor
