"""The OpenAPI document in the repository is what the tracker gives out and what it answers, so that each change is seen."""

from typing import Any

import pytest
import yaml

from tests.api.asking import client_of, read
from tests.api.documented import KEPT, wrong
from tests.making import make_action, make_letter, make_member


def test_the_kept_document_is_the_one_that_is_given_out() -> None:
    answer = client_of().get("/api/v1/schema/", headers={"Accept": "application/vnd.oai.openapi"})
    assert yaml.safe_load(answer.content) == KEPT, "`make schema` writes it anew"


def address_of_all() -> dict[str, str]:
    """Where what the document describes is found, by its own words for the address; one of each thing was made."""
    member = make_member("Sampleton")
    row = make_letter(requests=["One.", "Two."]).requests.select_related("letter__office")[0]
    place = read("changes/")["next"].removeprefix("/api/v1/")
    action = make_action(row, response="declined", decline_reason="burden", outcome="fulfilled")
    return {
        "changes/": place,
        "letters/{id}/": f"letters/{row.letter.public_id}/",
        "requests/{id}/": f"requests/{row.public_id}/",
        "actions/{id}/": f"actions/{action.public_id}/",
        "{bioguide_id}": member.bioguide_id,
        "{slug}": "department-of-examples",
    }


@pytest.mark.django_db
def test_all_answers_hold_what_the_document_says_and_nothing_else() -> None:
    known = address_of_all()
    reading: dict[str, Any] = {path: one["get"] for path, one in KEPT["paths"].items() if "get" in one}
    for path, operation in reading.items():
        address = path.removeprefix("/api/v1/")
        for words, value in known.items():
            address = address.replace(words, value)
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        assert (path, wrong(read(address), schema)) == (path, [])
