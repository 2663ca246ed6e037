"""What every answer tells a browser to refuse: pages, errors, the admin, the API, and files that somebody uploaded."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client

from actions.ledger import Source
from letters.intake import keep_file
from offices.models import Role
from tests.desk.browsing import browser_of
from tests.edge.cookies import HTTPS, over_https
from tests.making import PASSWORD, make_action, make_letter, make_office, make_user
from tests.worlds import ROOT
from tracker.edge import HEADERS, METHODS

pytestmark = pytest.mark.django_db

UNSAFE = ("'unsafe-inline'", "'unsafe-eval'", "data:", "blob:", "*", "http:", "https:")
REFUSED = {"default-src", "object-src", "base-uri", "frame-ancestors"}


def policy_of(answer: HttpResponseBase) -> dict[str, str]:
    """The answer's Content-Security-Policy, by directive."""
    parts = (part.strip().partition(" ") for part in answer.headers["Content-Security-Policy"].split(";"))
    return {name: sources for name, _, sources in parts}


def answers() -> Iterator[tuple[str, HttpResponseBase]]:
    """One of each kind of answer with HTML in it."""
    office = make_office()
    manager = make_user(office, Role.MANAGER)
    manager.is_staff = manager.is_superuser = True
    manager.save()
    letter = make_letter(office, by=manager)
    browser, anybody = browser_of(manager), browser_of()
    for path in (
        "/", "/letters/", f"/letters/{letter.public_id}/", "/sign-in/", "/nothing/", "/desk/", "/api/v1/docs/",
        f"/desk/letters/{letter.public_id}/", "/admin/", "/admin/letters/letter/", "/admin/login/", "/admin/nothing/",
        f"/admin/offices/user/{manager.pk}/change/", "/health/live",
    ):  # fmt: skip
        yield path, browser.get(path)
        yield path, anybody.get(path)
    yield "400", anybody.get("/", headers={"Host": "evil.example"})
    yield "403", Client(enforce_csrf_checks=True).post("/sign-in/")
    yield "405", anybody.post("/")
    yield "TRACE", anybody.generic("TRACE", "/")


def test_every_page_runs_only_what_this_site_serves() -> None:
    for path, answer in answers():
        policy = policy_of(answer)
        assert policy.keys() >= REFUSED, path
        assert {policy[name] for name in REFUSED} == {"'none'"}, path
        assert not any(word in sources.split() for sources in policy.values() for word in UNSAFE), path
        if answer.headers["Content-Type"].startswith("text/html"):
            assert (policy["script-src"], policy["style-src"], policy["form-action"]) == ("'self'",) * 3, path


def test_every_answer_names_its_type_and_texts_their_encoding() -> None:
    for path, answer in answers():
        kind = answer.headers["Content-Type"] if getattr(answer, "content", b"") else ""
        assert "charset=utf-8" in kind or not kind.startswith("text/"), path
        assert kind or not getattr(answer, "content", b""), path


def test_no_script_of_ours_stores_anything_in_browsers() -> None:
    scripts = {
        path.name: path.read_text(encoding="utf-8") for path in (ROOT / "templates" / "static").glob("*.js")
    }
    assert len(scripts) >= 3
    for name, script in scripts.items():
        assert not re.search(
            r"localStorage|sessionStorage|indexedDB|document\.cookie|postMessage|\beval\b", script
        ), name


def test_every_answer_says_all_else_that_browsers_are_to_refuse() -> None:
    for path, answer in answers():
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS, path


def test_an_error_of_the_server_says_so_too(settings: object) -> None:
    settings.ROOT_URLCONF = "tests.edge.broken"  # type: ignore[attr-defined]
    answer = browser_of().get("/")
    assert (answer.status_code, policy_of(answer)["script-src"]) == (500, "'self'")


@pytest.mark.parametrize("path", ["/?q=secret", "/api/v1/broken/?q=secret", "/refused/?q=secret"])
def test_an_error_of_the_server_tells_nothing_of_itself(settings: object, path: str) -> None:
    settings.ROOT_URLCONF = "tests.edge.broken"  # type: ignore[attr-defined]
    answer = browser_of().get(path)
    assert isinstance(answer, HttpResponse)
    said = answer.content.decode().lower()
    assert answer.status_code == 500
    assert [
        word for word in ("traceback", "secret", "on purpose", "select", ".py", "error at") if word in said
    ] == []


@pytest.mark.parametrize("path", ["/api/v1/letters/", "/api/v1/letters/nothing/", "/api/v1/schema/"])
def test_data_is_nobodys_page(path: str) -> None:
    policy = policy_of(browser_of().get(path))
    assert (policy["sandbox"], policy["default-src"], "script-src" in policy) == ("", "'none'", False)


def test_a_file_that_somebody_uploaded_is_kept_and_never_shown_and_would_run_nothing() -> None:
    office = make_office()
    editor = make_user(office)
    page = b"<!doctype html><script>alert(1)</script>"
    letter = keep_file(office=office, by=editor, data=page, name="letter.html")
    published = make_letter(office, by=editor)
    source = Source(file=SimpleUploadedFile("reply.svg", b"<svg onload='alert(1)'/>"))
    action = make_action(published.requests.select_related("letter__office").get(), source=source)
    for path in (
        f"/desk/letters/{letter.public_id}/source/",
        f"/desk/actions/{action.public_id}/evidence/",
        f"/desk/offices/{office.slug}/export/requests.csv",
        f"/desk/offices/{office.slug}/report.pdf",
    ):
        answer = browser_of(editor).get(path)
        list(answer)  # reading to the end closes the file
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment"), path
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert policy_of(answer)["sandbox"] == "", path


