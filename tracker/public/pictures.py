"""The charts of the public pages, made of counts: what each shows, in which order, and what it is called."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actions.answer_days import STRETCHES, stretch_of
from letters.people import Agency
from letters.scorecard import STATUS_LABELS, Counts, Groups, Status
from tracker.kept_parts import kept_part
from tracker.public.charts import Chart, Group, Words, bars, columns

MONTHS, AGENCIES = 12, 10


def picture(chart: Chart) -> SafeString:
    """The chart as a page shows it, above the same numbers as a table."""
    groups = tuple((group.label, *group.numbers) for group in chart.groups)
    return kept_part(
        "public/parts/chart.html", (chart.id, chart.note, *chart.parts, *groups), lambda: {"chart": chart}
    )


def statuses() -> dict[str, str]:
    """The statuses by name, in the reader's language and the order in which pages show them."""
    return {status.value: _(label) for status, label in STATUS_LABELS.items()}


def progress_by_month(months: Groups, *, on: date) -> Chart:
    """The requests of the last months by the month of their letter, as they stand on a day."""
    last = on.year * 12 + on.month - 1
    shown = [divmod(month, 12) for month in range(last - MONTHS + 1, last + 1)]
    groups = [
        Group(month_label(year, month + 1), numbers_of(months.get(year * 100 + month + 1, Counts())))
        for year, month in shown
    ]
    words = Words(
        "months",
        _("Requests by month, and how they stand now"),
        _(
            "A column for each of the last %(months)s months: the requests in letters of that month, divided by their status today."
        )
        % {"months": MONTHS},
        _("Month of the letter"),
    )
    chart = columns(words, statuses(), groups)
    left_out = sum(counts.requests for counts in months.values()) - sum(group.total for group in groups)
    return replace(chart, note=not_shown(left_out))


def not_shown(requests: int) -> str:
    """How many requests a picture of the last months leaves out; nothing where it has all."""
    if not requests:
        return ""
    words = ngettext(
        "%(number)s request in a letter of another month, or without a date, is not shown.",
        "%(number)s requests in letters of other months, or without a date, are not shown.",
        requests,
    )
    return words % {"number": number_format(requests, force_grouping=True)}


def month_label(year: int, month: int) -> str:
    """“Mar”, with the year below in January and, so that it stands there once at least, in July."""
    name = date_format(date(year, month, 1), "M")
    return f"{name}\n{year}" if month in (1, 7) else name


def asked_most(groups: Groups) -> list[int]:
    """The keys of the agencies that `states_by_agency` may show, of all that were asked: those alone need a name."""
    asked = {agency: counts.requests for agency, counts in groups.items() if agency is not None}
    least = min(sorted(asked.values(), reverse=True)[:AGENCIES], default=0)
    return [agency for agency, requests in asked.items() if requests >= least]


def states_by_agency(agencies: Iterable[tuple[Agency, Counts]]) -> Chart:
    """The agencies that were asked most, as their requests stand."""
    most = sorted(agencies, key=lambda row: (-row[1].requests, row[0].name))[:AGENCIES]
    words = Words(
        "agencies",
        _("How requests to each agency stand"),
        _(
            "A bar for each of the %(agencies)s agencies that were asked most, divided by the status of the requests today."
        )
        % {"agencies": len(most)},
        _("Agency"),
    )
    chart = bars(words, statuses(), [Group(agency.name, numbers_of(counts)) for agency, counts in most])
    return replace(chart, is_named_by_offices=True)


def numbers_of(counts: Counts) -> list[int]:
    """The numbers of requests by status, in the order in which pages show them."""
    return [counts.of(status) for status in STATUS_LABELS]


def days_to_answer(by_stretch: Mapping[int | None, int]) -> Chart:
    """How many requests were answered in which stretch of days."""
    groups, first = [], 0
    for last in STRETCHES:
        groups.append(Group(stretch_label(first, last), [by_stretch.get(last, 0)]))
        first = last + 1
    groups.append(Group(f"{first}+", [by_stretch.get(None, 0)]))
    words = Words(
        "days",
        _("Days to an answer"),
        _(
            "A column for each stretch of days from the day that the letter was sent to the first answer on the merits or "
            "refusal. The stretches grow longer. Requests still awaited are in none."
        ),
        _("Days"),
    )
    return columns(words, {"answered": _("Requests answered or declined")}, groups)


def stretch_label(first: int, last: int) -> str:
    """“8–14”; two numbers of three digits do not stand beside each other under a column."""
    return f"{first}–\n{last}" if first > 99 else f"{first}–{last}"


def stretches_of(days: Iterable[int]) -> Mapping[int | None, int]:
    """How many are in each stretch of days."""
    found: dict[int | None, int] = {}
    for one in days:
        found[stretch_of(one)] = found.get(stretch_of(one), 0) + 1
    return found


def counted_stretches(groups: Groups) -> Mapping[int | None, int]:
    """The same from counts that were kept."""
    return {stretch: counts.of(Status.ANSWERED) for stretch, counts in groups.items()}
