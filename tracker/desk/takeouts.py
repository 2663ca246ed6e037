"""All that an office owns, taken out as one file, and such a file brought in; for its managers."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.files import File
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from letters.arrivals import LetterImport
from offices.policy import signed_in
from tracker.desk.offices import managed
from tracker.takeout_reading import LARGEST
from tracker.takeout_work import ask_for_takeout, ask_to_bring
from tracker.tasks import wake
from tracker.uploads import UploadField

SHOWN = 20


class TakeoutForm(forms.Form):
    """A take-out to bring in."""

    file = UploadField(
        label="A take-out",
        help_text=f"A ZIP that a letter tracker has made, up to {LARGEST >> 20} MB.",
        widget=forms.ClearableFileInput(attrs={"accept": ".zip"}),
    )

    def clean_file(self) -> File[bytes]:
        """No larger than can be looked through."""
        file: File[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError("The file is too large; whoever runs the tracker can bring it in.")
        return file


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def takeout(request: HttpRequest, slug: str) -> HttpResponse:
    """Says what a take-out is; brings one in."""
    office, by = managed(request, slug), signed_in(request.user)
    form = TakeoutForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        job = ask_to_bring(office=office, file=file, name=file.name, by=by, now=timezone.now())
        wake()
        return redirect("desk:job", job.public_id)
    imports = LetterImport.objects.filter(office=office).select_related("by")[:SHOWN]
    context = {"office": office, "form": form, "imports": imports}
    return render(request, "desk/takeout.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def make_takeout(request: HttpRequest, slug: str) -> HttpResponse:
    """Has a worker write one."""
    job = ask_for_takeout(office=managed(request, slug), by=signed_in(request.user), now=timezone.now())
    wake()
    return redirect("desk:job", job.public_id)
