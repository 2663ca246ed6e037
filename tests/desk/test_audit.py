"""Managers read who saw and changed what in their office; nobody else does, and what is public is nobody's look."""

import csv
import io
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from actions.ledger import Source
from actions.sharing import share_letter
from letters.models import Letter
from letters.states import Visibility
from offices import keys
from offices.audit import note
from offices.audit_entries import AuditEntry, Deed, Matter
from offices.models import ApiKey, Office, Role, User
from tests.desk.browsing import browser_of, page, words_of
from tests.making import NOON, editor_of, make_action, make_draft, make_letter, make_office, make_user

pytestmark = pytest.mark.django_db


def path(office: Office) -> str:
    return f"/desk/offices/{office.slug}/audit/"


def looks(**fields: object) -> list[tuple[str, str, str]]:
    """The looks that were told, the first first."""
    rows = AuditEntry.objects.filter(deed__in=("saw", "took"), **fields).order_by("pk")
    return list(rows.values_list("deed", "thing", "via"))


def hushed(office: Office | None = None) -> Letter:
    return make_letter(office, visibility=Visibility.OFFICE, title="Hushed letter", requests=["Keep it."])


def full(browser: Client, address: str, **query: Any) -> None:
    """Gets the answer to its end, as a browser does."""
    answer = browser.get(address, query)
    assert answer.status_code == 200, address
    b"".join(answer)


@time_machine.travel(NOON, tick=False)  # once an hour
def test_each_way_to_something_private_is_told_once() -> None:
    letter = hushed()
    office, by = letter.office, editor_of(letter.office)
    [asked] = letter.requests.select_related("letter__office")
    evidence = make_action(asked, source=Source(file=ContentFile(b"x", "x.txt")))
    draft = make_draft(office)
    ways = {
        f"/desk/letters/{letter.public_id}/": ("saw", "letter", "desk"),
        f"/desk/requests/{asked.public_id}/": ("saw", "request", "desk"),
        f"/desk/letters/{letter.public_id}/source/": ("took", "file", "desk"),
        f"/desk/actions/{evidence.public_id}/evidence/": ("took", "evidence", "desk"),
        f"/desk/letters/{draft.public_id}/draft/": ("saw", "letter", "desk"),
        f"/desk/offices/{office.slug}/export/requests.csv": ("took", "export", "desk"),
        f"/desk/offices/{office.slug}/report/": ("saw", "report", "desk"),
    }
    browser = browser_of(by)
    for _ in range(2):
        for way in ways:
            full(browser, way)
    assert looks(office=office, person=by) == list(ways.values())


def test_the_public_pages_and_the_api_tell_it_too() -> None:
    letter = hushed()
    [asked] = letter.requests.all()
    for way, told in {
        f"/letters/{letter.public_id}/": ("letter", "public"),
        f"/requests/{asked.public_id}/": ("request", "public"),
        f"/api/v1/letters/{letter.public_id}/": ("letter", "api"),
        f"/api/v1/letters/{letter.public_id}/progress/": ("request", "api"),
        f"/api/v1/requests/{asked.public_id}/": ("request", "api"),
        f"/api/v1/requests/{asked.public_id}/progress/": ("request", "api"),
        "/api/v1/letters/": ("list", "api"),
        "/api/v1/requests/": ("list", "api"),
        "/api/v1/actions/": ("list", "api"),
        f"/api/v1/actions/{asked.effects.get().action.public_id}/": ("action", "api"),
    }.items():
        reader = make_user(letter.office)
        full(browser_of(reader), way)
        assert (way, looks(person=reader)) == (way, [("saw", *told)])


def test_a_program_is_told_by_its_key_and_its_person() -> None:
    letter = hushed()
    by = editor_of(letter.office)
    made = keys.issue(office=letter.office, name="One", scope="read_office", days=30, by=by, now=NOON)
    ApiKey.objects.update(expires_at="2099-01-01T00:00Z")
    answer = Client().get(
        f"/api/v1/letters/{letter.public_id}/", headers={"Authorization": f"Bearer {made.text}"}
    )
    assert answer.status_code == 200
    entry = AuditEntry.objects.get(deed=Deed.SAW)
    assert (entry.person, entry.key, entry.via) == (by, made.key.prefix, "api")


def test_what_is_public_is_nobodys_look() -> None:
    letter = make_letter()
    [asked] = letter.requests.select_related("letter__office")
    evidence = make_action(asked, source=Source(file=ContentFile(b"x", "x.txt")))
    ways = (
        f"/letters/{letter.public_id}/",
        f"/requests/{asked.public_id}/",
        f"/api/v1/letters/{letter.public_id}/",
        "/api/v1/requests/",
        "/api/v1/actions/",
        f"/desk/letters/{letter.public_id}/source/",
        f"/desk/actions/{evidence.public_id}/evidence/",
    )
    for reader in (None, editor_of(letter.office)):
        for way in ways:
            full(browser_of(reader), way)
    assert looks() == []


def test_who_finds_nothing_has_seen_nothing() -> None:
    letter = hushed()
    for reader in (None, make_user(make_office(), Role.MANAGER)):
        browser = browser_of(reader)
        for way in (f"/letters/{letter.public_id}/", f"/api/v1/letters/{letter.public_id}/"):
            assert browser.get(way).status_code == 404
    assert looks() == []


