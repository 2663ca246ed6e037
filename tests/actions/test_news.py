"""A mirror that follows the feed holds what a reader sees, for every reader and whatever happens."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from os import environ
from random import Random
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from actions.ledger import NewAction, NewEffect, Source, record, snooze
from actions.models import Action
from actions.publishing import revise_letter
from actions.sharing import share_letter, unshare_letter
from letters.changes import Change, Thing, editions
from letters.models import Letter, LetterRequest
from offices.models import Role, User
from tests.making import NOON, make_letter, make_office, make_user
from tracker.api.serializers import ActionSerializer, LetterDetailSerializer, LetterRequestSerializer

Reader = User | AnonymousUser


def seen_by(reader: Reader) -> dict[tuple[str, str], Any]:
    """All that the API shows a reader, by thing and id."""
    letters = Letter.objects.visible_to(reader).confirmed().with_people().with_requests(reader)
    rows = LetterRequest.objects.visible_to(reader).with_states(reader).select_related("letter")
    entries = Action.objects.visible_to(reader).with_effects(reader)
    shown: dict[tuple[str, str], Any] = {}
    shown |= {(Thing.LETTER, row.public_id): LetterDetailSerializer(row).data for row in letters}
    shown |= {(Thing.REQUEST, row.public_id): LetterRequestSerializer(row).data for row in rows}
    shown |= {(Thing.ACTION, row.public_id): ActionSerializer(row).data for row in entries}
    return shown


@dataclass
class Mirror:
    """What somebody holds who only fetches what the feed names."""

    reader: Reader
    held: dict[tuple[str, str], Any] = field(default_factory=dict)
    position: int = 0
    heard: int = 0

    def follow(self) -> None:
        """Takes over what is new."""
        now = seen_by(self.reader)
        for change in Change.objects.visible_to(self.reader).after(self.position):
            key = (change.thing, change.public_id)
            self.position, self.heard = change.position, self.heard + 1
            if change.is_gone:
                assert key in self.held, "a tombstone for what was never visible"
                del self.held[key]
            elif key in now:
                self.held[key] = now[key]
        assert self.held == now

    def edition(self) -> list[tuple[int, int]]:
        """What a reader's list is known by."""
        return list(editions(self.reader).values_list("pk", "number"))


class World:
    """Two offices with two letters each, and everybody who may look."""

    def __init__(self) -> None:
        self.offices = [make_office("First"), make_office("Second")]
        self.editors = [make_user(office, Role.MANAGER) for office in self.offices]
        both = make_user(self.offices[0], Role.VIEWER)
        self.offices[1].memberships.create(user=both, role=Role.VIEWER)
        readers: list[Reader] = [AnonymousUser(), *self.editors, both, make_user()]
        self.mirrors = [Mirror(reader) for reader in readers]
        self.letters = [
            make_letter(office, by=editor, visibility=visibility, requests=["Do this.", "Do that."])
            for office, editor in zip(self.offices, self.editors, strict=True)
            for visibility in ("public", "office")
        ]
        self.entries: list[Action] = []

    def requests_of(self, place: int) -> list[LetterRequest]:
        """The requests of an office's letters, or of all."""
        rows = LetterRequest.objects.select_related("letter__office").order_by("pk")
        return list(rows.filter(letter__office=self.offices[place]))


Step = Callable[[World, Callable[[int], int]], None]


