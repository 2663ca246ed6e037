"""The desk's cast: what anonymous, stranger, viewer and editor each get from every address."""

from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.utils import timezone

from actions.importing import GivenLetter, import_letters
from actions.links import LinkKind, link_letters
from actions.models import Action
from letters.intake import LetterEntry, RequestEntry
from letters.models import Letter
from letters.states import Visibility
from offices.models import Role, User
from tests.desk.browsing import browser_of, named, page, words_of
from tests.making import NOON, make_action, make_draft, make_letter, make_office, make_user
from tracker.jobs import Kind, ask_for

pytestmark = pytest.mark.django_db

NOWHERE = "abcdefghjkmn"


class Cast:
    """An office with a public letter, a private one, a draft, an import and a job, and people inside and outside."""

    def __init__(self) -> None:
        self.office = office = make_office()
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
        self.draft, self.partner = make_draft(office, by=self.editor), make_office("Partner")
        self.action = make_action(self.private.requests.select_related("letter__office").get())
        self.link = link_letters(
            letter=self.private, other=self.public, kind=LinkKind.FOLLOWS_UP, by=self.editor, now=NOON
        )
        entry = LetterEntry(title="Imported letter", sent_on=NOON.date(), requests=[RequestEntry("Do it.")])
        self.imported = import_letters(
            office=office, letters=[GivenLetter(1, entry)], by=self.editor, now=NOON, source="letters.csv"
        )
        self.job = ask_for(
            kind=Kind.EXPORT, about="json", name="requests.json", office=office, by=self.editor, now=NOON
        )
        self.count = counts()

    def pages(self) -> list[str]:
        """The pages of what the office keeps, which all of its people may read."""
        letters = [f"/desk/letters/{letter.public_id}/" for letter in (self.public, self.private)]
        requests = [
            f"/desk/requests/{letter.requests.get().public_id}/" for letter in (self.public, self.private)
        ]
        office = f"/desk/offices/{self.office.slug}"
        return [
            *letters,
            *requests,
            f"/desk/week/{self.office.slug}/",
            f"{office}/export/",
            f"{office}/report/",
            f"/desk/imported/{self.imported.public_id}/",
            f"/desk/jobs/{self.job.public_id}/",
            *(f"{letter}shares/" for letter in letters),
            f"/desk/letters/{self.draft.public_id}/draft/",
            f"/desk/letters/{self.draft.public_id}/draft/reading/",
        ]

    def posts(self) -> list[tuple[str, dict[str, str]]]:
        """The changes that an editor may make to letters, requests, entries, drafts and imports; the last is a discard."""
        private, hidden = self.private.public_id, self.private.requests.get().public_id
        later = str(timezone.now().date() + timedelta(days=30))
        return [
            (f"/desk/letters/{private}/visibility/", {"visibility": "public"}),
            (f"/desk/letters/{private}/topic/", {"topic": "health"}),
            (f"/desk/letters/{private}/notes/", {"summary": "x", "click": "a click of this test"}),
            (f"/desk/letters/{private}/links/", {"kind": "reissues", "other": self.public.public_id}),
            (f"/desk/letters/{private}/links/{named(self.link.pk)}/remove/", {}),
            (f"/desk/letters/{private}/shares/", {"office": self.partner.slug}),
            (
                f"/desk/requests/{hidden}/",
                {
                    "kind": "note",
                    "occurred_on": "2026-03-03",
                    "summary": "x",
                    "click": "a click of this test",
                },
            ),
            (f"/desk/requests/{hidden}/checked/", {}),
            (f"/desk/requests/{hidden}/snoozed/", {"until": later}),
            (f"/desk/requests/{hidden}/policy/", {"open_interval": "3"}),
            ("/desk/selected/", {"do": "put_off", "request": hidden, "sent": "yes", "until": later}),
            (f"/desk/imported/{self.imported.public_id}/undo/", {}),
            (f"/desk/actions/{self.action.public_id}/take-back/", {"reason": "Error"}),
            (f"/desk/letters/{self.draft.public_id}/draft/", filled()),
            (f"/desk/letters/{self.draft.public_id}/discard/", {}),
        ]


