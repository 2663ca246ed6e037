"""Importing a spreadsheet at the desk: upload, columns, a check that writes nothing, and one confirmation for all."""

import io
import json
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from html import unescape
from itertools import count
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import Workbook
from pytest_django import DjangoAssertNumQueries

from actions.importing import import_letters
from actions.models import Action
from actions.projection import differences
from actions.undoing import undo_import
from letters.arrivals import LetterImport
from letters.changes import Audience, Change, Thing
from letters.models import Letter, LetterRequest
from letters.reading.telling import silent
from letters.states import RequestKind, Response, Visibility
from offices.models import OfficeMembership, Role, User
from tests.desk.browsing import browser_of, page, told, words_of
from tests.desk.test_export import downloaded
from tests.making import NOON, make_action, make_letter, make_member, make_office, make_user
from tracker.jobs import Hold, Job, claim
from tracker.sheet_imports import KEPT, SheetImport, choose_columns, forget_imports
from tracker.sheet_work import check_sheet, import_sheet, read
from tracker.tasks import forget_old
from tracker.working import work_off

pytestmark = pytest.mark.django_db

SHEET = """Letter,Date,Recipient,Agency,Members,Request,Due,Status
A list of samples,3/2/2026,Secretary,Department of Examples,Robin Sampleton; Kim Example,Publish the list.,2026-04-01,Open
,,,,,Say why.,within 30 days,Open
On examples,2026-03-01,Director; Deputy Director,Bureau of Examples,,Stop it.,,Closed
A list of samples,3/2/2026,,,,Say where.,,
"""


class Desk:
    """A person who imports into an office."""

    def __init__(self, role: Role = Role.EDITOR) -> None:
        self.office = make_office("Sample Office")
        self.user = make_user(self.office, role)
        self.browser: Client = browser_of(self.user)

    @property
    def start(self) -> str:
        return f"/desk/offices/{self.office.slug}/import/"

    def upload(self, content: str | bytes, name: str = "letters.csv") -> Any:
        """Gives a file."""
        data = content.encode() if isinstance(content, str) else content
        return self.browser.post(self.start, {"file": SimpleUploadedFile(name, data)})

    def choose(self, path: str, *columns: str, backfilled: bool = False) -> Any:
        """Says what each column is."""
        chosen = {f"column-{place}": name for place, name in enumerate(columns)}
        return self.browser.post(path, chosen | ({"backfilled": "on"} if backfilled else {}))

    def checked(self, content: str | bytes, name: str = "letters.csv", *, backfilled: bool = False) -> str:
        """Uploads, takes the columns as they are guessed, and gives the address of the check."""
        path = self.upload(content, name).headers["Location"]
        if path.endswith("/check/"):
            return path  # type: ignore[no-any-return]
        columns = SheetImport.objects.get(public_id=path.split("/")[-2]).columns
        answer = self.choose(path, *columns, backfilled=backfilled)
        assert answer.status_code == 302, words_of(answer)
        return answer.headers["Location"]  # type: ignore[no-any-return]

    def confirm(self, check: str) -> Any:
        """Presses the button, and lets a worker do what it asks for."""
        answer = self.browser.post(check.replace("/check/", "/confirm/"))
        work_off(clock=timezone.now)
        return answer

    def imported(self, content: str | bytes, name: str = "letters.csv", *, backfilled: bool = False) -> None:
        """All of it."""
        answer = self.confirm(self.checked(content, name, backfilled=backfilled))
        assert answer.headers["Location"].startswith("/desk/jobs/")
        assert not Job.objects.exclude(error="").exists()

    def wrong(self, content: str) -> list[list[str]]:
        """What the check says is wrong: row, column and sentence of each."""
        check = self.checked(content)
        shown = words_of(self.browser.get(check))
        assert not Letter.objects.exists()
        assert self.confirm(check).headers["Location"] == check
        assert not Job.objects.exists()
        assert not Letter.objects.exists()
        rows = re.findall(r"<tr><td>(.*?)</td><td[^>]*>(.*?)</td><td>(.*?)</td></tr>", shown)
        return [[unescape(cell) for cell in row] for row in rows]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def workbook(rows: Sequence[Sequence[object]]) -> bytes:
    """An XLSX file."""
    book, into = Workbook(), io.BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(into)
    return into.getvalue()


