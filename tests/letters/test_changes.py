"""The feed's rows: positions in the order of commits, and editions that move only for those who see a difference."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from letters.changes import (
    PUBLIC,
    Audience,
    Change,
    Edition,
    News,
    Thing,
    announce,
    cut_off,
    first_position,
    last_position,
)
from offices.models import Office
from tests.making import NOON, make_office

pytestmark = pytest.mark.django_db


def news(office: Office, audience: Audience = Audience.EVERYBODY, name: str = "abcdefghjkmn") -> News:
    """Something that happened to a letter."""
    return News(Thing.LETTER, name, office.pk, audience, version=1)


def number(key: int) -> int:
    """How often an edition has moved."""
    return Edition.objects.filter(pk=key).values_list("number", flat=True).first() or 0


def test_positions_follow_each_other() -> None:
    office = make_office()
    announce([news(office), news(office)], now=NOON)
    announce([news(office)], now=NOON)
    assert list(Change.objects.values_list("position", flat=True)) == [1, 2, 3]
    assert (first_position(), last_position()) == (0, 3)


def test_a_position_that_was_rolled_back_is_given_out_again() -> None:
    office = make_office()
    with transaction.atomic():
        announce([news(office)], now=NOON)
        transaction.set_rollback(True)
    announce([news(office)], now=NOON)
    assert Change.objects.get().position == 1


def test_no_news_move_nothing() -> None:
    announce([], now=NOON)
    assert not Edition.objects.exists()


def test_what_the_office_alone_sees_moves_its_own_edition_only() -> None:
    office, other = make_office(), make_office()
    announce([news(office, Audience.OFFICE), news(office, Audience.OFFICE)], now=NOON)
    assert [number(key) for key in (PUBLIC, office.pk, other.pk)] == [0, 1, 0]


@pytest.mark.parametrize("audience", [Audience.EVERYBODY, Audience.OUTSIDERS])
def test_what_outsiders_see_moves_the_public_edition(audience: Audience) -> None:
    office = make_office()
    announce([news(office, audience)], now=NOON)
    assert [number(key) for key in (PUBLIC, office.pk)] == [1, 0]


def test_the_past_is_cut_off() -> None:
    office = make_office()
    announce([news(office)], now=NOON)
    assert cut_off(before=timezone.now() - timedelta(hours=1)) == 0
    assert cut_off(before=timezone.now() + timedelta(hours=1)) == 1
    assert (first_position(), last_position()) == (1, 1)
