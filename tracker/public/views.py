"""The public pages: what was asked, and what came of it. A signed-in reader also sees their office's letters here."""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from actions.links import links_of
from letters.marking import pieces
from letters.models import Letter
from letters.progress import letter_progress, progress_of
from letters.scorecard import DUE, STATUS_LABELS, STATUS_MEANINGS
from letters.states import OUTCOME_MEANINGS, RESPONSE_MEANINGS, Outcome, Response
from offices.audit_entries import Via
from tracker.api.pages import Order
from tracker.api.problems import PROBLEMS
from tracker.clock import today
from tracker.kept_parts import Context, kept_part
from tracker.public.agencies import agencies_to_choose
from tracker.public.cards import cards_of, known
from tracker.public.forms import Search
from tracker.public.paging import searched
from tracker.public.scorecards import ENOUGH
from tracker.seeing import saw_letter

LETTERS_PER_PAGE = 25
# A letter's page; an office that closes, or is called otherwise, moves no letter's version.
KNOWN_BY = ("public_id", "version", "title", "source_name", "visibility", "office__name", "office__closed_at")
LATEST_FIRST = Order("the latest date first", "letter_date", descending=True, nullable=True)


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """The letters that fit all that was chosen, the latest first."""
    search = Search(request.GET, agencies=agencies_to_choose(request.user))
    page, status = searched(
        search,
        lambda: known(search.filtered(seen_by(request), on=today())),
        request,
        order=LATEST_FIRST,
        size=LETTERS_PER_PAGE,
        of="public letters",
    )
    context = {
        "search": search,
        "page": page,
        "cards": cards_of(page.rows, seen_by(request), level=2, typed=search.cleaned_data.get("q", "")),
    }
    return render(request, "public/letters.html", context, status=status)


@require_safe
def letter(request: HttpRequest, id: str) -> HttpResponse:
    """A letter, its words with the requests marked, and how each stands: as kept for its version, below title and links.

    Links are asked for anew: which of them a reader sees depends on other letters, and on the reader.
    """
    seen = seen_by(request)
    letter = get_object_or_404(seen.select_related("office").only(*KNOWN_BY), public_id=id)
    saw_letter(request, letter, via=Via.PUBLIC)
    body = kept_part(
        "public/parts/letter.html",
        (letter.public_id, letter.version, letter.office.name, letter.office.closed_at),
        lambda: shown_of(get_object_or_404(seen.with_people().with_requests(AnonymousUser()), pk=letter.pk)),
    )
    context = {"letter": letter, "letter_links": links_of(letter, request.user), "body": body}
    return render(request, "public/letter.html", context)


def shown_of(letter: Letter) -> Context:
    """What is shown of a letter to everybody who sees it; reads its people and its requests."""
    letter_requests = list(letter.requests.all())
    spans = [
        (row.start, row.end, row.number)
        for row in letter_requests
        if row.start is not None and row.end is not None
    ]
    return {
        "letter": letter,
        "progress": letter_progress(letter_requests, on=today()),
        "rows": [(row, progress_of(row, on=today())) for row in letter_requests],
        "pieces": pieces(letter.text, spans),
    }


@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """What the states mean, and how the percentages are counted."""
    context = {
        "responses": [(Response(state).label, entry) for state, entry in RESPONSE_MEANINGS.items()],
        "outcomes": [(Outcome(state).label, entry) for state, entry in OUTCOME_MEANINGS.items()],
        "statuses": [
            {"label": label, "meaning": STATUS_MEANINGS[status], "is_due": status in DUE}
            for status, label in STATUS_LABELS.items()
        ],
        "enough": ENOUGH,
    }
    return render(request, "public/how.html", context)


@require_safe
def problem(request: HttpRequest, name: str) -> HttpResponse:
    """What a kind of problem of the API means, and what to do about it."""
    if name not in PROBLEMS:
        raise Http404
    return render(request, "public/problem.html", {"problem": PROBLEMS[name]})


def seen_by(request: HttpRequest):  # type: ignore[no-untyped-def]  # see Letters
    """The confirmed letters that the reader may see."""
    return Letter.objects.visible_to(request.user).confirmed()
