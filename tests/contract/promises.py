"""What the OpenAPI document promises, a line each, so that a promise that is broken is a line that no longer holds.

    python -m tests.contract.promises

docs/promises.txt keeps the promises that were made. This adds those that are new, as `make schema` does, and takes none back: who
breaks one on purpose deletes its line there. A line can hold in another form: what was “only” these may become fewer, what was
taken “up to” or “from” a number may become more. Values of an answer may be added, and are not promised to be all.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

DOCS = Path(__file__).resolve().parents[2] / "docs"
DOCUMENT, KEPT = DOCS / "openapi.yaml", DOCS / "promises.txt"
UP_TO, FROM = ("maximum", "maxLength", "maxItems"), ("minimum", "minLength", "minItems")
LIMITS = ("enum", "pattern", *UP_TO, *FROM)
NAMES = re.compile(r"\^\((?P<names>[a-z_|]+)\)\(,\((?P=names)\)\)\*\$")
IN = {"query": "?", "header": "header ", "path": "path "}
IN_ANOTHER_FORM = re.compile(r"(?P<what>.*) (?P<form>only|up to|from) (?P<value>.*)")

Schema = dict[str, Any]


def broken(kept: Iterable[str], made: set[str]) -> list[str]:
    """Those of the kept promises that do not hold by what is promised now."""
    return [line for line in kept if line not in made and not holds_in_another_form(line, made)]


def holds_in_another_form(line: str, made: set[str]) -> bool:
    """Whether what is promised now is at least as much."""
    match = IN_ANOTHER_FORM.fullmatch(line)
    if match is None:
        return False
    what, form, value = match.group("what", "form", "value")
    now = [other.removeprefix(f"{what} {form} ") for other in made if other.startswith(f"{what} {form} ")]
    if form == "only":
        return any(listed(one) <= listed(value) for one in now)
    taken = any(other.startswith(f"{what} ") for other in made)
    return taken and all(int(one) >= int(value) if form == "up to" else int(one) <= int(value) for one in now)


def listed(written: str) -> set[str]:
    """What a line lists."""
    return {*written.split(", ")} - {"nothing"}


def promises(document: Schema) -> set[str]:
    """All that the document promises."""
    found = set(of_problems(document["components"]["responses"]))
    taken: set[str] = set()
    given: set[str] = set()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            name = f"{method.upper()} {path}"
            found |= {*of_operation(name, operation), *of_parameters(name, operation, document)}
            taken |= named_in(operation.get("requestBody"))
            given |= named_in(operation["responses"])
    schemas = document["components"]["schemas"]
    for used, of_schema in ((taken, of_taken), (given, of_given)):
        for name in sorted(with_their_parts(used, schemas)):
            found |= set(of_schema(name, schemas[name]))
    return found


def of_problems(responses: Schema) -> Iterator[str]:
    """The kinds of problems, which clients tell apart."""
    for status, response in responses.items():
        for content in response.get("content", {}).values():
            yield from (f"problem {name} is {status}" for name in content["examples"])


def of_operation(name: str, operation: Schema) -> Iterator[str]:
    """Who may ask, in what form, and what is answered."""
    yield from (f"{name} asked by {', '.join(way) or 'anybody'}" for way in operation["security"])
    yield f"{name} is called {operation['operationId']}"
    body = operation.get("requestBody", {})
    for media_type, content in body.get("content", {}).items():
        yield from (f"{name} takes {media_type} as {one}" for one in types(content["schema"]))
    for status, response in operation["responses"].items():
        yield f"{name} answers {status}"
        yield from (f"{name} answers {status} with {header}" for header in response.get("headers", ()))
        for content in response.get("content", {}).values():
            yield f"{name} answers {status} only {', '.join(types(content['schema']))}"


def of_parameters(name: str, operation: Schema, document: Schema) -> Iterator[str]:
    """What may be asked."""
    parameters = [resolved(one, document) for one in operation.get("parameters", ())]
    for one in parameters:
        yield from of_value(f"{name} takes {IN[one['in']]}{one['name']}", one["schema"])
    needed = [one["name"] for one in parameters if one.get("required")]
    if operation.get("requestBody", {}).get("required"):
        needed.append("a body")
    yield f"{name} needs only {', '.join(sorted(needed)) or 'nothing'}"


def of_taken(name: str, schema: Schema) -> Iterator[str]:
    """What a schema lets clients send."""
    yield from of_value(f"{name} taken", schema)
    if "properties" in schema:
        yield f"{name} needs only {', '.join(sorted(schema.get('required', ()))) or 'nothing'}"
    for field, of_field in schema.get("properties", {}).items():
        yield from of_value(f"{name}.{field} taken", of_field)


def of_value(what: str, schema: Schema) -> Iterator[str]:
    """What a value that clients send can be."""
    yield from (f"{what} as {one}" for one in types(schema))
    yield from (f"{what} “{value}”" for value in values(schema))
    yield from (f"{what} up to {schema[word]}" for word in UP_TO if word in schema)
    yield from (f"{what} from {schema[word]}" for word in FROM if word in schema)
    if "pattern" in schema and not NAMES.fullmatch(schema["pattern"]):
        yield f"{what} like {schema['pattern']}"
    yield f"{what} limited by only {', '.join(word for word in LIMITS if word in schema) or 'nothing'}"


def of_given(name: str, schema: Schema) -> Iterator[str]:
    """What clients find in a schema."""
    yield from (f"{name} can be “{value}”" for value in values(schema))
    for field, of_field in schema.get("properties", {}).items():
        what = f"{name}.{field}"
        yield f"{what} is only {', '.join(types(of_field))}"
        if field in schema.get("required", ()):
            yield f"{what} is always there"
        yield from of_given(what, of_field)


def types(schema: Schema) -> list[str]:
    """What a value is: JSON's types, and names of schemas."""
    if "$ref" in schema:
        return [name_of(schema["$ref"])]
    for word in ("oneOf", "anyOf", "allOf"):
        if word in schema:
            return sorted({one for part in schema[word] for one in types(part)})
    written = schema.get("type", "string" if "enum" in schema else "anything")
    return sorted(of_type(one, schema) for one in ([written] if isinstance(written, str) else written))


