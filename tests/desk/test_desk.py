"""The desk: what needs attention, letters and requests, recording what happened."""

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from actions.models import Action
from letters.models import Letter, ResponseState
from letters.states import ACTION_MEANINGS, NOT_PICKED, Visibility
from offices.models import Role, User
from tests.making import (
    PASSWORD,
    editor_of,
    make_action,
    make_draft,
    make_letter,
    make_office,
    make_request,
    make_user,
)
from tracker.clock import today
from tracker.desk.clicks import new_token

pytestmark = pytest.mark.django_db


def signed_in(user: User, **options: bool) -> Client:
    """A browser with the user's session."""
    client = Client(raise_request_exception=False, **options)  # type: ignore[arg-type]
    client.login(username=user.email, password=PASSWORD)
    return client


def words_of(answer: HttpResponseBase) -> str:
    assert isinstance(answer, HttpResponse)
    return answer.content.decode()


def acknowledgement(**fields: object) -> dict[str, object]:
    """What a person enters for an acknowledgement."""
    entered = {"kind": "acknowledgement_received", "occurred_on": "2026-03-03", "source_note": "Letter"}
    return entered | {"response": "acknowledged", "click": new_token()} | fields


def test_who_is_not_signed_in_is_asked_to() -> None:
    letter_request = make_request()
    for path in (
        "/desk/",
        "/desk/letters/new/",
        f"/desk/requests/{letter_request.public_id}/",
        "/desk/account/",
    ):
        assert Client().get(path).headers["Location"] == f"/sign-in/?next={path}"


def test_signing_in_leads_to_the_desk_and_nowhere_else() -> None:
    user = make_user(make_office())
    entered = {"login": user.email.upper(), "password": PASSWORD}
    assert Client().post("/sign-in/", entered).headers["Location"] == "/desk/"
    assert (
        Client().post("/sign-in/", entered | {"next": "https://evil.example/"}).headers["Location"]
        == "/desk/"
    )
    assert Client().post("/sign-in/", entered | {"password": "wrong"}).status_code == 200


def test_an_action_is_recorded_from_the_requests_page() -> None:
    letter_request = make_request()
    client = signed_in(editor_of(letter_request.letter.office))
    path = f"/desk/requests/{letter_request.public_id}/"
    answer = client.post(path, acknowledgement())
    assert (answer.status_code, answer.headers["Location"]) == (302, path)
    assert ResponseState.objects.get().state == "acknowledged"
    assert "Acknowledgement received" in words_of(client.get(path))


@pytest.mark.parametrize("kind", [kind for kind in ACTION_MEANINGS if kind not in NOT_PICKED])
def test_every_kind_of_action_is_recorded_from_the_page(kind: str) -> None:
    letter_request = make_request()
    client = signed_in(editor_of(letter_request.letter.office))
    entered = {"kind": kind, "occurred_on": "2026-03-03", "source_note": "Letter", "click": new_token()}
    entered["asked_of"] = kind
    if kind.startswith("deadline"):
        entered["due_on"] = "2026-05-01"
    answer = client.post(f"/desk/requests/{letter_request.public_id}/", entered)
    assert answer.status_code == 302
    assert Action.objects.order_by("pk").last().kind == kind  # type: ignore[union-attr]


def test_a_request_is_assigned_to_a_colleague_and_only_the_office_sees_it() -> None:
    letter_request = make_request()
    colleague = make_user(letter_request.letter.office)
    client = signed_in(editor_of(letter_request.letter.office))
    entered = {"kind": "assigned", "occurred_on": "2026-03-03", "assigned_to": colleague.pk}
    client.post(f"/desk/requests/{letter_request.public_id}/", entered | {"click": new_token()})
    letter_request.refresh_from_db()
    assert letter_request.assigned_to == colleague
    assert colleague.email in words_of(client.get(f"/desk/requests/{letter_request.public_id}/"))
    assert colleague.email not in words_of(Client().get(f"/requests/{letter_request.public_id}/"))


def test_a_later_request_supersedes_an_earlier_one() -> None:
    letter = make_letter(requests=["One.", "Two."])
    one, two = letter.requests.all()
    client = signed_in(editor_of(letter.office))
    entered = acknowledgement(kind="linked", response="superseded", superseded_by=two.public_id)
    path = f"/desk/requests/{one.public_id}/"
    assert client.post(path, entered | {"kind": "follow_up_letter"}).status_code == 302
    assert ResponseState.objects.get(letter_request=one).superseded_by == two
    wrong = entered | {"superseded_by": "nothing", "click": new_token()}
    assert client.post(path, wrong).status_code == 400


