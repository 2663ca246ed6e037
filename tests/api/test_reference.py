"""What the API's reference shows, made from a document alone."""

from typing import Any

import pytest

from tests.api.documented import KEPT
from tracker.api.reference import Answer, Field, Operation, Reference, reference_of
from tracker.api.type_words import Piece, Text, Types, written

WHOLE = reference_of(KEPT)


def said(text: Text) -> str:
    """A text in one line: `exact` and [linked]."""
    return "".join(
        f"[{piece.words}]" if piece.link else f"`{piece.words}`" if piece.exact else piece.words
        for piece in text
    )


def operations(reference: Reference) -> list[Operation]:
    """All operations, in the order of the page."""
    return [operation for group in reference.groups for operation in group.operations]


def document(schemas: dict[str, Any] | None = None, **operation: Any) -> dict[str, Any]:
    """A document with one operation."""
    reading = {"operationId": "things_list", "tags": ["things"], "responses": {}} | operation
    return {
        "info": {"description": "Send `this`."},
        "paths": {"/things/": {"get": reading}},
        "components": {"schemas": schemas or {}},
    }


def only(reference: Reference) -> Operation:
    """The one operation of a document."""
    (operation,) = operations(reference)
    return operation


def holding(name: str) -> dict[str, Any]:
    """Responses that hold a schema."""
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {"200": {"description": "Done.", "content": {"application/json": {"schema": schema}}}}


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "string"}, "text"),
        ({"type": "string", "minLength": 1, "maxLength": 20000}, "text (1 to 20,000 characters)"),
        ({"type": "string", "minLength": 1}, "text"),
        ({"type": ["string", "null"], "format": "date"}, "date or null"),
        ({"type": "string", "pattern": "^[-a-zA-Z0-9_]+$", "maxLength": 9}, "slug (up to 9 characters)"),
        ({"type": "string", "pattern": "^[a-z]{12}$"}, "text of the form `^[a-z]{12}$`"),
        ({"type": "string", "pattern": "^(id|kind)(,(id|kind))*$"}, "one or several of `id`, `kind`"),
        (
            {"type": "integer", "minimum": 1, "maximum": 200, "default": 50},
            "whole number (1 to 200); without it `50`",
        ),
        ({"type": ["integer", "null"], "minimum": 0}, "whole number (0 or more) or null"),
        ({"type": "boolean", "default": False}, "true or false; without it `false`"),
        ({"enum": ["none", "estimate"], "default": "none"}, "`none`, `estimate`; without it `none`"),
        ({"enum": ["senate", "house"]}, "[Chamber]"),
        ({"$ref": "#/components/schemas/Chamber"}, "[Chamber]"),
        (
            {"oneOf": [{"$ref": "#/components/schemas/Chamber"}, {"$ref": "#/components/schemas/Blank"}]},
            "[Chamber] or empty",
        ),
        (
            {"oneOf": [{"$ref": "#/components/schemas/Chamber"}, {"$ref": "#/components/schemas/Null"}]},
            "[Chamber] or null",
        ),
        (
            {"oneOf": [{"type": "string", "format": "uri"}, {"type": "string", "maxLength": 0}]},
            "address or empty",
        ),
        (
            {
                "type": "array",
                "items": {"$ref": "#/components/schemas/Chamber"},
                "minItems": 1,
                "maxItems": 500,
            },
            "list of [Chamber] (1 to 500)",
        ),
        (
            {"type": "object", "additionalProperties": {"type": "integer"}},
            "object that holds by name: whole number",
        ),
    ],
)
def test_what_a_value_can_be_is_said_in_words(schema: dict[str, Any], words: str) -> None:
    types = Types(
        {"Chamber": {"enum": ["house", "senate"]}, "Blank": {"enum": [""]}, "Null": {"type": "null"}}
    )
    assert said(types.text(schema)) == words


def test_what_stands_in_backticks_is_exact() -> None:
    assert written("Go on with\n`next`.") == (Piece("Go on with "), Piece("next", exact=True), Piece("."))


