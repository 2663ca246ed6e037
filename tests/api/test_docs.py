"""/api/v1/docs/: the API's reference as a page of this site."""

import gzip
import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.making import make_office, make_user
from tracker.api.docs import reference
from tracker.api.problems import PROBLEMS

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/docs/"


@pytest.fixture
def page() -> str:
    """The page as anybody sees it."""
    return Client().get(ADDRESS).content.decode()


def test_it_is_an_english_page_of_the_site_without_scripts(page: str) -> None:
    assert '<html lang="en">' in page
    assert "Skip to the content" in page
    assert "<script" not in page
    assert "style=" not in page


def test_it_tells_how_to_begin(page: str) -> None:
    assert "Reading needs no key" in page
    assert "/api/v1/letters/?page_size=2&amp;fields=title" in page
    assert 'href="/desk/account/keys/"' in page


def test_its_first_question_is_answered() -> None:
    assert Client().get("/api/v1/letters/?page_size=2&fields=title").status_code == 200


@pytest.mark.parametrize(("form", "start"), [("yaml", b"openapi: 3.1.0\n"), ("json", b"{")])
def test_it_leads_to_the_document(page: str, form: str, start: bytes) -> None:
    assert f'href="/api/v1/schema/?format={form}"' in page
    assert Client().get(f"/api/v1/schema/?format={form}").content.startswith(start)


def test_each_link_into_the_page_leads_somewhere_and_each_place_is_named_once(page: str) -> None:
    places = re.findall(r' id="([^"]+)"', page)
    assert len(places) == len(set(places))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(places)


def test_it_leads_to_the_page_of_each_kind_of_problem(page: str) -> None:
    assert set(re.findall(r'href="/problems/([\w-]+)/"', page)) == {*PROBLEMS}


def test_what_scrolls_can_be_reached_by_keyboard_and_has_a_name_of_its_own(page: str) -> None:
    scrolling = re.findall(r"<pre[^>]*>", page)
    names = re.findall(r'<pre class="code" tabindex="0" role="group" aria-label="([^"]+)">', page)
    assert len(names) == len(scrolling) == len(set(names)) > 20


def test_it_stays_small(page: str) -> None:
    assert len(gzip.compress(page.encode())) < 60_000


def test_it_is_written_once_and_asks_the_database_for_nothing(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    reference.cache_clear()
    with django_assert_num_queries(0):
        Client().get(ADDRESS)
        Client().get(ADDRESS)
    assert reference.cache_info().misses == 1


def test_of_who_is_signed_in_it_asks_only_what_the_frame_shows(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    browser = Client()
    browser.force_login(make_user(make_office()))
    with django_assert_num_queries(3):  # session, person, their offices with what is unread there
        page = browser.get(ADDRESS).content.decode()
    assert "Sign out" in page


def test_it_is_only_read() -> None:
    assert Client().post(ADDRESS).status_code == 405
