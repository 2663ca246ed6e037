"""Signing in by an OpenID Connect provider: a real one, small, that signs its tokens."""

from collections.abc import Iterator

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.http.response import HttpResponseBase
from django.test import Client
from pytest_django import Settings

from offices.models import User
from tests.accounts.codes import set_up_app
from tests.accounts.provider import CLIENT, SECRET, Provider, new_key, running
from tests.desk.browsing import browser_of, words_of
from tests.making import make_office, make_user

pytestmark = pytest.mark.django_db

START = "/sign-in/with/single-sign-on/"


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    """The provider that the settings name."""
    with running() as found:
        app = {"provider_id": "single-sign-on", "name": "House login", "client_id": CLIENT, "secret": SECRET}
        apps = [app | {"settings": {"server_url": found.issuer}}]
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": apps}}
        yield found


def said_of(email: str, *, verified: bool = True, sub: str = "1001") -> dict[str, object]:
    """What the provider says of somebody."""
    return {"sub": sub, "email": email, "email_verified": verified, "given_name": "Sam", "family_name": "Ple"}


def came_back(provider: Provider, browser: Client | None = None) -> tuple[Client, HttpResponseBase]:
    """A browser that has gone to the provider and come back, and where it is then."""
    browser = browser or browser_of()
    away = browser.post(START, {"next": "/desk/account/"}).headers["Location"]
    assert away.startswith(f"{provider.issuer}/authorize?")
    code, state = provider.code_for(away)
    return browser, browser.get(f"{START}back/", {"code": code, "state": state})


def is_inside(browser: Client) -> bool:
    """Whether somebody is signed in."""
    return browser.get("/desk/").status_code == 200


def test_it_works(provider: Provider) -> None:
    user = make_user(make_office())
    assert "Sign in with House login" in words_of(browser_of().get("/sign-in/"))
    provider.claims = said_of(user.email.upper())
    browser, answer = came_back(provider)
    assert answer.headers["Location"] == "/desk/account/"
    assert user.email in words_of(browser.get("/desk/account/"))
    assert SocialAccount.objects.get().user == user


def test_nothing_of_it_is_there_without_settings() -> None:
    assert "/sign-in/with/" not in words_of(browser_of().get("/sign-in/"))
    assert browser_of().post(START).status_code == 404


def test_an_address_may_stand_only_in_the_answer_about_the_person(provider: Provider) -> None:
    user = make_user(make_office())
    provider.claims, provider.in_the_token = said_of(user.email), False
    assert is_inside(came_back(provider)[0])


def test_an_answer_about_somebody_else_is_refused(provider: Provider) -> None:
    user = make_user(make_office())
    provider.claims, provider.in_the_token = said_of("other@example.org"), False
    provider.told = said_of(user.email, sub="2002")
    browser, answer = came_back(provider)
    assert "did not say who you are" in words_of(answer)
    assert not is_inside(browser)


def test_an_address_that_the_provider_has_not_verified_opens_nothing(provider: Provider) -> None:
    user = make_user(make_office())
    provider.claims = said_of(user.email, verified=False)
    browser, answer = came_back(provider)
    assert "by invitation" in words_of(answer)
    assert not is_inside(browser)


def test_nor_does_one_that_is_not_verified_here(provider: Provider) -> None:
    user = make_user(make_office())
    EmailAddress.objects.filter(user=user).update(verified=False)
    provider.claims = said_of(user.email)
    browser, _ = came_back(provider)
    assert not is_inside(browser)
    assert User.objects.get().has_usable_password()


def test_no_account_is_made(provider: Provider) -> None:
    provider.claims = said_of("new@example.org")
    _, answer = came_back(provider)
    assert "by invitation" in words_of(answer)
    assert not User.objects.exists()


def test_one_is_made_where_anybody_may_make_one(provider: Provider, settings: Settings) -> None:
    settings.ALLOW_SIGN_UP = True
    provider.claims = said_of("new@example.org")
    assert is_inside(came_back(provider)[0])
    assert (str(User.objects.get()), User.objects.get().offices.count()) == ("Sam Ple", 0)


def test_once_linked_the_providers_own_name_of_the_person_counts(provider: Provider) -> None:
    user = make_user(make_office())
    provider.claims = said_of(user.email)
    came_back(provider)
    provider.claims = said_of("married@example.org")
    browser, _ = came_back(provider)
    assert user.email in words_of(browser.get("/desk/account/"))


def test_a_forged_token_opens_nothing(provider: Provider) -> None:
    provider.claims, provider.signs_with = said_of(make_user(make_office()).email), new_key()
    browser, answer = came_back(provider)
    assert "did not say who you are" in words_of(answer)
    assert not is_inside(browser)


@pytest.mark.parametrize("wrong", [{"aud": "another-tracker"}, {"iss": "https://evil.example"}, {"exp": 1}])
def test_a_token_for_others_of_others_or_of_yesterday_opens_nothing(
    provider: Provider, wrong: dict[str, object]
) -> None:
    provider.claims = said_of(make_user(make_office()).email) | wrong
    assert not is_inside(came_back(provider)[0])


def test_a_provider_that_says_it_is_another_one_opens_nothing(provider: Provider) -> None:
    user = make_user(make_office())
    provider.claims = said_of(user.email) | {"iss": "https://elsewhere.example"}
    provider.calls_itself = "https://elsewhere.example"
    assert not is_inside(came_back(provider)[0])


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_that_is_not_signed_by_the_providers_key_pair_opens_nothing(
    provider: Provider, algorithm: str
) -> None:
    provider.claims, provider.algorithm = said_of(make_user(make_office()).email), algorithm
    assert not is_inside(came_back(provider)[0])


def test_a_state_of_another_browser_opens_nothing(provider: Provider) -> None:
    provider.claims = said_of(make_user(make_office()).email)
    code, state = provider.code_for(browser_of().post(START).headers["Location"])
    victim = browser_of()
    victim.get(f"{START}back/", {"code": code, "state": state})
    assert not is_inside(victim)


def test_looking_at_the_address_starts_nothing(provider: Provider) -> None:
    answer = browser_of().get(START)
    assert (answer.status_code, "Location" in answer.headers) == (200, False)


def test_nobody_links_another_person_to_their_account(provider: Provider) -> None:
    user, other = make_user(make_office()), make_user(make_office())
    provider.claims = said_of(other.email)
    browser = browser_of(user)
    away = browser.post(f"{START}?process=connect").headers["Location"]
    code, state = provider.code_for(away)
    browser.get(f"{START}back/", {"code": code, "state": state})
    assert not SocialAccount.objects.filter(user=user).exists()


def test_a_second_factor_is_still_asked_for(provider: Provider) -> None:
    user = make_user(make_office())
    set_up_app(browser_of(user))
    provider.claims = said_of(user.email)
    browser, answer = came_back(provider)
    assert answer.headers["Location"] == "/second-factor/authenticate/"
    assert not is_inside(browser)


def test_a_closed_account_stays_closed(provider: Provider) -> None:
    user = make_user(make_office())
    provider.claims = said_of(user.email)
    came_back(provider)
    User.objects.update(is_active=False)
    assert not is_inside(came_back(provider)[0])


def test_a_provider_that_is_away_is_said(provider: Provider, settings: Settings) -> None:
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"]["server_url"] = "http://127.0.0.1:9"
    assert "Try again" in words_of(browser_of().post(START))