def of_type(written: str, schema: Schema) -> str:
    """One of JSON's types, and what is in it."""
    if written == "array":
        return f"array of {' or '.join(types(schema['items']))}"
    if written == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"map of {' or '.join(types(schema['additionalProperties']))}"
    return f"{written} ({schema['format']})" if "format" in schema and written != "null" else written


def values(schema: Schema) -> list[Any]:
    """The values that are listed, of a value, of what a list holds, or of names with commas between them."""
    if names := NAMES.fullmatch(schema.get("pattern", "")):
        return names.group("names").split("|")
    found: list[Any] = schema.get("enum") or schema.get("items", {}).get("enum", [])
    return found


def named_in(part: Any) -> set[str]:
    """The schemas that are named anywhere in a part of the document."""
    if isinstance(part, dict):
        named = {name_of(part["$ref"])} if "/schemas/" in part.get("$ref", "") else set()
        return named.union(*map(named_in, part.values()))
    return set().union(*map(named_in, part)) if isinstance(part, list) else set()


def with_their_parts(names: set[str], schemas: Schema) -> set[str]:
    """The schemas, and all that these name."""
    found: set[str] = set()
    while new := names - found:
        found |= new
        names = named_in([schemas[name] for name in new])
    return found


def resolved(part: Schema, document: Schema) -> Schema:
    """What a reference leads to."""
    if "$ref" not in part:
        return part
    _, *steps = part["$ref"].split("/")
    for step in steps:
        document = document[step]
    return document


def name_of(reference: str) -> str:
    """The last part of a reference."""
    return reference.rpartition("/")[2]


def made_now() -> set[str]:
    """What the document in the repository promises."""
    return promises(yaml.safe_load(DOCUMENT.read_bytes()))


def kept() -> list[str]:
    """The promises that were made."""
    return KEPT.read_text(encoding="utf-8").splitlines()


if __name__ == "__main__":
    KEPT.write_text("".join(f"{line}\n" for line in sorted({*kept(), *made_now()})), encoding="utf-8")
