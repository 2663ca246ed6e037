"""Rows written by one statement, on each database: as they stand, and with Django's errors."""

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from letters.bulk import insert, insert_with_keys
from letters.changes import Audience, Change, Thing
from letters.models import Agency
from tests.making import NOON, make_office

pytestmark = pytest.mark.django_db


def test_it_works() -> None:
    insert(Agency, (Agency(slug=slug, name=f"“{slug}”\n\t\\N, 'ü'") for slug in ("a", "b")))
    assert list(Agency.objects.order_by("slug").values_list("slug", "name")) == [
        ("a", "“a”\n\t\\N, 'ü'"),
        ("b", "“b”\n\t\\N, 'ü'"),
    ]


def test_rows_get_keys_that_no_other_has() -> None:
    Agency.objects.create(slug="a", name="A").delete()
    rows = [Agency(slug="b", name="B"), Agency(slug="c", name="C")]
    insert_with_keys(Agency, rows)
    later = Agency.objects.create(slug="d", name="D")
    assert list(Agency.objects.order_by("pk")) == [*rows, later]
    assert len({row.pk for row in (*rows, later)}) == 3


def test_no_rows_ask_for_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        insert(Agency, [])


def test_what_the_database_fills_in_is_filled_in() -> None:
    entry = Change(
        position=1,
        thing=Thing.LETTER,
        public_id="a",
        office=make_office(),
        audience=Audience.EVERYBODY,
        changed_at=NOON,
    )
    insert(Change, [entry])
    assert Change.objects.get().announced_at is not None


def test_a_constraint_that_is_broken_is_djangos_error() -> None:
    rows = [Agency(slug="a", name="A"), Agency(slug="a", name="B")]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Agency, rows)
    assert not Agency.objects.exists()
