"""A scan is kept at once and read by a worker: what the draft, its pages and the API say meanwhile, and whatever else becomes of it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from actions.claims import LEASE
from actions.opening import open_letter
from letters.intake import AlreadyKept, LetterEntry, RequestEntry, discard, enter_reading, file_source, unread
from letters.models import Letter
from letters.search import letters_about
from offices.models import OfficeMembership, Role, User
from tests.api.asking import client_of, read, write
from tests.desk.browsing import browser_of, page, words_of
from tests.making import NOON, make_office, make_user
from tests.reading.letters import a_letter
from tests.reading.pictures import blank, picture_of
from tests.scoring.renditions import scan
from tracker.jobs import MOST_CLAIMS, Hold, Job, Kind, TakenOver, claim
from tracker.reading_work import NOT_NEEDED, job_of, keep_letter, read_letter
from tracker.working import GIVEN_UP, work_off

pytestmark = pytest.mark.django_db

WRITE = picture_of("Dear Sir: please write.")
ENTRY = LetterEntry(title="By hand", requests=[RequestEntry("Do it.")])


class Interrupted(Hold):
    """A hold on the job that waits, whose worker something happens to each time that a page is read."""

    def __init__(self, happens: Callable[[int, int], object]) -> None:
        job = claim(now=timezone.now())
        assert job
        super().__init__(job, timezone.now)
        self.happens = happens

    def tell(self, done: int, total: int) -> None:
        self.happens(done, total)


def make_scan(*, by: User | None = None, data: bytes = WRITE) -> Letter:
    """A draft that waits to be read."""
    office = by.memberships.get().office if by else make_office()
    source = file_source(data, "scan.tif")
    return keep_letter(office=office, by=by or make_user(office), source=source, now=timezone.now())


def work() -> None:
    """A worker does what waits."""
    work_off(clock=timezone.now)


def claimed() -> Hold:
    """The reading, taken up."""
    job = claim(now=timezone.now())
    assert job
    return Hold(job, timezone.now)


def fresh(letter: Letter) -> Letter:
    """The letter as it stands now."""
    return Letter.objects.get(pk=letter.pk)


def address(letter: Letter) -> str:
    """Its draft's page."""
    return f"/desk/letters/{letter.public_id}/draft/"


def test_it_works() -> None:
    user = make_user(make_office())
    file = SimpleUploadedFile("scan.pdf", scan(a_letter("We urge you to publish the list of examples.")))
    browser, fields = browser_of(user), {"office": user.memberships.get().office_id, "file": file}
    job = browser.post("/desk/letters/new/", fields).headers["Location"]
    letter = Letter.objects.get()
    assert (letter.text, letter.is_being_read) == ("", True)
    assert "Reading of a letter: under way" in page(job, user)
    work()
    letter = fresh(letter)
    assert not letter.is_being_read
    assert "from a scan" in letter.reading_doubts
    shown = page(job, user)
    assert "The letter is read" in shown
    assert f'<a href="{address(letter)}">See what was read</a>' in shown
    assert "publish the list of examples" in page(address(letter), user)
    assert letter in Letter.objects.filter(letters_about("examples"))


def test_what_is_quick_to_read_is_read_at_once() -> None:
    letter = make_scan(data=b"Dear Sir: please write.")
    assert (letter.text, letter.is_being_read) == ("Dear Sir: please write.", False)
    assert not Job.objects.exists()


def test_the_bytes_are_kept_before_anything_is_read() -> None:
    letter = make_scan()
    with letter.source_file.open("rb") as file:
        assert file.read() == WRITE


def test_the_same_scan_twice_is_one_draft_and_one_job() -> None:
    letter = make_scan()
    assert letter.created_by
    with pytest.raises(AlreadyKept):
        make_scan(by=letter.created_by)
    assert Job.objects.get() == job_of(letter)


def test_each_page_is_told() -> None:
    make_scan(data=picture_of("Dear Sir:", "please write."))
    told = []
    read_letter(Interrupted(lambda done, total: told.append((done, total))))
    assert told == [(1, 2), (2, 2)]
    assert (Job.objects.get().step, Job.objects.get().total) == ("Reading the scanned pages", 2)


def test_a_scan_without_a_word_is_kept_with_the_reason() -> None:
    letter = make_scan(data=blank())
    work()
    assert "holds no text" in fresh(letter).unread_because == Job.objects.get().error
    shown = page(f"/desk/jobs/{Job.objects.get().public_id}/", letter.created_by)
    assert "Reading of a letter: not done" in shown
    assert "Enter the letter by hand</a>" in shown
    assert "scan.tif could not be read" in page(address(letter), letter.created_by)