def test_an_entry_is_corrected_in_the_form_that_made_it() -> None:
    letter_request = make_request()
    wrong = make_action(letter_request, response="substantive_response", summary="All of it.")
    client = signed_in(editor_of(letter_request.letter.office))
    path = f"/desk/requests/{letter_request.public_id}/"
    shown = words_of(client.get(f"{path}?corrects={wrong.public_id}"))
    assert "Correct the entry" in shown
    assert "All of it." in shown.partition('id="record"')[2]
    client.post(path, acknowledgement(supersedes=wrong.public_id))
    assert ResponseState.objects.get().state == "acknowledged"
    assert client.post(path, acknowledgement(supersedes=wrong.public_id)).status_code == 400
    assert client.post(path, acknowledgement(supersedes="nothing")).status_code == 400


def test_htmx_gets_the_part_that_changed() -> None:
    letter_request = make_request()
    client = signed_in(editor_of(letter_request.letter.office))
    path = f"/desk/requests/{letter_request.public_id}/"
    part = words_of(client.post(path, acknowledgement(), headers={"HX-Request": "true"}))
    assert "<html" not in part
    assert "Recorded." in part
    assert "response-acknowledged" in part


def test_htmx_sees_what_is_wrong() -> None:
    letter_request = make_request()
    client = signed_in(editor_of(letter_request.letter.office))
    answer = client.post(
        f"/desk/requests/{letter_request.public_id}/",
        acknowledgement(source_note=""),
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 200
    assert "Say how you know" in words_of(answer)


def test_one_entry_for_several_requests_of_the_letter() -> None:
    letter = make_letter(requests=["One.", "Two.", "Three."])
    one, two, _ = letter.requests.all()
    signed_in(editor_of(letter.office)).post(
        f"/desk/requests/{one.public_id}/", acknowledgement(also=[two.public_id])
    )
    states = ResponseState.objects.order_by("letter_request__number").values_list("state", flat=True)
    assert list(states) == ["acknowledged", "acknowledged", "awaiting_response"]


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "teleported"},
        {"kind": "correction"},
        {"assigned_to": "0"},
        {"occurred_on": "2026-02-30"},
        {"occurred_on": "9999-01-01"},
        {"source_url": "javascript:alert(1)", "source_note": ""},
        {"response": "declined"},
        {"response": "happy"},
        {"recipient": "0"},
        {"recipient": "9" * 40},
        {"also": ["nothing"]},
        {"summary": "a\0b"},
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(fields: dict[str, object]) -> None:
    letter_request = make_request()
    client = signed_in(editor_of(letter_request.letter.office))
    answer = client.post(f"/desk/requests/{letter_request.public_id}/", acknowledgement(**fields))
    assert answer.status_code == 400
    assert 'role="alert"' in words_of(answer)
    assert Action.objects.count() == 1


def test_evidence_is_kept_and_handed_out_as_a_file() -> None:
    letter_request = make_request()
    client = signed_in(editor_of(letter_request.letter.office))
    file = SimpleUploadedFile("reply <b>.html", b"<script>alert(1)</script>", "text/html")
    client.post(
        f"/desk/requests/{letter_request.public_id}/", acknowledgement(source_note="", source_file=file)
    )
    action = Action.objects.get(kind="acknowledgement_received")
    answer = Client().get(f"/desk/actions/{action.public_id}/evidence/")
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"  # type: ignore[attr-defined]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "/evidence/" in words_of(Client().get(f"/requests/{letter_request.public_id}/"))


def test_a_private_letters_evidence_is_not_there_for_others() -> None:
    letter_request = make_request(visibility=Visibility.OFFICE)
    client = signed_in(editor_of(letter_request.letter.office))
    file = SimpleUploadedFile("reply.txt", b"hush")
    client.post(f"/desk/requests/{letter_request.public_id}/", acknowledgement(source_file=file))
    action = Action.objects.get(kind="acknowledgement_received")
    assert Client().get(f"/desk/actions/{action.public_id}/evidence/").status_code == 404