def test_the_office_hears_of_others_with_whom_it_shares() -> None:
    letter, partner = hushed(), make_user(make_office("Partner"))
    office = partner.offices.get()
    share_letter(letter=letter, office=office, with_notes=False, by=editor_of(letter.office), now=NOON)
    full(browser_of(partner), f"/letters/{letter.public_id}/")
    assert looks(office=letter.office, person=partner) == [("saw", "letter", "public")]
    assert looks(office=office) == []


def test_the_look_is_written_after_the_answer_has_left() -> None:
    letter = hushed()
    browser = browser_of(editor_of(letter.office))
    answer = browser.handler  # what a server does: it asks, sends, and closes
    before = AuditEntry.objects.count()
    request = browser.get(f"/desk/letters/{letter.public_id}/").wsgi_request
    assert answer is not None
    assert AuditEntry.objects.count() == before + 1
    assert not isinstance(request.user, AnonymousUser)


@pytest.mark.parametrize("visibility", [Visibility.OFFICE, Visibility.PUBLIC])
def test_a_page_takes_no_query_more_and_one_after_it(
    visibility: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    letter = make_letter(visibility=visibility)
    browser = browser_of(editor_of(letter.office))
    browser.get("/desk/")
    with django_assert_num_queries(12 + (visibility == Visibility.OFFICE)):
        browser.get(f"/desk/letters/{letter.public_id}/")


def test_a_manager_reads_it_and_nobody_else_does() -> None:
    letter = hushed()
    office, editor = letter.office, editor_of(letter.office)
    full(browser_of(editor), f"/desk/letters/{letter.public_id}/")
    for address in (path(office), f"/desk/offices/{office.slug}/audit.csv"):
        assert browser_of(make_user(office, Role.EDITOR)).get(address).status_code == 403
        assert browser_of(make_user(make_office(), Role.MANAGER)).get(address).status_code == 404
        assert browser_of().get(address).headers["Location"].startswith("/sign-in/")
        assert browser_of(make_user(office, Role.MANAGER)).post(address).status_code == 405
    shown = page(path(office), make_user(office, Role.MANAGER))
    assert f'<a href="/desk/letters/{letter.public_id}/">Hushed letter</a>' in shown
    assert f'<td data-label="Who">{editor}</td>' in shown


def test_a_manager_reads_nothing_of_another_office() -> None:
    letter, chief = hushed(), make_user(make_office(), Role.MANAGER)
    full(browser_of(editor_of(letter.office)), f"/desk/letters/{letter.public_id}/")
    shown = page(path(chief.offices.get()), chief)
    assert "No entry fits." in shown
    assert editor_of(letter.office).email not in shown


def filled(count: int) -> tuple[Office, User]:
    """An office with entries an hour apart, and its manager."""
    office = make_office()
    chief = make_user(office, Role.MANAGER)
    for number in range(count):
        note(Deed.MADE, Matter.EXPORT, f"e{number}", office=office.pk, by=chief, now=NOON)
    return office, chief


def test_the_list_is_cut_into_pages_without_holes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.desk.audit.ENTRIES_PER_PAGE", 2)
    office, chief = filled(5)
    AuditEntry.objects.filter(deed=Deed.SAW).exists()
    browser, seen, address = browser_of(chief), [], path(office) + "?deed=made"
    while address:
        shown = words_of(browser.get(address))
        seen += [f"e{number}" for number in reversed(range(5)) if f" e{number}<" in shown]
        nexts = shown.split('">Older</a>')[0].rsplit('href="', 1)[-1] if ">Older<" in shown else ""
        address = path(office) + nexts.replace("&amp;", "&") if nexts else ""
    assert seen == ["e4", "e3", "e2", "e1", "e0"]
    assert page(path(office), chief, status=400, query={"cursor": "nothing"})


def test_filters_cut_it_by_person_thing_and_days() -> None:
    office, chief = filled(2)
    other = make_user(office)
    note(Deed.SHARED, Matter.LETTER, "abcdefghjkmn", office=office.pk, by=other, now=NOON)
    for query, found in (
        ({"person": str(other.pk)}, {"abcdefghjkmn"}),
        ({"id": "e1"}, {"e1"}),
        ({"thing": "export"}, {"e0", "e1"}),
        ({"first_on": "2026-03-02", "last_on": "2026-03-02", "deed": "made"}, {"e0", "e1"}),
        ({"last_on": "2026-03-01"}, set()),
    ):
        answer = browser_of(chief).get(f"/desk/offices/{office.slug}/audit.csv", query)
        rows = csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig")))
        assert {row["Id"] for row in rows} == found


def test_a_stranger_is_no_choice_of_the_filter() -> None:
    office, chief = filled(1)
    stranger = make_user(make_office())
    assert stranger.email not in page(path(office), chief)
    page(path(office), chief, status=400, query={"person": str(stranger.pk)})


def test_the_queries_do_not_grow_with_the_entries(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for count in (1, 9):
        office, chief = filled(count)
        browser = browser_of(chief)
        browser.get("/desk/")
        with django_assert_num_queries(10):
            browser.get(path(office))
