"""The desk's cast: what anonymous, stranger, viewer and editor each get from every address."""

import re

import pytest

from actions.models import Action
from letters.models import Letter
from letters.states import Visibility
from offices.models import Role, User
from tests.desk.browsing import browser_of, words_of
from tests.making import make_action, make_draft, make_letter, make_office, make_user
from tracker.desk.clicks import new_token

pytestmark = pytest.mark.django_db

NOWHERE = "abcdefghjkmn"


class Cast:
    """An office with a public letter, a private one and a draft, and people inside and outside."""

    def __init__(self) -> None:
        office = make_office()
        self.editor, self.viewer = make_user(office), make_user(office, Role.VIEWER)
        self.stranger = make_user(make_office(), Role.MANAGER)
        self.public = make_letter(office, by=self.editor, title="Open letter", requests=["Publish it."])
        self.private = make_letter(
            office,
            by=self.editor,
            title="Hushed letter",
            requests=["Keep it."],
            visibility=Visibility.OFFICE,
        )
        self.draft = make_draft(office, by=self.editor)
        self.action = make_action(self.private.requests.select_related("letter__office").get())

    def pages(self) -> list[str]:
        """Every page of the desk that can be read, but those of one's own account."""
        letters = [f"/desk/letters/{letter.public_id}/" for letter in (self.public, self.private)]
        requests = [
            f"/desk/requests/{letter.requests.get().public_id}/" for letter in (self.public, self.private)
        ]
        draft = f"/desk/letters/{self.draft.public_id}/draft/"
        return [*letters, *requests, draft, f"{draft}reading/"]

    def posts(self) -> list[tuple[str, dict[str, str]]]:
        """Every change that the desk offers on what an office keeps."""
        private, hidden = self.private.public_id, self.private.requests.get().public_id
        return [
            (f"/desk/letters/{private}/visibility/", {"visibility": "public"}),
            (f"/desk/letters/{private}/topic/", {"topic": "health"}),
            (
                f"/desk/requests/{hidden}/",
                {"kind": "note", "occurred_on": "2026-03-03", "summary": "x", "click": new_token()},
            ),
            (f"/desk/requests/{hidden}/checked/", {}),
            (f"/desk/actions/{self.action.public_id}/take-back/", {"reason": "Error"}),
            (f"/desk/letters/{self.draft.public_id}/draft/", filled()),
            (f"/desk/letters/{self.draft.public_id}/discard/", {}),
        ]


def filled() -> dict[str, str]:
    """A draft's form with one request."""
    fields = {
        "title": "Sample",
        "visibility": "office",
        "requests-0-text": "Do it.",
        "requests-0-kind": "action",
    }
    for name, rows in (("recipients", "0"), ("signatories", "0"), ("requests", "1")):
        fields |= {f"{name}-TOTAL_FORMS": rows, f"{name}-INITIAL_FORMS": "0"}
    return fields


def test_who_is_not_signed_in_is_asked_to_whatever_the_address() -> None:
    cast, browser = Cast(), browser_of()
    for path in [*cast.pages(), "/desk/", "/desk/letters/new/", "/desk/account/"]:
        assert browser.get(path).headers["Location"] == f"/sign-in/?next={path}"
    for path, fields in [*cast.posts(), ("/desk/letters/new/", {}), ("/desk/account/keys/1/rotate/", {})]:
        assert browser.post(path, fields).headers["Location"] == f"/sign-in/?next={path}"
    assert (Action.objects.count(), Letter.objects.count()) == (3, 3)


def test_to_a_stranger_the_desk_has_nothing_of_another_office_not_even_what_is_public() -> None:
    cast = Cast()
    browser = browser_of(cast.stranger)
    never = words_of(browser.get(f"/desk/letters/{NOWHERE}/"))
    for path in cast.pages():
        answer = browser.get(path)
        assert (answer.status_code, words_of(answer)) == (404, never)
    for path, fields in cast.posts():
        answer = browser.post(path, fields)
        assert (answer.status_code, words_of(answer)) == (404, never)
    assert (Action.objects.count(), Letter.objects.count()) == (3, 3)
    shown = words_of(browser.get("/desk/"))
    assert not any(words in shown for words in ("Open letter", "Hushed letter", "pasted.txt"))


