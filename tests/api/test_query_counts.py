"""How many queries each way of reading takes, whole and where nothing has changed; a new one that is not named here fails."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.asking import client_of
from tests.api.documented import KEPT
from tests.making import make_action, make_letter, make_member
from tracker.api import kept_answers

pytestmark = pytest.mark.django_db
# What has not changed takes one query everywhere.
QUERIES = {
    "/api/v1/actions/": 3,
    "/api/v1/actions/{id}/": 3,
    "/api/v1/agencies/": 2,
    "/api/v1/agencies/{slug}/": 2,
    "/api/v1/changes/": 3,
    "/api/v1/letters/": 4,
    "/api/v1/letters/{id}/": 6,
    "/api/v1/letters/{id}/progress/": 3,
    "/api/v1/members/": 3,
    "/api/v1/members/{bioguide_id}/": 3,
    "/api/v1/progress/": 2,
    "/api/v1/requests/": 3,
    "/api/v1/requests/{id}/": 2,
    "/api/v1/requests/{id}/progress/": 2,
}


def test_each_way_of_reading_is_named() -> None:
    assert {path for path, operations in KEPT["paths"].items() if "get" in operations} == QUERIES.keys()


@pytest.mark.parametrize("path", QUERIES)
def test_each_way_of_reading_takes_so_many_queries(path: str) -> None:
    letter = make_letter(requests=["Do it.", "Say why."])
    letter_request = letter.requests.first()
    assert letter_request
    things = {
        "letters": letter.public_id,
        "requests": letter_request.public_id,
        "actions": make_action(letter_request, response="substantive_response").public_id,
    }
    address = path.format(
        id=things.get(path.split("/")[3]),
        slug="department-of-examples",
        bioguide_id=make_member("Doe").bioguide_id,
    )
    address += "?by=kind" if path.endswith("v1/progress/") else ""
    client = client_of()
    tag = client.get(address)["ETag"]  # what is made once is made now
    kept_answers.forget()
    with CaptureQueriesContext(connection) as whole:
        assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as unchanged:
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    assert (len(whole), len(unchanged)) == (QUERIES[path], 1)
