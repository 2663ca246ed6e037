"""Public pages for readers who are not signed in, kept in the process until something changes that everybody sees.

A page is known by everybody's edition, Washington's day, its language and its address. What moves no edition, such as a member's
name by an import, shows after a minute at the latest. A kept page has each reader's own token in its forms.
"""

import re
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from threading import Lock

from cachetools import TTLCache
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import get_language

from tracker.api.conditional import SAFE, state_of_all, tag_of

ROOM, LARGEST = 16 << 20, 256 << 10  # bytes in each process, and of one page
SECONDS = 60
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]*')

View = Callable[..., HttpResponse]

pages: TTLCache[str, bytes] = TTLCache(ROOM, SECONDS, getsizeof=len)
lock = Lock()


def kept(view: View) -> View:
    """The view, asked only for what is not kept."""

    @wraps(view)
    def answer(request: HttpRequest, **named: str) -> HttpResponse:
        if not is_anybody(request):
            return view(request, **named)
        tag = tag_of(state_of_all(AnonymousUser()), f"{get_language()} {request.get_full_path()}")
        with lock:
            page = pages.get(tag)
        if page is not None:
            token = get_token(request).encode()
            return HttpResponse(TOKEN.sub(lambda place: place[1] + token, page))
        response = view(request, **named)
        if response.status_code == HTTPStatus.OK:
            keep(tag, TOKEN.sub(rb"\g<1>", response.content))
        return response

    return answer


def is_anybody(request: HttpRequest) -> bool:
    """Whether nothing that the reader sends can make their page another one than anybody's."""
    harmless = {settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, settings.KNOWN_COOKIE_NAME}
    return request.method in SAFE and request.COOKIES.keys() <= harmless


def keep(tag: str, page: bytes) -> None:
    """Keeps a page, unless it is too large."""
    if len(page) <= LARGEST:
        with lock:
            pages[tag] = page


def forget() -> None:
    """Forgets all pages: tests begin with an empty database, and its editions at one again."""
    with lock:
        pages.clear()
