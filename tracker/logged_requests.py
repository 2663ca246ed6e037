"""What a line of the log knows of the request that it is about: its id, who asks, and from where."""

import structlog
from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware

from tracker.api.limits import address_of


class LoggedRequests(RequestMiddleware):
    """Middleware: as django-structlog's, but it believes no address that anybody may have written into a header."""

    @classmethod
    def bind_ip(cls, request: HttpRequest) -> None:
        """The address that limits count by, too."""
        structlog.contextvars.bind_contextvars(ip=address_of(request))
