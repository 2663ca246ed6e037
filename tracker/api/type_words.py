"""What a value can be, and what a description says, in pieces that a page can show: from a schema of the OpenAPI document. Pure."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, NamedTuple

Json = Mapping[str, Any]

FORMATS = {
    "date": "date",
    "date-time": "date and time",
    "uri": "address",
    "email": "e-mail address",
    "binary": "file",
}
TYPES = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "null": "null",
}
SLUG = "^[-a-zA-Z0-9_]+$"
LABELLED = re.compile(r"^\* `(?P<value>[^`]*)` - (?P<label>.*)$", re.MULTILINE)
SOME_OF = re.compile(r"\^\((?P<names>[\w|]+)\)\(,\((?P=names)\)\)\*\$")  # names with commas between them


class Piece(NamedTuple):
    """Some words of a text: plain, something to write exactly so, or (`link`) the name of a schema."""

    words: str
    exact: bool = False
    link: bool = False


Text = tuple[Piece, ...]


class Types:
    """What values can be, where some schemas have names: these are linked, and lists of values that equal a named one too."""

    def __init__(self, schemas: Json) -> None:
        self.schemas = schemas
        self.named_values = {
            frozenset(schema["enum"]): name
            for name, schema in schemas.items()
            if len(schema.get("enum", ())) > 1
        }

    def text(self, schema: Json) -> Text:
        """What a value can be, and what it is where it is left out."""
        default = schema.get("default")
        ending = (Piece("; without it "), Piece(json.dumps(default).strip('"'), exact=True))
        return tuple(joined([*self.pieces(schema), *(ending if default is not None else ())]))

    def pieces(self, schema: Json) -> Iterator[Piece]:
        """The words for what a value can be."""
        if "$ref" in schema:
            yield self.named(schema["$ref"].rpartition("/")[2])
        elif many := [one for name in ("oneOf", "anyOf", "allOf") for one in schema.get(name, ())]:
            yield from between(" or ", [self.pieces(one) for one in many])
        elif "enum" in schema:
            yield from self.values(schema["enum"])
        elif "items" in schema:
            yield Piece("list of ")
            yield from self.pieces(schema["items"])
            yield Piece(limits(schema.get("minItems"), schema.get("maxItems")))
        elif isinstance(schema.get("additionalProperties"), Mapping):
            yield Piece("object that holds by name: ")
            yield from self.pieces(schema["additionalProperties"])
        else:
            yield from plain(schema)

    def named(self, name: str) -> Piece:
        """The name of a schema; one that is nothing but null or an empty text is said so."""
        schema = self.schemas[name]
        if schema.get("type") == "null" or schema.get("enum") == [None]:
            return Piece("null")
        return Piece("empty") if schema.get("enum") == [""] else Piece(name, link=True)

    def values(self, values: list[Any]) -> Iterator[Piece]:
        """One of several values."""
        name = self.named_values.get(frozenset(values))
        if name:
            yield Piece(name, link=True)
        else:
            yield from between(", ", [[Piece(str(value), exact=True)] for value in values])


def plain(schema: Json) -> Iterator[Piece]:
    """The words for a simple value with its limits."""
    kinds = schema.get("type", "object")
    kinds = [kinds] if isinstance(kinds, str) else kinds
    pattern = schema.get("pattern", "")
    if schema.get("maxLength") == 0:
        yield Piece("empty")
    elif some := SOME_OF.fullmatch(pattern):
        yield Piece("one or several of ")
        yield from between(", ", [[Piece(name, exact=True)] for name in some["names"].split("|")])
    else:
        yield Piece(
            "slug"
            if pattern == SLUG
            else FORMATS.get(schema.get("format", "")) or TYPES.get(kinds[0], kinds[0])
        )
        yield Piece(limits(schema.get("minimum"), schema.get("maximum")))
        yield Piece(limits(schema.get("minLength"), schema.get("maxLength"), " characters"))
        yield from [Piece(" of the form "), Piece(pattern, exact=True)] if pattern not in ("", SLUG) else []
    yield from [Piece(" or null")] if "null" in kinds[1:] else []


def limits(least: int | None, most: int | None, unit: str = "") -> str:
    """The smallest and the largest number, as words that follow others; a text of one character needs no telling."""
    if most is None:
        return f" ({least} or more)" if least is not None and not unit else ""
    return f" ({least} to {most:,}{unit})" if least is not None else f" (up to {most:,}{unit})"


def between(words: str, many: Iterable[Iterable[Piece]]) -> Iterator[Piece]:
    """All pieces, with words between each group and the next."""
    for place, pieces in enumerate(many):
        if place:
            yield Piece(words)
        yield from pieces


def joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces, plain ones beside each other as one."""
    for is_plain, some in groupby(pieces, key=lambda piece: not (piece.exact or piece.link)):
        if is_plain:
            words = "".join(piece.words for piece in some)
            yield from [Piece(words)] if words else []
        else:
            yield from some


def written(description: str) -> Text:
    """A description as pieces: what stands in backticks is exact. Values with labels are left out: they are shown apart."""
    words = " ".join(LABELLED.sub("", description).split())
    parts = words.split("`")
    return tuple(Piece(part, exact=place % 2 == 1) for place, part in enumerate(parts) if part)
