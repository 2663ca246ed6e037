"""What is worth more than a session asks once more who somebody is; that counts for ACCOUNT_REAUTHENTICATION_TIMEOUT."""

from collections.abc import Callable
from typing import TypeVar, cast

from allauth.account.decorators import reauthentication_required
from django.http.response import HttpResponseBase

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def asks_again(view: View) -> View:
    """The view, for who has just said who they are; others say it first, and nothing has to be entered twice."""
    return cast(View, reauthentication_required(view))


def asks_again_to_post(view: View) -> View:
    """The same, but anybody who is signed in may look."""
    return cast(View, reauthentication_required(view, allow_get=True))
