"""What was recorded last, as the front page tells it: entries of the ledger, made anew only when a letter has another version."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.safestring import SafeString

from actions.models import Action, Effect
from letters.visibility import visible
from offices.models import User
from tracker.kept_parts import Context, kept_parts
from tracker.prepared import fetch

LATEST = 8
WINDOWS = (300, 3000)  # entries that are looked through for so many
TOLD = (
    "action", "response", "decline_reason", "outcome", "due_on", "promised_on",
    "letter_request__public_id", "letter_request__number", "letter_request__text",
    "letter_request__letter__public_id", "letter_request__letter__title", "letter_request__letter__source_name",
)  # fmt: skip

Reader = User | AnonymousUser
Known = tuple[
    int, tuple[tuple[int, int], ...]
]  # an entry, and all that it says, each with its letter's version


def latest_news(reader: Reader) -> list[SafeString]:
    """The last news that the reader may see, each with what it says of the requests that they may see."""
    return told_of(latest_seen_by(reader), reader)


def latest_seen_by(user: Reader) -> list[int]:
    """The keys of the last news that the reader may see, of the last entries of all: to ask who may see each of a million takes seconds."""
    found: list[int] = []
    for window in WINDOWS:
        keys = [key for [key] in fetch(last_entries, user, shape=window)]
        found = [key for [key] in fetch(news_among, user, *keys)]
        if len(found) == LATEST or len(keys) < window:
            break
    return found


def last_entries(reader: Reader, *, shape: int) -> QuerySet[Action, Any]:
    """The keys of so many entries, for `tracker.prepared`."""
    return Action.objects.order_by("-recorded_at", "-pk").values_list("pk")[:shape]


def news_among(reader: Reader, *entries: int, shape: object) -> QuerySet[Action, Any]:
    """The keys of those that are news and that the reader may see, the last few."""
    return Action.objects.filter(pk__in=entries).visible_to(reader).news().values_list("pk")[:LATEST]


def told_of(actions: Sequence[int], user: Reader) -> list[SafeString]:
    """Entries of the ledger as news, each with what it says of the requests that the reader may see."""
    told = Effect.objects.filter(visible(user, "letter_request__letter__"), action__in=actions).order_by("pk")
    effects = defaultdict[int, list[tuple[int, int]]](list)
    for action, effect, version in told.values_list("action", "pk", "letter_request__letter__version"):
        effects[action].append((effect, version))
    keys = [(action, tuple(effects[action])) for action in actions]

    def contexts(missing: Sequence[Known]) -> dict[Known, Context]:
        said = defaultdict[int, list[Effect]](list)
        rows = told.filter(action__in=[action for action, _ in missing])
        for effect in rows.select_related("action", "letter_request__letter").only(*TOLD):
            said[effect.action_id].append(effect)
        return {
            key: {"action": effects[0].action, "effects": effects}
            for key in missing
            if (effects := said.get(key[0]))  # unless it was hidden meanwhile
        }

    return kept_parts("public/parts/news_row.html", keys, contexts)
