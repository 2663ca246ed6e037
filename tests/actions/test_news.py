"""A mirror that follows the feed holds what a reader sees, for every reader and whatever happens."""

from dataclasses import dataclass, field
from os import environ
from random import Random
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from hypothesis import Phase, given, settings

from actions.models import Action
from letters.changes import Change, Thing, editions
from letters.models import Letter, LetterRequest
from offices.models import User
from tests.actions.histories import Step, World, histories
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


@pytest.mark.django_db
@settings(max_examples=int(environ.get("HISTORIES", "3")), deadline=None, phases=[Phase.generate])
@given(steps=histories)
def test_mirrors_hold_what_their_readers_see(steps: list[tuple[Step, Random]]) -> None:
    with transaction.atomic():
        world = World()
        mirrors = [Mirror(reader) for reader in world.readers]
        for mirror in mirrors:
            mirror.follow()
        for step, random in steps:
            before = [(mirror.edition(), mirror.held.copy(), mirror.heard) for mirror in mirrors]
            step(world, random.randrange)
            for mirror, (edition, held, heard) in zip(mirrors, before, strict=True):
                mirror.follow()
                assert (mirror.edition() != edition) == (mirror.heard != heard)
                assert mirror.heard != heard or mirror.held == held
        transaction.set_rollback(True)