def test_nothing_new_is_one_click_and_moves_the_next_check() -> None:
    letter_request = make_request()
    client = signed_in(editor_of(letter_request.letter.office))
    answer = client.post(f"/desk/requests/{letter_request.public_id}/checked/", {"back": "/desk/?whose=mine"})
    assert answer.headers["Location"] == "/desk/?whose=mine"
    letter_request.refresh_from_db()
    assert letter_request.next_check_on is not None
    assert letter_request.next_check_on > today()


def test_looking_changes_nothing() -> None:
    letter_request = make_request()
    client = signed_in(editor_of(letter_request.letter.office))
    assert client.get(f"/desk/requests/{letter_request.public_id}/checked/").status_code == 405
    assert Action.objects.count() == 1


def test_an_entry_is_taken_back_with_a_reason() -> None:
    letter_request = make_request()
    action = make_action(letter_request, response="declined", decline_reason="burden")
    client = signed_in(editor_of(letter_request.letter.office))
    path = f"/desk/actions/{action.public_id}/take-back/"
    [problem] = get_messages(client.post(path).wsgi_request)
    assert str(problem) == "Say why the entry is taken back."
    client.post(path, {"reason": "Another letter's"})
    assert ResponseState.objects.get().state == "awaiting_response"


def test_a_letter_is_published_and_taken_back() -> None:
    letter = make_letter(visibility=Visibility.OFFICE)
    client = signed_in(editor_of(letter.office))
    path = f"/desk/letters/{letter.public_id}/visibility/"
    for visibility in ("public", "office"):
        client.post(path, {"visibility": visibility})
        assert Letter.objects.get().visibility == visibility
    client.post(path, {"visibility": "secret"})
    assert Letter.objects.get().visibility == "office"


@pytest.mark.parametrize("reader", ["viewer", "stranger"])
def test_who_may_not_write_changes_nothing(reader: str) -> None:
    letter_request = make_request()
    office = letter_request.letter.office
    action = make_action(letter_request)
    user = make_user(office, Role.VIEWER) if reader == "viewer" else make_user(make_office())
    client, status = signed_in(user), 403 if reader == "viewer" else 404
    posts: list[tuple[str, dict[str, object]]] = [
        (f"/desk/requests/{letter_request.public_id}/", acknowledgement()),
        (f"/desk/requests/{letter_request.public_id}/checked/", {}),
        (f"/desk/actions/{action.public_id}/take-back/", {"reason": "x"}),
        (f"/desk/letters/{letter_request.letter.public_id}/visibility/", {"visibility": "office"}),
        (f"/desk/letters/{make_draft(office, by=editor_of(office)).public_id}/discard/", {}),
    ]
    assert [client.post(path, data).status_code for path, data in posts] == [status] * len(posts)
    assert (Action.objects.count(), Letter.objects.count()) == (2, 2)
    assert Letter.objects.filter(visibility="public").exists()


def test_a_form_from_another_site_is_refused() -> None:
    letter_request = make_request()
    browser = Client(enforce_csrf_checks=True)
    browser.login(username=editor_of(letter_request.letter.office).email, password=PASSWORD)
    assert browser.post(f"/desk/requests/{letter_request.public_id}/checked/").status_code == 403


def test_mails_are_stopped_and_sent_again() -> None:
    office = make_office()
    user = make_user(office)
    client = signed_in(user)
    for wanted, wants_mail in (("no", False), ("yes", True)):
        client.post(f"/desk/account/mails/{office.slug}/", {"wants_mail": wanted})
        assert office.memberships.get().wants_mail is wants_mail
    assert client.post(f"/desk/account/mails/{make_office().slug}/", {"wants_mail": "no"}).status_code == 404


def test_a_check_is_put_off_to_a_day() -> None:
    letter_request = make_request()
    client = signed_in(editor_of(letter_request.letter.office))
    path = f"/desk/requests/{letter_request.public_id}/snoozed/"
    client.post(path, {"until": "2099-05-04"})
    letter_request.refresh_from_db()
    assert str(letter_request.next_check_on) == "2099-05-04"
    for until in ("2026-03-02", "soon", ""):
        assert client.post(path, {"until": until}).status_code == 302
    assert Action.objects.filter(kind="snoozed").count() == 1


@pytest.mark.parametrize("rows", [1, 4])
def test_a_letter_takes_as_many_queries_for_one_request_as_for_many(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    letter = make_letter(requests=[f"Request {number}." for number in range(rows)])
    client = signed_in(editor_of(letter.office))
    client.get("/desk/")
    with django_assert_num_queries(12):
        client.get(f"/desk/letters/{letter.public_id}/")
