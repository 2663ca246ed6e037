"""Keys: what they read like, how long they live, and whose they are."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from offices.keys import (
    ALPHABET,
    ExpiredKey,
    KeyNotMade,
    NewKey,
    RevokedKey,
    UnknownKey,
    is_well_formed,
    issue,
    key_of,
    new_text,
    revoke,
    rotate,
)
from offices.models import ApiKey, OfficeMembership, Role, Scope, User
from offices.policy import ROLES_THAT_MAY, NotAllowed, offices_where, require
from tests.making import NOON, make_office, make_user

READ, WRITE, MANAGE = ROLES_THAT_MAY
DAY = timedelta(days=1)


def made(
    role: Role = Role.MANAGER, scope: str = Scope.MANAGE, days: int = 90, name: str = "Dashboard"
) -> NewKey:
    """A key of somebody's."""
    office = make_office()
    user = make_user(office, role)
    return issue(office=office, name=name, scope=scope, days=days, by=user, now=NOON)


def holder(new: NewKey) -> User:
    """Whose key it is."""
    return new.key.membership.user


def test_a_key_is_known_by_how_it_begins_and_reads() -> None:
    text = new_text()
    assert (text[:3], len(text), is_well_formed(text)) == ("lt_", 44, True)
    assert len({new_text() for _ in range(100)}) == 100


@given(place=st.integers(0, 43), letter=st.sampled_from(ALPHABET + "_- é\n"))
def test_a_key_with_any_one_character_mistyped_is_none(place: int, letter: str) -> None:
    text = new_text()
    mistyped = text[:place] + letter + text[place + 1 :]
    assert is_well_formed(mistyped) == (mistyped == text)


def test_what_is_not_all_of_a_key_is_none() -> None:
    text = new_text()
    for other in ("", "lt_", "x" * 44, f"{text}\n", f" {text}", text[:-1], text + text[-1], text.swapcase()):
        assert not is_well_formed(other)


@pytest.mark.django_db
def test_a_mistyped_key_is_refused_without_a_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    text = new_text()
    swapped = text[:20] + text[21] + text[20] + text[22:]
    with django_assert_num_queries(0), pytest.raises(UnknownKey, match="mistyped"):
        key_of(swapped if swapped != text else text[:-1], now=NOON)


@pytest.mark.django_db
def test_a_key_finds_its_holder_who_bears_it() -> None:
    new = made()
    found = key_of(new.text, now=NOON)
    assert (found, found.membership.user) == (new.key, holder(new))
    assert found.membership.user.key == found
    assert holder(new).key is None


@pytest.mark.django_db
def test_only_a_hash_and_how_it_begins_are_kept() -> None:
    new = made()
    stored = str(ApiKey.objects.values().get())
    assert new.text[:11] in stored
    assert new.text[11:] not in stored


@pytest.mark.django_db
def test_a_key_that_was_never_made_is_refused() -> None:
    with pytest.raises(UnknownKey, match="not known"):
        key_of(new_text(), now=NOON)


@pytest.mark.django_db
def test_a_key_ends_on_its_day() -> None:
    new = made(days=30)
    assert key_of(new.text, now=NOON + 30 * DAY - timedelta(seconds=1)) == new.key
    with pytest.raises(ExpiredKey, match="time is over"):
        key_of(new.text, now=NOON + 30 * DAY)


@pytest.mark.django_db
@pytest.mark.parametrize("days", [0, 366])
def test_a_key_lives_for_a_year_at_most(days: int) -> None:
    with pytest.raises(KeyNotMade, match="1 to 365 days"):
        made(days=days)


@pytest.mark.django_db
def test_a_revoked_key_opens_nothing() -> None:
    new = made()
    revoke(key=new.key, by=holder(new), now=NOON)
    with pytest.raises(RevokedKey):
        key_of(new.text, now=NOON)


@pytest.mark.django_db
def test_revoking_again_does_not_move_when_it_was() -> None:
    new = made()
    for day in (0, 1):
        revoke(key=new.key, by=holder(new), now=NOON + day * DAY)
    assert ApiKey.objects.get().revoked_at == NOON


@pytest.mark.django_db
def test_a_manager_revokes_the_key_of_a_colleague_and_nobody_else_does() -> None:
    new = made(Role.EDITOR)
    office = new.key.membership.office
    for other in (make_user(office, Role.EDITOR), make_user(make_office(), Role.MANAGER)):
        with pytest.raises(NotAllowed):
            revoke(key=new.key, by=other, now=NOON)
    revoke(key=new.key, by=make_user(office, Role.MANAGER), now=NOON)
    assert not ApiKey.objects.live(now=NOON).exists()


@pytest.mark.django_db
def test_a_key_ends_with_the_place_in_the_office() -> None:
    new = made()
    OfficeMembership.objects.get().delete()
    with pytest.raises(UnknownKey):
        key_of(new.text, now=NOON)


@pytest.mark.django_db
def test_a_key_ends_with_the_account() -> None:
    new = made()
    User.objects.update(is_active=False)
    with pytest.raises(RevokedKey):
        key_of(new.text, now=NOON)