def test_rows_of_one_letter_become_one_letter(desk: Desk) -> None:
    desk.imported(SHEET)
    samples, examples = Letter.objects.order_by("title")
    assert (samples.title, samples.letter_date, samples.sent_on) == (
        "A list of samples",
        date(2026, 3, 2),
        date(2026, 3, 2),
    )
    assert {letter.visibility for letter in (samples, examples)} == {Visibility.OFFICE}
    assert [request.text for request in samples.requests.all()] == [
        "Publish the list.",
        "Say why.",
        "Say where.",
    ]
    assert [(r.title, r.organization) for r in samples.recipients.all()] == [
        ("Secretary", "Department of Examples")
    ]
    assert [signatory.name for signatory in samples.signatories.all()] == ["Robin Sampleton", "Kim Example"]
    assert [(r.title, r.organization) for r in examples.recipients.all()] == [
        ("Director", "Bureau of Examples"),
        ("Deputy Director", "Bureau of Examples"),
    ]
    first, second, _ = samples.requests.all()
    assert (first.deadline_on, first.deadline_words) == (date(2026, 4, 1), "")
    assert (second.deadline_on, second.deadline_words) == (date(2026, 4, 1), "within 30 days")


def test_the_check_says_what_would_be_made_and_writes_nothing(desk: Desk) -> None:
    shown = words_of(desk.browser.get(desk.checked(SHEET)))
    assert not Letter.objects.exists()
    assert "4 requests in 2 letters would be made" in shown
    assert "Not imported: the column “Status”" in shown
    assert "Row 2</td><td>A list of samples</td>" in shown
    assert "March 2, 2026" in shown


@pytest.mark.parametrize(
    ("words", "due_on", "rule"),
    [
        ("within 10 business days", date(2026, 3, 16), "10 business days"),
        ("30 days", date(2026, 4, 1), "30 days"),
        ("end of the month", date(2026, 3, 31), "end of the month"),
        ("as soon as possible", None, ""),
    ],
)
def test_a_worded_deadline_is_computed_from_the_letters_date(
    desk: Desk, words: str, due_on: date | None, rule: str
) -> None:
    desk.imported(f"Letter,Date,Request,Due\nA,2026-03-02,Do it.,{words}\n")
    asked = LetterRequest.objects.get()
    assert (asked.deadline_words, asked.deadline_on, asked.deadline_rule) == (words, due_on, rule)
    assert asked.due_on == due_on
    assert bool(asked.deadline_explanation) == bool(due_on)


def test_a_day_beside_the_words_is_the_deadline(desk: Desk) -> None:
    desk.imported(
        "Letter,Date,Request,Deadline,Deadline in words\nA,2026-03-02,Do it.,2026-05-01,within 30 days\n"
    )
    asked = LetterRequest.objects.get()
    assert (asked.deadline_words, asked.deadline_on) == ("within 30 days", date(2026, 5, 1))


def test_a_worded_deadline_of_an_undated_letter_has_no_day(desk: Desk) -> None:
    desk.imported("Letter,Request,Due\nA,Do it.,within 30 days\n")
    asked = LetterRequest.objects.get()
    assert (asked.deadline_words, asked.deadline_on) == ("within 30 days", None)


MEMBERS = "Letter,Date,Signed by,Request\nA,2026-03-02,{},Do it.\n"


def strangers(shown: str) -> list[tuple[str, str]]:
    """The signers who stay names, and why."""
    return re.findall(r'data-label="Signatory">(.*?)</td><td>(.*?)</td>', shown)


