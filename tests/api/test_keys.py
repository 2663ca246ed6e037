"""What a key opens over the API, and what it does not."""

import logging
from datetime import timedelta
from typing import Any

import pytest
import structlog
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from actions.models import Action
from letters.models import Letter, LetterRequest
from offices.keys import new_text
from offices.models import ApiKey, OfficeMembership, Role, Scope, User
from tests.api.asking import PROBLEM, bearing, client_of, key_for
from tests.making import make_draft, make_letter, make_office, make_user

pytestmark = pytest.mark.django_db


class Cast:
    """A manager of an office that keeps a public letter, a private one and a draft; another office keeps two."""

    def __init__(self, role: Role = Role.MANAGER) -> None:
        self.office, self.other = make_office(), make_office()
        self.user = make_user(self.office, role)
        self.public = make_letter(self.office)
        self.private = make_letter(self.office, visibility="office")
        self.draft = make_draft(self.office)
        self.others_public = make_letter(self.other)
        self.others_private = make_letter(self.other, visibility="office")

    def client(self, scope: str) -> Client:
        """A client with a key of the manager's."""
        return bearing(key_for(self.user, self.office, scope))

    def request(self, letter: Letter) -> LetterRequest:
        """The letter's request."""
        return letter.requests.get()


def found(client: Client) -> set[str]:
    """The ids of the letters that the client is shown."""
    answer = client.get("/api/v1/letters/")
    assert answer.status_code == 200, answer.content
    return {row["id"] for row in answer.json()["results"]}


def status(client: Client, letter: Letter) -> int:
    """What the client is answered where it asks for the letter."""
    return client.get(f"/api/v1/letters/{letter.public_id}/").status_code


def recorded(client: Client, letter: Letter) -> Any:
    """The answer to an action on the letter's request."""
    body = {
        "kind": "response_received",
        "occurred_on": "2026-03-02",
        "source_note": "a letter",
        "effects": [{"request": letter.requests.get().public_id}],
    }
    return client.post("/api/v1/actions/", body, content_type="application/json")


def kind_of(answer: Any) -> str:
    """The kind of problem that an answer tells of."""
    assert answer["Content-Type"] == PROBLEM
    return str(answer.json()["type"].split("/")[-2])


def test_a_key_for_what_is_public_sees_what_anybody_sees() -> None:
    cast = Cast()
    client = cast.client(Scope.READ_PUBLIC)
    assert found(client) == found(client_of()) == {cast.public.public_id, cast.others_public.public_id}
    assert [status(client, letter) for letter in (cast.private, cast.draft)] == [404, 404]


@pytest.mark.parametrize("scope", [Scope.READ_OFFICE, Scope.WRITE, Scope.MANAGE])
def test_a_key_for_the_office_sees_what_the_office_keeps_and_of_others_what_is_public(scope: str) -> None:
    cast = Cast()
    client = cast.client(scope)
    assert found(client) == {letter.public_id for letter in (cast.public, cast.private, cast.others_public)}
    assert [status(client, letter) for letter in (cast.private, cast.draft, cast.others_private)] == [
        200, 200, 404,
    ]  # fmt: skip


@pytest.mark.parametrize("scope", [Scope.READ_PUBLIC, Scope.READ_OFFICE])
def test_a_key_for_reading_changes_nothing(scope: str) -> None:
    cast = Cast()
    client, count = cast.client(scope), Action.objects.count()
    path = f"/api/v1/letters/{cast.public.public_id}/"
    body: dict[str, Any] = {"content_type": "application/json", "headers": {"If-Match": "*"}}
    answers = [
        recorded(client, cast.public),
        client.post("/api/v1/letters/", {"office": cast.office.slug, "text": "Dear Sir"}, "application/json"),
        client.patch(path, {"title": "Other"}, **body),
        client.delete(f"/api/v1/letters/{cast.draft.public_id}/", **body),
    ]
    assert [(answer.status_code, kind_of(answer)) for answer in answers] == [(403, "not-allowed")] * 4
    assert answers[0].json()["detail"].startswith("This key is for reading")
    assert (Action.objects.count(), Letter.objects.count()) == (count, 5)


@pytest.mark.parametrize("scope", [Scope.WRITE, Scope.MANAGE])
def test_a_key_for_writing_logs_letters_and_records_actions_in_its_office(scope: str) -> None:
    cast = Cast()
    client = cast.client(scope)
    logged = client.post(
        "/api/v1/letters/", {"office": cast.office.slug, "text": "Dear Sir"}, content_type="application/json"
    )
    assert (recorded(client, cast.private).status_code, logged.status_code) == (201, 201)
    assert recorded(client, cast.others_public).status_code == 403
    assert recorded(client, cast.others_private).status_code == 400  # as a request that does not exist


def test_a_key_may_no_more_than_its_holder() -> None:
    cast = Cast(Role.VIEWER)
    assert recorded(cast.client(Scope.MANAGE), cast.public).status_code == 403


def test_a_key_sees_nothing_of_another_office_of_its_holder() -> None:
    cast = Cast()
    OfficeMembership.objects.create(office=cast.other, user=cast.user, role=Role.MANAGER)
    client = cast.client(Scope.MANAGE)
    everywhere = Client()
    everywhere.force_login(cast.user)
    assert found(everywhere) - found(client) == {cast.others_private.public_id}
    assert status(client, cast.others_private) == 404
    assert recorded(client, cast.others_public).status_code == 403


