"""What the OpenAPI document says of the API as a whole."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from tracker.api.problems import PROBLEMS
from tracker.examples import EXAMPLES

COLUMN_ENDS = {2**63 - 1, 2**31 - 1, 2**15 - 1}


def without_column_ends(result: Any, **also: Any) -> Any:
    """The document without the largest numbers that a database's columns hold: they differ, and promise nothing."""
    if isinstance(result, dict):
        if result.get("maximum") in COLUMN_ENDS:
            result = {name: value for name, value in result.items() if name not in ("maximum", "format")}
        return {name: without_column_ends(value) for name, value in result.items()}
    return [without_column_ends(value) for value in result] if isinstance(result, list) else result


def with_refusals(result: Any, **also: Any) -> Any:
    """The document with all that an operation can answer, and the headers that tell of it, each described once."""
    components = result["components"]
    components["responses"] = {
        str(status): refusal(status) for status in sorted({one.status for one in PROBLEMS.values()})
    }
    components["responses"]["304"] = {"description": "Nothing has changed.", "headers": named(KNOWN_BY)}
    components["headers"] = {name: header(meaning) for name, meaning in HEADERS.items()}
    components["parameters"] = {"If-None-Match": IF_NONE_MATCH}
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            complete(operation, path=path, method=method)
    return result


def with_all_that_is_always_there(result: Any, **also: Any) -> Any:
    """The document with what the models leave open: that an answer has all its fields, those too that a row may lack."""
    for name, schema in result["components"]["schemas"].items():
        if "properties" in schema and not name.endswith("InputRequest"):
            schema["required"] = sorted(set(schema["properties"]) - {*NOT_ALWAYS})
    return result


def with_fields_left_out(result: Any, **also: Any) -> Any:
    """The document without the promise of fields that `fields` may leave out: all but the one that things are known by."""
    schemas = result["components"]["schemas"]
    for operations in result["paths"].values():
        reading = operations.get("get")
        if reading and any(parameter["name"] == "fields" for parameter in reading["parameters"]):
            (content,) = reading["responses"]["200"]["content"].values()
            shown = schemas[name_in(content["schema"])]
            if "results" in shown["properties"]:
                shown = schemas[name_in(shown["properties"]["results"]["items"])]
            shown["required"] = [name for name in shown["required"] if name in KEYS]
    return result


def with_examples(result: Any, **also: Any) -> Any:
    """The document with examples of all bodies and answers, each written once. Raises KeyError where one is missing."""
    shown: dict[str, Any] = {}
    for operation in operations_of(result):
        given = [
            operation["responses"][status] for status in ("200", "201") if status in operation["responses"]
        ]
        for part in (operation.get("requestBody", {}), *given):
            for content in part.get("content", {}).values():
                special = operation["operationId"] if part in given else ""
                examples = EXAMPLES.get(special) or EXAMPLES[name_in(content["schema"])]
                shown |= {name: {"value": value} for name, value in examples.items()}
                content["examples"] = {name: {"$ref": f"#/components/examples/{name}"} for name in examples}
    result["components"]["examples"] = shown
    return result


def operations_of(document: Any) -> Iterator[Any]:
    """All operations of the document."""
    return (operation for operations in document["paths"].values() for operation in operations.values())


def name_in(reference: Any) -> str:
    """The name of the schema that is meant."""
    return str(reference["$ref"]).rpartition("/")[2]


def complete(operation: Any, *, path: str, method: str) -> None:
    """Adds what a method of an address has in common with others of its kind."""
    responses = operation["responses"]
    responses.pop("4XX")
    for answer in responses.values():
        answer["description"] = answer["description"] or "Done."
        answer["headers"] = named([*(KNOWN_BY if method == "get" else ()), *LIMITS])
    if method == "post":
        operation["requestBody"]["required"] = True
    if method == "get":
        operation["security"] = [{}, *operation["security"]]  # anybody reads what is public
        operation["parameters"] = [
            *operation.get("parameters", ()),
            {"$ref": "#/components/parameters/If-None-Match"},
        ]
    for status in refusals(operation, path=path, method=method):
        responses[str(status.value)] = {"$ref": f"#/components/responses/{status.value}"}


