"""Long work at the desk: its queue, its page, who sees it, and the file of a large export."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from django.core.files import File
from django.db import IntegrityError, OperationalError, transaction
from pytest_django import DjangoAssertNumQueries, Settings

from actions.claims import LEASE
from offices.models import OfficeMembership, Role, User
from tests.desk.browsing import browser_of, page, words_of
from tests.making import make_office, make_request, make_user
from tracker import export_files
from tracker.jobs import (
    FILES_KEPT,
    KEPT,
    MOST_CLAIMS,
    Hold,
    Job,
    Kind,
    TakenOver,
    ask_for,
    claim,
    forget_files,
    forget_jobs,
)
from tracker.working import BROKEN, GIVEN_UP, work_at, work_off

pytestmark = pytest.mark.django_db

START = datetime(2026, 3, 2, 17, tzinfo=UTC)
NOWHERE = "abcdefghjkmn"


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def passes(self, time: timedelta) -> None:
        """Lets time pass."""
        self.now += time


@pytest.fixture
def clock() -> Clock:
    return Clock()


def make_job(by: User | None = None, kind: Kind = Kind.EXPORT, about: str = "json") -> Job:
    """A job that waits: an export of an office with one request."""
    office = by.memberships.get().office if by else make_office()
    by = by or make_user(office)
    make_request(office, by=make_user(office))
    return ask_for(kind=kind, about=about, name="requests.json", office=office, by=by, now=START)


def claimed(clock: Clock) -> Hold:
    """The next job, taken up."""
    job = claim(now=clock())
    assert job
    return Hold(job, clock)


def fresh(job: Job) -> Job:
    """The job as it stands now."""
    return Job.objects.get(pk=job.pk)


def test_it_works(clock: Clock) -> None:
    job = make_job()
    assert (work_off(clock=clock), work_off(clock=clock)) == (1, 0)
    job = fresh(job)
    assert (job.result, job.error, job.is_finished) == ("1 requests written.", "", True)
    with job.file.open() as file:
        assert len(json.load(file)) == 1


def test_a_job_is_taken_up_by_one_worker_until_its_lease_ends(clock: Clock) -> None:
    make_job()
    assert claimed(clock).job.claims == 1
    clock.passes(LEASE)
    assert claim(now=clock()) is None
    clock.passes(timedelta(seconds=1))
    assert claimed(clock).job.claims == 2


def test_what_is_told_renews_the_lease_and_is_seen_at_once(clock: Clock) -> None:
    job, hold = make_job(), claimed(clock)
    hold.begin("Writing the rows", 5000)
    clock.passes(LEASE)
    hold.tell(1200, 5000)
    clock.passes(LEASE)
    assert claim(now=clock()) is None
    assert "1,200 of 5,000 rows" in page(f"/desk/jobs/{job.public_id}/", job.by)


def test_progress_is_told_at_most_every_second(clock: Clock) -> None:
    job, hold = make_job(), claimed(clock)
    hold.begin("Writing the rows", 10)
    hold.tell(1, 10)
    assert fresh(job).done == 0
    clock.passes(timedelta(seconds=1))
    hold.tell(2, 10)
    assert fresh(job).done == 2


def test_who_was_taken_over_says_nothing_any_more(clock: Clock) -> None:
    job, slow = make_job(), claimed(clock)
    clock.passes(LEASE * 2)
    quick = claimed(clock)
    says: list[Callable[[], None]] = [slow.last_act, partial(slow.begin, "On"), partial(slow.finish, "Done.")]
    for say in says:
        with pytest.raises(TakenOver):
            say()
    quick.finish("Done by another.")
    with pytest.raises(TakenOver):
        slow.fail("It failed.")
    assert fresh(job).result == "Done by another."


def test_a_worker_that_was_taken_over_keeps_no_file(clock: Clock, settings: Settings) -> None:
    make_job()
    kept: list[Path] = []

    class Slow(Hold):
        def keep_file(self, data: File[bytes]) -> str:
            path = super().keep_file(data)
            kept.extend((Path(settings.MEDIA_ROOT) / "jobs").iterdir())
            Job.objects.update(claims=2)
            return path

    with pytest.raises(TakenOver):
        export_files.write_export(Slow(claimed(clock).job, clock))
    assert [path.exists() for path in kept] == [False]


def test_a_job_that_ends_its_workers_is_given_up(clock: Clock) -> None:
    job = make_job()
    for _ in range(MOST_CLAIMS):
        claimed(clock)
        clock.passes(LEASE * 2)
    work_off(clock=clock)
    assert fresh(job).error == GIVEN_UP


def test_a_mistake_of_ours_ends_the_job_and_says_so(clock: Clock) -> None:
    job = make_job(about="none")
    work_off(clock=clock)
    assert fresh(job).error == BROKEN
    assert BROKEN in page(f"/desk/jobs/{job.public_id}/", job.by)


def test_a_database_that_goes_away_leaves_the_job_for_later(clock: Clock) -> None:
    job = make_job()

    class Away(Hold):
        def begin(self, step: str, total: int = 0) -> None:
            raise OperationalError("server closed the connection")

    first = claim(now=clock())
    assert first
    with pytest.raises(OperationalError):
        work_at(Away(first, clock))
    assert not fresh(job).is_finished
    clock.passes(LEASE * 2)
    assert work_off(clock=clock) == 1
    assert fresh(job).result


def test_the_same_asked_for_twice_is_one_job_until_it_is_done(clock: Clock) -> None:
    job = make_job()
    asked = {"kind": Kind.EXPORT, "about": "json", "name": "x", "office": job.office, "by": job.by}
    assert ask_for(**asked, now=START) == job  # type: ignore[arg-type]
    work_off(clock=clock)
    assert ask_for(**asked, now=START) != job  # type: ignore[arg-type]


def test_who_has_left_the_office_gets_nothing_of_it(clock: Clock) -> None:
    job = make_job()
    OfficeMembership.objects.filter(user=job.by).delete()
    work_off(clock=clock)
    assert "does not allow you" in fresh(job).error


def test_the_page_is_there_for_the_office_alone(clock: Clock) -> None:
    job = make_job()
    path = f"/desk/jobs/{job.public_id}/"
    assert "It waits for a worker" in page(path, make_user(job.office, Role.VIEWER))
    work_off(clock=clock)
    never = browser_of(make_user(make_office(), Role.MANAGER)).get(f"/desk/jobs/{NOWHERE}/")
    for address in (path, f"{path}file/"):
        answer = browser_of(make_user(make_office(), Role.MANAGER)).get(address)
        assert (answer.status_code, words_of(answer)) == (404, words_of(never))
        assert browser_of().get(address).headers["Location"] == f"/sign-in/?next={address}"
        assert browser_of(job.by).post(address).status_code == 405


def test_one_sees_ones_own_jobs(clock: Clock) -> None:
    job = make_job()
    assert job.public_id in page("/desk/jobs/", job.by)
    assert job.public_id not in page("/desk/jobs/", make_user(job.office))
    assert browser_of().get("/desk/jobs/").headers["Location"].startswith("/sign-in/")


def test_the_page_asks_again_by_itself_until_the_job_has_ended(clock: Clock) -> None:
    job = make_job()
    path, browser = f"/desk/jobs/{job.public_id}/", browser_of(job.by)
    answer = browser.get(path, headers={"HX-Request": "true"})
    assert 'hx-trigger="every 2s"' in words_of(answer)
    assert "<html" not in words_of(answer)
    assert "Look again</a>" in words_of(browser.get(path))
    work_off(clock=clock)
    assert browser.get(path, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert "hx-" not in words_of(browser.get(path))


@pytest.fixture
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker writes more than one request."""
    monkeypatch.setattr("tracker.desk.exports.AT_ONCE", 1)


