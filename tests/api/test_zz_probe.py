"""Probe."""

import base64
import pytest
from django.test import Client
from tests.api.asking import client_of
from tests.making import *
from letters.states import Visibility

pytestmark = pytest.mark.django_db


def req():
    r = make_request()
    return r, editor_of(r.letter.office)


def status(ans):
    print(ans.status_code, ans.headers.get("Content-Type"), ans.content[:300])
    return ans.status_code


@pytest.mark.parametrize("c", ["p=abc", "p=a%00", "p=" + "9" * 40, "p=", "o=99999999", "r=1", "p=1&p=2"])
def test_cursor(c):
    req()
    cur = base64.b64encode(c.encode()).decode()
    for path in ("letters", "requests", "actions", "members", "agencies"):
        assert status(client_of().get(f"/api/v1/{path}/", {"cursor": cur})) < 500


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 200000,
        b'{"kind":' * 100000,
        b'{"a":1e999}',
        b'{"a":' + b"9" * 6000 + b"}",
        b'{"kind":"\\ud800"}',
    ],
)
def test_body(data):
    r, u = req()
    for path in ("letters/", "actions/", f"letters/{r.letter.public_id}/confirm/"):
        assert status(client_of(u).post(f"/api/v1/{path}", data, content_type="application/json")) < 500


@pytest.mark.parametrize("v", ["a\0b", "\ud800", "x" * 100000, {}, [], None, 1, True])
@pytest.mark.parametrize(
    "f", ["request", "superseded_by", "supersedes", "recipient", "assigned_to", "response", "due_on"]
)
def test_fields(f, v):
    r, u = req()
    body = {
        "kind": "response_received",
        "occurred_on": "2026-03-02",
        "source_note": "x",
        "effects": [{"request": r.public_id}],
    }
    if f == "supersedes":
        body[f] = v
    else:
        body["effects"][0][f] = v
    assert status(client_of(u).post("/api/v1/actions/", body, content_type="application/json")) < 500


@pytest.mark.parametrize("d", ["0001-01-01", "9999-12-31", "1500-02-29"])
def test_days(d):
    o = make_office()
    u = make_user(o)
    for n, fields in enumerate(
        [
            {"letter_date": d},
            {"sent_on": d},
            {"response_deadline": {"due_on": d}},
            {"requests": [{"text": "x", "deadline": {"due_on": d}}]},
            {"received_on": d},
        ]
    ):
        draft = make_draft(o, by=u)
        body = {"title": "t", "requests": [{"text": "x"}], "recipients": [{"name": "a"}]} | fields
        print(fields)
        assert (
            status(
                client_of(u).post(
                    f"/api/v1/letters/{draft.public_id}/confirm/", body, content_type="application/json"
                )
            )
            < 500
        )
    r, u = req()
    body = {
        "kind": "deadline_set",
        "occurred_on": "2026-03-02",
        "source_note": "x",
        "effects": [{"request": r.public_id, "due_on": d}],
    }
    assert status(client_of(u).post("/api/v1/actions/", body, content_type="application/json")) < 500
    body = {"kind": "status_check", "occurred_on": d, "effects": [{"request": r.public_id}]}
    assert status(client_of(u).post("/api/v1/actions/", body, content_type="application/json")) < 500


def test_options():
    r, u = req()
    for who in (None, u):
        for path in (
            "letters/",
            "requests/",
            "actions/",
            "members/",
            "agencies/",
            f"letters/{r.letter.public_id}/",
            f"letters/{r.letter.public_id}/confirm/",
            "schema/",
            "docs/",
            f"requests/{r.public_id}/",
        ):
            assert status(client_of(who).options(f"/api/v1/{path}")) < 500
            assert status(client_of(who).head(f"/api/v1/{path}")) < 500
            assert status(client_of(who).put(f"/api/v1/{path}", {}, content_type="application/json")) < 500
            assert status(client_of(who).post(f"/api/v1/{path}", {}, content_type="application/json")) < 500


