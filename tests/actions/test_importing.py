"""Importing many letters: the very rows that opening them one by one writes, or none."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from os import environ
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from actions.importing import GivenLetter, WrongRows, import_letters
from actions.models import Action, DueDate, Effect
from actions.opening import open_letter
from letters.changes import PUBLIC, Change, Edition
from letters.intake import (
    DueEntry,
    LetterEntry,
    LetterSource,
    RecipientEntry,
    RequestEntry,
    SignatoryEntry,
    keep,
    keep_text,
)
from letters.models import Agency, Letter, LetterRequest, Recipient, ResponseState, Signatory
from letters.reading.documents import Document
from letters.states import RequestKind, Visibility
from offices.models import Office, Role, User
from offices.policy import NotAllowed
from tests.making import NOON, editor_of, make_letter, make_member, make_office, make_user

pytestmark = pytest.mark.django_db

TABLES: tuple[type[Model], ...] = (
    Agency, Letter, Recipient, Signatory, LetterRequest, ResponseState, Action, Effect, DueDate, Change,
)  # fmt: skip
# Several new agencies are entered in this order, so that no two imports wait for each other.
ORDER: dict[type[Model], str] = {Agency: "slug"}
# Where a letter came from, and when: one that was kept has a file, and the clock's instants.
APART = {"imported_in", "source_file", "source_name", "source_sha256", "created_at", "announced_at"}
DAYS = st.one_of(st.none(), st.dates(date(2025, 2, 1), date(2026, 3, 1)))
SENTENCES = ("Please  do\nit.", "Publish the list.", "Say why.", "Do nothing of that kind.")
NAMES = (
    "Department of Examples",
    "U.S. Department of Examples",
    "Office of Samples",
    "Known Agency",
    "…",
    "",
)


def given_letter(row: int = 1, *, text: str = "", backfilled: bool = False, **fields: Any) -> GivenLetter:
    """A letter to import."""
    known: dict[str, Any] = {
        "title": f"Letter {row}", "letter_date": date(2026, 3, 1), "sent_on": date(2026, 3, 1),
        "recipients": [RecipientEntry("Pat Placeholder", "Secretary", "Department of Examples")],
        "requests": [RequestEntry("Do it."), RequestEntry("Say why.")],
    }  # fmt: skip
    return GivenLetter(row, LetterEntry(**known | fields), text, backfilled)


def imported(
    letters: Sequence[GivenLetter], office: Office | None = None, by: User | None = None
) -> list[Letter]:
    """The letters, imported into an office."""
    office = office or make_office()
    by = by or editor_of(office)
    came = import_letters(office=office, letters=letters, by=by, now=NOON, source="letters.jsonl")
    return list(Letter.objects.filter(imported_in=came).order_by("pk"))


def refused(letters: Sequence[GivenLetter], office: Office | None = None) -> list[tuple[int, str, str]]:
    """What is said of the rows that are wrong."""
    with pytest.raises(WrongRows) as found:
        imported(letters, office)
    return [(wrong.row, wrong.field, wrong.problem) for wrong in found.value.rows]


def test_it_works() -> None:
    letters = imported(
        [given_letter(1), given_letter(2, visibility=Visibility.PUBLIC, text="Do it. Say why.")]
    )
    assert [str(letter) for letter in Letter.objects.order_by("pk")] == ["Letter 1", "Letter 2"]
    assert [letter.visibility for letter in letters] == ["office", "public"]
    assert [(row.start, row.end) for row in letters[1].requests.all()] == [(0, 6), (7, 15)]
    assert ResponseState.objects.filter(state="awaiting_response").count() == 4
    assert Action.objects.filter(kind="letter_sent").count() == 2
    call_command("check_ledger")


def due_entries() -> st.SearchStrategy[DueEntry]:
    """Deadlines, and none."""
    days = st.dates(date(2025, 2, 1), date(2027, 3, 1))
    return st.one_of(
        st.just(DueEntry()), st.builds(DueEntry, st.just("by then"), st.just("date"), days, st.just("So."))
    )


def entries(members: Sequence[str]) -> st.SearchStrategy[LetterEntry]:
    """Letters as a person may confirm them; `members` are Bioguide ids."""
    recipients = st.builds(
        RecipientEntry, st.sampled_from(["", "Pat Placeholder"]), st.just("Secretary"), st.sampled_from(NAMES),
        st.sampled_from(["", *members]),
    )  # fmt: skip
    signatories = st.builds(
        SignatoryEntry, st.just("Robin Sampleton"), st.sampled_from(["", "Chairman", "Ranking Member"]),
        st.sampled_from(members),
    )  # fmt: skip
    requests = st.builds(
        RequestEntry, st.sampled_from(SENTENCES), st.sampled_from(["", "a"]), st.sampled_from(RequestKind.values),
        due_entries(),
    )  # fmt: skip
    return st.builds(
        LetterEntry,
        title=st.just(" A letter "),
        visibility=st.sampled_from([Visibility.OFFICE, Visibility.PUBLIC]),
        letter_date=DAYS,
        sent_on=DAYS,
        response_deadline=due_entries(),
        recipients=st.lists(recipients, max_size=3),
        signatories=st.lists(signatories, max_size=2, unique_by=lambda entry: entry.bioguide_id),
        requests=st.lists(requests, min_size=1, max_size=3),
    )


def opened(letters: Sequence[GivenLetter], office: Office, by: User) -> None:
    """Keeps and opens the letters one by one."""
    for one in letters:
        document = Document(one.text, "text")
        letter = keep(office=office, by=by, source=LetterSource(one.sha256.encode(), "letter.txt", document))
        Letter.objects.filter(pk=letter.pk).update(created_at=NOON)
        open_letter(letter=letter, entry=one.entry, backfilled=one.backfilled, by=by, now=NOON)


def written(work: Callable[[], object]) -> dict[str, list[dict[str, Any]]]:
    """The rows that some work leaves in all tables, which it does not keep; keys and ids are told by their rows' places."""
    with transaction.atomic():
        work()
        call_command("check_ledger")
        found = rows_of_tables()
        transaction.set_rollback(True)
    return found


