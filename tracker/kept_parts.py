"""Parts of pages, kept in the process: where one thing changed, a page is made anew of what did not.

A part is known by its template, the language, Washington's day and whatever its key names: all that can make it another one, such as
a letter's version. What moves no version, such as an agency's name by an import, shows after a minute at the latest. A part says
what every reader of its thing may see; which things a reader sees is asked anew for each page.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from threading import Lock
from typing import Any, NamedTuple, TypeVar

from cachetools import TTLCache
from django.forms import Form
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from tracker.clock import today

ROOM = 16 << 20  # characters in each process
SECONDS = 60

K = TypeVar("K", bound=tuple[object, ...])
Context = Mapping[str, Any]


class Name(NamedTuple):
    """What a part is known by."""

    template: str
    language: str | None
    day: date
    key: tuple[object, ...]


parts: TTLCache[Name, str] = TTLCache(ROOM, SECONDS, getsizeof=len)
lock = Lock()


def kept_parts(
    template: str, keys: Sequence[K], contexts: Callable[[Sequence[K]], Mapping[K, Context]]
) -> list[SafeString]:
    """The template filled for each key, in their order. `contexts` is asked for what is not kept; what it does not know is left out."""
    names = {key: Name(template, get_language(), today(), key) for key in keys}
    with lock:
        found = {key: parts[name] for key, name in names.items() if name in parts}
    missing = [key for key in keys if key not in found]
    known = contexts(missing) if missing else {}
    filled = get_template(template)
    made = {key: filled.render(dict(known[key])) for key in missing if key in known}
    with lock:
        parts.update({names[key]: part for key, part in made.items() if len(part) <= ROOM})
    found |= made
    return [mark_safe(found[key]) for key in keys if key in found]  # noqa: S308  # what templates made


def kept_part(template: str, key: tuple[object, ...], context: Callable[[], Context]) -> SafeString:
    """The template filled for one key."""
    [part] = kept_parts(template, [key], lambda _: {key: context()})
    return part


def kept_rows(template: str, rows: Mapping[K, Context]) -> list[SafeString]:
    """The template filled for each key, where all is known that may have to be filled in."""
    return kept_parts(template, list(rows), lambda _: rows)


def kept_form(template: str, form: Form, offered: object) -> SafeString:
    """A form's fields with what was entered and what was wrong; `offered`: what they offer to choose from that may change."""
    entered = [form[name].value() for name in form.fields]
    shown = repr((offered, entered, form.errors.as_json()))  # longer than what is made of it
    key = (type(form).__module__, type(form).__name__, sha256(shown.encode()).digest())
    return kept_part(template, key, lambda: {"form": form})


def forget() -> None:
    """Forgets all parts: tests begin with an empty database, and its versions at one again."""
    with lock:
        parts.clear()
