"""Public pages for readers who are not signed in, kept in the process until something changes that everybody sees.

A page is known by everybody's edition, Washington's day, its language and its address. What moves no edition, such as a member's
name by an import, shows after a minute at the latest. A kept page is the same for all its readers, and compressed once: it has
nothing of any reader's in it, no token either, so that its length tells nothing.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from threading import Lock
from typing import NamedTuple

from cachetools import TTLCache
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.text import compress_string
from django.utils.translation import get_language

from tracker.api.conditional import SAFE, state_of_all, tag_of
from tracker.compressing import takes_compressed

ROOM, LARGEST = 16 << 20, 256 << 10  # bytes in each process, and of one page
SECONDS = 60
VARIES = ("Cookie", "Accept-Encoding")  # who is signed in has another page

View = Callable[..., HttpResponse]


class Page(NamedTuple):
    """A page as it was made, and compressed."""

    whole: bytes
    compressed: bytes


pages: TTLCache[str, Page] = TTLCache(
    ROOM, SECONDS, getsizeof=lambda page: len(page.whole) + len(page.compressed)
)
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
            return sent(page, request)
        response = view(request, **named)
        if response.status_code == HTTPStatus.OK and not has_token(request):
            keep(tag, response.content)
        return response

    return answer


def sent(page: Page, request: HttpRequest) -> HttpResponse:
    """The page as the reader takes it."""
    if takes_compressed(request):
        response = HttpResponse(page.compressed, headers={"Content-Encoding": "gzip"})
    else:
        response = HttpResponse(page.whole)
    patch_vary_headers(response, VARIES)
    return response


def is_anybody(request: HttpRequest) -> bool:
    """Whether nothing that the reader sends can make their page another one than anybody's."""
    harmless = {settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, settings.KNOWN_COOKIE_NAME}
    return request.method in SAFE and request.COOKIES.keys() <= harmless


def has_token(request: HttpRequest) -> bool:
    """Whether a form of the page has the reader's token: then it is theirs alone."""
    return bool(request.META.get("CSRF_COOKIE_NEEDS_UPDATE"))


def keep(tag: str, page: bytes) -> None:
    """Keeps a page, unless it is too large."""
    if len(page) <= LARGEST:
        made = Page(page, compress_string(page))
        with lock:
            pages[tag] = made


def forget() -> None:
    """Forgets all pages: tests begin with an empty database, and its editions at one again."""
    with lock:
        pages.clear()
