"""What the next page says of a form that has no page of its own."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest


def tell_errors(request: HttpRequest, form: Form) -> None:
    """Says what is wrong with the form, in one message."""
    messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