def rows_of_tables() -> dict[str, list[dict[str, Any]]]:
    """What stands in the tables."""
    rows = {model: list(model._default_manager.order_by(ORDER.get(model, "pk")).values()) for model in TABLES}
    keys = {model: [row[model._meta.pk.attname] for row in rows[model]] for model in TABLES}
    ids = [[row["public_id"] for row in rows[model]] for model in (Letter, LetterRequest, Action)]
    places = {key: (kind, place) for kind, each in enumerate(ids) for place, key in enumerate(each)}
    for model in TABLES:
        for field in model._meta.concrete_fields:
            for row in rows[model]:
                if field.name in APART or field.primary_key:
                    del row[field.attname]
                elif field.name == "public_id":
                    row[field.name] = places[row[field.name]]
                elif field.related_model in keys and row[field.attname]:
                    row[field.attname] = keys[field.related_model].index(row[field.attname])
    return {model.__name__: rows[model] for model in TABLES}


@settings(
    max_examples=int(environ.get("HISTORIES", "6")),
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
)
@given(data=st.data())
def test_the_rows_are_those_that_opening_one_by_one_writes(data: st.DataObject) -> None:
    office = make_office()
    by = make_user(office)
    Agency.objects.get_or_create(slug="known-agency", defaults={"name": "Known"})
    members = [make_member(name).bioguide_id for name in ("Sampleton", "Placeholder")]
    drawn = data.draw(
        st.lists(st.tuples(entries(members), st.booleans(), st.booleans()), min_size=1, max_size=4)
    )
    letters = [
        GivenLetter(
            row, replace(entry, title=f" Letter {row}"), f"{row}. Dear Secretary: {' '.join(SENTENCES)}" if has_text else "",
            backfilled,
        )
        for row, (entry, has_text, backfilled) in enumerate(drawn, start=1)
    ]  # fmt: skip
    assert written(lambda: imported(letters, office, by)) == written(lambda: opened(letters, office, by))


