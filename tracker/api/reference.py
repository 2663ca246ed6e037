"""What the API's reference shows, made from the OpenAPI document (`tracker.schema`). Pure: no Django, no clock, no database.

Whatever has a name in the document is shown once and linked from where it is used; a list of values that equals a named one is that one.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from tracker.api.type_words import LABELLED, Json, Piece, Text, Types, written

WHERE = {"path": "address", "query": "query", "header": "header"}


class Field(NamedTuple):
    """A parameter of an operation, or a field of a body or an answer. `where` is empty for fields."""

    name: str
    where: str
    type: Text
    required: bool
    meaning: Text


class Example(NamedTuple):
    """A body or an answer as JSON, or the fields of a form in lines."""

    name: str
    text: str


class Body(NamedTuple):
    """One of the ways of sending a body."""

    media: str
    fields: tuple[Field, ...]
    examples: tuple[Example, ...]


class Answer(NamedTuple):
    """What an operation answers when it does what was asked; `holds` is empty without a body."""

    status: str
    meaning: Text
    holds: Text
    examples: tuple[Example, ...]


class Operation(NamedTuple):
    """A method of an address. `refusals` are the statuses with which it can refuse; `anybody` says that it needs no key."""

    id: str
    method: str
    path: str
    summary: str
    description: Text
    anybody: bool
    parameters: tuple[Field, ...]
    bodies: tuple[Body, ...]
    answers: tuple[Answer, ...]
    refusals: tuple[str, ...]


class Group(NamedTuple):
    """The operations of one tag."""

    name: str
    operations: tuple[Operation, ...]


class Schema(NamedTuple):
    """A named part of bodies and answers: its fields, or the values that it can have. `given` where programs send it."""

    name: str
    description: Text
    given: bool
    fields: tuple[Field, ...]
    values: tuple[tuple[str, str], ...]


class Kind(NamedTuple):
    """A kind of problem."""

    name: str
    title: str
    advice: Text


class Refusal(NamedTuple):
    """A status that refuses, and the kinds of problems that it can tell of."""

    status: str
    kinds: tuple[Kind, ...]


class Reference(NamedTuple):
    """All that the page shows. `problem` is an example of a refusal."""

    about: Text
    groups: tuple[Group, ...]
    refusals: tuple[Refusal, ...]
    problem: str
    headers: tuple[tuple[str, Text], ...]
    schemas: tuple[Schema, ...]


def reference_of(document: Json) -> Reference:
    """What the page shows of a document."""
    return Reading(document).reference()


@dataclass(frozen=True)
class Reading:
    """A document that is read."""

    document: Json

    def reference(self) -> Reference:
        """All of it: schemas of bodies stand with their operations, and again below only where something links to them."""
        refusals = tuple(self.refusals())
        return Reference(
            about=written(self.document["info"].get("description", "")),
            groups=tuple(self.groups()),
            refusals=refusals,
            problem=indented(self.first_problem()) if refusals else "",
            headers=tuple(
                (name, written(header["description"]))
                for name, header in self.components.get("headers", {}).items()
            ),
            schemas=tuple(self.schema(name) for name in sorted(self.linked())),
        )

    @cached_property
    def components(self) -> Json:
        """The parts that have names."""
        components: Json = self.document.get("components", {})
        return components

    @cached_property
    def types(self) -> Types:
        """What values can be."""
        return Types(self.components.get("schemas", {}))

    def met(self, part: Json) -> Json:
        """The part itself, or the one that it refers to."""
        if "$ref" not in part:
            return part
        _, _, kind, name = part["$ref"].split("/")
        found: Json = self.components[kind][name]
        return found

    def groups(self) -> Iterator[Group]:
        """The operations by tag, tags and operations in the document's order."""
        tagged: dict[str, list[Operation]] = {}
        for path, operations in self.document["paths"].items():
            for method, operation in operations.items():
                tag = operation["tags"][0]
                tagged.setdefault(tag, []).append(self.operation(method, path, operation))
        return (Group(tag, tuple(operations)) for tag, operations in tagged.items())

    def operation(self, method: str, path: str, operation: Json) -> Operation:
        """A method of an address."""
        responses = operation["responses"]
        refused = {status for status in responses if self.tells_problems(responses[status])}
        return Operation(
            id=operation["operationId"],
            method=method.upper(),
            path=path,
            summary=operation.get("summary", operation["operationId"]),
            description=written(operation.get("description", "")),
            anybody={} in operation.get("security", [{}]),
            parameters=tuple(self.parameters(operation.get("parameters", ()))),
            bodies=tuple(
                self.body(media, content)
                for media, content in operation.get("requestBody", {}).get("content", {}).items()
            ),
            answers=tuple(
                self.answer(status, self.met(response))
                for status, response in responses.items()
                if status not in refused
            ),
            refusals=tuple(sorted(refused)),
        )

    def parameters(self, parameters: Iterable[Json]) -> Iterator[Field]:
        """The parameters: those of the address first, those of the header last."""
        for parameter in sorted(map(self.met, parameters), key=lambda one: list(WHERE).index(one["in"])):
            yield Field(
                parameter["name"],
                WHERE[parameter["in"]],
                self.types.text(parameter["schema"]),
                parameter.get("required", False),
                written(parameter.get("description", "")),
            )

    def body(self, media: str, content: Json) -> Body:
        """A way of sending a body."""
        write = lines if media == "multipart/form-data" else indented
        return Body(media, self.fields(content["schema"]), self.examples(content, write))

    def answer(self, status: str, response: Json) -> Answer:
        """An answer; all that has a body has one kind of it."""
        content: Json = next(iter(response.get("content", {}).values()), {})
        return Answer(
            status,
            written(response["description"]),
            self.types.text(content["schema"]) if content else (),
            self.examples(content, indented),
        )

    def examples(self, content: Json, write: Callable[[Any], str]) -> tuple[Example, ...]:
        """The examples of a body or an answer."""
        return tuple(
            Example(name.replace("_", " "), write(self.met(example)["value"]))
            for name, example in content.get("examples", {}).items()
        )

    def tells_problems(self, response: Json) -> bool:
        """Whether an answer refuses."""
        return "application/problem+json" in self.met(response).get("content", {})

    def refusals(self) -> Iterator[Refusal]:
        """The refusals that have names, with their kinds."""
        for status, response in self.components.get("responses", {}).items():
            if self.tells_problems(response):
                examples = response["content"]["application/problem+json"]["examples"]
                yield Refusal(
                    status,
                    tuple(
                        Kind(name, one["value"]["title"], written(one["value"]["detail"]))
                        for name, one in examples.items()
                    ),
                )

    def first_problem(self) -> Any:
        """An example of a refusal."""
        response = next(filter(self.tells_problems, self.components["responses"].values()))
        return next(iter(response["content"]["application/problem+json"]["examples"].values()))["value"]

    def schema(self, name: str) -> Schema:
        """A named part."""
        schema = self.components["schemas"][name]
        description = schema.get("description", "")
        labels = {match["value"]: match["label"] for match in LABELLED.finditer(description)}
        return Schema(
            name,
            written(description),
            name.endswith("InputRequest"),
            self.fields(schema),
            tuple((str(value), labels.get(value, "")) for value in schema.get("enum", ())),
        )

    def fields(self, schema: Json, before: str = "") -> tuple[Field, ...]:
        """The fields of a schema, those of a field that has no name of its own below it."""
        schema, found = self.met(schema), []
        for name, one in schema.get("properties", {}).items():
            is_required = name in schema.get("required", ())
            found.append(
                Field(
                    before + name, "", self.types.text(one), is_required, written(one.get("description", ""))
                )
            )
            found += self.fields(one, f"{before}{name}.") if "properties" in one else ()
        return tuple(found)

    def linked(self) -> set[str]:
        """The names of all schemas that something shown leads to."""
        met: set[str] = set()
        new = {piece.words for piece in self.first_links() if piece.link}
        while new:
            met |= new
            types = (field.type for name in new for field in self.fields(self.components["schemas"][name]))
            new = {piece.words for type_ in types for piece in type_ if piece.link} - met
        return met

    def first_links(self) -> Iterator[Piece]:
        """What operations and refusals are written with."""
        for group in self.groups():
            for operation in group.operations:
                for answer in operation.answers:
                    yield from answer.holds
                for body in operation.bodies:
                    yield from (piece for field in body.fields for piece in field.type)
                yield from (piece for parameter in operation.parameters for piece in parameter.type)
        if "Problem" in self.components.get("schemas", {}):
            yield Piece("Problem", link=True)


def indented(value: Any) -> str:
    """A value as JSON to be read."""
    return json.dumps(value, indent=2, ensure_ascii=False)


def lines(form: Json) -> str:
    """The fields of a form, one after the other."""
    return "\n".join(f"{name}: {value}" for name, value in form.items())
