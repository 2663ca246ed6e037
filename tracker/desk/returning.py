"""Where a form leads back to: the page that it stood on, with its filters."""

import re

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


def back(request: HttpRequest, default: str, *arguments: str) -> HttpResponseRedirect:
    """To where the form leads back; to the place on that page which the button names as `then`."""
    return HttpResponseRedirect(path_back(request, default, *arguments))


def path_back(request: HttpRequest, default: str, *arguments: str) -> str:
    """The path of this site that the form names as `back`, else that of the page of the name `default`."""
    path = request.POST.get("back", "")
    if path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        then = request.GET.get("then", "")
        return f"{path}#{then}" if re.fullmatch(r"[a-z0-9-]+", then) else path
    return resolve_url(default, *arguments)
