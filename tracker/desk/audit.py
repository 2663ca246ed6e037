"""Who saw and changed what an office keeps, for its managers: a list from the latest on, and as CSV."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any, NamedTuple

from django import forms
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from letters.models import Letter, LetterRequest
from offices.audit_entries import AuditEntry, Deed, Matter
from offices.models import Office, User
from tracker.api.pages import Order
from tracker.desk.dates import DayField
from tracker.desk.exports import download
from tracker.desk.offices import managed
from tracker.export_files import temporary
from tracker.public.paging import searched
from tracker.seeing import saw
from tracker.sheets import FORMATS, Row

ENTRIES_PER_PAGE = 50
MOST_IN_A_FILE = 100_000
LATEST_FIRST = Order("the latest first", "at", descending=True)


class AuditSearch(forms.Form):
    """Whose entries, of what and of which days; all of it may be left out."""

    person = forms.ModelChoiceField(User.objects.none(), required=False, empty_label="Anybody")
    deed = forms.ChoiceField(choices=[("", "Anything"), *Deed.choices], required=False, label="Did")
    thing = forms.ChoiceField(choices=[("", "Anything"), *Matter.choices], required=False, label="With")
    id = forms.CharField(required=False, max_length=40, label="Id in its address")
    first_on = DayField(required=False, label="First day")
    last_on = DayField(required=False, label="Last day")

    def __init__(self, *args: Any, office: Office) -> None:
        super().__init__(*args)
        self.office = office
        named = Q(memberships__office=office) | Q(pk__in=people_in(office))
        people = User.objects.filter(named).distinct().order_by("email")
        self.fields["person"].queryset = people  # type: ignore[attr-defined]

    def filtered(self) -> QuerySet[AuditEntry]:
        """The office's entries that fit."""
        wanted, zone = self.cleaned_data, self.office.zone
        exact = {"person": "person", "deed": "deed", "thing": "thing", "public_id": "id"}
        found = AuditEntry.objects.filter(
            office=self.office, **{column: wanted[name] for column, name in exact.items() if wanted[name]}
        )
        if first := wanted["first_on"]:
            found = found.filter(at__gte=datetime.combine(first, time(), zone))
        if last := wanted["last_on"]:
            found = found.filter(at__lt=datetime.combine(last + timedelta(days=1), time(), zone))
        return found.select_related("person")


def people_in(office: Office) -> QuerySet[AuditEntry, Any]:
    """The people of whom the office's audit tells."""
    told = AuditEntry.objects.filter(office=office, person__isnull=False)
    return told.order_by().values("person").distinct()


class Told(NamedTuple):
    """An entry, and of its letter or request where it stands and what it is called, where it is still there."""

    entry: AuditEntry
    path: str
    name: str


@login_required
@require_safe
def audit(request: HttpRequest, slug: str) -> HttpResponse:
    """The entries that fit, the latest first."""
    office = managed(request, slug)
    search = AuditSearch(request.GET, office=office)
    page, status = searched(
        search,
        search.filtered,
        request,
        order=LATEST_FIRST,
        size=ENTRIES_PER_PAGE,
        of=f"audit of {office.pk}",
    )
    saw(request, Matter.AUDIT, office=office.pk)
    context = {
        "office": office,
        "search": search,
        "page": page,
        "rows": list(told(page.rows, office)),
        "query": request.GET.urlencode(),
    }
    return render(request, "desk/audit.html", context, status=status)


@login_required
@require_safe
def audit_file(request: HttpRequest, slug: str) -> HttpResponse | FileResponse:
    """The latest of them as CSV."""
    office = managed(request, slug)
    search = AuditSearch(request.GET, office=office)
    if not search.is_valid():
        return redirect("desk:audit", slug)
    file = temporary()
    entries = search.filtered().order_by("-at", "-pk")[:MOST_IN_A_FILE]
    FORMATS["csv"].write((row_of(entry) for entry in entries.iterator(2_000)), file)
    file.seek(0)
    saw(request, Matter.AUDIT, "csv", office=office.pk, deed=Deed.TOOK)
    today = timezone.now().astimezone(office.zone).date()
    return download(file, f"{office.slug}-audit-{today}.csv", "csv")


def told(entries: Sequence[AuditEntry], office: Office) -> Iterator[Told]:
    """The entries with the names of the office's letters and requests; two queries."""
    letters = {row.public_id: row for row in of_kind(Letter.objects.filter(office=office), entries)}
    asked = LetterRequest.objects.filter(letter__office=office).select_related("letter")
    letter_requests = {row.public_id: row for row in of_kind(asked, entries)}
    for entry in entries:
        yield Told(entry, *place_of(entry, letters, letter_requests))


def of_kind(rows: QuerySet[Any], entries: Sequence[AuditEntry]) -> QuerySet[Any]:
    """Those of the rows that the entries name."""
    return rows.filter(public_id__in={entry.public_id for entry in entries if entry.public_id})


def place_of(
    entry: AuditEntry, letters: Mapping[str, Letter], letter_requests: Mapping[str, LetterRequest]
) -> tuple[str, str]:
    """The name of the page at the desk of what an entry names, and what it is called; empty where there is none."""
    if letter := letters.get(entry.public_id):
        return "desk:letter", str(letter)
    if letter_request := letter_requests.get(entry.public_id):
        return "desk:request", str(letter_request)
    return "", ""


def row_of(entry: AuditEntry) -> Row:
    """An entry as a row of a file."""
    return {
        "at": entry.at.astimezone(UTC).isoformat(timespec="seconds"),
        "person": entry.person.email if entry.person else "",
        "did": entry.get_deed_display(),
        "with": entry.get_thing_display(),
        "id": entry.public_id,
        "detail": entry.detail,
        "through": entry.get_via_display(),
        "key": entry.key,
    }
