"""What was promised of the API stays so: a change that would break a client is named."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
import yaml

from tests.contract.promises import DOCUMENT, broken, kept, made_now, promises

Document = dict[str, Any]
BEFORE: Document = yaml.safe_load(DOCUMENT.read_bytes())


def test_no_promise_is_broken() -> None:
    assert broken(kept(), made_now()) == [], (
        "docs/api.md tells what may change, and how to break a promise on purpose."
    )


def test_all_promises_are_kept() -> None:
    assert made_now() - {*kept()} == set(), "`make schema` writes them down."


def schema(document: Document, name: str) -> Any:
    """A schema of the document."""
    return document["components"]["schemas"][name]


def operation(document: Document, method: str, path: str) -> Any:
    """A method of an address."""
    return document["paths"][f"/api/v1/{path}"][method]


def parameter(document: Document, name: str) -> Any:
    """A parameter of the list of requests."""
    return next(
        one for one in operation(document, "get", "requests/")["parameters"] if one.get("name") == name
    )


def without_name(names: Any, name: str) -> None:
    """Takes a name out of those that a parameter may list."""
    names["pattern"] = names["pattern"].replace(f"{name}|", "")


def without_parameter(document: Document, name: str) -> None:
    """Takes a parameter away from the list of requests."""
    operation(document, "get", "requests/")["parameters"].remove(parameter(document, name))


BREAKING: dict[str, tuple[Callable[[Document], Any], str]] = {
    "an address is gone": (
        lambda now: now["paths"].pop("/api/v1/progress/"),
        "GET /api/v1/progress/ is called progress_retrieve",
    ),
    "a method is gone": (
        lambda now: now["paths"]["/api/v1/letters/{id}/"].pop("delete"),
        "DELETE /api/v1/letters/{id}/ answers 204",
    ),
    "a parameter is gone": (
        lambda now: without_parameter(now, "q"),
        "GET /api/v1/requests/ takes ?q as string",
    ),
    "a parameter is needed now": (
        lambda now: parameter(now, "office").update(required=True),
        "GET /api/v1/requests/ needs only nothing",
    ),
    "a parameter takes fewer values": (
        lambda now: parameter(now, "ordering")["schema"]["enum"].remove("due_on"),
        "GET /api/v1/requests/ takes ?ordering “due_on”",
    ),
    "a parameter takes only some values now": (
        lambda now: parameter(now, "agency")["schema"].update(enum=["department-of-examples"]),
        "GET /api/v1/requests/ takes ?agency limited by only nothing",
    ),
    "a list takes fewer names": (
        lambda now: without_name(parameter(now, "fields")["schema"], "number"),
        "GET /api/v1/requests/ takes ?fields “number”",
    ),
    "a page has fewer rows": (
        lambda now: parameter(now, "page_size")["schema"].update(maximum=100),
        "GET /api/v1/requests/ takes ?page_size up to 200",
    ),
    "a field of a body is needed now": (
        lambda now: schema(now, "ActionInputRequest")["required"].append("summary"),
        "ActionInputRequest needs only effects, kind, occurred_on",
    ),
    "a field of a body takes another type": (
        lambda now: schema(now, "ActionInputRequest")["properties"]["supersedes"].update(type="string"),
        "ActionInputRequest.supersedes taken as null",
    ),
    "a field of a body is gone": (
        lambda now: schema(now, "EffectInputRequest")["properties"].pop("due_on"),
        "EffectInputRequest.due_on taken as string (date)",
    ),
    "a field of an answer is gone": (
        lambda now: schema(now, "RequestProgress")["properties"].pop("percent"),
        "RequestProgress.percent is only integer, null",
    ),
    "a field of an answer may be missing now": (
        lambda now: schema(now, "RequestProgress")["required"].remove("percent"),
        "RequestProgress.percent is always there",
    ),
    "a field of an answer may be null now": (
        lambda now: schema(now, "RequestProgress")["properties"]["is_open"].update(type=["boolean", "null"]),
        "RequestProgress.is_open is only boolean",
    ),
    "a field of an answer has another type": (
        lambda now: schema(now, "Change")["properties"]["version"].update(type="string"),
        "Change.version is only integer, null",
    ),
    "a date became an instant": (
        lambda now: schema(now, "Action")["properties"]["occurred_on"].update(format="date-time"),
        "Action.occurred_on is only string (date)",
    ),
    "a field deep in an answer is gone": (
        lambda now: schema(now, "PaginatedLetterRequestList")["properties"]["count"]["properties"].pop(
            "value"
        ),
        "PaginatedLetterRequestList.count.value is only integer",
    ),
    "a value has another name": (
        lambda now: schema(now, "OutcomeStateName").update(enum=["fulfilled"]),
        "OutcomeStateName can be “in_progress”",
    ),
    "a status is gone": (
        lambda now: operation(now, "get", "changes/")["responses"].pop("410"),
        "GET /api/v1/changes/ answers 410",
    ),
    "an answer has another schema": (
        lambda now: operation(now, "get", "changes/")["responses"]["200"]["content"][
            "application/json"
        ].update(schema={"$ref": "#/components/schemas/Change"}),
        "GET /api/v1/changes/ answers 200 only Feed",
    ),
    "a header is gone": (
        lambda now: operation(now, "get", "requests/")["responses"]["200"]["headers"].pop("ETag"),
        "GET /api/v1/requests/ answers 200 with ETag",
    ),
    "a kind of problem is gone": (
        lambda now: now["components"]["responses"]["401"]["content"]["application/problem+json"][
            "examples"
        ].pop("key-expired"),
        "problem key-expired is 401",
    ),
    "reading needs a key": (
        lambda now: operation(now, "get", "requests/")["security"].remove({}),
        "GET /api/v1/requests/ asked by anybody",
    ),
    "a file is not taken any more": (
        lambda now: operation(now, "post", "letters/")["requestBody"]["content"].pop("multipart/form-data"),
        "POST /api/v1/letters/ takes multipart/form-data as LetterFileInputRequest",
    ),
}


@pytest.mark.parametrize("what", BREAKING)
def test_what_breaks_a_client_is_named(what: str) -> None:
    change, promise = BREAKING[what]
    now = deepcopy(BEFORE)
    change(now)
    assert promise in broken(promises(BEFORE), promises(now))


HARMLESS: dict[str, Callable[[Document], Any]] = {
    "a new address": lambda now: now["paths"].update(
        {"/api/v1/news/": deepcopy(now["paths"]["/api/v1/progress/"])}
    ),
    "a new parameter": lambda now: operation(now, "get", "requests/")["parameters"].append(
        {"name": "new", "in": "query", "schema": {"type": "string"}}
    ),
    "a parameter that takes more values": lambda now: parameter(now, "ordering")["schema"]["enum"].append(
        "new"
    ),
    "a larger page": lambda now: parameter(now, "page_size")["schema"].update(maximum=500),
    "a limit that is gone": lambda now: parameter(now, "page_size")["schema"].pop("maximum"),
    "a field of a body that may be missing now": lambda now: schema(now, "ActionInputRequest")[
        "required"
    ].remove("occurred_on"),
    "a body that needs nothing": lambda now: schema(now, "ActionInputRequest").pop("required"),
    "a new field of an answer": lambda now: schema(now, "RequestProgress")["properties"].update(
        new={"type": "string"}
    ),
    "a field that is never null now": lambda now: schema(now, "RequestProgress")["properties"][
        "due_on"
    ].update(type="string"),
    "a new value of an answer": lambda now: schema(now, "OutcomeStateName")["enum"].append("new"),
    "other words": lambda now: schema(now, "RequestProgress").update(description="Other words."),
}


@pytest.mark.parametrize("what", HARMLESS)
def test_what_breaks_no_client_is_not_named(what: str) -> None:
    now = deepcopy(BEFORE)
    HARMLESS[what](now)
    assert now != BEFORE
    assert broken(promises(BEFORE), promises(now)) == []