@pytest.mark.usefixtures("few_at_once")
def test_a_large_export_is_a_job_whose_file_the_office_fetches() -> None:
    office = make_office()
    editor, viewer = make_user(office), make_user(office, Role.VIEWER)
    for _ in range(2):
        make_request(office, by=editor)
    start, browser = f"/desk/offices/{office.slug}/export/", browser_of(viewer)
    assert browser.get(f"{start}requests.csv").headers["Location"] == start
    shown = words_of(browser.get(start))
    assert "requests.csv/make/" in shown
    assert "download" not in shown
    path = browser.post(f"{start}requests.json/make/").headers["Location"]
    work_off(clock=lambda: datetime.now(UTC))
    assert f"{path}file/" in words_of(browser.get(path))
    for person in (viewer, editor):
        answer = browser_of(person).get(f"{path}file/")
        assert len(json.loads(b"".join(answer.streaming_content))) == 2  # type: ignore[attr-defined]
        assert answer["Content-Disposition"].startswith(f'attachment; filename="{office.slug}-requests-')
        assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "private, no-store")


@pytest.mark.usefixtures("few_at_once")
def test_only_the_offices_people_may_ask_for_a_large_export() -> None:
    office = make_office()
    make = f"/desk/offices/{office.slug}/export/requests.csv/make/"
    assert browser_of(make_user(make_office(), Role.MANAGER)).post(make).status_code == 404
    assert browser_of().post(make).headers["Location"].startswith("/sign-in/")
    assert browser_of(make_user(office)).get(make).status_code == 405
    assert browser_of(make_user(office)).post(make.replace("csv", "pdf")).status_code == 404
    assert not Job.objects.exists()


