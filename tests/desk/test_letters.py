"""The office's letters: found by words, people and agencies, filtered by the address, marked, paged, kept as views."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from letters.intake import DueEntry, RequestEntry, SignatoryEntry
from letters.models import Agency, Letter
from letters.states import Visibility
from offices.models import Office, Role, User
from tests.desk.browsing import browser_of, named, page, told, words_of
from tests.making import editor_of, make_action, make_draft, make_letter, make_office, make_user
from tracker.clock import today
from tracker.desk.filters import Filters
from tracker.desk.finding import LETTERS_PER_PAGE, REQUESTS, listed
from tracker.desk.saved import MOST, SavedView

pytestmark = pytest.mark.django_db
PATH = "/desk/letters/"


class Cast:
    """An office with three letters and a draft, and another office's letters of the same words."""

    def __init__(self) -> None:
        self.office = make_office("Sample Office")
        self.user, self.colleague = make_user(self.office), make_user(self.office)
        late = RequestEntry("Publish the ledger.", deadline=DueEntry(due_on=today() - timedelta(days=2)))
        self.ledger = self.letter(
            "Ledger letter", topic="taxation", requests=[late], recipients=["Department of Ledgers"]
        )
        self.quorum = self.letter(
            "Quorum letter",
            text="Dear Secretary: the résumé of the quorum was lost.",
            requests=[RequestEntry("Hand over the files.", kind="documents")],
            signatories=[SignatoryEntry("Robin Sampleton")],
            visibility=Visibility.OFFICE,
        )
        self.given = self.letter("Given letter", by=self.colleague, requests=["Say why."])
        self.draft = make_draft(self.office, by=self.colleague, text="A draft on ledgers and quorum")
        make_letter(title="Stranger’s quorum", requests=["Publish the ledger."])
        make_letter(title="Stranger’s secret", visibility=Visibility.OFFICE, text="quorum")

    def letter(self, title: str, *, by: User | None = None, **fields: object) -> Letter:
        return make_letter(self.office, by=by or self.user, title=title, **fields)  # type: ignore[arg-type]

    def found(self, **query: str) -> set[str]:
        """The titles that the page lists."""
        return titles(page(PATH, self.user, query=query))


def titles(shown: str) -> set[str]:
    """The headings of the list, without marks."""
    headings = re.findall(r"<h2><a [^>]*>(.*?)</a>", shown)
    return {re.sub("</?mark>", "", heading) for heading in headings}


ALL = {"Ledger letter", "Quorum letter", "Given letter", "pasted.txt"}


def test_all_letters_of_the_office_are_there_and_no_others() -> None:
    assert Cast().found() == ALL


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "quorum"}, {"Quorum letter", "pasted.txt"}),
        ({"q": '"the quorum"'}, {"Quorum letter"}),
        ({"q": "ledger"}, {"Ledger letter"}),
        ({"q": "nowhere"}, set()),
        ({"q": "sampleton"}, {"Quorum letter"}),
        ({"q": "department ledgers"}, {"Ledger letter"}),
        ({"q": "robin files quorum"}, {"Quorum letter"}),
        ({"q": '" OR 1=1 -- '}, set()),
        ({"person": "sampleton"}, {"Quorum letter"}),
        ({"person": "ledgers"}, {"Ledger letter"}),
        ({"agency": "department-of-ledgers"}, {"Ledger letter"}),
        ({"kind": "documents"}, {"Quorum letter"}),
        ({"visibility": "office"}, {"Quorum letter"}),
        ({"topic": "taxation"}, {"Ledger letter"}),
        ({"topic": "none"}, ALL - {"Ledger letter"}),
        ({"visibility": "draft"}, {"pasted.txt"}),
        ({"due": "overdue"}, {"Ledger letter"}),
        ({"due": "soon"}, set()),
        ({"due": "check"}, {"Quorum letter", "Given letter"}),
        ({"due": "open"}, ALL - {"pasted.txt"}),
        ({"due": "closed"}, set()),
        ({"state": "awaiting_response"}, ALL - {"pasted.txt"}),
        ({"outcome": "fulfilled"}, set()),
        ({"due": "open", "kind": "documents", "visibility": "public"}, set()),
    ],
)
def test_each_filter_names_its_letters(query: dict[str, str], expected: set[str]) -> None:
    assert Cast().found(**query) == expected


def test_who_has_it_is_who_it_is_assigned_to_else_the_owner() -> None:
    cast = Cast()
    [asked] = cast.given.requests.select_related("letter__office")
    make_action(asked, "assigned", by=cast.user, assigned_to=cast.user)
    assert cast.found(owner=str(cast.user.pk)) == {"Ledger letter", "Quorum letter", "Given letter"}
    assert cast.found(owner=str(cast.colleague.pk)) == {"pasted.txt"}
    assert cast.found(owner=str(cast.colleague.pk), due="open") == set()


