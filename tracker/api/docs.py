"""The API's reference as a page: the OpenAPI document is made, read and written as HTML once in a process."""

from functools import cache
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from drf_spectacular.generators import SchemaGenerator

from tracker.api.conditional import SAFE
from tracker.api.errors import problem
from tracker.api.reference import reference_of


@cache
def reference() -> SafeString:
    """How to begin, and all that the API can be asked: the same for every reader."""
    document = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    context = {"reference": reference_of(document), "site": settings.SITE_URL}
    return render_to_string("api/reference.html", context)


def docs(request: HttpRequest) -> HttpResponse:
    """The reference in the site's frame; a problem document for who would write."""
    if request.method not in SAFE:
        detail = f"Method “{request.method}” not allowed."
        return problem(
            status=HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": ", ".join(SAFE)}, detail=detail
        )
    return render(request, "api/docs.html", {"reference": reference()})
