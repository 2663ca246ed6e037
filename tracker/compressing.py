"""Pages are compressed; answers of the API are not: a strong ETag names the bytes, and making them smaller takes longer."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware, re_accepts_gzip


class CompressedPages(GZipMiddleware):
    """Compresses HTML. What it repeats of what a reader sent cannot be told from the length, which differs by chance."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The page, compressed for who takes it so."""
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        return super().process_response(request, response) if is_page else response


def takes_compressed(request: HttpRequest) -> bool:
    """Whether a page may be sent compressed: Django's own rule."""
    return bool(re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")))