@pytest.mark.parametrize("reader", ["viewer", "editor"])
def test_a_colleague_reads_all_that_the_office_keeps(reader: str) -> None:
    cast = Cast()
    user: User = getattr(cast, reader)
    for path in cast.pages():
        assert browser_of(user).get(path).status_code == 200
    shown = words_of(browser_of(user).get("/desk/"))
    assert all(words in shown for words in ("Open letter", "Hushed letter", "pasted.txt"))


def test_a_viewer_changes_nothing() -> None:
    cast = Cast()
    for path, fields in cast.posts():
        answer = browser_of(cast.viewer).post(path, fields)
        assert (path, answer.status_code) == (path, 403)
        assert "Your role" in words_of(answer) or "You may not do this" in words_of(answer)
    assert (Action.objects.count(), Letter.objects.count()) == (3, 3)
    assert Letter.objects.filter(visibility="public").count() == 1


def test_an_editor_may_do_all_of_it() -> None:
    cast = Cast()
    for path, fields in cast.posts()[:-1]:
        assert browser_of(cast.editor).post(path, fields).status_code == 302
    assert Letter.objects.filter(visibility="public").count() == 2
    assert Action.objects.filter(supersedes=cast.action).exists()
    assert not Letter.objects.get(pk=cast.draft.pk).is_draft


def test_changes_are_posted_and_pages_are_not() -> None:
    cast = Cast()
    browser = browser_of(cast.editor)
    for path in (
        f"/desk/letters/{cast.private.public_id}/visibility/",
        f"/desk/letters/{cast.draft.public_id}/discard/",
        f"/desk/actions/{cast.action.public_id}/take-back/",
        "/desk/account/keys/1/revoke/",
    ):
        assert browser.get(path).status_code == 405
    for path in ("/desk/", "/desk/account/", f"/desk/letters/{cast.private.public_id}/"):
        assert browser.post(path).status_code == 405
        assert browser.delete(path).status_code == 405


def test_a_form_without_its_secret_from_this_site_changes_nothing() -> None:
    cast = Cast()
    browser = browser_of(cast.editor)
    browser.handler.enforce_csrf_checks = True
    before = Letter.objects.filter(visibility="public").count()
    for path, fields in [
        *cast.posts(),
        ("/desk/letters/new/", {"text": "x"}),
        ("/desk/account/keys/1/rotate/", {}),
    ]:
        assert browser.post(path, fields).status_code == 403
    assert (Action.objects.count(), Letter.objects.filter(visibility="public").count()) == (3, before)


def test_a_page_offers_a_viewer_nothing_that_would_be_refused() -> None:
    cast = Cast()
    forms = {"/sign-out/", "/language/"}
    pages = [page for page in cast.pages() if not page.endswith("/draft/")]
    for page in ["/desk/", "/desk/letters/", "/desk/inbox/", *pages]:
        shown = browser_of(cast.viewer).get(page).content.decode()
        offered = set(re.findall(r'<form[^>]*method="post" action="([^"?]+)"', shown)) - forms
        assert offered <= {"/desk/letters/views/", "/desk/inbox/read/"}, page
        assert "/desk/letters/new/" not in shown


OF_MANAGERS = ("", "audit/", "audit.csv", "takeout/", "keeping/", "close/")
DONE_BY_MANAGERS = ("", "takeout/", "takeout/make/", "keeping/", "holds/", "holds/1/lift/", "close/")


def test_only_managers_read_and_change_what_is_the_offices_own() -> None:
    cast = Cast()
    path = f"/desk/offices/{cast.private.office.slug}/"
    for reader, status in ((cast.viewer, 403), (cast.editor, 403), (cast.stranger, 404), (None, 302)):
        browser = browser_of(reader)
        assert {browser.get(path + page).status_code for page in OF_MANAGERS} == {status}
        assert {browser.post(path + page).status_code for page in DONE_BY_MANAGERS} == {status}
    manager = browser_of(make_user(cast.private.office, Role.MANAGER))
    assert {manager.get(path + page).status_code for page in OF_MANAGERS if page != "audit.csv"} == {200}