def test_a_reading_that_ends_its_workers_is_given_up_and_the_draft_says_so() -> None:
    letter = make_scan()
    for _ in range(MOST_CLAIMS):
        claimed()
        Job.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    work()
    letter = fresh(letter)
    assert (letter.unread_because, letter.is_being_read) == (GIVEN_UP, False)
    with letter.source_file.open("rb") as file:
        assert file.read() == WRITE


def test_a_mistake_of_ours_leaves_no_draft_waiting() -> None:
    letter = make_scan()
    letter.source_file.storage.delete(letter.source_file.name or "")
    work()
    assert "made a mistake" in fresh(letter).unread_because


def test_a_slow_worker_that_was_taken_over_writes_nothing() -> None:
    letter = make_scan()
    slow = claimed()
    Job.objects.update(leased_until=timezone.now() - LEASE)
    claimed()
    with pytest.raises(TakenOver):
        read_letter(slow)
    assert fresh(letter).is_being_read


def test_one_that_is_taken_over_at_the_very_end_writes_nothing() -> None:
    letter = make_scan()
    slow = Interrupted(lambda done, total: Job.objects.update(claims=2))
    with pytest.raises(TakenOver):
        read_letter(slow)
    assert (fresh(letter).is_being_read, fresh(letter).text) == (True, "")


def test_who_confirms_by_hand_does_not_wait_and_nothing_is_written_over_it() -> None:
    letter = make_scan()
    by = letter.created_by
    assert by

    def confirm(done: int, total: int) -> None:
        open_letter(letter=letter, entry=ENTRY, backfilled=True, by=by, now=timezone.now())

    read_letter(Interrupted(confirm))
    confirmed = fresh(letter)
    assert (confirmed.title, confirmed.text, confirmed.is_being_read) == ("By hand", "", False)
    assert (confirmed.version, Job.objects.get().result) == (2, NOT_NEEDED)
    assert "See the letter</a>" in page(f"/desk/jobs/{Job.objects.get().public_id}/", by)


def test_who_confirmed_before_it_began_has_nothing_read() -> None:
    letter = make_scan()
    assert letter.created_by
    open_letter(letter=letter, entry=ENTRY, backfilled=True, by=letter.created_by, now=timezone.now())
    work()
    assert Job.objects.get().result == NOT_NEEDED


@pytest.mark.parametrize("before", [True, False])
def test_a_draft_may_be_discarded_meanwhile(*, before: bool) -> None:
    letter = make_scan()
    by = letter.created_by
    assert by
    if before:
        discard(letter=letter, by=by, now=NOON)
    read_letter(Interrupted(lambda done, total: discard(letter=letter, by=by, now=NOON)))
    assert not Letter.objects.exists()
    assert Job.objects.get().result == NOT_NEEDED
    assert "/draft/" not in page(f"/desk/jobs/{Job.objects.get().public_id}/", by)


def test_who_has_left_the_office_leaves_it_a_letter_that_is_read() -> None:
    letter = make_scan()
    OfficeMembership.objects.filter(user=letter.created_by).delete()
    work()
    assert "please write" in fresh(letter).text


def test_the_draft_says_that_it_is_being_read_and_leads_to_the_file_and_the_job() -> None:
    letter = make_scan(data=blank(3))
    shown = page(address(letter), letter.created_by)
    job = job_of(letter)
    assert job
    assert "Its scanned pages are being read" in shown
    assert "It waits for a worker" in shown
    assert f"/desk/jobs/{job.public_id}/" in shown
    assert f"/desk/letters/{letter.public_id}/source/" in shown
    hold = claimed()
    hold.begin("Reading the scanned pages", 3)
    hold.write(done=1)
    assert "1 of 3 pages" in page(address(letter), letter.created_by)
    assert "Its scanned pages are being read" in page("/desk/", letter.created_by)


def test_the_part_that_asks_again_leaves_the_page_alone_and_says_when_it_is_read() -> None:
    letter = make_scan()
    browser = browser_of(letter.created_by)
    [path] = re.findall(r'hx-get="([^"]+/reading/)"', page(address(letter), letter.created_by))
    asked = browser.get(path, headers={"HX-Request": "true"})
    assert 'hx-trigger="every 2s"' in words_of(asked)
    assert "<html" not in words_of(asked)
    work()
    answer = browser.get(path, headers={"HX-Request": "true"})
    assert "Its pages are read" in words_of(answer)
    assert "hx-" not in words_of(answer)
    assert "HX-Refresh" not in answer.headers