def test_after_a_day_the_file_is_gone_and_after_a_week_the_job(clock: Clock, settings: Settings) -> None:
    job = make_job()
    work_off(clock=clock)
    path = f"/desk/jobs/{job.public_id}/file/"
    assert browser_of(job.by).get(path).status_code == 404  # it ended in March
    forget_files(before=START)
    kept = Path(settings.MEDIA_ROOT) / "jobs"
    assert len([*kept.iterdir()]) == 1
    forget_files(before=START + FILES_KEPT)
    assert not [*kept.iterdir()]
    assert "is gone" in page(f"/desk/jobs/{job.public_id}/", job.by)
    forget_jobs(before=START)
    assert Job.objects.exists()
    forget_jobs(before=START + KEPT)
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("job_kind_is_known", {"kind": "joke"}),
        ("job_does_no_more_than_all", {"done": 2, "total": 1}),
        ("job_ends_with_a_result_or_an_error", {"finished_at": START}),
        ("job_ends_with_a_result_or_an_error", {"result": "Done."}),
        ("job_ends_with_a_result_or_an_error", {"finished_at": START, "result": "x", "error": "y"}),
    ],
)
def test_the_database_refuses_a_job_that_cannot_be(name: str, columns: dict[str, object]) -> None:
    make_job()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Job.objects.update(**columns)


def test_the_database_keeps_the_same_job_once_at_a_time() -> None:
    job = make_job()
    job.pk, job.public_id = None, NOWHERE
    with pytest.raises(IntegrityError, match=r"job_once_at_a_time|UNIQUE"), transaction.atomic():
        job.save(force_insert=True)


def test_a_page_takes_a_fixed_number_of_queries(
    clock: Clock, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    job = make_job()
    browser = browser_of(job.by)
    with django_assert_num_queries(4):
        browser.get(f"/desk/jobs/{job.public_id}/")
    with django_assert_num_queries(3):
        browser.get(f"/desk/jobs/{job.public_id}/", headers={"HX-Request": "true"})


@pytest.mark.parametrize("jobs", [1, 4])
def test_the_list_takes_as_many_queries_for_one_job_as_for_many(
    jobs: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = make_job()
    browser = browser_of(first.by)
    for number in range(1, jobs):
        asked = {"kind": Kind.EXPORT, "about": str(number), "name": "x", "office": first.office}
        ask_for(**asked, by=first.by, now=START)  # type: ignore[arg-type]
    with django_assert_num_queries(4):
        shown = words_of(browser.get("/desk/jobs/"))
    assert len(set(re.findall(r"/desk/jobs/(\w{12})/", shown))) == jobs
