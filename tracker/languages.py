"""Which language a reader is answered in: public pages in theirs, all else in English whatever a browser prefers."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

ENGLISH = ("/api/", "/desk/", "/admin/", "/health/")


class ReadersLanguage(LocaleMiddleware):
    """Django's own choice (a cookie, else what the browser prefers), for public pages alone; only these vary with it."""

    def process_request(self, request: HttpRequest) -> None:
        """Sets the language; `request.speaks` says that the page can be had in others."""
        request.speaks = not request.path_info.startswith(ENGLISH)  # type: ignore[attr-defined]  # for the page's foot
        if request.speaks:  # type: ignore[attr-defined]
            super().process_request(request)
        else:
            translation.activate(settings.LANGUAGE_CODE)
            request.LANGUAGE_CODE = settings.LANGUAGE_CODE

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Says in the headers which language it is, and what it depends on."""
        return super().process_response(request, response) if request.speaks else response  # type: ignore[attr-defined]