def test_query():
    r, u = req()
    for q in (
        "overdue=maybe",
        "page_size=9999",
        "page_size=abc",
        "page_size=0",
        "format=xml",
        "q=%ff",
        "agency=%ff&agency=b",
        "cursor=%ff%fe",
        "cursor=%00",
        "due_from=0000-00-00",
    ):
        print(q)
        assert status(client_of().get("/api/v1/requests/?" + q)) < 500
    for a in ("text/html", "application/xml", "nonsense", "*/*;q=x"):
        print(a)
        assert status(client_of().get("/api/v1/requests/", headers={"Accept": a})) < 500
    for h in ("Token", "Token a b", "Bearer x", "Basic zzz", "Token \xff", "Token " + "x" * 100000):
        print(h[:30])
        assert status(client_of().get("/api/v1/requests/", headers={"Authorization": h})) < 500
    for path in (
        "/api/v1/letters/%FF/",
        "/api/v1/letters/a%00b/",
        "/api/v1/members/%00/",
        "/api/v1/agencies/%00/",
        "/api/v1/agencies/a.b/",
        "/api",
        "/api/",
    ):
        print(path)
        assert status(client_of().get(path)) < 500
    print("host")
    assert status(client_of().get("/api/v1/letters/", headers={"Host": "evil.example"})) < 500
    assert status(client_of().get("/", headers={"Host": "evil.example"})) < 500


def test_desk():
    r, u = req()
    a = make_action(r)
    d = make_draft(r.letter.office, by=u)
    c = Client(raise_request_exception=False)
    c.force_login(u)
    P = f"/desk/requests/{r.public_id}/"
    base = {"kind": "acknowledgement_received", "occurred_on": "2026-03-03", "source_note": "x"}
    assert status(c.get(P + "?corrects=%00")) < 500
    for f in [
        {"also": ["a\0b"]},
        {"also": ["9" * 50]},
        {"recipient": "\0"},
        {"assigned_to": "\0"},
        {"assigned_to": "9" * 50},
        {"superseded_by": "a\0b"},
        {"supersedes": "\0"},
    ]:
        print(f)
        assert status(c.post(P, base | f)) < 500
    assert status(c.post(f"/desk/actions/{a.public_id}/take-back/", {"reason": "a\0b"})) < 500
    assert status(c.post(f"/desk/letters/{r.letter.public_id}/visibility/", {"visibility": "\0"})) < 500
    D = f"/desk/letters/{d.public_id}/draft/"
    mgmt = {
        f"{n}-{k}_FORMS": 0 for n in ("recipients", "signatories", "requests") for k in ("TOTAL", "INITIAL")
    }
    for f in [
        {},
        {"add": "requests", "requests-TOTAL_FORMS": "²"},
        {"add": "requests", "requests-TOTAL_FORMS": "9" * 5000},
        {"requests-TOTAL_FORMS": "9" * 5000},
        {"requests-INITIAL_FORMS": "-5"},
        {"requests-INITIAL_FORMS": "700", "requests-TOTAL_FORMS": "700"},
        {"add": "\0"},
    ]:
        print(str(f)[:60])
        assert status(c.post(D, mgmt | f)) < 500
    assert (
        status(c.post("/desk/letters/new/", {"office": str(r.letter.office.pk), "text": "x" * 6_000_000}))
        < 500
    )
    assert status(c.post("/desk/letters/new/", {"office": "\0", "text": "x"})) < 500
    assert status(c.post("/desk/letters/new/", {f"f{n}": "x" for n in range(5001)})) < 500
    assert (
        status(c.post("/desk/letters/new/", b"garbage", content_type="multipart/form-data; boundary=x")) < 500
    )
    assert status(c.post("/desk/letters/new/", b"garbage", content_type="multipart/form-data")) < 500
    assert (
        status(
            c.post(
                "/desk/letters/new/",
                b"text=%ff%fe&office=1",
                content_type="application/x-www-form-urlencoded",
            )
        )
        < 500
    )
    for q in ("agency=%00", "agency=%ff", "page=%00", "page=-1", "page=abc", "kind=%00", "q=%ff"):
        print(q)
        assert status(c.get("/?" + q)) < 500
    c2 = Client(raise_request_exception=False)
    for f in [
        {"username": "a\0b", "password": "x"},
        {"username": "a", "password": "\0"},
        {},
        {"username": "a" * 100000, "password": "b" * 100000},
    ]:
        assert status(c2.post("/sign-in/", f)) < 500
    for n in (
        "//evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "\\\\evil",
        "/\\evil",
        "%00",
        "/desk/\r\nX: y",
    ):
        a = c2.post("/sign-in/", {"username": u.email, "password": PASSWORD, "next": n})
        print(n, a.status_code, a.headers.get("Location"))
        c2.logout()
