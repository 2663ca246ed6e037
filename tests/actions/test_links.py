"""Letters that belong together: linked once, seen from both ends, and only where both letters are."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from actions.links import LetterLink, LinkKind, LinkProblem, link_letters, links_of, unlink_letters
from letters.changes import Change, last_position
from letters.models import Letter
from letters.states import Visibility
from offices.audit_entries import AuditEntry
from offices.models import Role, User
from offices.policy import NotAllowed
from tests.making import NOON, editor_of, make_draft, make_letter, make_office, make_user

pytestmark = pytest.mark.django_db


def link(
    letter: Letter, other: Letter, kind: str = LinkKind.FOLLOWS_UP, by: User | None = None
) -> LetterLink:
    return link_letters(letter=letter, other=other, kind=kind, by=by or editor_of(letter.office), now=NOON)


def words(letter: Letter, user: User | AnonymousUser) -> list[tuple[str, Letter]]:
    """What the letter shows the user of its links."""
    return [(row.words, row.other) for row in links_of(letter, user)]


def test_a_link_is_seen_from_both_ends() -> None:
    first, second = make_letter(), make_letter()
    link(second, first)
    assert words(second, AnonymousUser()) == [("Follows up on", first)]
    assert words(first, AnonymousUser()) == [("Is followed up by", second)]


def test_a_link_to_a_private_letter_is_there_for_its_office_alone() -> None:
    office = make_office()
    hidden = make_letter(office, visibility=Visibility.OFFICE)
    shown = make_letter(office, by=editor_of(office))
    link(shown, hidden)
    assert words(shown, AnonymousUser()) == words(shown, make_user(make_office())) == []
    assert words(shown, make_user(office, Role.VIEWER)) == [("Follows up on", hidden)]


def test_what_is_linked_is_not_linked_again() -> None:
    one, two = make_letter(), make_letter()
    assert link(one, two) == link(one, two)
    same = link(one, two, LinkKind.ASKS_THE_SAME)
    assert link(two, one, LinkKind.ASKS_THE_SAME) == same
    assert LetterLink.objects.count() == 2


def test_the_audit_says_who_linked_what_once_and_who_took_the_link_away() -> None:
    letter, other = make_letter(), make_letter()
    made = link(letter, other)
    link(letter, other)
    by = editor_of(letter.office)
    for _ in range(2):
        unlink_letters(link=made, by=by, now=NOON)
    entries = AuditEntry.objects.filter(public_id=letter.public_id).order_by("pk")
    assert [(entry.person, entry.detail) for entry in entries] == [
        (by, f"links: follows up on {other.public_id}, linked"),
        (by, f"links: follows up on {other.public_id}, no longer linked"),
    ]


def test_everybody_hears_of_a_link_between_letters_that_everybody_sees() -> None:
    letter, other = make_letter(), make_letter()
    before = last_position()
    made = link(letter, other)
    link(letter, other)
    heard = [(change.public_id, change.version) for change in Change.objects.after(before)]
    assert heard == [(row.public_id, row.version + 1) for row in (letter, other)]
    unlink_letters(link=made, by=editor_of(letter.office), now=NOON)
    assert Change.objects.after(before).count() == 4


def test_nobody_hears_of_a_link_to_a_private_letter() -> None:
    office = make_office()
    hidden = make_letter(office, visibility=Visibility.OFFICE)
    shown = make_letter(office, by=editor_of(office))
    before = last_position()
    made = link(shown, hidden)
    unlink_letters(link=made, by=editor_of(office), now=NOON)
    assert last_position() == before
    assert Letter.objects.get(pk=shown.pk).version == shown.version


def test_what_cannot_be_linked_is_refused() -> None:
    office = make_office()
    letter = make_letter(office)
    by = editor_of(office)
    private, draft = make_letter(visibility=Visibility.OFFICE), make_draft(office, by=by)
    for ours, other, kind in (
        (letter, letter, "follows_up"),
        (letter, private, "follows_up"),
        (letter, draft, "follows_up"),
        (draft, letter, "follows_up"),
        (letter, make_letter(), "admires"),
    ):
        with pytest.raises(LinkProblem):
            link(ours, other, kind, by=by)
    assert LetterLink.objects.count() == 0


@pytest.mark.parametrize("role", [Role.VIEWER, None])
def test_only_who_writes_for_the_letters_office_links_and_unlinks(role: Role | None) -> None:
    letter, other = make_letter(), make_letter()
    made = link(letter, other)
    reader = make_user(letter.office, role) if role else editor_of(other.office)
    with pytest.raises(NotAllowed):
        link(letter, other, LinkKind.REISSUES, by=reader)
    with pytest.raises(NotAllowed):
        unlink_letters(link=made, by=reader, now=NOON)
    unlink_letters(link=made, by=editor_of(letter.office), now=NOON)
    assert links_of(other, AnonymousUser()) == []


def test_the_database_refuses_what_no_link_is() -> None:
    letter, other = make_letter(), make_letter()
    by = editor_of(letter.office)
    link(letter, other)
    for fields in (
        {"letter": letter, "other": letter, "kind": "follows_up"},
        {"letter": letter, "other": other, "kind": "follows_up"},
        {"letter": letter, "other": other, "kind": "admires"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            LetterLink.objects.create(made_by=by, made_at=NOON, **fields)