def counts() -> tuple[int, int]:
    """How many entries and letters there are."""
    return Action.objects.count(), Letter.objects.count()


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
    for path, fields in [
        *cast.posts(),
        ("/desk/letters/new/", {}),
        (f"/desk/account/keys/{named(1)}/rotate/", {}),
    ]:
        assert browser.post(path, fields).headers["Location"] == f"/sign-in/?next={path}"
    assert counts() == cast.count


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
    assert counts() == cast.count
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
    assert counts() == cast.count
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
        f"/desk/account/keys/{named(1)}/revoke/",
    ):
        assert browser.get(path).status_code == 405
    for path in ("/desk/", "/desk/account/", f"/desk/letters/{cast.private.public_id}/"):
        assert browser.post(path).status_code == 405
        assert browser.delete(path).status_code == 405


def test_a_form_without_its_secret_from_this_site_changes_nothing() -> None:
    cast = Cast()
    browser = browser_of(cast.editor)
    browser.handler.enforce_csrf_checks = True
    for path, fields in [
        *cast.posts(),
        ("/desk/letters/new/", {"text": "x"}),
        (f"/desk/account/keys/{named(1)}/rotate/", {}),
    ]:
        assert browser.post(path, fields).status_code == 403
    assert counts() == cast.count
    assert Letter.objects.filter(visibility="public").count() == 1


class Buttons(HTMLParser):
    """The buttons that post, by what they post to; "" is the page itself."""

    def __init__(self, shown: str) -> None:
        super().__init__()
        self.at = ""
        self.actions: dict[str, str] = {}
        self.pressed: list[tuple[str, str | None]] = []
        self.feed(shown)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes forms that post, and buttons with their own form or another."""
        said = dict(attrs)
        if tag == "form":
            self.at = said.get("id") or f"form {self.getpos()}"
            if (said.get("method") or "").lower() == "post":
                self.actions[self.at] = said.get("action") or ""
        if tag == "button" or (tag == "input" and said.get("type") in ("submit", "image")):
            self.pressed.append((said.get("form") or self.at, said.get("formaction")))

    def handle_endtag(self, tag: str) -> None:
        """What comes after a form is in none."""
        if tag == "form":
            self.at = ""

    def addresses(self) -> set[str]:
        """Where they post to."""
        return {
            self.actions[form] if action is None else action
            for form, action in self.pressed
            if form in self.actions
        }


def offered(user: User, path: str) -> set[str]:
    """What the page's buttons post to, but signing out and the language."""
    shown = page(path, user)
    assert "/desk/letters/new/" not in shown or user.memberships.get().role != Role.VIEWER
    addresses = {address.partition("?")[0] for address in Buttons(shown).addresses()}
    return addresses - {"/sign-out/", "/language/"}


def test_a_page_offers_a_viewer_nothing_that_would_be_refused() -> None:
    cast = Cast()
    pages = [
        "/desk/letters/",
        "/desk/inbox/",
        "/desk/jobs/",
        *cast.pages()[:-2],
    ]  # a draft is looked at apart
    for path in pages:
        assert offered(cast.viewer, path) <= {"/desk/letters/views/", "/desk/inbox/read/"}, path


def test_where_a_viewer_is_offered_nothing_an_editor_is_offered_what_may_be_done() -> None:
    cast = Cast()
    private = cast.private.public_id
    looked_at = f"/desk/requests/{cast.private.requests.get().public_id}"
    for path, some in {
        "/desk/": {f"{looked_at}/checked/", "/desk/selected/"},
        f"/desk/letters/{private}/": {
            f"/desk/letters/{private}/notes/",
            f"/desk/letters/{private}/visibility/",
        },
        f"{looked_at}/": {f"{looked_at}/", f"{looked_at}/checked/", f"{looked_at}/snoozed/"},
    }.items():
        assert offered(cast.viewer, path) == set()
        assert offered(cast.editor, path) >= some


OF_MANAGERS = ("", "audit/", "audit.csv", "takeout/", "keeping/", "close/")
DONE_BY_MANAGERS = (
    "",
    "takeout/",
    "takeout/make/",
    "keeping/",
    "holds/",
    f"holds/{named(1)}/lift/",
    "close/",
)


def test_only_managers_read_and_change_what_is_the_offices_own() -> None:
    cast = Cast()
    path = f"/desk/offices/{cast.private.office.slug}/"
    for reader, status in ((cast.viewer, 403), (cast.editor, 403), (cast.stranger, 404), (None, 302)):
        browser = browser_of(reader)
        assert {browser.get(path + page).status_code for page in OF_MANAGERS} == {status}
        assert {browser.post(path + page).status_code for page in DONE_BY_MANAGERS} == {status}
    manager = browser_of(make_user(cast.private.office, Role.MANAGER))
    assert {manager.get(path + page).status_code for page in OF_MANAGERS if page != "audit.csv"} == {200}
