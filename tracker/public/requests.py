"""The pages of requests: a list that filters cut to what somebody looks for, and one request, today or as of a day."""

from collections.abc import Sequence

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from actions.models import Action
from letters.models import LetterRequest, LetterRequests
from letters.progress import progress_of
from offices.audit_entries import Via
from tracker.api.pages import Order
from tracker.clock import end_of, today
from tracker.kept_parts import Context, kept_parts
from tracker.public.agencies import agencies_to_choose
from tracker.public.citing import citation_of
from tracker.public.forms import AsOf, RequestSearch
from tracker.public.paging import searched
from tracker.public.past import progress_as_of
from tracker.seeing import saw_request

REQUESTS_PER_PAGE = 25
KNOWN_BY = ("public_id", "version", "changed_at", "letter__version")  # a row of the list, and its place
Known = tuple[str, int, int]  # id and version of a request, version of its letter
LAST_CHANGED = Order("what changed last first", "changed_at", descending=True)


@require_safe
def letter_requests(request: HttpRequest) -> HttpResponse:
    """The requests that fit all that was chosen, what changed last first."""
    search = RequestSearch(request.GET, agencies=agencies_to_choose(request.user))
    seen = LetterRequest.objects.visible_to(request.user).confirmed()
    page, status = searched(
        search,
        lambda: search.filtered(seen, on=today()).select_related("letter").only(*KNOWN_BY),
        request,
        order=LAST_CHANGED,
        size=REQUESTS_PER_PAGE,
        of="public requests",
    )
    context = {"search": search, "page": page, "rows": rows_of(page.rows, seen)}
    return render(request, "public/requests.html", context, status=status)


def rows_of(shown: Sequence[LetterRequest], seen: LetterRequests) -> list[SafeString]:
    """The rows of requests that were just found, of those that the reader sees, as anybody sees them."""
    keys = {(row.public_id, row.version, row.letter.version): row.pk for row in shown}

    def contexts(missing: Sequence[Known]) -> dict[Known, Context]:
        rows = seen.filter(pk__in=[keys[key] for key in missing]).with_states(AnonymousUser())
        found = {row.pk: row for row in rows.select_related("letter__office").defer("letter__text")}
        return {
            key: {"letter_request": row, "progress": progress_of(row, on=today())}
            for key in missing
            if (row := found.get(keys[key]))
        }

    return kept_parts("public/parts/request_row.html", list(keys), contexts)


@require_safe
def letter_request(request: HttpRequest, id: str) -> HttpResponse:
    """One request and all that is known of what came of it, or what was known at the end of a day."""
    form = AsOf(request.GET)
    day = form.day()
    seen = LetterRequest.objects.visible_to(request.user).select_related("letter__office")
    today_too = seen.with_states(request.user)
    letter_request = get_object_or_404(seen if day else today_too, public_id=id)
    saw_request(request, letter_request, via=Via.PUBLIC)
    # First which entries, then who may see them: both in one query take seconds where there are a million.
    entries = letter_request.effects.values_list("action", flat=True)
    actions = Action.objects.filter(pk__in=set(entries)).visible_to(request.user)
    progress = progress_as_of(letter_request, day, request.user) if day else None
    if day and progress is None:
        form.add_error("as_of", _("The letter was not recorded here by then."))
        letter_request = get_object_or_404(today_too, public_id=id)
    if progress and day:
        actions = actions.known_before(end_of(day))
    context = {
        "letter_request": letter_request,
        "letter": letter_request.letter,
        "as_of": day if progress else None,
        "form": form,
        "progress": progress or progress_of(letter_request, on=today()),
        "timeline": actions.with_effects(request.user, before=end_of(day) if day and progress else None),
        "citation": citation_of(letter_request, day or today()),
    }
    return render(request, "public/request.html", context, status=400 if form.errors else 200)
