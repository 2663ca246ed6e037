"""A secret key that is changed: what was made with the one of before is believed while it stands among the fallbacks, and no longer."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from actions.answers import LinkError, stop_mails, unsubscribe_token
from tests.desk.browsing import browser_of
from tests.edge.production import SECRET, run
from tests.making import make_office, make_user
from tracker.deploy_checks import refuse_unsafe
from tracker.sealing import NoCursor, SealedKey, seal, unseal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _first_secret(settings: Settings) -> None:
    """The secret of before."""
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = SECRET, []


def change(settings: Settings, *, keeps: bool) -> None:
    """Gives the tracker another secret; `keeps` says whether the one of before is believed."""
    settings.SECRET_KEY = SECRET[::-1]
    settings.SECRET_KEY_FALLBACKS = [SECRET] if keeps else []


@pytest.mark.parametrize(("keeps", "status"), [(True, 200), (False, 302)])
def test_a_session_goes_on(settings: Settings, keeps: bool, status: int) -> None:
    browser = browser_of(make_user(make_office()))
    change(settings, keeps=keeps)
    assert browser.get("/desk/account/").status_code == status
    settings.SECRET_KEY_FALLBACKS = []  # a session that went on is of the new secret by now
    assert browser.get("/desk/account/").status_code == status


def test_a_link_in_a_mail_works(settings: Settings) -> None:
    membership = make_user(make_office()).memberships.get()
    token = unsubscribe_token(membership)
    change(settings, keeps=True)
    assert stop_mails(token) == membership
    change(settings, keeps=False)
    with pytest.raises(LinkError):
        stop_mails(token)


def test_a_place_in_a_list_is_found_and_a_new_one_is_of_the_new_secret(settings: Settings) -> None:
    before = seal([7], of="letters")
    change(settings, keeps=True)
    assert unseal(before, of="letters") == [7]
    after = seal([7], of="letters")
    change(settings, keeps=False)
    assert unseal(after, of="letters") == [7]
    with pytest.raises(NoCursor):
        unseal(before, of="letters")


def test_an_address_with_a_sealed_key_leads_on(settings: Settings) -> None:
    address = SealedKey().to_url(7)
    change(settings, keeps=True)
    assert SealedKey().to_python(address) == 7
    change(settings, keeps=False)
    with pytest.raises(ValueError):  # noqa: PT011  # as Django wants it of a converter
        SealedKey().to_python(address)


def test_the_environment_names_them(tmp_path: Path) -> None:
    prints = "from django.conf import settings; print(settings.SECRET_KEY_FALLBACKS)"
    found = run("-c", prints, var=tmp_path, SECRET_KEY_FALLBACKS=f"{SECRET[::-1]},{SECRET}x")
    assert found.stdout.strip() == str([SECRET[::-1], f"{SECRET}x"])


@pytest.mark.parametrize("before", ["", "changeme", f"django-insecure-{SECRET}"])
def test_a_weak_one_is_refused_as_the_secret_itself_would_be(before: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY_FALLBACKS"):
        refuse_unsafe(
            debug=False, secret=SECRET, names=["tracker.example"], host="::", secrets_before=[before]
        )
