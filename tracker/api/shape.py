"""What of each thing an answer shows: `fields` picks some, `include` adds what costs a query more. Both are closed."""

from collections.abc import Collection, Iterable
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer, ListSerializer, ModelSerializer

SHAPE = ("fields", "include")


def names_of(parameter: str, names: Iterable[str], description: str) -> OpenApiParameter:
    """A parameter that lists names, with commas between them, in the OpenAPI document."""
    one = "|".join(sorted(names))
    listed = {"type": "string", "pattern": f"^({one})(,({one}))*$"}
    return OpenApiParameter(parameter, listed, description=description)


def fields_of(serializer: type[ModelSerializer[Any]]) -> OpenApiParameter:
    """The fields that an answer can be cut down to, in the OpenAPI document."""
    return names_of(
        "fields", serializer.Meta.fields, "Only these fields, with commas between them, and the id."
    )


def included(request: Request, optional: Iterable[str]) -> set[str]:
    """What is to be added. Raises ValidationError for what cannot be."""
    return chosen(request, "include", set(optional))


def shown(request: Request, known: Iterable[str], *, optional: Iterable[str], key: str) -> set[str]:
    """The fields that the answer shows, of those that are known. Raises ValidationError for one that is not."""
    added = included(request, optional)
    wanted = chosen(request, "fields", set(known)) or set(known) - (set(optional) - added)
    return wanted | {key} | added


def shaped(serializer: BaseSerializer[Any], request: Request, *, key: str) -> BaseSerializer[Any]:
    """The serializer with the fields that the answer shows. Raises ValidationError."""
    one = serializer.child if isinstance(serializer, ListSerializer) else serializer
    fields = one.fields  # type: ignore[union-attr]  # all of ours have fields
    for name in set(fields) - shown(request, fields, optional=(), key=key):
        fields.pop(name)
    return serializer


def picked(rows: list[dict[str, Any]], fields: Collection[str]) -> list[dict[str, Any]]:
    """The rows with these fields alone."""
    if not rows or rows[0].keys() <= set(fields):
        return rows
    return [{name: value for name, value in row.items() if name in fields} for row in rows]


def chosen(request: Request, parameter: str, known: set[str]) -> set[str]:
    """The names that a parameter lists. Raises ValidationError for one that is not known."""
    given = request.query_params.get(parameter)
    if given is None:
        return set()
    names = set(given.split(","))
    if unknown := sorted(names - known):
        there_are = f"There are: {', '.join(sorted(known))}." if known else "There is nothing to choose here."
        raise ValidationError({parameter: [f"There is no “{name}”. {there_are}" for name in unknown]})
    return names


def parameters_of(request: Request, known: set[str]) -> dict[str, str]:
    """The parameters of the address. Raises ValidationError for one that is unknown, or stands there twice."""
    wrong = {
        name: [f"There is no parameter “{name}”. Parameters: {', '.join(sorted(known)) or 'none'}."]
        for name in request.query_params
        if name not in known
    }
    wrong |= {
        name: [f"“{name}” stands there {len(values)} times; give it once."]
        for name, values in request.query_params.lists()
        if name in known and len(values) > 1
    }
    if wrong:
        raise ValidationError(wrong)
    return request.query_params.dict()