def test_the_labels_of_values_stand_with_the_values() -> None:
    schema = {"enum": ["house", "senate"], "description": "Where.\n\n* `house` - House\n* `senate` - Senate"}
    (shown,) = reference_of(document({"Chamber": schema}, responses=holding("Chamber"))).schemas
    assert said(shown.description) == "Where."
    assert shown.values == (("house", "House"), ("senate", "Senate"))


def test_parameters_of_the_address_stand_first_and_headers_last() -> None:
    parameters = [
        {"name": "If-Match", "in": "header", "schema": {"type": "string"}},
        {"name": "q", "in": "query", "schema": {"type": "string"}},
        {
            "name": "id",
            "in": "path",
            "schema": {"type": "string"},
            "required": True,
            "description": "Its id.",
        },
    ]
    shown = only(reference_of(document(parameters=parameters))).parameters
    assert [(field.name, field.where) for field in shown] == [
        ("id", "address"),
        ("q", "query"),
        ("If-Match", "header"),
    ]
    assert shown[0] == Field("id", "address", (Piece("text"),), required=True, meaning=(Piece("Its id."),))


def test_fields_of_an_object_without_a_name_stand_below_it() -> None:
    count = {"type": "object", "required": ["value"], "properties": {"value": {"type": "integer"}}}
    schemas = {"Page": {"type": "object", "properties": {"count": count}}}
    (page,) = reference_of(document(schemas, responses=holding("Page"))).schemas
    assert [(field.name, field.required) for field in page.fields] == [
        ("count", False),
        ("count.value", True),
    ]


def test_only_schemas_that_something_leads_to_are_shown_however_far() -> None:
    schemas = {
        "Unused": {"properties": {"lost": {"type": "string"}}},
        "Thing": {"properties": {"part": {"$ref": "#/components/schemas/Part"}}},
        "Part": {"properties": {"whole": {"$ref": "#/components/schemas/Thing"}}},
    }
    shown = reference_of(document(schemas, responses=holding("Thing"))).schemas
    assert [schema.name for schema in shown] == ["Part", "Thing"]


def test_a_form_is_shown_as_its_fields_and_json_as_json() -> None:
    log_a_letter = next(one for one in operations(WHOLE) if one.id == "letters_create")
    words, file = log_a_letter.bodies
    assert (words.media, words.examples[0].text[:2]) == ("application/json", "{\n")
    assert (file.media, file.examples[0].text.splitlines()[0]) == ("multipart/form-data", "office: example")


def test_answers_are_told_from_refusals() -> None:
    reading = next(one for one in operations(WHOLE) if one.id == "actions_list")
    assert [answer.status for answer in reading.answers] == ["200", "304"]
    assert reading.refusals == ("400", "401", "406", "429", "500")
    assert reading.answers[1] == Answer("304", (Piece("Nothing has changed."),), (), ())


def test_who_needs_a_key_is_said() -> None:
    assert {one.method for one in operations(WHOLE) if one.anybody} == {"GET"}
    assert {one.method for one in operations(WHOLE) if not one.anybody} == {"POST", "PATCH", "DELETE"}


def test_every_operation_and_parameter_of_the_api_is_shown() -> None:
    expected = {
        (method.upper(), path): len(operation["parameters"])
        for path, methods in KEPT["paths"].items()
        for method, operation in methods.items()
    }
    assert {(one.method, one.path): len(one.parameters) for one in operations(WHOLE)} == expected


def test_every_kind_of_problem_is_shown_by_status() -> None:
    kinds = {
        name
        for response in KEPT["components"]["responses"].values()
        for content in response.get("content", {}).values()
        for name in content["examples"]
    }
    assert {kind.name for refusal in WHOLE.refusals for kind in refusal.kinds} == kinds
    assert {status for one in operations(WHOLE) for status in one.refusals} <= {
        refusal.status for refusal in WHOLE.refusals
    }