def test_the_part_says_where_it_could_not_be_read_or_was_confirmed() -> None:
    unreadable, letter = make_scan(data=blank()), make_scan()
    by = letter.created_by
    assert by
    open_letter(letter=letter, entry=ENTRY, backfilled=True, by=by, now=timezone.now())
    work()
    assert "could not be read" in page(f"{address(unreadable)}reading/", unreadable.created_by)
    assert "See the letter that somebody has confirmed" in page(f"{address(letter)}reading/", by)


def test_the_office_alone_sees_how_far_it_is() -> None:
    letter = make_scan()
    path = f"{address(letter)}reading/"
    assert page(path, make_user(letter.office, Role.VIEWER))
    page(path, make_user(make_office(), Role.MANAGER), 404)
    assert browser_of().get(path).headers["Location"] == f"/sign-in/?next={path}"
    assert browser_of(letter.created_by).post(path).status_code == 405


def test_a_form_that_was_opened_before_may_be_confirmed_after() -> None:
    letter = make_scan()
    work()
    fields = {"title": "By hand", "visibility": "office", "requests-0-text": "Do it.", "confirm": "1"}
    fields |= {"requests-0-kind": "action", "requests-TOTAL_FORMS": "1"}
    fields |= {f"{kind}-TOTAL_FORMS": "0" for kind in ("recipients", "signatories")}
    assert browser_of(letter.created_by).post(address(letter), fields).status_code == 302
    assert (fresh(letter).title, "please write" in fresh(letter).text) == ("By hand", True)


def test_a_page_that_asks_again_takes_a_fixed_number_of_queries(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    letter = make_scan()
    browser = browser_of(letter.created_by)
    with django_assert_num_queries(4):
        browser.get(f"{address(letter)}reading/")


def test_the_api_answers_at_once_and_shows_what_was_read_later() -> None:
    office = make_office()
    user = make_user(office)
    file = SimpleUploadedFile("scan.tif", WRITE)
    answer = client_of(user).post("/api/v1/letters/", {"office": office.slug, "file": file})
    kept = answer.json()
    assert (answer.status_code, kept["is_being_read"], kept["text"]) == (201, True, "")
    tag = client_of(user).get(f"/api/v1/letters/{kept['id']}/").headers["ETag"]
    work()
    again = client_of(user).get(f"/api/v1/letters/{kept['id']}/", headers={"If-None-Match": tag})
    assert (again.status_code, again.json()["is_being_read"]) == (200, False)
    assert "please write" in again.json()["text"]
    assert again.json()["version"] == kept["version"] + 1


def test_the_api_confirms_what_is_being_read() -> None:
    letter = make_scan()
    given = {"title": "By hand", "requests": [{"text": "Do it."}]}
    answer = write(f"letters/{letter.public_id}/confirm/", given, letter.created_by, 200)
    assert (answer["is_being_read"], answer["title"]) == (False, "By hand")
    assert read(f"letters/{letter.public_id}/", letter.created_by)["is_being_read"] is False


def test_the_api_keeps_an_upload_that_is_sent_twice_once() -> None:
    office = make_office()
    client = client_of(make_user(office))
    answers = []
    for _ in range(2):
        body = {"office": office.slug, "file": SimpleUploadedFile("scan.tif", WRITE)}
        answers.append(client.post("/api/v1/letters/", body, headers={"Idempotency-Key": "a"}).json())
    assert answers[0] == answers[1]
    assert Job.objects.filter(kind=Kind.READ).count() == 1


def test_what_was_read_is_entered_once() -> None:
    letter = make_scan()
    source, now = unread(b"", "scan.tif", "Too late."), timezone.now()
    assert enter_reading(letter=letter, source=source, now=now)
    assert not enter_reading(letter=letter, source=source, now=now)


@pytest.mark.parametrize("columns", [{"text": "Words"}, {"unread_because": "No."}])
def test_the_database_refuses_what_is_read_and_waits_to_be_read(columns: dict[str, str]) -> None:
    make_scan()
    with (
        pytest.raises(IntegrityError, match="letter_being_read_is_an_empty_draft"),
        transaction.atomic(),
    ):
        Letter.objects.update(**columns)
