"""Who sees which letter: a cast of readers, and the exact set that each may see."""

import pytest
from django.contrib.auth.models import AnonymousUser

from actions.models import Action, Effect
from letters.models import Letter, LetterRequest
from letters.states import Visibility
from offices.models import Role, User
from tests.making import make_action, make_draft, make_letter, make_office, make_user

pytestmark = pytest.mark.django_db


class Cast:
    """Two offices with a draft, a private and a public letter in the first."""

    def __init__(self) -> None:
        office = make_office()
        owner = make_user(office)
        self.draft = make_draft(office, by=owner)
        self.private = make_letter(office, by=owner, visibility=Visibility.OFFICE)
        self.public = make_letter(office, by=owner, visibility=Visibility.PUBLIC)
        left = make_user(office)
        left.is_active = False
        left.save()
        self.readers: dict[str, User | AnonymousUser] = {
            "owner": owner,
            "colleague": make_user(office, Role.VIEWER),
            "stranger": make_user(make_office()),
            "nobody's": make_user(),
            "left": left,
            "anonymous": AnonymousUser(),
        }


ALL, PUBLIC = {"draft", "private", "public"}, {"public"}
SEEN = {
    "owner": ALL,
    "colleague": ALL,
    "stranger": PUBLIC,
    "nobody's": PUBLIC,
    "left": PUBLIC,
    "anonymous": PUBLIC,
}


@pytest.mark.parametrize("reader", SEEN)
def test_letters_requests_and_actions_follow_the_same_rule(reader: str) -> None:
    cast = Cast()
    user = cast.readers[reader]
    letters = {name for name in ALL if getattr(cast, name) in Letter.objects.visible_to(user)}
    assert letters == SEEN[reader]
    confirmed = [getattr(cast, name).pk for name in SEEN[reader] - {"draft"}]
    assert set(LetterRequest.objects.visible_to(user)) == set(
        LetterRequest.objects.filter(letter__in=confirmed)
    )
    assert set(Action.objects.visible_to(user)) == set(
        Action.objects.filter(effects__letter_request__letter__in=confirmed)
    )


def test_a_note_stays_in_the_office() -> None:
    cast = Cast()
    note = make_action(cast.public.requests.select_related("letter__office").get(), "note", summary="hush")
    seen = {name for name, user in cast.readers.items() if note in Action.objects.visible_to(user)}
    assert seen == {"owner", "colleague"}


def test_an_action_shows_only_what_it_says_of_visible_requests() -> None:
    cast = Cast()
    public = cast.public.requests.select_related("letter__office").get()
    private = cast.private.requests.select_related("letter__office").get()
    action = make_action(public, response="acknowledged")
    Effect.objects.create(action=action, letter_request=private, response="acknowledged")
    shown = Action.objects.with_effects(AnonymousUser()).get(pk=action.pk)
    assert [effect.letter_request for effect in shown.effects.all()] == [public]