def test_a_signer_is_the_member_who_is_meant_for_sure_and_else_a_name(desk: Desk) -> None:
    robin, kim = make_member("Sampleton", "Robin", state="NM"), make_member("Example", "Kim", state="OH")
    for state in ("AL", "MI"):
        make_member("Rogers", "Mike", state=state, chamber="house")
    signed = "Sen. Robin Sampleton (I-NM); Kim Example, Chair; Mike Rogers; Jo Nobody"
    check = desk.checked(MEMBERS.format(f'"{signed}"'))
    shown = words_of(desk.browser.get(check))
    assert "2 of 4 are known for members" in shown
    assert strangers(shown) == [
        ("Mike Rogers", "Several members who served then fit this name."),
        ("Jo Nobody", "No member of Congress who is known for the letter’s date has this name."),
    ]
    desk.confirm(check)
    rows = Letter.objects.get().signatories.order_by("position").values_list("name", "member", "state")
    assert list(rows) == [
        ("Sen. Robin Sampleton (I-NM)", robin.pk, "NM"),
        ("Kim Example, Chair", kim.pk, "OH"),
        ("Mike Rogers", None, ""),
        ("Jo Nobody", None, ""),
    ]


def test_a_signer_is_matched_on_the_letters_own_date(desk: Desk) -> None:
    make_member("Sampleton", "Robin")
    sheet = "Letter,Date,Signed by,Request\nA,2026-03-02,Robin Sampleton,Do it.\nB,2002-03-02,Robin Sampleton,Do it.\n"
    desk.imported(f"{sheet}C,,Robin Sampleton,Do it.\n")
    known = dict(Letter.objects.values_list("title", "signatories__member__last_name"))
    assert known == {"A": "Sampleton", "B": None, "C": None}


def test_a_sheet_is_known_again_whoever_has_become_a_member_since(desk: Desk) -> None:
    sheet = MEMBERS.format("Robin Sampleton")
    desk.imported(sheet)
    make_member("Sampleton", "Robin")
    assert "Your office already has this letter." in words_of(desk.browser.get(desk.checked(sheet)))


ASIDES = """Letter,Date,Request,Assigned to,Private note
A,2026-03-02,Do it.,{email},Call Kim first.
,,Say why.,Kim Example,
,,Say when.,,
"""


def colleague(desk: Desk, role: Role = Role.EDITOR) -> User:
    """Kim Example, who works in the office."""
    kim = make_user(desk.office, role)
    kim.first_name, kim.last_name = "Kim", "Example"
    kim.save()
    return kim


def test_who_works_on_a_request_and_a_private_note_become_entries_of_the_office(desk: Desk) -> None:
    kim = colleague(desk)
    check = desk.checked(ASIDES.format(email=kim.email.upper()))
    shown = words_of(desk.browser.get(check))
    assert "2 requests would be assigned, 1 would have a private note." in shown
    desk.confirm(check)
    requests = list(LetterRequest.objects.select_related("letter__office").order_by("number"))
    assert [one.assigned_to for one in requests] == [kim, kim, None]
    assert [*map(differences, requests)] == [[], [], []]
    entries = Action.objects.exclude(kind="letter_sent").order_by("pk").values_list("kind", "summary")
    assert list(entries) == [("assigned", ""), ("note", "Call Kim first."), ("assigned", "")]
    heard = Change.objects.filter(thing=Thing.ACTION).values_list("audience", flat=True)
    assert list(heard) == [Audience.OFFICE] * 4


def test_an_import_with_assignments_and_notes_is_undone_with_them(desk: Desk) -> None:
    desk.imported(ASIDES.format(email=colleague(desk).email))
    undo_import(letter_import=LetterImport.objects.get(), by=desk.user, now=timezone.now())
    assert (Action.objects.count(), Letter.objects.count()) == (0, 0)


def test_who_is_no_colleague_is_a_wrong_row(desk: Desk) -> None:
    colleague(desk, Role.VIEWER)
    sheet = "Letter,Request,Assigned to\nA,Do it.,Kim Example\n"
    asked = "write a colleague’s e-mail address."
    assert desk.wrong(sheet) == [
        ["Row 2", "Assigned to", f"“Kim Example” is nobody who may write for the office: {asked}"]
    ]
    colleague(desk)
    colleague(desk)
    assert desk.wrong(sheet) == [
        ["Row 2", "Assigned to", f"“Kim Example” is several people who may write for the office: {asked}"]
    ]


def test_columns_are_guessed_by_their_names_and_shown_with_samples(desk: Desk) -> None:
    path = desk.upload(SHEET).headers["Location"]
    shown = words_of(desk.browser.get(path))
    chosen = re.findall(r'<option value="(\w*)" selected', shown)
    assert chosen == [
        "title",
        "letter_date",
        "recipients",
        "organization",
        "signatories",
        "request",
        "due_on",
        "",
    ]
    assert "A list of samples · On examples" in shown


