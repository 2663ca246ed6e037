"""Addresses of which some break, with words in the error that somebody has sent."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from offices.models import User
from tracker.urls import handler400, handler403, handler404, handler500
from tracker.urls import urlpatterns as working

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def breaks(request: HttpRequest) -> HttpResponse:
    """A mistake in the program."""
    raise RuntimeError(f"broken on purpose by {request.GET.get('q')}")


def breaks_a_rule(request: HttpRequest) -> HttpResponse:
    """What the database refuses."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s FROM nothing", [request.GET.get("q")])
    return HttpResponse()


def doubles(request: HttpRequest) -> HttpResponse:
    """A row that is there already."""
    User.objects.create(email=request.GET["q"])
    return HttpResponse()


urlpatterns = [
    path("", breaks),
    path("api/v1/broken/", breaks),
    path("refused/", breaks_a_rule),
    path("doubled/", doubles),
    *working,
]
