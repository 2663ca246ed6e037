"""Who sees which letter: a cast of readers, and the exact set that each may see."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Value

from actions.ledger import NewAction, NewEffect, record
from actions.models import Action, Effect
from actions.sharing import share_letter
from letters.models import Letter, LetterRequest
from letters.states import Visibility
from letters.visibility import visible_to_person
from offices.models import Role, User
from tests.making import NOON, editor_of, make_action, make_draft, make_letter, make_office, make_user

pytestmark = pytest.mark.django_db


class Cast:
    """An office with a draft, a private, an embargoed and a public letter, of which it shares two with a partner each way."""

    def __init__(self) -> None:
        office = make_office()
        owner = make_user(office)
        self.draft = make_draft(office, by=owner)
        self.private = make_letter(office, by=owner, visibility=Visibility.OFFICE)
        self.embargoed = make_letter(
            office, by=owner, visibility=Visibility.EMBARGOED, public_from=NOON + timedelta(days=1)
        )
        self.shared = make_letter(office, by=owner, visibility=Visibility.OFFICE)
        self.public = make_letter(office, by=owner, visibility=Visibility.PUBLIC)
        partner, confidant = make_office("Partner"), make_office("Confidant")
        for letter in (self.shared, self.public):
            for other, with_notes in ((partner, False), (confidant, True)):
                share_letter(letter=letter, office=other, with_notes=with_notes, by=owner, now=NOON)
        left, left_partner = make_user(office), make_user(partner)
        for gone in (left, left_partner):
            gone.is_active = False
            gone.save()
        self.readers: dict[str, User | AnonymousUser] = {
            "owner": owner,
            "colleague": make_user(office, Role.VIEWER),
            "partner": make_user(partner),
            "confidant": make_user(confidant, Role.VIEWER),
            "stranger": make_user(make_office()),
            "nobody's": make_user(),
            "left": left,
            "left the partner": left_partner,
            "anonymous": AnonymousUser(),
        }


ALL, SHARED, PUBLIC = (
    {"draft", "private", "embargoed", "shared", "public"},
    {"shared", "public"},
    {"public"},
)
SEEN = {
    "owner": ALL,
    "colleague": ALL,
    "partner": SHARED,
    "confidant": SHARED,
    "stranger": PUBLIC,
    "nobody's": PUBLIC,
    "left": PUBLIC,
    "left the partner": PUBLIC,
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
    assert seen == {"owner", "colleague", "confidant"}


def test_a_note_on_a_letter_that_is_shared_and_one_that_is_not_stays_in_the_office() -> None:
    cast = Cast()
    rows = LetterRequest.objects.filter(letter__in=[cast.shared, cast.private]).select_related(
        "letter__office"
    )
    new = NewAction("note", NOON.date(), [NewEffect(row) for row in rows], "hush")
    note = record(new=new, by=editor_of(cast.shared.office), now=NOON)
    seen = {name for name, user in cast.readers.items() if note in Action.objects.visible_to(user)}
    assert seen == {"owner", "colleague"}


@pytest.mark.parametrize("reader", sorted(SEEN.keys() - {"anonymous"}))
def test_the_rule_for_many_people_at_once_is_the_same(reader: str) -> None:
    cast = Cast()
    user = cast.readers[reader]
    assert isinstance(user, User)
    letters = Letter.objects.annotate(person=Value(user.pk)).filter(visible_to_person("person", ""))
    assert {name for name in ALL if getattr(cast, name) in letters} == SEEN[reader]


def test_an_action_shows_only_what_it_says_of_visible_requests() -> None:
    cast = Cast()
    public = cast.public.requests.select_related("letter__office").get()
    private = cast.private.requests.select_related("letter__office").get()
    action = make_action(public, response="acknowledged")
    Effect.objects.create(action=action, letter_request=private, response="acknowledged")
    shown = Action.objects.with_effects(AnonymousUser()).get(pk=action.pk)
    assert [effect.letter_request for effect in shown.effects.all()] == [public]
