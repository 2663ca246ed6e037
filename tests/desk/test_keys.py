"""Keys at the desk: made, shown once, rotated, revoked; and what managers see of their office's."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from offices.keys import issue, key_of
from offices.models import ApiKey, Office, Role, Scope, User
from tests.desk.browsing import browser_of, named, page, told, words_of
from tests.making import make_office, make_user

pytestmark = pytest.mark.django_db

KEYS = "/desk/account/keys/"


def filled(office: Office) -> dict[str, str]:
    """The form for a new key."""
    return {"office": str(office.pk), "name": "Dashboard", "scope": Scope.READ_OFFICE, "days": "90"}


def key_of_somebody(role: Role = Role.EDITOR, office: Office | None = None) -> ApiKey:
    """A key that a person made."""
    office = office or make_office("Sample Office")
    by = make_user(office, role)
    return issue(office=office, name="Dashboard", scope=Scope.WRITE, days=90, by=by, now=timezone.now()).key


def holder(key: ApiKey) -> User:
    """Whose key it is."""
    return key.membership.user


def live() -> list[ApiKey]:
    """The keys that work."""
    return list(ApiKey.objects.live(now=timezone.now()))


def shown(words: str) -> str:
    """The key that a page shows; fails where it shows none."""
    found = re.search(r"lt_[0-9A-Za-z]{41}", words)
    assert found
    return found[0]


def test_a_key_is_shown_once_in_the_answer_that_makes_it() -> None:
    office = make_office()
    user = make_user(office)
    answer = browser_of(user).post(KEYS, filled(office))
    text = shown(words_of(answer))
    assert key_of(text, now=timezone.now()).membership.user == user
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies.get("messages")
    assert text not in page(KEYS, user)


def test_ones_keys_are_listed_with_what_tells_them_apart() -> None:
    key = key_of_somebody()
    key.last_used_at = timezone.now()
    key.save(update_fields=["last_used_at"])
    words = page(KEYS, holder(key))
    for part in (
        "Dashboard",
        f"{key.prefix}…",
        "Sample Office",
        "Log letters and record actions",
        "last used on",
    ):
        assert part in words


def test_a_key_that_was_never_used_says_so() -> None:
    assert "never used" in page(KEYS, holder(key_of_somebody()))


def test_a_double_click_makes_one_key() -> None:
    office = make_office()
    browser = browser_of(make_user(office))
    first, second = (browser.post(KEYS, filled(office)) for _ in range(2))
    assert (first.status_code, second.status_code, len(live())) == (200, 400, 1)
    assert "rotate it, or revoke it first" in words_of(second)


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "x" * 61}, {"scope": "all"}, {"days": "3650"}, {"office": "0"}]
)
def test_a_key_that_cannot_be_made_is_not(wrong: dict[str, str]) -> None:
    office = make_office()
    answer = browser_of(make_user(office)).post(KEYS, filled(office) | wrong)
    assert (answer.status_code, live()) == (400, [])


def test_a_key_is_not_made_for_another_office() -> None:
    answer = browser_of(make_user(make_office())).post(KEYS, filled(make_office()))
    assert (answer.status_code, live()) == (400, [])


def test_who_belongs_to_no_office_is_told_whom_to_ask() -> None:
    assert "ask a manager to add you" in page(KEYS, make_user())


def test_a_rotated_key_has_a_successor_and_a_week() -> None:
    old = key_of_somebody()
    answer = browser_of(holder(old)).post(f"{KEYS}{named(old.pk)}/rotate/")
    new = key_of(shown(words_of(answer)), now=timezone.now())
    old.refresh_from_db()
    assert (new.name, new.scope) == (old.name, old.scope)
    assert timedelta(days=6) < old.expires_at - timezone.now() <= timedelta(days=7)


def test_a_double_click_rotates_once() -> None:
    old = key_of_somebody()
    browser = browser_of(holder(old))
    browser.post(f"{KEYS}{named(old.pk)}/rotate/")
    answer = browser.post(f"{KEYS}{named(old.pk)}/rotate/")
    assert (answer.status_code, len(live())) == (302, 2)
    assert "two live keys" in told(answer)[0]


def test_a_revoked_key_is_gone_from_the_list() -> None:
    key = key_of_somebody()
    browser = browser_of(holder(key))
    for _ in range(2):
        assert browser.post(f"{KEYS}{named(key.pk)}/revoke/").headers["Location"] == KEYS
    assert live() == []
    assert key.prefix not in page(KEYS, holder(key))


@pytest.mark.parametrize("verb", ["rotate", "revoke"])
def test_to_a_stranger_and_to_a_colleague_the_key_is_not_there(verb: str) -> None:
    key = key_of_somebody()
    office = key.membership.office
    for other in (make_user(make_office(), Role.MANAGER), make_user(office, Role.EDITOR)):
        assert browser_of(other).post(f"{KEYS}{named(key.pk)}/{verb}/").status_code == 404
        assert key.prefix not in page(KEYS, other)
    assert live() == [key]


def test_a_manager_sees_the_keys_of_the_office_and_revokes_them() -> None:
    key, other = key_of_somebody(), key_of_somebody()
    office = key.membership.office
    manager = make_user(office, Role.MANAGER)
    path = f"/desk/offices/{office.slug}/keys/"
    words = page(path, manager)
    assert key.prefix in words
    assert str(holder(key)) in words
    assert other.prefix not in words
    answer = browser_of(manager).post(f"{KEYS}{named(key.pk)}/revoke/")
    assert (answer.headers["Location"], live()) == (path, [other])


def test_a_manager_does_not_rotate_what_others_use() -> None:
    key = key_of_somebody()
    manager = make_user(key.membership.office, Role.MANAGER)
    assert browser_of(manager).post(f"{KEYS}{named(key.pk)}/rotate/").status_code == 404
    assert live() == [key]


def test_the_offices_keys_are_for_its_managers() -> None:
    key = key_of_somebody()
    path = f"/desk/offices/{key.membership.office.slug}/keys/"
    assert browser_of(holder(key)).get(path).status_code == 403
    assert browser_of(make_user(make_office(), Role.MANAGER)).get(path).status_code == 404


@pytest.mark.parametrize("count", [1, 4])
def test_the_pages_take_as_many_queries_for_one_key_as_for_many(
    count: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    office = make_office()
    user = make_user(office, Role.MANAGER)
    for number in range(count):
        issue(office=office, name=f"{number}", scope=Scope.WRITE, days=1, by=user, now=timezone.now())
    browser = browser_of(user)
    for path in (KEYS, f"/desk/offices/{office.slug}/keys/"):
        with django_assert_max_num_queries(8):
            browser.get(path)
