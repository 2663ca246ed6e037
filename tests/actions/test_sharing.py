"""An office lets another one see a letter and takes that back: what is kept of it, and who hears."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from actions import sharing
from actions.models import Action
from actions.sharing import share_letter, unshare_letter
from letters.changes import Audience, Change, last_position
from letters.intake import IntakeError
from letters.models import Letter, LetterRequest, LetterShare
from letters.sharing import partners_of
from letters.states import Visibility
from offices.audit_entries import AuditEntry, Deed
from offices.models import Office, Role
from offices.policy import NotAllowed
from tests.making import (
    NOON,
    editor_of,
    make_action,
    make_draft,
    make_letter,
    make_office,
    make_request,
    make_user,
)

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=1)


def shared(
    letter: Letter | None = None, other: Office | None = None, *, with_notes: bool = False
) -> tuple[Letter, Office]:
    """A letter, by default a private one, and an office that it is shared with."""
    letter = letter or make_letter(visibility=Visibility.OFFICE)
    other = other or make_office("Partner")
    by = editor_of(letter.office)
    share_letter(letter=letter, office=other, with_notes=with_notes, by=by, now=NOON)
    return letter, other


def taken_back(letter: Letter, other: Office) -> None:
    """Takes the share back."""
    unshare_letter(letter=letter, office=other, by=editor_of(letter.office), now=LATER)


def heard(office: Office, after: int) -> list[tuple[str, str, bool]]:
    """What the feed tells one office alone."""
    rows = Change.objects.filter(audience=Audience.OFFICE, office=office).after(after)
    return [(change.thing, change.public_id, change.is_gone) for change in rows]


def things(letter: Letter) -> tuple[str, str, str]:
    """The addresses of a letter, its only request and the only entry on it."""
    return letter.public_id, letter.requests.get().public_id, Action.objects.get().public_id


def test_who_shared_it_and_when_is_kept_when_the_notes_are_shared_too() -> None:
    letter, other = shared()
    first, colleague = editor_of(letter.office), make_user(letter.office)
    share_letter(letter=letter, office=other, with_notes=True, by=colleague, now=LATER)
    share = LetterShare.objects.get()
    assert (share.letter, share.office, share.with_notes) == (letter, other, True)
    assert (share.shared_at, share.shared_by) == (NOON, first)


def test_the_audit_tells_who_shared_it_and_who_took_it_back() -> None:
    letter, other = shared()
    shared(letter, other, with_notes=True)
    by = editor_of(letter.office)
    taken_back(letter, other)
    rows = AuditEntry.objects.filter(office=letter.office, thing="letter").order_by("pk")
    assert list(rows.values_list("deed", "public_id", "person", "at", "detail")) == [
        (Deed.SHARED, letter.public_id, by.pk, NOON, f"with {other.slug}"),
        (Deed.SHARED, letter.public_id, by.pk, NOON, f"with {other.slug}, and notes"),
        (Deed.UNSHARED, letter.public_id, by.pk, LATER, f"with {other.slug}"),
    ]


def test_taking_back_what_was_not_shared_is_told_to_nobody() -> None:
    letter, other = make_letter(visibility=Visibility.OFFICE), make_office()
    before = last_position()
    taken_back(letter, other)
    assert not AuditEntry.objects.filter(deed=Deed.UNSHARED).exists()
    assert last_position() == before


def test_one_share_is_taken_back_and_the_others_stay() -> None:
    letter, other = shared()
    _, third = shared(letter)
    elsewhere, _ = shared(other=other)
    taken_back(letter, other)
    assert set(LetterShare.objects.values_list("letter", "office")) == {
        (letter.pk, third.pk),
        (elsewhere.pk, other.pk),
    }


def test_a_draft_is_shared_with_nobody() -> None:
    draft = make_draft()
    with pytest.raises(IntakeError, match="Confirm the draft first; then share the letter"):
        shared(draft)


def test_it_is_not_shared_with_its_own_office() -> None:
    letter = make_letter()
    with pytest.raises(IntakeError, match="your own office") as refused:
        shared(letter, letter.office)
    assert refused.value.field == "office"


@pytest.mark.parametrize("role", [Role.VIEWER, None])
def test_who_may_not_write_for_its_office_neither_shares_it_nor_takes_that_back(role: Role | None) -> None:
    letter, other = shared()
    nobody = make_user(letter.office, role) if role else make_user(other, Role.MANAGER)
    with pytest.raises(NotAllowed):
        share_letter(letter=letter, office=make_office(), with_notes=False, by=nobody, now=NOON)
    with pytest.raises(NotAllowed):
        unshare_letter(letter=letter, office=other, by=nobody, now=NOON)
    assert LetterShare.objects.count() == 1


def test_the_other_office_hears_of_all_that_it_sees_now_and_then_that_it_is_gone() -> None:
    letter = make_letter(visibility=Visibility.OFFICE)
    before = last_position()
    _, other = shared(letter)
    public_id, request, action = things(letter)
    there = [("letter", public_id, False), ("request", request, False), ("action", action, False)]
    assert heard(other, before) == there
    before = last_position()
    taken_back(letter, other)
    assert heard(other, before) == [(thing, name, True) for thing, name, _ in sorted(there)]


def test_whoever_still_sees_it_for_another_office_is_told_anew_that_it_is_there() -> None:
    letter, other = shared()
    _, third = shared(letter)
    before = last_position()
    taken_back(letter, other)
    there = {
        (thing, name, False)
        for thing, name in zip(("letter", "request", "action"), things(letter), strict=True)
    }
    assert set(heard(letter.office, before)) == set(heard(third, before)) == there


def test_what_the_others_see_besides_is_not_told_anew() -> None:
    letter, other = shared(make_letter())  # a public one, of which only the note goes
    _, third = shared(letter, with_notes=True)
    note = make_action(
        letter.requests.select_related("letter__office").get(), "note", summary="hush", now=NOON
    )
    shared(letter, other, with_notes=True)
    before = last_position()
    taken_back(letter, other)
    # The entry that it still sees is told again: what it says of requests may have gone.
    sent = Action.objects.exclude(pk=note.pk).get()
    assert heard(other, before) == [("action", sent.public_id, False), ("action", note.public_id, True)]
    assert heard(third, before) == heard(letter.office, before) == [("action", note.public_id, False)]


def test_sharing_it_again_as_it_is_tells_nobody() -> None:
    letter, other = shared()
    before = last_position()
    shared(letter, other)
    assert last_position() == before


def test_sharing_the_notes_too_tells_of_them() -> None:
    letter, other = shared()
    note = make_action(
        letter.requests.select_related("letter__office").get(), "note", summary="hush", now=NOON
    )
    before = last_position()
    shared(letter, other, with_notes=True)
    assert ("action", note.public_id, False) in heard(other, before)
    assert {thing for thing, _, _ in heard(other, before)} == {"action"}


def test_what_a_request_of_the_letter_supersedes_is_told_of_too() -> None:
    letter = make_letter(visibility=Visibility.OFFICE, requests=["One.", "Two."])
    one, two = letter.requests.select_related("letter__office").order_by("pk")
    old = make_request(letter.office)
    for earlier in (old, two):
        make_action(earlier, response="superseded", superseded_by=one)
    unconcerned = make_request(letter.office)
    was = version_of(unconcerned)
    versions = version_of(old), version_of(old.letter), version_of(two)
    before = last_position()
    shared(letter)
    assert (version_of(old), version_of(old.letter), version_of(two)) == (
        versions[0] + 1,
        versions[1] + 1,
        versions[2],
    )
    assert version_of(unconcerned) == was
    public = Change.objects.filter(audience=Audience.EVERYBODY).after(before)
    assert [(change.thing, change.public_id, change.changed_at) for change in public] == [
        ("letter", old.letter.public_id, NOON),
        ("request", old.public_id, NOON),
    ]


def test_a_share_that_cannot_be_told_of_is_not_given_nor_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    given, other = shared()
    letter = make_letter(visibility=Visibility.OFFICE)
    monkeypatch.setattr(sharing, "announce", broken)
    with pytest.raises(RuntimeError):
        shared(letter, other)
    with pytest.raises(RuntimeError):
        taken_back(given, other)
    assert LetterShare.objects.get().letter == given


def broken(*_: object, **__: object) -> None:
    """Fails as a database does that has gone away on the way."""
    raise RuntimeError


def version_of(row: Letter | LetterRequest) -> int:
    """The version of a letter or request by now."""
    row.refresh_from_db(fields=["version"])
    return row.version


def test_partners_are_told_by_letter_with_whether_they_read_notes_and_where_there_is_no_letter_without_a_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    letter, other = shared()
    _, third = shared(letter, with_notes=True)
    shared()
    assert partners_of([letter.pk]) == {letter.pk: {other.pk: False, third.pk: True}}
    with django_assert_num_queries(0):
        assert partners_of([]) == {}