def refusals(operation: Any, *, path: str, method: str) -> Iterator[HTTPStatus]:
    """How an operation can refuse, in the order of the numbers."""
    writes = method != "get"
    can = {
        HTTPStatus.NOT_MODIFIED: not writes,
        HTTPStatus.BAD_REQUEST: True,
        HTTPStatus.UNAUTHORIZED: True,
        HTTPStatus.FORBIDDEN: writes,
        HTTPStatus.NOT_FOUND: "{" in path,
        HTTPStatus.NOT_ACCEPTABLE: True,
        HTTPStatus.CONFLICT: method == "post",
        HTTPStatus.GONE: path.endswith("/changes/"),
        HTTPStatus.PRECONDITION_FAILED: method in ("patch", "delete"),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "requestBody" in operation,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "requestBody" in operation,
        HTTPStatus.UNPROCESSABLE_ENTITY: method == "post",
        HTTPStatus.PRECONDITION_REQUIRED: method in ("patch", "delete"),
        HTTPStatus.TOO_MANY_REQUESTS: True,
        HTTPStatus.INTERNAL_SERVER_ERROR: True,
    }
    return (status for status, possible in can.items() if possible)


def refusal(status: int) -> dict[str, Any]:
    """A refusal with an example of each of its kinds."""
    kinds = {name: kind for name, kind in PROBLEMS.items() if kind.status == status}
    examples = {
        name: {
            "value": {
                "type": f"https://tracker.example/problems/{name}/",
                "title": kind.title,
                "status": status,
                "detail": kind.advice,
                "request_id": "5f0c6a0e-7d52-4b57-9d0c-1c2f6f6f8c11",
            }
        }
        for name, kind in kinds.items()
    }
    sent = {401: ["WWW-Authenticate"], 429: ["Retry-After"]}.get(status, [])
    return {
        "description": " / ".join(kind.title for kind in kinds.values()),
        "headers": named(["X-Request-ID", *sent, *LIMITS]),
        "content": {
            "application/problem+json": {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "examples": examples,
            }
        },
    }


def header(meaning: str) -> dict[str, Any]:
    """A header of answers."""
    return {"description": meaning, "schema": {"type": "string"}}


def named(headers: Any) -> dict[str, Any]:
    """The headers by reference."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in headers}


NOT_ALWAYS = ("count", "errors")  # in pages and in problems
KEYS = ("id", "slug", "bioguide_id")
KNOWN_BY, LIMITS = ("ETag", "Last-Modified"), ("RateLimit", "RateLimit-Policy")
HEADERS = {
    "ETag": "What the answer is known by (RFC 9110): send it as If-None-Match, or as If-Match with a change.",
    "Last-Modified": "When the answer last changed; at midnight in Washington every answer does.",
    "RateLimit": "The units that are left, and the seconds to the end of their minute.",
    "RateLimit-Policy": "The units of a minute.",
    "Retry-After": "Seconds after which to ask again.",
    "WWW-Authenticate": "How to sign in (RFC 6750).",
    "X-Request-ID": "What the log calls this request.",
}
IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "The ETag of the answer that you have: 304 while it holds.",
}

SETTINGS: dict[str, Any] = {
    "TITLE": "Letter tracker",
    "DESCRIPTION": (
        "Letters of members of the United States Congress, the requests in each, and what came of every request. "
        "Anybody may read what is public. A key (`Authorization: Bearer lt_…`, made at the desk under Account) reads what "
        "its office keeps, and writes, as far as its scope and the role of its holder allow. A minute has a number of "
        "units, told by `RateLimit-Policy` and `RateLimit`: a 304 costs 1, any other answer 5; who has none left is "
        "answered 429 with `Retry-After`."
    ),
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "tracker.schema.without_column_ends",
        "tracker.schema.with_all_that_is_always_there",
        "tracker.schema.with_fields_left_out",
        "tracker.schema.with_refusals",
        "tracker.schema.with_examples",
    ],
    "ENUM_NAME_OVERRIDES": {
        "RequestKind": "letters.states.RequestKind",
        "Topic": "letters.states.Topic",
        "ActionKind": "actions.models.ACTION_KINDS",
        "Visibility": "letters.states.Visibility",
        "ConfirmedVisibility": "letters.states.CONFIRMED",
        "ResponseStateName": "letters.states.Response",
        "CommonResponseStateName": "letters.progress.COMMON_STATES",
        "OutcomeStateName": "letters.states.Outcome",
        "LetterStateName": "letters.progress.LETTER_STATES",
        "DeclineReason": "letters.states.DeclineReason",
        "Chamber": "letters.states.Chamber",
    },
}