def test_what_a_key_sees_moves_with_its_holders_role_and_place() -> None:
    cast = Cast()
    client = cast.client(Scope.WRITE)
    assert recorded(client, cast.private).status_code == 201
    OfficeMembership.objects.filter(user=cast.user).update(role=Role.VIEWER)
    assert (recorded(client, cast.private).status_code, status(client, cast.private)) == (403, 200)
    OfficeMembership.objects.filter(user=cast.user).delete()
    assert status(client, cast.public) == 401


def test_an_ended_key_is_refused_with_the_reason() -> None:
    cast = Cast()
    text, now = key_for(cast.user, cast.office), timezone.now()
    kinds = []
    for change in ({"expires_at": now}, {"revoked_at": now}):
        ApiKey.objects.update(created_at=now - timedelta(days=1), **change)
        answer = bearing(text).get("/api/v1/letters/")
        kinds.append((answer.status_code, kind_of(answer)))
    ApiKey.objects.all().delete()
    answer = bearing(text).get("/api/v1/letters/")
    kinds.append((answer.status_code, kind_of(answer)))
    assert kinds == [(401, "key-expired"), (401, "key-revoked"), (401, "key-unknown")]


def test_a_key_that_was_mistyped_or_never_made_is_refused() -> None:
    for text in ("lt_", new_text()[:-1], new_text()):
        answer = bearing(text).get("/api/v1/letters/")
        assert (answer.status_code, kind_of(answer)) == (401, "key-unknown")
        assert answer["WWW-Authenticate"] == 'Bearer realm="Letter tracker", error="invalid_token"'


def test_every_kind_of_refusal_has_its_page() -> None:
    for kind in ("key-unknown", "key-expired", "key-revoked"):
        assert Client().get(f"/problems/{kind}/").status_code == 200


def test_writing_without_a_key_is_told_how_to_sign_in() -> None:
    answer = recorded(client_of(), make_letter())
    assert (answer.status_code, kind_of(answer)) == (401, "not-signed-in")
    assert answer["WWW-Authenticate"] == 'Bearer realm="Letter tracker"'


def test_the_scheme_is_read_without_regard_to_case() -> None:
    cast = Cast()
    text = key_for(cast.user, cast.office)
    answer = Client().get(
        f"/api/v1/letters/{cast.private.public_id}/", headers={"Authorization": f"bearer {text}"}
    )
    assert answer.status_code == 200


@pytest.mark.parametrize("name", ["key", "access_token", "api_key"])
def test_a_key_in_an_address_is_refused(name: str) -> None:
    cast = Cast()
    answer = Client().get("/api/v1/letters/", {name: key_for(cast.user, cast.office)})
    assert (answer.status_code, kind_of(answer)) == (400, "invalid")


def test_a_key_in_a_form_signs_nobody_in() -> None:
    cast = Cast()
    body = {"office": cast.office.slug, "text": "Dear Sir", "access_token": key_for(cast.user, cast.office)}
    assert Client().post("/api/v1/letters/", body, content_type="application/json").status_code == 401


def test_no_log_holds_a_key_that_was_sent_in_an_address(caplog: pytest.LogCaptureFixture) -> None:
    text, (console, *_) = new_text(), logging.getLogger().handlers
    client = client_of()
    client.get(f"/api/v1/letters/?key={text}")
    client.get(f"/api/v1/{text}/")
    structlog.get_logger("tracker").warning("said", header=f"Bearer {text}")
    written = "\n".join(console.format(record) for record in caplog.records)
    assert "GET /api/v1/letters/?..." in written
    assert written.count(f"{text[:11]}...") == 3
    assert text[11:] not in written


def test_no_log_holds_an_address_that_is_a_right(caplog: pytest.LogCaptureFixture) -> None:
    console = logging.getLogger().handlers[0]
    for path in ("calendar/sEcReT.ics", "answer/sEcReT/", "unsubscribe/sEcReT/"):
        client_of().get(f"/desk/{path}")
    written = "\n".join(console.format(record) for record in caplog.records)
    assert "/desk/calendar/..." in written
    assert "sEcReT" not in written


def test_its_use_is_shown() -> None:
    cast = Cast()
    client = cast.client(Scope.READ_OFFICE)
    assert ApiKey.objects.get().last_used_at is None
    client.get("/api/v1/letters/")
    assert timezone.now() - ApiKey.objects.get().last_used_at < timedelta(minutes=1)  # type: ignore[operator]


def test_what_a_key_has_already_takes_one_query_more_than_for_anybody(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = Cast().client(Scope.READ_OFFICE)
    known = client.get("/api/v1/letters/")["ETag"]
    with django_assert_num_queries(2):
        answer = client.get("/api/v1/letters/", headers={"If-None-Match": known})
    assert answer.status_code == 304


def test_two_scopes_of_one_person_never_share_a_tag() -> None:
    cast = Cast()
    tags = {cast.client(scope).get("/api/v1/letters/")["ETag"] for scope in (Scope.READ_PUBLIC, Scope.WRITE)}
    assert len(tags) == 2


def test_a_session_still_signs_in() -> None:
    cast = Cast()
    client = Client()
    client.force_login(User.objects.get(pk=cast.user.pk))
    assert status(client, cast.private) == 200


def test_the_description_names_the_scheme() -> None:
    schema = client_of().get("/api/v1/schema/", headers={"Accept": "application/vnd.oai.openapi+json"}).json()
    assert schema["components"]["securitySchemes"]["key"] == {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "lt_…",
    }
