"""A letter is found by words in any of its places: all must be there, each wherever it is."""

import pytest
from django.db import connection

from letters.intake import RequestEntry, SignatoryEntry
from letters.models import Agency, Letter, LetterRequest, Recipient, Signatory
from letters.search import APART, letters_about, requests_with
from tests.making import make_letter

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def letter() -> Letter:
    """A letter with a word in each place, beside one that has others."""
    letter = make_letter(
        title="On ledgers",
        text="Dear Secretary: mind the quorum.",
        requests=[RequestEntry("Publish the minutes."), RequestEntry("Keep the appendix.")],
        recipients=["Department of Lighthouses"],
        signatories=[SignatoryEntry("Robin Sampleton"), SignatoryEntry("Kim Muster")],
    )
    recipient = Recipient.objects.get(letter=letter)
    recipient.agency = Agency.objects.create(slug="beacons", name="Bureau of Beacons", abbreviation="BOB")
    recipient.save(update_fields=["agency"])
    make_letter(title="Another", text="Something else.", recipients=["Elsewhere"])
    return letter


def found(typed: str) -> list[str]:
    return [letter.title for letter in Letter.objects.filter(letters_about(typed))]


@pytest.mark.parametrize(
    "typed",
    ["ledgers", "quorum", "minutes", "appendix", "Lighthouses", "beacons", "bob", "sampleton", "MUSTER"],
)  # fmt: skip
def test_a_word_is_found_wherever_it_stands(typed: str) -> None:
    assert found(typed) == ["On ledgers"]


@pytest.mark.parametrize(
    "typed",
    ["sampleton appendix beacons", "minutes appendix", "robin muster", '"robin sampleton" "mind the quorum"'],
)
def test_each_word_may_stand_in_another_place(typed: str) -> None:
    assert found(typed) == ["On ledgers"]


@pytest.mark.parametrize(
    "typed", ["sampleton nowhere", '"sampleton robin"', '"minutes appendix"', "Else beacons"]
)
def test_all_must_be_there_and_those_in_quotes_side_by_side(typed: str) -> None:
    assert found(typed) == []


def test_without_a_word_all_letters_fit() -> None:
    assert len(found(" ,; ")) == 2


def test_however_many_words_are_typed_they_are_looked_for() -> None:
    many = " ".join(f"word{number}" for number in range(700))
    assert found(f"ledgers {many}") == []
    assert found("the " * 700) == ["On ledgers"]
    words = [
        "sampleton",
        "muster",
        "minutes",
        "appendix",
        "beacons",
        "lighthouses",
        "robin",
        "kim",
        "mind",
        "quorum",
    ]
    assert len(words) == APART + 2
    assert found(" ".join(words)) == ["On ledgers"]  # the last two stand together in its text
    assert found(" ".join(reversed(words))) == []  # signers are rows of their own


def test_the_words_of_a_request_stand_in_it_together() -> None:
    texts = LetterRequest.objects.filter(requests_with("publish minutes")).values_list("text", flat=True)
    assert list(texts) == ["Publish the minutes."]
    assert not LetterRequest.objects.filter(requests_with("minutes appendix")).exists()


def test_what_is_named_otherwise_is_found_by_its_new_name_only(letter: Letter) -> None:
    Signatory.objects.filter(name="Kim Muster").update(name="Kim Newname")
    Agency.objects.filter(slug="beacons").update(name="Bureau of Buoys")
    Recipient.objects.filter(letter=letter).update(organization="Moved")
    assert [found(name) for name in ("muster", "beacons", "lighthouses")] == [[], [], []]
    assert [found(name) for name in ("newname", "buoys", "moved")] == [["On ledgers"]] * 3
    Signatory.objects.filter(name="Kim Newname").delete()
    assert found("newname") == []


def test_sqlites_index_says_what_its_tables_say(letter: Letter) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's index is of a column.")
    Signatory.objects.filter(letter=letter).first().delete()  # type: ignore[union-attr]  # it has two
    with connection.cursor() as cursor:
        for table in ("letters_recipient", "letters_signatory", "letters_agency"):
            cursor.execute(f"INSERT INTO {table}_search({table}_search, rank) VALUES ('integrity-check', 1)")