def test_a_person_says_what_the_columns_are(desk: Desk) -> None:
    path = desk.upload("Betreff,Frage,Nr\nA,Warum?,1\nB,Wo?,1\n").headers["Location"]
    assert [SheetImport.objects.get().columns] == [["", "", ""]]
    check = desk.choose(path, "title", "request", "").headers["Location"]
    desk.confirm(check)
    assert set(Letter.objects.values_list("title", flat=True)) == {"A", "B"}


@pytest.mark.parametrize(
    ("columns", "problem"),
    [
        (["title", "title"], "Two columns cannot both be “Letter: title”; leave one out."),
        (["title", ""], "Say which column is “Request: its words”."),
        (["", "request"], "Say which column is “Letter: title”."),
        (["title", "nothing"], "Select a valid choice."),
    ],
)
def test_columns_that_cannot_be_used_are_refused(desk: Desk, columns: list[str], problem: str) -> None:
    path = desk.upload("Letter,Request\nA,B\n").headers["Location"]
    answer = desk.choose(path, *columns)
    assert answer.status_code == 400
    assert problem in words_of(answer)
    assert SheetImport.objects.get().columns == ["title", "request"]


def test_each_wrong_row_is_named_with_its_column_and_nothing_is_written(desk: Desk) -> None:
    long, future = "x" * 301, timezone.now().date() + timedelta(days=9)
    sheet = f"""Title,Date,To,Department,Request,Kind,Deadline
A,3/45/2026,,,Do it.,,
B,2026-03-01,,,,,
C,2026-03-01,,,Do it.,spell,2026-99-99
{long},2026-03-01,,,Do it.,,
D,{future},,,Do it.,,
E,2026-03-01,x; y; z,a; b,Do it.,,
F,2026-03-01,x,a,Do it.,,
F,2026-03-01,y,a,Do that.,,
,,,,{"z" * 20_001},,
G,25/3/2026,,,Do it.,,
"""
    unclear = "is no day: write it as 2026-03-31 or 3/31/2026."
    assert desk.wrong(sheet) == [
        ["Row 2", "Date", f"“3/45/2026” {unclear}"],
        ["Row 3", "Request", "This row asks for nothing: write the request's words."],
        ["Row 4", "Deadline", f"“2026-99-99” {unclear}"],
        [
            "Row 4",
            "Kind",
            f"“spell” is none of the kinds: {', '.join(RequestKind.labels)}.",
        ],
        ["Row 5", "Title", "Ensure this field has no more than 300 characters."],
        ["Row 6", "Date", f"The date of the fact, {future}, is still to come."],
        ["Row 7", "Department", "Name one agency, or as many as there are recipients."],
        ["Row 9", "To", "Row 8 says something else of the same letter."],
        ["Row 10", "Request", "Ensure this field has no more than 20000 characters."],
        ["Row 11", "Date", f"“25/3/2026” {unclear}"],
    ]


def test_a_topic_is_known_by_its_label_or_name(desk: Desk) -> None:
    desk.imported("Letter,Topic,Request\nA,Social Welfare,Do it.\nB,social_welfare,Do it.\nC,,Do it.\n")
    topics = Letter.objects.order_by("title").values_list("topic", flat=True)
    assert [*topics] == ["social_welfare", "social_welfare", ""]


def test_a_topic_that_does_not_exist_is_a_wrong_row(desk: Desk) -> None:
    assert desk.wrong("Letter,Topic,Request\nA,Weather,Do it.\n") == [
        ["Row 2", "Topic", "“Weather” is none of congress.gov's policy areas."]
    ]


def test_a_letter_that_the_office_has_is_a_wrong_row(desk: Desk) -> None:
    sheet = "Letter,Date,Request\nA,2026-03-01,Do it.\n"
    desk.imported(sheet)
    SheetImport.objects.all().delete()
    check = desk.checked(sheet)
    assert "Your office already has this letter." in words_of(desk.browser.get(check))
    desk.confirm(check)
    assert Letter.objects.count() == 1


