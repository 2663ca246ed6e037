"""A second factor: set up, asked for, lost, and required by an office."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from actions.calendar_feeds import open_feed
from offices.keys import KeyWithoutSecondFactor, key_of
from offices.models import Office, Role, User
from tests.accounts.codes import code_of, set_up_app
from tests.api.asking import key_for
from tests.desk.browsing import browser_of, page, words_of
from tests.making import NOON, PASSWORD, make_letter, make_office, make_user

pytestmark = pytest.mark.django_db

INDEX = "/second-factor/"


def with_password(user: User) -> Client:
    """A browser in which the person has entered their password."""
    browser = browser_of()
    browser.post("/sign-in/", {"login": user.email, "password": PASSWORD})
    return browser


def reaches_the_desk(browser: Client) -> bool:
    """Whether the person is signed in."""
    return browser.get("/desk/").status_code == 200


def owing(role: Role = Role.EDITOR) -> tuple[Office, User]:
    """Somebody without a second factor in an office that requires one."""
    office = make_office(requires_mfa=True)
    return office, make_user(office, role)


def test_it_works() -> None:
    user = make_user(make_office())
    secret = set_up_app(browser_of(user))
    browser = with_password(user)
    assert not reaches_the_desk(browser)
    browser.post("/second-factor/authenticate/", {"code": "000000"})
    assert not reaches_the_desk(browser)
    browser.post("/second-factor/authenticate/", {"code": code_of(secret, later=1)})
    assert reaches_the_desk(browser)


def test_a_recovery_code_lets_in_once() -> None:
    user = make_user(make_office())
    browser = browser_of(user)
    set_up_app(browser)
    code = re.findall(r"<code>(\d{8})</code>", words_of(browser.get("/second-factor/recovery-codes/")))[0]
    for _, lets_in in ((1, True), (2, False)):
        entering = with_password(user)
        entering.post("/second-factor/authenticate/", {"code": code})
        assert reaches_the_desk(entering) is lets_in


@pytest.mark.parametrize("path", ["totp/activate/", "webauthn/add/"])
def test_setting_one_up_asks_once_more_who_it_is(path: str) -> None:
    browser = browser_of(make_user(make_office()), said_again=False)
    assert browser.get(INDEX + path).headers["Location"].startswith("/sign-in/again/?next=")
    answer = browser.post(f"/sign-in/again/?next={INDEX}{path}", {"password": PASSWORD})
    assert answer.headers["Location"] == INDEX + path
    assert browser.get(INDEX + path).status_code == 200


@pytest.mark.parametrize("path", ["totp/deactivate/", "recovery-codes/", "recovery-codes/generate/"])
def test_so_does_looking_at_codes_and_taking_one_away(path: str) -> None:
    user = make_user(make_office())
    set_up_app(browser_of(user))
    browser = browser_of(user, said_again=False)
    assert browser.get(INDEX + path).headers["Location"].startswith("/sign-in/again/?next=")


def test_taking_it_away_is_told_by_mail() -> None:
    user = make_user(make_office())
    browser = browser_of(user)
    set_up_app(browser)
    browser.post(f"{INDEX}totp/deactivate/")
    assert not Authenticator.objects.exists()
    assert "deactivated" in str(mail.outbox[-1].body)


def test_the_secret_is_kept_encrypted() -> None:
    secret = set_up_app(browser_of(make_user(make_office())))
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in kept


def test_it_can_be_read_after_the_secret_key_was_changed(settings: Settings) -> None:
    user = make_user(make_office())
    secret = set_up_app(browser_of(user))
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    browser = with_password(user)
    browser.post("/second-factor/authenticate/", {"code": code_of(secret, later=1)})
    assert reaches_the_desk(browser)


@pytest.mark.parametrize("path", ["/", "/desk/", "/desk/account/keys/", "/letters/", "/admin/"])
def test_who_owes_one_reaches_only_the_page_that_sets_one_up(path: str) -> None:
    browser = browser_of(owing()[1])
    assert browser.get(path).headers["Location"] == INDEX
    assert "A second factor is required here" in words_of(browser.get(INDEX))
    set_up_app(browser)
    assert browser.get(path).headers.get("Location") != INDEX


def test_the_tracker_may_require_one_of_everybody(settings: Settings) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    office = make_office()
    root, user = make_user(), make_user(office)
    headers = {"Authorization": f"Bearer {key_for(user, office)}"}
    for somebody in (root, user):
        assert browser_of(somebody).get("/desk/").headers["Location"] == INDEX
    assert Client().get("/api/v1/letters/", headers=headers).status_code == 401
    browser = browser_of(user)
    set_up_app(browser)
    assert reaches_the_desk(browser)
    assert Client().get("/api/v1/letters/", headers=headers).status_code == 200


def test_a_code_of_an_app_lets_in_once() -> None:
    user = make_user(make_office())
    code = code_of(set_up_app(browser_of(user)), later=1)
    for lets_in in (True, False):
        browser = with_password(user)
        browser.post("/second-factor/authenticate/", {"code": code})
        assert reaches_the_desk(browser) is lets_in


def test_nothing_is_written_either() -> None:
    office, user = owing(Role.MANAGER)
    browser_of(user).post(f"/desk/offices/{office.slug}/second-factor/", {"required": "no"})
    office.refresh_from_db()
    assert office.requires_mfa


def test_the_api_refuses_their_session() -> None:
    answer = browser_of(owing()[1]).get("/api/v1/letters/")
    assert answer.status_code == 401
    assert answer.json()["type"].endswith("/second-factor-needed/")


def test_their_keys_wait_until_they_have_one() -> None:
    office = make_office()
    user = make_user(office)
    letter = make_letter(office, by=user, visibility="office")
    headers = {"Authorization": f"Bearer {key_for(user, office)}"}
    path = f"/api/v1/letters/{letter.public_id}/"
    Office.objects.update(requires_mfa=True)
    answer = Client().get(path, headers=headers)
    assert (answer.status_code, answer.json()["type"].endswith("/second-factor-needed/")) == (401, True)
    set_up_app(browser_of(user))
    assert Client().get(path, headers=headers).status_code == 200


def test_so_does_their_calendar() -> None:
    office = make_office()
    user = make_user(office)
    token = open_feed(user=user, office=office, now=NOON)
    assert browser_of().get(f"/desk/calendar/{token}.ics").status_code == 200
    Office.objects.update(requires_mfa=True)
    assert browser_of().get(f"/desk/calendar/{token}.ics").status_code == 404


def test_a_key_of_an_office_that_requires_none_works_on() -> None:
    office, user = make_office(), make_user(owing()[0])
    office.memberships.create(user=user, role=Role.EDITOR)
    text = key_for(user, office)
    assert key_of(text, now=timezone.now()).membership.office == office
    office.requires_mfa = True
    office.save()
    with pytest.raises(KeyWithoutSecondFactor):
        key_of(text, now=timezone.now())


def test_people_of_other_offices_and_anybody_anonymous_go_on() -> None:
    owing()
    assert reaches_the_desk(browser_of(make_user(make_office())))
    assert browser_of().get("/").status_code == 200


def test_a_manager_requires_it_and_an_editor_may_not() -> None:
    office = make_office()
    manager, path = make_user(office, Role.MANAGER), f"/desk/offices/{office.slug}/second-factor/"
    assert browser_of(make_user(office)).post(path, {"required": "yes"}).status_code == 403
    assert (
        browser_of(make_user(make_office(), Role.MANAGER)).post(path, {"required": "yes"}).status_code == 404
    )
    browser = browser_of(manager)
    set_up_app(browser)
    browser.post(path, {"required": "yes"})
    assert "need a second factor" in page(f"/desk/offices/{office.slug}/", manager)
    assert browser_of(make_user(office)).get("/desk/").headers["Location"] == INDEX


def test_a_session_costs_no_query_more() -> None:
    browser = browser_of(make_user(make_office()))
    with CaptureQueriesContext(connection) as asked:
        browser.get(INDEX)
    of_people = [query for query in asked.captured_queries if 'FROM "offices_user"' in query["sql"]]
    assert len(of_people) == 1
