"""Pages of other sites read the API, as anybody may; they do not act for who is signed in."""

import pytest

from tests.api.asking import client_of

pytestmark = pytest.mark.django_db

ELSEWHERE = "https://dashboard.example"


def test_a_page_of_any_site_reads_the_api_and_its_tags() -> None:
    answer = client_of().get("/api/v1/requests/", headers={"Origin": ELSEWHERE})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in answer["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer


def test_a_page_may_ask_conditionally_and_with_a_key_but_not_write() -> None:
    asked = {
        "Origin": ELSEWHERE,
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "authorization, if-none-match",
    }
    answer = client_of().options("/api/v1/requests/", headers=asked)
    assert answer.status_code == 200
    assert {"authorization", "if-none-match"} <= set(answer["Access-Control-Allow-Headers"].split(", "))
    assert answer["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


def test_nothing_but_the_api_is_read_by_other_sites() -> None:
    for path in ("/", "/sign-in/", "/desk/"):
        assert "Access-Control-Allow-Origin" not in client_of().get(path, headers={"Origin": ELSEWHERE})