def test_who_has_it_lists_a_letter_once_however_many_requests_it_has() -> None:
    office = make_office()
    user = make_user(office)
    make_letter(office, by=user, title="Of three", requests=["One.", "Two.", "Three."])
    shown = page(PATH, user, query={"owner": str(user.pk)})
    assert re.findall(r"<h2><a [^>]*>(.*?)</a>", shown) == ["Of three"]


def test_a_letter_that_goes_while_the_page_is_made_is_left_out() -> None:
    letter = make_letter()
    request = RequestFactory().get(PATH)
    request.user = editor_of(letter.office)
    filters = Filters(request.GET, offices=[letter.office])
    assert filters.is_valid()
    assert [row.letter for row in listed(request, filters, [letter.pk + 1, letter.pk])] == [letter]


def test_what_was_looked_for_is_marked_and_what_people_wrote_is_never_markup() -> None:
    office = make_office()
    user = make_user(office)
    script = "<b>ledger</b>"
    make_letter(
        office, by=user, title=script, text=f"{'words ' * 60}{script}{' more' * 60}", requests=[script]
    )
    shown = page(PATH, user, query={"q": "Ledger"})
    assert shown.count("&lt;b&gt;<mark>ledger</mark>&lt;/b&gt;") == 3
    assert "<b>ledger" not in shown
    assert "<mark>" not in page(PATH, user)
    assert "… " in shown


def test_whoever_was_looked_for_is_shown_and_marked() -> None:
    cast = Cast()
    for query, expected in (
        ({"q": "sampleton"}, "Signed by: Robin <mark>Sampleton</mark>"),
        ({"person": "ampleto"}, "Signed by: Robin S<mark>ampleto</mark>n"),
        ({"q": "LEDGERS"}, "Secretary, Department of <mark>Ledgers</mark>"),
        ({"person": "of ledg"}, "Secretary, Department <mark>of Ledg</mark>ers"),
    ):
        shown = page(PATH, cast.user, query=query)
        assert expected in re.sub(r"</?span[^>]*>", "", shown)
    assert "Signed by" not in page(PATH, cast.user)


def test_a_person_is_found_by_the_agency_that_a_letter_addresses() -> None:
    cast = Cast()
    agency = Agency.objects.create(slug="beacons", name="Bureau of Beacons")
    cast.given.recipients.update(agency=agency)
    assert cast.found(person="of beac") == {"Given letter"}
    assert cast.found(q="beacons") == {"Given letter"}


def test_the_requests_that_have_the_words_are_listed_before_the_others() -> None:
    office = make_office()
    user = make_user(office)
    long = f"{'We ask. ' * 60}Publish the appendix.{' Thank you.' * 60}"
    make_letter(office, by=user, requests=[*(f"Do {number}." for number in range(1, 7)), long])
    shown = page(PATH, user, query={"q": "appendix"})
    listed = re.findall(r"<td>(\d+)\. <a", shown)
    assert listed == ["7", "1", "2", "3"]
    assert "Publish the <mark>appendix</mark>." in shown


@pytest.mark.parametrize(
    "query",
    [
        {"agency": "nowhere"},
        {"kind": "poem"},
        {"due": "yesterday"},
        {"owner": "9" * 40},
        {"owner": "a\0b"},
        {"q": "a\0b"},
        {"person": "a\0b"},
        {"visibility": "secret"},
        {"topic": "weather"},
        {"q": "x" * 201},
    ],
)
def test_a_filter_that_does_not_exist_is_an_error_and_lists_nothing(query: dict[str, str]) -> None:
    cast = Cast()
    shown = page(PATH, cast.user, 400, query)
    assert 'role="alert"' in shown
    assert titles(shown) == set()


def test_another_offices_people_and_agencies_are_not_offered() -> None:
    cast = Cast()
    outsider = make_user(make_office("Elsewhere"))
    Agency.objects.create(slug="hidden-agency", name="Hidden agency")
    shown = page(PATH, cast.user)
    assert outsider.email not in shown
    assert "Hidden agency" not in shown
    page(PATH, cast.user, 400, {"owner": str(outsider.pk)})
    page(PATH, cast.user, 400, {"agency": "hidden-agency"})


def test_strangers_see_none_of_it_and_who_is_not_signed_in_is_asked_to() -> None:
    Cast()
    assert titles(page(PATH, make_user(make_office()))) == set()
    assert "No letter fits." in page(PATH, make_user())
    assert Client().get(PATH).headers["Location"] == f"/sign-in/?next={PATH}"
    assert browser_of(make_user()).post(PATH).status_code == 405


