"""An office lets others see a letter: they read it, with its notes or without, and change nothing."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from actions.models import Action
from letters.changes import Change, last_position
from letters.models import Letter, LetterShare
from offices.models import Office, Role
from tests.desk.browsing import browser_of, page, told, words_of
from tests.making import editor_of, make_action, make_draft, make_letter, make_office, make_user

pytestmark = pytest.mark.django_db


class Shared:
    """A private letter with a note, and another office."""

    def __init__(self, visibility: str = "office") -> None:
        self.letter = make_letter(visibility=visibility, title="A joint letter")
        self.letter_request = self.letter.requests.select_related("letter__office").get()
        self.note = make_action(self.letter_request, "note", summary="between us, only")
        self.other = make_office("Partner")
        self.reader = make_user(self.other, Role.MANAGER)
        self.desk = browser_of(editor_of(self.letter.office))
        self.path = f"/desk/letters/{self.letter.public_id}/shares/"

    def share(self, **entered: str) -> list[str]:
        """What the page says after the form was sent."""
        return told(self.desk.post(self.path, {"office": self.other.slug} | entered))

    def unshare(self) -> list[str]:
        """What the page says after that was taken back."""
        return told(self.desk.post(f"{self.path}{self.other.slug}/remove/"))

    def seen(self) -> tuple[int, bool]:
        """What the other office's page of the request answers, and whether the note is on it."""
        answer = browser_of(self.reader).get(f"/requests/{self.letter_request.public_id}/")
        return answer.status_code, b"between us, only" in answer.content


def test_the_other_office_reads_the_letter_and_its_notes_where_these_are_shared() -> None:
    shared = Shared()
    assert shared.seen() == (404, False)
    assert shared.share() == ["Partner sees this letter now."]
    assert shared.seen() == (200, False)
    shared.share(with_notes="on")
    assert shared.seen() == (200, True)
    assert LetterShare.objects.count() == 1
    assert "A joint letter" in page("/desk/letters/shared/", shared.reader)
    assert "A joint letter" in page("/letters/", shared.reader)
    assert "A joint letter" not in page("/letters/")
    shared.unshare()
    assert shared.seen() == (404, False)


def test_a_public_letters_notes_are_shared_too() -> None:
    shared = Shared("public")
    assert shared.seen() == (200, False)
    shared.share(with_notes="on")
    assert shared.seen() == (200, True)
    shared.unshare()
    assert shared.seen() == (200, False)


def test_the_other_office_changes_nothing() -> None:
    shared = Shared()
    shared.share(with_notes="on")
    desk, letter, action = browser_of(shared.reader), shared.letter, shared.note
    before = Action.objects.count()
    for path in (
        f"/desk/letters/{letter.public_id}/",
        f"/desk/letters/{letter.public_id}/visibility/",
        f"/desk/letters/{letter.public_id}/shares/{shared.other.slug}/remove/",
        f"/desk/requests/{shared.letter_request.public_id}/",
        f"/desk/requests/{shared.letter_request.public_id}/checked/",
        f"/desk/actions/{action.public_id}/take-back/",
    ):
        assert desk.post(path, {"visibility": "public", "reason": "x"}).status_code in (404, 405)
    assert (Action.objects.count(), Letter.objects.get().visibility) == (before, "office")


def test_its_file_goes_with_the_letter() -> None:
    shared, source = Shared(), "/desk/letters/{}/source/"
    path = source.format(shared.letter.public_id)
    assert browser_of(shared.reader).get(path).status_code == 404
    shared.share()
    answer = browser_of(shared.reader).get(path)
    assert (answer.status_code, b"".join(answer)) == (200, shared.letter.text.encode())
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize(
    ("office", "message"),
    [
        ("nowhere", "There is no office of this short name."),
        ("", "This field is required."),
        ("own", "This is your own office, which sees the letter anyway."),
        ("a\0b", "Null characters are not allowed."),
    ],
)
def test_what_is_no_other_office_is_said(office: str, message: str) -> None:
    shared = Shared()
    slug = shared.letter.office.slug if office == "own" else office
    answer = shared.desk.post(shared.path, {"office": slug})
    assert (answer.status_code, message in words_of(answer)) == (400, True)
    assert not LetterShare.objects.exists()


def test_a_draft_is_not_shared() -> None:
    draft, other = make_draft(), make_office()
    answer = browser_of(editor_of(draft.office)).post(
        f"/desk/letters/{draft.public_id}/shares/", {"office": other.slug}
    )
    assert answer.status_code == 404
    assert not LetterShare.objects.exists()


def test_a_viewer_shares_nothing() -> None:
    shared = Shared()
    desk = browser_of(make_user(shared.letter.office, Role.VIEWER))
    assert desk.post(shared.path, {"office": shared.other.slug}).status_code == 403
    shown = page(shared.path, make_user(shared.letter.office, Role.VIEWER))
    assert ("It is shared with no other office." in shown, "<button>Share" in shown) == (True, False)


def test_the_feed_tells_the_other_office_and_nobody_else() -> None:
    shared, stranger = Shared(), make_user(make_office())
    before = last_position()

    def heard(by: Office | None) -> list[tuple[str, bool]]:
        reader = shared.reader if by else AnonymousUser()
        rows = Change.objects.visible_to(reader).after(before)
        return [(change.thing, change.is_gone) for change in rows]

    shared.share()
    there = [("letter", False), ("request", False), ("action", False)]
    assert (heard(shared.other), heard(None)) == (there, [])
    make_action(shared.letter_request, response="acknowledged")
    assert len(heard(shared.other)) > len(there)
    told_before = len(heard(shared.other))
    shared.unshare()
    gone = heard(shared.other)[told_before:]
    assert {thing for thing, is_gone in gone if is_gone} == {"letter", "request", "action"}
    assert list(Change.objects.visible_to(stranger).after(before)) == []
