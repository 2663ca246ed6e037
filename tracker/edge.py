"""What every answer tells a browser to refuse, what it may keep, which methods are taken at all, and what is asked without encryption."""

import re
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseForbidden, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from tracker.api.errors import problem

Answering = Callable[[HttpRequest], HttpResponseBase]


def policy(**directives: str) -> str:
    """A Content-Security-Policy."""
    return "; ".join(f"{name.replace('_', '-')} {sources}".rstrip() for name, sources in directives.items())


def origin_of(address: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


NOTHING = "'none'"
REFUSED = {
    "default_src": NOTHING,
    "object_src": NOTHING,
    "base_uri": NOTHING,
    "frame_ancestors": NOTHING,
}
# A page has scripts, styles and pictures of this site alone, none of them written into the page.
PAGE = policy(
    **REFUSED,
    script_src="'self'",
    style_src="'self'",
    img_src="'self'",
    connect_src="'self'",
    # Chromium also asks it of where a form's answer leads: signing in may lead to the provider that the settings name.
    form_action=" ".join(["'self'", *filter(None, [origin_of(settings.OIDC_ISSUER)])]),
)
# All else is data: opened by itself, a file that somebody uploaded is nobody's page, and runs nothing.
DATA = policy(**REFUSED, form_action=NOTHING, sandbox="")
UNUSED = (
    "accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer",
    "microphone", "midi", "payment", "usb",
)  # fmt: skip
# Also on answers that Django's own middleware never sees, such as that to a foreign Host.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in UNUSED),
}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
NOT_ENCRYPTED = "Ask by https. What you sent was not encrypted: if there was a key or a calendar’s address in it, make a new one."


class Headers:
    """Middleware, the outermost: tells browsers what to refuse."""

    def __init__(self, get_response: Answering) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer; a view that sets a header itself knows why."""
        answer = self.get_response(request)
        for name, value in HEADERS.items():
            answer.headers.setdefault(name, value)
        if answer.status_code != HTTPStatus.NOT_MODIFIED:  # what was sent before has its policy already
            answer.headers.setdefault("Content-Security-Policy", PAGE if is_page(answer) else DATA)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:  # what is for one person stays on no disk
            answer.headers.setdefault("Cache-Control", "private, no-store")
        return answer


def is_page(answer: HttpResponseBase) -> bool:
    """Whether a browser shows it as a page of this site."""
    is_html = answer.headers.get("Content-Type", "").startswith("text/html")
    return is_html and not answer.headers.get("Content-Disposition", "").startswith("attachment")


class EncryptedPrograms:
    """Middleware: refuses a program that asks by http where HTTPS=1; to lead it on would hide that its key went unencrypted."""

    def __init__(self, get_response: Answering) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, 403 to what came unencrypted; browsers are led to https by Django."""
        wants_https = settings.SECURE_SSL_REDIRECT and not request.is_secure()
        if not wants_https or not re.match(settings.OF_PROGRAMS, request.path.lstrip("/")):
            return self.get_response(request)
        if request.path.startswith("/api/"):
            return problem(status=HTTPStatus.FORBIDDEN, code="not_encrypted", detail=NOT_ENCRYPTED)
        return HttpResponseForbidden(NOT_ENCRYPTED, content_type="text/plain; charset=utf-8")


class KnownMethods:
    """Middleware: refuses TRACE, CONNECT and what no view has heard of."""

    def __init__(self, get_response: Answering) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, 405 to what nothing here understands."""
        if request.method in METHODS:
            return self.get_response(request)
        if not request.path.startswith("/api/"):
            return HttpResponseNotAllowed(METHODS)
        return problem(
            status=HTTPStatus.METHOD_NOT_ALLOWED,
            headers={"Allow": ", ".join(METHODS)},
            detail="This method is not known here.",
        )
