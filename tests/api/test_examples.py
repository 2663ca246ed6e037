"""The examples of the OpenAPI document are as it says itself, and the API takes them."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from offices.models import Office, User
from tests.api.asking import client_of
from tests.api.documented import KEPT, SCHEMAS, Json, wrong
from tests.making import make_office, make_user

EXAMPLES: Json = KEPT["components"]["examples"]


def contents() -> Iterator[tuple[str, Json]]:
    """Each body and each good answer of each operation, by name."""
    for path, operations in KEPT["paths"].items():
        for method, operation in operations.items():
            parts = {"body": operation.get("requestBody", {}), **operation["responses"]}
            for name in ("body", "200", "201"):
                for media_type, content in parts.get(name, {}).get("content", {}).items():
                    yield f"{method} {path} {name} {media_type}", content


CONTENTS = dict(contents())


@pytest.mark.parametrize("name", CONTENTS)
def test_each_body_and_answer_has_examples_that_fit_its_schema(name: str) -> None:
    content = CONTENTS[name]
    examples = [reference["$ref"].rpartition("/")[2] for reference in content["examples"].values()]
    assert examples != []
    for example in examples:
        assert (example, wrong(EXAMPLES[example]["value"], content["schema"])) == (example, [])


def test_examples_of_things_show_all_their_fields() -> None:
    for schema, example in (("LetterDetail", "letter"), ("LetterRequest", "request"), ("Action", "action")):
        assert EXAMPLES[example]["value"].keys() == SCHEMAS[schema]["properties"].keys()


class Program:
    """An editor's program that sends the examples."""

    def __init__(self) -> None:
        self.office: Office = make_office()
        self.user: User = make_user(self.office)

    def send(self, method: str, path: str, example: Any, **headers: str) -> Any:
        """The answer's JSON to an example; fails where it is refused."""
        answer = client_of(self.user).generic(
            method, f"/api/v1/{path}", json.dumps(example), "application/json", headers=headers
        )
        assert answer.status_code in (200, 201), answer.content
        return json.loads(answer.content)


@pytest.mark.django_db
def test_the_api_takes_the_examples() -> None:
    program = Program()
    words = EXAMPLES["words"]["value"] | {"office": program.office.slug}
    draft = program.send("POST", "letters/", words)
    confirmed = EXAMPLES["letter_with_two_requests"]["value"]
    letter = program.send("POST", f"letters/{draft['id']}/confirm/", confirmed)
    changes, seen = EXAMPLES["title_and_day"]["value"], {"If-Match": "*"}
    assert program.send("PATCH", f"letters/{draft['id']}/", changes, **seen)["title"] == changes["title"]

    ids = [one["id"] for one in letter["requests"]]
    entered = ""
    for name in ("a_reply_to_two_requests", "a_correction", "nothing_new", "more_time"):
        example = EXAMPLES[name]["value"]
        effects = [effect | {"request": ids[place]} for place, effect in enumerate(example["effects"])]
        corrected = {"supersedes": entered} if "supersedes" in example else {}
        entered = program.send("POST", "actions/", example | {"effects": effects} | corrected)["id"]
