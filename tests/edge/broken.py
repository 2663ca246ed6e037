"""Addresses of which one breaks."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from tracker.urls import handler500
from tracker.urls import urlpatterns as working

__all__ = ["handler500", "urlpatterns"]


def breaks(request: HttpRequest) -> HttpResponse:
    """A view with an error in it."""
    raise RuntimeError("broken on purpose")


urlpatterns = [path("", breaks), *working]