def test_two_clicks_import_once(desk: Desk) -> None:
    check = desk.checked(SHEET)
    path = check.replace("/check/", "/confirm/")
    first, second = desk.browser.post(path), desk.browser.post(path)
    assert first.headers["Location"] == second.headers["Location"]
    assert desk.confirm(check).headers["Location"] == first.headers["Location"]
    assert (Letter.objects.count(), Job.objects.count()) == (2, 1)
    assert desk.confirm(check).headers["Location"] == check
    made = desk.browser.get(check).headers["Location"]
    assert "2 letters imported" in words_of(desk.browser.get(made))
    assert SheetImport.objects.get().content == ""


def test_a_large_sheet_is_checked_by_a_worker_who_says_how_far_it_is(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.desk.imports.AT_ONCE", 3)
    path = desk.checked(SHEET)
    assert path.startswith("/desk/jobs/")
    job = claim(now=NOON)
    assert job
    hold = Hold(job, ticking())
    told = []
    hold.tell = lambda done, total: told.append((done, total))  # type: ignore[method-assign]
    check_sheet(hold)
    assert told == [(3, 4), (4, 4)]
    assert "2 letters can be imported." in words_of(desk.browser.get(path))
    assert "4 requests in 2 letters would be made" in words_of(
        desk.browser.get(f"/desk/imports/{job.about}/check/")
    )


def test_the_progress_of_an_import_is_seen_while_it_is_read(desk: Desk) -> None:
    check = desk.checked(SHEET)
    path = desk.browser.post(check.replace("/check/", "/confirm/")).headers["Location"]
    job = claim(now=NOON)
    assert job
    seen: list[str] = []

    class Watched(Hold):
        def write(self, **columns: object) -> None:
            super().write(**columns)
            if len(connection.savepoint_ids) < 2:  # else others do not see it yet
                seen.append(words_of(desk.browser.get(path)))

    import_sheet(Watched(job, ticking()))
    shown = " ".join(seen)
    assert "3 of 4 rows" in shown
    assert "Writing 2 letters, all or none" in shown
    assert "2 letters imported." in words_of(desk.browser.get(path))


def test_a_letter_kept_meanwhile_fails_the_import_with_the_row(desk: Desk) -> None:
    check = desk.checked("Letter,Date,Request\nA,2026-03-01,Do it.\n")
    desk.browser.post(check.replace("/check/", "/confirm/"))
    other = SheetImport.objects.get()
    taken = read(other, silent)[0].letters
    import_letters(office=desk.office, letters=taken, by=desk.user, now=NOON, source="another.csv")
    work_off(clock=timezone.now)
    assert Job.objects.get().error == "Nothing was imported: 1 thing to mend first."
    assert "Your office already has this letter." in words_of(desk.browser.get(check))
    assert Letter.objects.count() == 1


def test_while_a_worker_is_at_it_neither_columns_nor_file_change(desk: Desk) -> None:
    check = desk.checked(SHEET)
    job = desk.browser.post(check.replace("/check/", "/confirm/")).headers["Location"]
    columns = SheetImport.objects.get().columns
    assert desk.choose(check.replace("check/", ""), "title", "request").headers["Location"] == check
    choose_columns(sheet_import=SheetImport.objects.get(), columns=[], backfilled=True)
    desk.browser.post(check.replace("/check/", "/discard/"))
    assert SheetImport.objects.get().columns == columns
    assert desk.browser.get(check).headers["Location"] == job


def test_who_may_no_longer_write_imports_nothing(desk: Desk) -> None:
    check = desk.checked(SHEET)
    desk.browser.post(check.replace("/check/", "/confirm/"))
    OfficeMembership.objects.filter(user=desk.user).update(role=Role.VIEWER)
    work_off(clock=timezone.now)
    assert Job.objects.get().error == "The file is gone, or you may no longer import it."
    assert not Letter.objects.exists()


def ticking() -> Callable[[], datetime]:
    """A clock that goes on by a second whenever somebody looks."""
    seconds = count(1)
    return lambda: NOON + timedelta(seconds=next(seconds))


def test_old_letters_start_as_not_reviewed_and_others_await_a_response(desk: Desk) -> None:
    sheet = "Letter,Date,To,Request\n{},2026-03-01,Secretary,Do it.\n"
    desk.imported(sheet.format("Old"), backfilled=True)
    SheetImport.objects.all().delete()
    desk.imported(sheet.format("New"))
    states = dict(LetterRequest.objects.values_list("letter__title", "response_states__state"))
    assert states == {"Old": Response.NOT_REVIEWED, "New": Response.AWAITING_RESPONSE}


def test_a_workbook_with_days_of_its_own_is_imported(desk: Desk) -> None:
    day = datetime(2026, 3, 2)  # noqa: DTZ001 - as Excel has it
    desk.imported(workbook([["Letter", "Date", "Request"], ["A", day, "Do it."]]), "letters.xlsx")
    assert Letter.objects.get().letter_date == date(2026, 3, 2)


def test_rows_with_the_same_id_are_one_letter(desk: Desk) -> None:
    desk.imported("No,Letter,Request\n7,A,Do it.\n8,A,Do that.\n7,,Say why.\n")
    assert sorted(letter.requests.count() for letter in Letter.objects.all()) == [1, 2]


def test_json_lines_are_imported_without_columns(desk: Desk) -> None:
    line = json.dumps({"title": "A", "visibility": "public", "requests": [{"text": "Do it."}]})
    desk.imported(f"{line}\n", "letters.jsonl")
    assert Letter.objects.get().visibility == Visibility.PUBLIC
    SheetImport.objects.all().delete()
    shown = words_of(desk.browser.get(desk.checked("{}\n", "letters.jsonl")))
    assert 'Row 1</td><td data-label="Column">title</td><td>This field is required.' in shown


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_was_exported_can_be_imported_elsewhere(desk: Desk, ending: str) -> None:
    office = make_office()
    make_letter(office, title="=A", requests=["-Do it.", "Say why."], recipients=["Department of Examples"])
    desk.imported(downloaded(office, ending), f"requests.{ending}")
    letter = Letter.objects.get(office=desk.office)
    assert (letter.title, letter.letter_date) == ("=A", date(2026, 3, 2))
    assert [request.text for request in letter.requests.all()] == ["-Do it.", "Say why."]
    assert [(r.title, r.organization) for r in letter.recipients.all()] == [
        ("Secretary", "Department of Examples")
    ]


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("letters.csv", b"Letter,Request\n", "needs a row that names the columns"),
        ("letters.xlsx", b"PK\x03\x04", "damaged or cut off"),
        ("letters.csv", b"x," * (5 * 1024**2 + 1), "larger than 10 MB"),
        ("letters.csv", b"", "The submitted file is empty."),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(
    desk: Desk, name: str, data: bytes, why: str
) -> None:
    answer = desk.upload(data, name)
    assert answer.status_code == 400
    assert why in words_of(answer)
    assert not SheetImport.objects.exists()


def test_a_discarded_file_is_gone_and_an_imported_one_stays(desk: Desk) -> None:
    check = desk.checked(SHEET)
    answer = desk.browser.post(check.replace("/check/", "/discard/"))
    assert (told(answer), SheetImport.objects.count()) == (
        ["The file is gone; nothing of it was imported."],
        0,
    )
    check = desk.checked(SHEET)
    desk.confirm(check)
    desk.browser.post(check.replace("/check/", "/discard/"))
    assert (Letter.objects.count(), SheetImport.objects.get().is_done) == (2, True)


def test_an_import_is_there_for_who_began_it_alone(desk: Desk) -> None:
    check = desk.checked(SHEET)
    for other in (make_user(desk.office, Role.MANAGER), make_user(make_office(), Role.MANAGER)):
        for path in (check, check.replace("check/", "")):
            page(path, other, status=404)
        for verb in ("confirm", "discard"):
            assert browser_of(other).post(check.replace("check", verb)).status_code == 404
    assert browser_of().get(check).headers["Location"].startswith("/sign-in/")
    assert desk.browser.get(check.replace("check", "confirm")).status_code == 405
    assert "letters.csv" in words_of(desk.browser.get(desk.start))
    assert "letters.csv" not in page(desk.start, make_user(desk.office))
    OfficeMembership.objects.filter(user=desk.user).update(role=Role.VIEWER)
    assert desk.confirm(check).status_code == 404
    assert not Letter.objects.exists()


def test_editors_may_import_viewers_are_told_so_and_strangers_find_nothing(desk: Desk) -> None:
    assert desk.browser.get(desk.start).status_code == 200
    page(desk.start, make_user(desk.office, Role.VIEWER), status=403)
    page(desk.start, make_user(make_office(), Role.MANAGER), status=404)
    assert browser_of().get(desk.start).headers["Location"].startswith("/sign-in/")


def test_after_a_week_the_upload_is_forgotten_and_the_letters_stay(desk: Desk) -> None:
    desk.imported(SHEET)
    desk.checked(SHEET)
    now = timezone.now()
    forget_imports(before=now - KEPT)
    assert SheetImport.objects.count() == 2
    SheetImport.objects.update(created_at=now - KEPT - timedelta(minutes=1))
    forget_old()
    assert (SheetImport.objects.count(), Letter.objects.count()) == (0, 2)


def test_an_import_is_undone_at_its_page(desk: Desk) -> None:
    desk.imported(SHEET)
    shown = words_of(desk.browser.get(desk.start))
    [path] = re.findall(r"/desk/imported/\w+/", shown)
    assert "Undo the import of 2 letters" in words_of(desk.browser.get(path))
    viewer, manager = make_user(desk.office, Role.VIEWER), make_user(desk.office, Role.MANAGER)
    assert "undo/" not in page(path, viewer)
    assert browser_of(viewer).post(f"{path}undo/").status_code == 403
    page(path, make_user(make_office(), Role.MANAGER), status=404)
    assert browser_of(make_user(make_office(), Role.MANAGER)).post(f"{path}undo/").status_code == 404
    assert desk.browser.get(f"{path}undo/").status_code == 405
    assert Letter.objects.count() == 2
    answer = browser_of(manager).post(f"{path}undo/")
    assert (told(answer), Letter.objects.count()) == (["Undone: the letters are gone."], 0)
    assert f"{manager} took them out again" in words_of(desk.browser.get(path))


def test_an_import_that_somebody_went_on_with_says_why_it_stays(desk: Desk) -> None:
    desk.imported(SHEET)
    made = SheetImport.objects.select_related("made").get().made
    assert made
    path = f"/desk/imported/{made.public_id}/"
    make_action(LetterRequest.objects.select_related("letter__office")[0], response="acknowledged")
    why = "Something has been recorded of one of its requests since; the ledger keeps that."
    shown = words_of(desk.browser.get(path))
    assert f"This import can no longer be undone. {why}" in shown
    assert "undo/" not in shown
    assert told(desk.browser.post(f"{path}undo/")) == [why]
    assert Letter.objects.count() == 2


def test_the_database_knows_the_states_of_an_import(desk: Desk) -> None:
    desk.upload(SHEET)
    for state in ("lost", "done"):
        refused = pytest.raises(IntegrityError, match="sheet_import_made_letters_where_done")
        with refused, transaction.atomic():
            SheetImport.objects.update(state=state)


@pytest.mark.parametrize("rows", [1, 40])
def test_the_pages_take_as_many_queries_for_one_row_as_for_many(desk: Desk, rows: int) -> None:
    sheet = "Letter,Date,Request\n" + "".join(f"A {row},2026-03-01,Do it.\n" for row in range(rows))
    check = desk.checked(sheet)
    with CaptureQueriesContext(connection) as queries:
        for path in (desk.start, check.replace("check/", ""), check):
            assert desk.browser.get(path).status_code == 200
    assert len(queries) == 17


@pytest.mark.parametrize("rows", [1, 40])
def test_what_was_imported_takes_as_many_queries_for_one_letter_as_for_many(
    desk: Desk, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    desk.imported("Letter,Request\n" + "".join(f"A {row},Do it.\n" for row in range(rows)))
    path = f"/desk/imported/{LetterImport.objects.get().public_id}/"
    with django_assert_num_queries(6):
        assert f"Undo the import of {rows} letter" in words_of(desk.browser.get(path))