def flip(world: World, pick: Callable[[int], int]) -> None:
    """A letter is published, or taken back."""
    place = pick(4)
    revise_letter(
        letter=Letter.objects.select_related("office").get(pk=world.letters[place].pk),
        changes={"visibility": ["public", "office"][pick(2)]},
        by=world.editors[place // 2],
        now=NOON,
    )


def share(world: World, pick: Callable[[int], int]) -> None:
    """A letter is shared with the other office, with notes or without, or no longer."""
    place = pick(4)
    letter = Letter.objects.select_related("office").get(pk=world.letters[place].pk)
    by, partner = world.editors[place // 2], world.offices[1 - place // 2]
    how = pick(3)
    if how == 2:
        unshare_letter(letter=letter, office=partner, by=by, now=NOON)
    else:
        share_letter(letter=letter, office=partner, with_notes=how == 1, by=by, now=NOON)


def retitle(world: World, pick: Callable[[int], int]) -> None:
    """A letter gets another title."""
    place = pick(4)
    letter = Letter.objects.select_related("office").get(pk=world.letters[place].pk)
    revise_letter(
        letter=letter, changes={"title": f"Title {pick(3)}"}, by=world.editors[place // 2], now=NOON
    )


def reply(world: World, pick: Callable[[int], int]) -> None:
    """One answer on one to three requests."""
    place = pick(2)
    rows = world.requests_of(place)
    chosen = {rows[pick(4)].pk: rows for _ in range(1 + pick(3))}
    effects = [NewEffect(row, response="acknowledged") for row in rows if row.pk in chosen]
    enter(world, place, NewAction("response_received", NOON.date(), effects, source=Source(note="a letter")))


def supersede(world: World, pick: Callable[[int], int]) -> None:
    """A request is superseded by one of any letter."""
    place = pick(2)
    row, later = world.requests_of(place)[pick(4)], world.requests_of(pick(2))[pick(4)]
    if row != later:
        effects = [NewEffect(row, response="superseded", superseded_by=later)]
        enter(
            world, place, NewAction("response_received", NOON.date(), effects, source=Source(note="a list"))
        )


def note(world: World, pick: Callable[[int], int]) -> None:
    """The office notes something for itself."""
    place = pick(2)
    effects = [NewEffect(world.requests_of(place)[pick(4)])]
    enter(world, place, NewAction("note", NOON.date(), effects, summary="between us"))


def put_off(world: World, pick: Callable[[int], int]) -> None:
    """The office puts a check off, which is its own affair."""
    place = pick(2)
    until = NOON.date() + timedelta(days=1 + pick(9))
    snooze(letter_request=world.requests_of(place)[pick(4)], until=until, by=world.editors[place], now=NOON)


def correct(world: World, pick: Callable[[int], int]) -> None:
    """An entry is taken back."""
    live = [row for row in world.entries if not Action.objects.filter(supersedes=row).exists()]
    if live:
        wrong = live[pick(len(live))]
        effects = [
            NewEffect(row.letter_request)
            for row in wrong.effects.select_related("letter_request__letter__office")
        ]
        place = world.offices.index(wrong.office)
        kind = "note" if wrong.is_office_only else "correction"
        new = NewAction(kind, NOON.date(), effects, source=Source(note="a mistake"))
        world.entries.append(record(new=new, by=world.editors[place], now=NOON, supersedes=wrong))


def enter(world: World, place: int, new: NewAction) -> None:
    """Enters an action."""
    world.entries.append(record(new=new, by=world.editors[place], now=NOON))


@pytest.mark.django_db
@settings(max_examples=int(environ.get("HISTORIES", "3")), deadline=None, phases=[Phase.generate])
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from([flip, share, retitle, reply, supersede, note, put_off, correct]), st.randoms()
        ),
        max_size=8,
    )
)
def test_mirrors_hold_what_their_readers_see(steps: list[tuple[Step, Random]]) -> None:
    with transaction.atomic():
        world = World()
        for mirror in world.mirrors:
            mirror.follow()
        for step, random in steps:
            before = [(mirror.edition(), mirror.held.copy(), mirror.heard) for mirror in world.mirrors]
            step(world, random.randrange)
            for mirror, (edition, held, heard) in zip(world.mirrors, before, strict=True):
                mirror.follow()
                assert (mirror.edition() != edition) == (mirror.heard != heard)
                assert mirror.heard != heard or mirror.held == held
        transaction.set_rollback(True)