@pytest.mark.django_db
def test_a_key_may_no_more_than_its_holder_may_by_now() -> None:
    new = made(Role.MANAGER)
    OfficeMembership.objects.update(role=Role.VIEWER)
    user = key_of(new.text, now=NOON).membership.user
    assert [offices_where(user, may).exists() for may in ROLES_THAT_MAY] == [True, False, False]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("scope", "may"),
    [
        (Scope.READ_PUBLIC, set()),
        (Scope.READ_OFFICE, {READ}),
        (Scope.WRITE, {READ, WRITE}),
        (Scope.MANAGE, {READ, WRITE, MANAGE}),
    ],
)
def test_each_scope_allows_what_the_table_says(scope: Scope, may: set[str]) -> None:
    user = key_of(made(scope=scope).text, now=NOON).membership.user
    assert {what for what in ROLES_THAT_MAY if offices_where(user, what).exists()} == may


@pytest.mark.django_db
def test_a_key_is_for_one_office_of_its_holders() -> None:
    new = made()
    office, other = new.key.membership.office, make_office()
    OfficeMembership.objects.create(office=other, user=holder(new), role=Role.MANAGER)
    user = key_of(new.text, now=NOON).membership.user
    for may in ROLES_THAT_MAY:
        assert offices_where(user, may).get() == office
        with pytest.raises(NotAllowed):
            require(user, other, may)


@pytest.mark.django_db
def test_what_a_key_does_not_allow_is_refused_with_what_to_do() -> None:
    new = made(scope=Scope.READ_OFFICE)
    user = key_of(new.text, now=NOON).membership.user
    with pytest.raises(NotAllowed, match="This key does not allow you to log letters"):
        require(user, new.key.membership.office, WRITE)


@pytest.mark.django_db
def test_a_key_is_made_for_ones_own_offices_only() -> None:
    with pytest.raises(NotAllowed):
        issue(
            office=make_office(), name="x", scope=Scope.MANAGE, days=1, by=make_user(make_office()), now=NOON
        )


@pytest.mark.django_db
def test_a_name_has_one_key_until_it_is_rotated() -> None:
    first = made()
    office = first.key.membership.office
    with pytest.raises(KeyNotMade, match="rotate it"):
        issue(office=office, name="Dashboard", scope=Scope.MANAGE, days=1, by=holder(first), now=NOON)
    issue(office=office, name="Another", scope=Scope.MANAGE, days=1, by=holder(first), now=NOON)


@pytest.mark.django_db
def test_nobody_has_more_than_twenty_keys_for_an_office() -> None:
    office = make_office()
    user = make_user(office)
    for number in range(20):
        issue(office=office, name=f"{number}", scope=Scope.WRITE, days=1, by=user, now=NOON)
    with pytest.raises(KeyNotMade, match="20 keys"):
        issue(office=office, name="one more", scope=Scope.WRITE, days=1, by=user, now=NOON)
    issue(office=office, name="one more", scope=Scope.WRITE, days=1, by=user, now=NOON + DAY)


@pytest.mark.django_db
def test_a_rotated_key_lives_beside_its_successor_for_a_week() -> None:
    old = made(scope=Scope.WRITE, days=90)
    new = rotate(key=old.key, by=holder(old), now=NOON + DAY)
    assert (new.key.name, new.key.scope) == ("Dashboard", Scope.WRITE)
    assert new.key.expires_at == NOON + 91 * DAY
    for text in (old.text, new.text):
        key_of(text, now=NOON + 8 * DAY - timedelta(seconds=1))
    with pytest.raises(ExpiredKey):
        key_of(old.text, now=NOON + 8 * DAY)


@pytest.mark.django_db
def test_rotating_makes_no_key_live_longer() -> None:
    old = made(days=3)
    rotate(key=old.key, by=holder(old), now=NOON)
    assert ApiKey.objects.get(pk=old.key.pk).expires_at == NOON + 3 * DAY


@pytest.mark.django_db
def test_no_more_than_two_keys_of_a_name_live() -> None:
    old = made()
    new = rotate(key=old.key, by=holder(old), now=NOON)
    for key in (old.key, new.key):
        with pytest.raises(KeyNotMade, match="two live keys"):
            rotate(key=key, by=holder(old), now=NOON)
    assert ApiKey.objects.live(now=NOON).count() == 2
    revoke(key=old.key, by=holder(old), now=NOON)
    rotate(key=new.key, by=holder(old), now=NOON)


@pytest.mark.django_db
def test_what_works_no_more_is_not_rotated() -> None:
    old = made(days=30)
    with pytest.raises(KeyNotMade, match="works no more"):
        rotate(key=old.key, by=holder(old), now=NOON + 30 * DAY)


@pytest.mark.django_db
def test_a_key_is_rotated_by_its_holder_only() -> None:
    old = made(Role.EDITOR)
    with pytest.raises(NotAllowed):
        rotate(key=old.key, by=make_user(old.key.membership.office, Role.MANAGER), now=NOON)


@pytest.mark.django_db
def test_its_use_is_noted_once_an_hour() -> None:
    new = made()
    noted = []
    for minutes in (0, 59, 60):
        key_of(new.text, now=NOON + timedelta(minutes=minutes))
        noted.append(ApiKey.objects.get().last_used_at)
    assert noted == [NOON, NOON, NOON + timedelta(minutes=60)]


@pytest.mark.django_db
def test_a_refused_key_is_not_noted_as_used() -> None:
    new = made(days=1)
    with pytest.raises(ExpiredKey):
        key_of(new.text, now=NOON + DAY)
    assert ApiKey.objects.get().last_used_at is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "name"),
    [({"scope": "all"}, "api_key_scope_is_known"), ({"expires_at": NOON}, "api_key_ends_after_it_was_made")],
)
def test_the_database_refuses_a_key_that_cannot_be(fields: dict[str, object], name: str) -> None:
    made()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        ApiKey.objects.update(**fields)
