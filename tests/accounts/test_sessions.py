"""Sessions: they end by themselves, their person sees them and ends them, and what was ended opens nothing any more."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.backends.base import SessionBase
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from offices.models import Role, User
from tests.desk.browsing import browser_of, page, words_of
from tests.making import PASSWORD, make_office, make_user
from tracker import settings as shipped
from tracker.accounts.sessions import BEGAN, SEEN, Session, SessionStore, browser_in, signed_in_places
from tracker.tasks import forget_old

pytestmark = pytest.mark.django_db

PATH = "/desk/account/sessions/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36 Edg/139.0.0.0"


def signed_in(user: User, user_agent: str = FIREFOX) -> Client:
    """A browser in which the person has signed in at the page."""
    browser = Client(headers={"user-agent": user_agent})
    assert browser.post("/sign-in/", {"login": user.email, "password": PASSWORD}).status_code == 302
    return browser


def is_in(browser: Client) -> bool:
    """Whether the browser is signed in."""
    return browser.get("/desk/account/").status_code == 200


def said_again(browser: Client) -> Client:
    """The browser, in which the person has said once more who they are."""
    assert browser.post(f"/sign-in/again/?next={PATH}", {"password": PASSWORD}).headers["Location"] == PATH
    return browser


def earlier(browser: Client, name: str, ago: timedelta) -> None:
    """Moves what the session notes of a moment into the past."""
    session: SessionBase = browser.session
    session[name] -= ago.total_seconds()
    session.save()


def test_it_is_another_one_after_signing_in() -> None:
    user, browser = make_user(make_office()), browser_of()
    session = browser.session
    session["something"] = 1
    session.save()
    before = str(browser.session.session_key)
    browser.post("/sign-in/", {"login": user.email, "password": PASSWORD})
    assert browser.session.session_key != before
    assert not SessionStore().exists(before)
    assert re.fullmatch("[0-9a-z]{32}", str(browser.session.session_key))  # 165 bits


def test_one_that_is_signed_out_opens_nothing_any_more() -> None:
    browser = signed_in(make_user(make_office()))
    cookie = browser.cookies["sessionid"].value
    browser.post("/sign-out/")
    again = browser_of()
    again.cookies["sessionid"] = cookie
    assert not is_in(again)


def test_one_that_was_made_up_opens_nothing() -> None:
    browser = browser_of()
    browser.cookies["sessionid"] = "a" * 32
    assert not is_in(browser)
    assert browser.session.session_key != "a" * 32


@pytest.mark.parametrize(("ago", "stays"), [(timedelta(days=3, hours=23), True), (timedelta(days=4), False)])
def test_it_ends_where_nobody_used_it(ago: timedelta, stays: bool) -> None:
    browser = signed_in(make_user(make_office()))
    earlier(browser, SEEN, ago)
    assert is_in(browser) is stays
    assert is_in(browser) is stays


@pytest.mark.parametrize(
    ("ago", "stays"), [(timedelta(days=13, hours=23), True), (timedelta(days=14), False)]
)
def test_it_ends_two_weeks_after_signing_in_however_much_it_is_used(ago: timedelta, stays: bool) -> None:
    browser = signed_in(make_user(make_office()))
    earlier(browser, BEGAN, ago)
    assert is_in(browser) is stays


def test_using_it_is_noted_once_an_hour() -> None:
    browser = signed_in(make_user(make_office()))
    for ago, noted in ((timedelta(minutes=59), False), (timedelta(minutes=2), True)):
        earlier(browser, SEEN, ago)
        before = browser.session[SEEN]
        assert is_in(browser)
        assert (browser.session[SEEN] != before) is noted


def test_the_cookie_lives_as_long_as_it_may_lie_unused() -> None:
    assert shipped.SESSION_COOKIE_AGE == shipped.SESSION_IDLE_DAYS * 24 * 3600
    assert signed_in(make_user(make_office())).cookies["sessionid"]["max-age"] == shipped.SESSION_COOKIE_AGE


def test_what_has_ended_is_forgotten() -> None:
    browser = signed_in(make_user(make_office()))
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not is_in(browser)
    forget_old()
    assert not Session.objects.exists()


def test_the_page_names_each_browser_and_no_key() -> None:
    user = make_user(make_office())
    here, _ = signed_in(user), signed_in(user, IPHONE)
    shown = words_of(here.get(PATH))
    assert "Firefox on Linux: this browser" in shown
    assert "Safari on iPhone, from 127.0.0.1; signed in on" in shown
    assert [row.pk for row in Session.objects.all() if row.pk in shown] == []


def test_one_of_them_is_signed_out() -> None:
    user = make_user(make_office())
    here, phone, office = said_again(signed_in(user)), signed_in(user, IPHONE), signed_in(user, EDGE)
    (which,) = re.findall(r'value="(\w+)">Sign out<span class="unseen"> of Safari', words_of(here.get(PATH)))
    assert here.post(PATH, {"which": which}).headers["Location"] == PATH
    assert [is_in(browser) for browser in (here, phone, office)] == [True, False, True]


def test_all_but_this_one_are_signed_out() -> None:
    user, other = make_user(make_office()), make_user(make_office())
    browsers = [signed_in(user), signed_in(user, IPHONE), signed_in(user, EDGE), signed_in(other)]
    said_again(browsers[0]).post(PATH, {"which": "others"})
    assert [is_in(browser) for browser in browsers] == [True, False, False, True]


def test_nobody_ends_anothers() -> None:
    mine, other = said_again(signed_in(make_user(make_office()))), make_user(make_office())
    theirs = signed_in(other)
    (place,) = signed_in_places(other, now=timezone.now())
    mine.post(PATH, {"which": place.name})
    assert is_in(theirs)


def test_ending_one_asks_once_more_who_it_is() -> None:
    user = make_user(make_office())
    phone = signed_in(user, IPHONE)
    answer = browser_of(user, said_again=False).post(PATH, {"which": "others"})
    assert answer.headers["Location"].startswith("/sign-in/again/?next=")
    assert is_in(phone)


def test_one_that_a_changed_password_has_ended_is_not_shown() -> None:
    user = make_user(make_office())
    signed_in(user)
    user.end_sessions()
    user.refresh_from_db()
    assert signed_in_places(user, now=timezone.now()) == []
    assert page(PATH, user).count("this browser") == 1


def test_an_administrator_signs_somebody_out_everywhere() -> None:
    root, user = make_user(), make_user(make_office(), Role.VIEWER)
    root.is_staff = root.is_superuser = True
    root.save()
    browser = signed_in(user)
    browser_of(root).post(
        "/admin/offices/user/", {"action": "sign_out_everywhere", "_selected_action": [user.pk]}
    )
    assert not is_in(browser)


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (FIREFOX, "Firefox on Linux"),
        (IPHONE, "Safari on iPhone"),
        (EDGE, "Edge on Windows"),
        ("", "A browser"),
    ],
)
def test_a_browser_is_called_what_its_person_calls_it(user_agent: str, name: str) -> None:
    assert browser_in(user_agent) == name


def test_the_way_to_sign_out_is_on_each_page(settings: Settings) -> None:
    user = make_user(make_office())
    for path in ("/", "/desk/", "/desk/account/", PATH, "/second-factor/", "/password/"):
        assert 'action="/sign-out/"' in page(path, user), path