def test_a_file_lies_at_a_path_that_nobody_can_guess_and_that_no_address_leads_to() -> None:
    office = make_office()
    editor = make_user(office)
    letters = [
        keep_file(office=office, by=editor, data=data, name="letter.txt") for data in (b"Dear Sir", b"Madam")
    ]
    names = [str(letter.source_file.name) for letter in letters]
    assert not any("letter.txt" in name or office.slug in name for name in names)
    assert len({name.rpartition("/")[2] for name in names}) == 2
    assert min(len(name.rpartition("/")[2]) for name in names) >= 12
    for name in names:
        for root in ("/", "/media/", "/static/", "/files/", "/static/../files/", "/static/%2e%2e/files/"):
            assert browser_of(editor).get(root + name).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/.git/config",
        "/static/.git/config",
        "/static/",
        "/manage.py",
        "/static/../manage.py",
        "/var/secret-key",
    ],
)
def test_what_lies_beside_the_pages_is_not_served_nor_listed(path: str) -> None:
    assert browser_of().get(path).status_code == 404


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "TRACK", "PROPFIND", "FOO"])
@pytest.mark.parametrize("path", ["/", "/desk/", "/sign-in/", "/language/", "/admin/", "/nothing/"])
def test_a_method_that_nothing_here_knows_is_refused(method: str, path: str) -> None:
    answer = browser_of().generic(method, path)
    assert (answer.status_code, answer.headers["Allow"]) == (405, ", ".join(METHODS))


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "FOO"])
@pytest.mark.parametrize("path", ["/api/v1/letters/", "/api/v1/docs/", "/api/v1/nothing/"])
def test_the_api_refuses_it_with_a_problem_document(method: str, path: str) -> None:
    answer = browser_of().generic(method, path)
    assert isinstance(answer, HttpResponse)
    assert (answer.status_code, answer.headers["Allow"]) == (405, ", ".join(METHODS))
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["request_id"] != ""


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "testserver@evil.example", "testserver:x", "a b"]
)
@pytest.mark.parametrize("path", ["/", "/desk/", "/nothing/", "/api/v1/letters/"])
def test_a_host_that_is_not_ours_is_refused_and_not_repeated(host: str, path: str) -> None:
    answer = browser_of().get(path, headers={"Host": host})
    assert isinstance(answer, HttpResponse)
    assert answer.status_code == 400
    assert "evil" not in answer.content.decode() + str(answer.headers)


def test_a_host_that_a_proxy_passes_on_is_not_believed() -> None:
    answer = browser_of().get("/desk/", headers={"X-Forwarded-Host": "evil.example"})
    assert (answer.status_code, "evil" in answer.headers["Location"]) == (302, False)


def test_over_https_every_cookie_is_of_this_host_alone_and_hidden_from_scripts() -> None:
    with over_https():
        user = make_user(make_office())
        browser = Client()
        browser.get("/sign-in/", **HTTPS)
        fields = {"login": user.email, "password": PASSWORD}
        browser.post("/sign-in/", fields, **HTTPS)
        browser.post("/language/", {"language": "es"}, **HTTPS)
        assert browser.cookies.keys() == {
            f"__Host-{name}" for name in ("sessionid", "csrftoken", "language", "known")
        }
        for cookie in browser.cookies.values():
            assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
            assert (cookie["path"], cookie["domain"]) == ("/", "")


def test_over_https_browsers_are_told_to_come_back_by_https_alone() -> None:
    with over_https():
        told = browser_of().get("/", **HTTPS).headers["Strict-Transport-Security"]
        assert told == "max-age=31536000; includeSubDomains"
        assert browser_of().get("/letters/").headers["Location"] == "https://testserver/letters/"
        assert browser_of().get("/health/live").status_code == 200


@pytest.mark.parametrize("path", ["/api/v1/letters/", "/api/v1/nothing/", "/desk/calendar/made-up.ics"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_program_that_asks_without_encryption_is_refused_and_not_led_on(method: str, path: str) -> None:
    with over_https():
        answer = browser_of().generic(method, path, headers={"Authorization": "Bearer lt_made-up"})
    assert isinstance(answer, HttpResponse)
    assert (answer.status_code, "Location" in answer.headers) == (403, False)
    assert "not encrypted" in answer.content.decode()


def test_the_api_says_so_in_a_problem_document() -> None:
    with over_https():
        answer = browser_of().get("/api/v1/letters/")
        assert browser_of().get("/api/v1/letters/", **HTTPS).status_code == 200
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["type"].endswith("/not-encrypted/")


@pytest.mark.parametrize("path", ["/", "/sign-in/", "/desk/", "/admin/", "/api/v1/docs/"])
def test_a_page_leads_to_https(path: str) -> None:
    with over_https():
        assert browser_of().get(path).headers["Location"] == f"https://testserver{path}"


def test_what_is_for_one_person_stays_on_no_disk() -> None:
    for path, answer in answers():
        if settings.SESSION_COOKIE_NAME in answer.wsgi_request.COOKIES:  # type: ignore[attr-defined]
            assert "no-store" in answer.headers["Cache-Control"], path


def test_signing_out_has_the_browser_forget_what_it_kept() -> None:
    answer = browser_of(make_user(make_office())).post("/sign-out/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_no_message_lies_in_a_cookie() -> None:
    browser = browser_of(make_user(make_office()))
    browser.post("/desk/account/calendars/", {"office": ""})
    assert browser.cookies.keys() == {"sessionid"}
