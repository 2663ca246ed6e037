"""Where a form leads back to: the page that it stood on, with its filters."""

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme


def back(request: HttpRequest, default: str, *arguments: str) -> HttpResponseRedirect:
    """To the path of this site that the form names as `back`, else to the page of that name."""
    path = request.POST.get("back", "")
    if path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return HttpResponseRedirect(path)
    return redirect(default, *arguments)
