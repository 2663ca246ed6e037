"""/api/v1/members/, /api/v1/agencies/ and the schema."""

import pytest

from letters.states import Visibility
from tests.api.asking import client_of, read
from tests.making import editor_of, make_letter, make_member

pytestmark = pytest.mark.django_db


def test_members_are_known_by_bioguide_id_with_their_terms() -> None:
    member = make_member("Sampleton", "Robin")
    found = read(f"members/{member.bioguide_id}/")
    assert (found["official_name"], [term["state"] for term in found["terms"]]) == ("Robin Sampleton", ["NJ"])
    assert read("members/")["results"] == [found]


def test_an_agency_that_only_private_letters_address_does_not_show() -> None:
    private = make_letter(recipients=["Secret Agency"], visibility=Visibility.OFFICE)
    make_letter(recipients=["Open Agency"])
    assert [row["slug"] for row in read("agencies/")["results"]] == ["open-agency"]
    read("agencies/secret-agency/", status=404)
    assert len(read("agencies/", editor_of(private.office))["results"]) == 2


def test_lists_without_filters_refuse_parameters() -> None:
    read("members/", status=400, query={"state": "NJ"})


def test_the_schema_describes_every_endpoint() -> None:
    schema = client_of().get("/api/v1/schema/", headers={"Accept": "application/vnd.oai.openapi+json"}).json()
    assert schema["openapi"].startswith("3.1")
    paths = {path.removeprefix("/api/v1") for path in schema["paths"]}
    assert paths == {
        "/actions/", "/actions/{id}/", "/agencies/", "/agencies/{slug}/", "/changes/", "/letters/", "/letters/{id}/",
        "/letters/{id}/confirm/", "/letters/{id}/progress/", "/members/", "/members/{bioguide_id}/",
        "/progress/", "/requests/", "/requests/{id}/", "/requests/{id}/progress/",
    }  # fmt: skip
