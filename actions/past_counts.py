"""Counts over requests as they were known at a moment: those that something was said of since are folded anew, one by one.

All others stand as they stood then, and are counted where they are. So this takes as long as much was recorded since.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from actions.fold import Standing
from actions.hindsight import standings_before, there_before
from actions.models import Effect
from letters.models import LetterRequests, Recipient, Signatory
from letters.scorecard import Counts, Groups, counted, month_of, status_of

CHUNK = 1000  # requests that are folded at once; memory must not grow with the table
COLUMNS = ("pk", "letter", "letter__office", "kind", "letter__letter_date", "letter__topic")


def counted_before(moment: datetime, letter_requests: LetterRequests, *, by: str | None, on: date) -> Groups:
    """Those of the requests that were there, by group, as `letters.scorecard` counts those of now; `on` is the day."""
    there = letter_requests.filter(letter__confirmed_at__lt=moment)
    since = Q(action__recorded_at__gte=moment) | Q(action__superseded_by__recorded_at__gte=moment)
    moved = Exists(Effect.objects.filter(since, letter_request=OuterRef("pk")))
    groups = counted(there.filter(~moved), by=by, on=on)
    for rows in chunks(there.filter(moved)):
        standings = standings_before(moment, there_before(moment, [key for key, *_ in rows]))
        related = related_to({letter for _, letter, *_ in rows}, by)
        for key, letter, office, kind, letter_date, topic in rows:
            if key not in standings:  # it was discarded meanwhile
                continue
            standing = standings[key]
            own = {"office": office, "kind": kind, "month": month_of(letter_date), "topic": topic}
            for group, states in groups_of(standing, by, own, related.get(letter, [])).items():
                status = status_of(states, due_on=standing.due_on, on=on)
                groups.setdefault(group, Counts()).count(status, standing.outcome)
    return groups


def chunks(letter_requests: LetterRequests) -> Iterator[list[Any]]:
    """The requests' columns, some at a time."""
    there, after = letter_requests.order_by("pk").values_list(*COLUMNS), 0
    while rows := list(there.filter(pk__gt=after)[:CHUNK]):
        after = rows[-1][0]
        yield rows


def related_to(letters: Collection[int], by: str | None) -> Mapping[int, list[Any]]:
    """Of each letter who signed it, or recipients with their agencies."""
    found = defaultdict[int, list[Any]](list)
    if by == "member":
        signed = Signatory.objects.filter(letter__in=letters, member__isnull=False)
        for letter, member in signed.values_list("letter", "member"):
            found[letter].append(member)
    if by == "agency":
        heard = Recipient.objects.filter(letter__in=letters)
        for letter, recipient, agency in heard.values_list("letter", "pk", "agency"):
            found[letter].append((recipient, agency))
    return found


def groups_of(
    standing: Standing, by: str | None, own: Mapping[str, Any], related: list[Any]
) -> Mapping[Any, list[str]]:
    """The groups that a request counts in, each with the states that it is judged by."""
    states = [answer.state for answer in standing.answers.values()]
    if by == "member":
        return dict.fromkeys(related, states)
    if by == "agency":
        found = defaultdict[Any, list[str]](list)
        for recipient, agency in related:
            found[agency].append(standing.answers[recipient].state)
        return found or {None: []}
    return {own[by] if by else 0: states}