def test_a_person_of_two_offices_filters_by_office() -> None:
    cast = Cast()
    other = make_office("Other")
    other.memberships.create(user=cast.user, role=Role.EDITOR)
    make_letter(other, by=cast.user, title="Of the other")
    assert cast.found() == ALL | {"Of the other"}
    assert cast.found(office=other.slug) == {"Of the other"}
    assert cast.found(office=cast.office.slug) == ALL
    page(PATH, cast.user, 400, {"office": make_office().slug})


def test_the_list_is_paged_and_keeps_its_filters() -> None:
    office = make_office()
    user = make_user(office)
    for number in range(LETTERS_PER_PAGE + 1):
        make_letter(
            office, by=user, title=f"Letter {number}", requests=[f"{row}." for row in range(REQUESTS + 1)]
        )
    first = page(PATH, user, query={"due": "open"})
    assert len(titles(first)) == LETTERS_PER_PAGE
    assert 'href="?due=open&amp;page=2"' in first
    assert f"The first {REQUESTS} that fit" in first
    assert titles(page(PATH, user, query={"due": "open", "page": "2"})) == {"Letter 0"}
    assert titles(page(PATH, user, query={"page": "99"})) == {"Letter 0"}
    assert titles(page(PATH, user, query={"page": "x\0"})) == titles(first)


@pytest.mark.parametrize("rows", [1, 4])
def test_it_takes_as_many_queries_for_one_letter_as_for_many(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    office = make_office()
    user = make_user(office)
    for _ in range(rows):
        make_letter(office, by=user, requests=["One.", "Two."][:rows])
    browser = browser_of(user)
    browser.get(PATH)
    with django_assert_num_queries(11):
        browser.get(PATH, {"due": "check"})
    counting = connection.vendor == "postgresql"  # which is asked first how many have the words
    with django_assert_num_queries(11 + counting):
        browser.get(PATH, {"q": "letter", "person": "examples"})


def keep(user: User, name: str, query: str) -> list[str]:
    """What the page says after a view was kept."""
    return told(browser_of(user).post(f"{PATH}views/", {"name": name, "query": query}))


def test_a_view_is_kept_listed_replaced_and_deleted() -> None:
    cast = Cast()
    assert keep(cast.user, "Late", "due=overdue&page=3&else=1&q=") == ["Kept as “Late”."]
    shown = page(PATH, cast.user)
    assert f'href="{PATH}?due=overdue">Late</a>' in shown
    keep(cast.user, "Late", "due=soon")
    view = SavedView.objects.get()
    assert (view.query, view.membership.office) == ("due=soon", cast.office)
    browser_of(cast.user).post(f"{PATH}views/{named(view.pk)}/delete/")
    assert SavedView.objects.count() == 0


def test_a_view_is_its_persons_alone_and_ends_with_their_membership() -> None:
    cast = Cast()
    keep(cast.user, "Mine alone", "due=overdue")
    view = SavedView.objects.get()
    assert "Mine alone" not in page(PATH, cast.colleague)
    assert browser_of(cast.colleague).post(f"{PATH}views/{named(view.pk)}/delete/").status_code == 404
    assert browser_of(cast.user).get(f"{PATH}views/{named(view.pk)}/delete/").status_code == 405
    cast.office.memberships.get(user=cast.user).delete()
    assert SavedView.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "query"),
    [("", "due=open"), ("x" * 61, ""), ("a\0b", ""), ("Late", "due=never"), ("Late", "q=" + "x" * 999)],
)
def test_a_view_that_cannot_be_is_refused(name: str, query: str) -> None:
    assert "Give the view a name" in keep(Cast().user, name, query)[0]
    assert SavedView.objects.count() == 0


def test_a_person_keeps_so_many_views_and_no_more() -> None:
    user = make_user(make_office())
    member = user.memberships.get()
    SavedView.objects.bulk_create(
        SavedView(membership=member, name=str(number), saved_at=member.user.date_joined)
        for number in range(MOST)
    )
    assert "delete one first" in keep(user, "One more", "")[0]
    assert keep(user, "7", "due=open") == ["Kept as “7”."]
    assert keep(make_user(), "No office", "") != ["Kept as “No office”."]


def test_a_view_of_one_of_two_offices_is_that_offices() -> None:
    cast = Cast()
    other: Office = make_office("Zeta")
    other.memberships.create(user=cast.user, role=Role.EDITOR)
    keep(cast.user, "Zeta’s", f"office={other.slug}")
    assert SavedView.objects.get().membership.office == other


def test_the_list_offers_what_is_done_with_the_selected() -> None:
    cast = Cast()
    shown = words_of(browser_of(cast.user).get(PATH, {"due": "overdue"}))
    [asked] = cast.ledger.requests.all()
    assert f'form="selected" name="request" value="{asked.public_id}"' in shown
    assert '<input type="hidden" name="back" value="/desk/letters/?due=overdue">' in shown
