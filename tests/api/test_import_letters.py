"""`manage.py import_letters`: a file of JSON lines, checked in full before the first row is written."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from letters.models import Letter, LetterRequest, Recipient
from offices.models import Office, User
from tests.making import make_office, make_user

pytestmark = pytest.mark.django_db

LETTER = {
    "title": "A list of samples",
    "visibility": "public",
    "letter_date": "2026-03-02",
    "sent_on": "2026-03-02",
    "recipients": [{"title": "Secretary", "organization": "Department of Examples"}],
    "requests": [
        {"text": "Publish the list.", "deadline": {"words": "by April 1", "due_on": "2026-04-01"}},
        {"text": "Say why.", "kind": "information"},
    ],
    "text": "Dear Secretary: Publish the list. Say why.",
}


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def editor(office: Office) -> User:
    return make_user(office)


class Terminal:
    """Runs the command on lines, and has what it printed."""

    def __init__(self, folder: Path, office: Office, by: User, capsys: pytest.CaptureFixture[str]) -> None:
        self.file, self.office, self.by, self.capsys = folder / "letters.jsonl", office, by, capsys

    def run(self, *lines: object, dry_run: bool = False) -> str:
        """What is printed of these lines; objects are written as JSON."""
        text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
        self.file.write_text(text, encoding="utf-8")
        call_command("import_letters", self.file, office=self.office.slug, by=self.by.email, dry_run=dry_run)
        return self.capsys.readouterr().out

    def fail(self, *lines: object, dry_run: bool = False) -> list[str]:
        """What is printed of wrong lines, and the last word."""
        with pytest.raises(CommandError) as error:
            self.run(*lines, dry_run=dry_run)
        return [*self.capsys.readouterr().err.splitlines(), str(error.value)]


@pytest.fixture
def terminal(tmp_path: Path, office: Office, editor: User, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(tmp_path, office, editor, capsys)


def test_it_works(terminal: Terminal) -> None:
    assert terminal.run(LETTER, "", LETTER | {"text": "", "backfilled": True}) == (
        "2 letters with 4 requests imported\n"
    )
    letter = Letter.objects.get(text=LETTER["text"])
    assert (letter.office, letter.owner, letter.source_name) == (
        terminal.office,
        terminal.by,
        "letters.jsonl",
    )
    assert [str(row.due_on) for row in letter.requests.all()] == ["2026-04-01", "None"]
    assert Recipient.objects.filter(agency__slug="department-of-examples").count() == 2
    states = LetterRequest.objects.values_list("response_states__state", flat=True)
    assert sorted(states) == ["awaiting_response"] * 2 + ["not_reviewed"] * 2


def test_a_dry_run_writes_nothing(terminal: Terminal) -> None:
    assert terminal.run(LETTER, dry_run=True) == "1 letters with 2 requests can be imported\n"
    assert not Letter.objects.exists()


@pytest.mark.parametrize("dry_run", [True, False])
def test_each_wrong_row_is_named_and_nothing_is_written(terminal: Terminal, *, dry_run: bool) -> None:
    wrong: list[Any] = [
        LETTER,
        '{"title": ',
        LETTER | {"title": "x" * 301, "visibility": "draft"},
        LETTER | {"requests": [{"text": "One."}, {"text": "", "kind": "demand"}]},
        LETTER | {"recipient": [], "recipients": [{"nom": "A", "name": "A"}]},
        [LETTER],
        "[" * 100_000,
    ]
    assert terminal.fail(*wrong, dry_run=dry_run) == [
        "row 2: This is no JSON: Expecting value: line 1 column 11 (char 10).",
        "row 3, title: Ensure this field has no more than 300 characters.",
        'row 3, visibility: "draft" is not a valid choice.',
        "row 4, requests/1/text: This field may not be blank.",
        'row 4, requests/1/kind: "demand" is not a valid choice.',
        "row 5, recipients/0/nom: There is no such field; see docs/imports.md.",
        "row 5, recipient: There is no such field; see docs/imports.md.",
        "row 6: Invalid data. Expected a dictionary, but got list.",
        "row 7: This is no letter: its brackets are nested too deep.",
        "6 rows are wrong; nothing was imported.",
    ]
    assert not Letter.objects.exists()


@pytest.mark.parametrize("dry_run", [True, False])
def test_what_the_verb_refuses_is_named_by_line(terminal: Terminal, *, dry_run: bool) -> None:
    late = LETTER | {"text": "Another.", "sent_on": "2100-01-01", "received_on": None}
    assert terminal.fail(LETTER, "", late, LETTER, dry_run=dry_run) == [
        "row 3, sent_on: The date of the fact, 2100-01-01, is still to come.",
        "row 4, text: The same letter stands in row 1.",
        "2 rows are wrong; nothing was imported.",
    ]
    assert not Letter.objects.exists()


def test_who_may_not_write_for_the_office_is_told(terminal: Terminal) -> None:
    terminal.by = make_user()
    assert len(terminal.fail(LETTER)) == 1
    assert not Letter.objects.exists()