def test_a_letter_that_was_imported_is_known_when_its_text_is_pasted() -> None:
    office = make_office()
    imported([given_letter(text="Do it. Say why.")], office)
    pasted = keep_text(office=make_office(), by=None, text="Do it. Say why.")
    assert Letter.objects.exclude(pk=pasted.pk).get().source_sha256 == pasted.source_sha256


def test_each_wrong_row_is_named_and_nothing_is_written() -> None:
    wrong = [
        given_letter(1),
        given_letter(2, title=" "),
        given_letter(3, requests=[]),
        given_letter(4, sent_on=date(2026, 3, 3)),
        given_letter(6, received_on=date(2026, 2, 1)),
        given_letter(8, signatories=[SignatoryEntry("A", bioguide_id="S999999")]),
        given_letter(9, text="Do\0it."),
        given_letter(10, visibility=Visibility.DRAFT),
    ]
    assert refused(wrong) == [
        (2, "title", "Give the letter a title."),
        (3, "requests", "Name at least one request: a letter that asks for nothing needs no tracking."),
        (4, "sent_on", "The date of the fact, 2026-03-03, is still to come."),
        (6, "received_on", "A letter cannot be received before it was sent."),
        (8, "signatories", "No member of Congress has the Bioguide id S999999."),
        (9, "text", "The text has NUL characters, which no letter has; paste it again."),
        (10, "visibility", "Say who may see the letter: the office only, or everybody."),
    ]
    assert not any(model._default_manager.exists() for model in TABLES)


def test_a_letter_that_the_office_has_is_refused() -> None:
    office = make_office()
    keep_text(office=office, by=None, text="Do it.")
    problem = "Your office already has this letter."
    assert refused([given_letter(7, text="Do it.")], office) == [(7, "text", problem)]
    assert len(imported([given_letter(7, text="Do it.")], make_office())) == 1


def test_the_same_letter_stands_in_a_file_once() -> None:
    same = [given_letter(1), given_letter(2), replace(given_letter(1), row=3)]
    assert refused(same) == [(3, "", "The same letter stands in row 1.")]


def test_a_file_without_texts_is_imported_once() -> None:
    office = make_office()
    imported([given_letter(1)], office)
    assert refused([given_letter(1)], office) == [(1, "", "Your office already has this letter.")]


def test_letters_of_a_new_agency_name_one_agency() -> None:
    names = ("U.S. Department of State", "Department of State")
    imported(
        [given_letter(row, recipients=[RecipientEntry(organization=name)]) for row, name in enumerate(names)]
    )
    assert Agency.objects.get().name == "U.S. Department of State"
    assert Recipient.objects.filter(agency=Agency.objects.get()).count() == 2


def test_the_number_of_statements_does_not_grow_with_the_letters() -> None:
    counts = []
    for many in (1, 30):
        with CaptureQueriesContext(connection) as queries:
            imported(
                [
                    given_letter(
                        row,
                        letter_date=date(2026, 1, 1) + timedelta(days=row),
                        recipients=[RecipientEntry(organization=f"Agency {many}.{row}")],
                    )
                    for row in range(many)
                ]
            )
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_an_import_moves_an_edition_once() -> None:
    make_letter()
    before = Edition.objects.get(pk=PUBLIC).number
    imported([given_letter(row, visibility=Visibility.PUBLIC) for row in range(3)])
    assert Edition.objects.get(pk=PUBLIC).number == before + 1


def test_who_may_not_write_for_the_office_imports_nothing() -> None:
    office = make_office()
    with pytest.raises(NotAllowed):
        imported([given_letter()], office, make_user(office, Role.VIEWER))
    assert not Letter.objects.exists()
