"""Long work that a web request does not wait for: a row says what is to be done, how far it is and what came of it.

The row is the queue. A worker takes a job up by a lease that each word of its progress renews; a killed one's lease runs out,
and another begins the job anew. What a job writes, it writes in the one transaction in which it says that it is done, and which
begins by making sure that nobody else has taken the job up (`Hold.last_act`): so a job is done in full, once, or not at all.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import F, Q

from actions.claims import LEASE, abandoned
from letters.ids import new_public_id
from offices.models import Office, User
from offices.policy import offices_where

Clock = Callable[[], datetime]

MOST_CLAIMS = 3  # a job that ends its workers is given up
EVERY = timedelta(seconds=1)  # how often its progress is told
FILES_KEPT = timedelta(days=1)
KEPT = timedelta(days=7)


class Kind(models.TextChoices):
    """What is to be done; `tracker.working` does it."""

    CHECK = "check", "Check of a spreadsheet"
    IMPORT = "import", "Import of letters"
    EXPORT = "export", "Export of requests"
    READ = "read", "Reading of a letter"
    TAKEOUT = "takeout", "Take-out"
    BRING = "bring", "Bringing a take-out in"


OF_MANAGERS = (Kind.TAKEOUT, Kind.BRING)  # whose files and pages are for the office's managers alone


class Jobs(models.QuerySet["Job"]):
    """Jobs as pages and workers ask for them."""

    def visible_to(self, user: User) -> Self:
        """Those of the offices whose letters the person may read, and manages where the job is for managers."""
        read = Q(office__in=offices_where(user, "read what the office keeps"))
        managed = Q(office__in=offices_where(user, "manage the office"))
        return self.filter(read & (~Q(kind__in=OF_MANAGERS) | managed))

    def unfinished(self) -> Self:
        """Those that wait, or that somebody works at."""
        return self.filter(finished_at__isnull=True)

    def free(self, now: datetime) -> Self:
        """Unfinished ones that nobody holds, or whose holder was heard of too long ago."""
        return self.unfinished().filter(Q(leased_until__isnull=True) | abandoned(now))


class Job(models.Model):
    """A piece of work; `about` is the import's or letter's id or the file's ending, `name` what people call it."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    # Whoever deletes these would leave the job's file behind; a job is forgotten after a week.
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    about = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    # The number of claims so far is the fencing token: only the latest claim may tell progress or a result.
    claims = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    step = models.CharField(max_length=100, blank=True, help_text="What is being done, in words.")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0, help_text="0 where it is not known.")
    finished_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=300, blank=True)
    error = models.CharField(max_length=500, blank=True)
    file = models.FileField(blank=True, max_length=120)

    objects: ClassVar[models.Manager["Job"]] = Jobs.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["id"], condition=Q(finished_at__isnull=True), name="job_unfinished")]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "by", "kind", "about"],
                condition=Q(finished_at__isnull=True),
                name="job_once_at_a_time",
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="job_kind_is_known"),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="job_does_no_more_than_all"),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True, result="", error="")
                | Q(finished_at__isnull=False) & (Q(result="") ^ Q(error="")),
                name="job_ends_with_a_result_or_an_error",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name}"

    @property
    def is_finished(self) -> bool:
        """Whether it has ended, with a result or an error."""
        return self.finished_at is not None


class JobFailed(Exception):
    """Why a job cannot be done, in words for the person who asked; nothing of it was written."""


class TakenOver(Exception):
    """Another worker has taken the job up meanwhile; whatever this one still does of it must not count."""


class Hold:
    """A worker's hold on a job that it has claimed: through it the job's row hears how far the work is, and its end."""

    def __init__(self, job: Job, clock: Clock) -> None:
        self.job, self.clock = job, clock
        self.told_at = clock()

    def tell(self, done: int, total: int) -> None:
        """Says how far the current step is, at most every second. Raises TakenOver.

        Call it outside of transactions: what is written in one is seen by nobody before its end.
        """
        if self.clock() - self.told_at >= EVERY:
            self.write(done=done, total=total)

    def begin(self, step: str, total: int = 0) -> None:
        """Says what is done now; `total` 0 where nobody can see how far it is. Raises TakenOver."""
        self.write(step=step, done=0, total=total)

    def last_act(self) -> None:
        """Call it first in the transaction that writes what the job makes, and `finish` last. Raises TakenOver.

        The row's lock is held from here to the commit, so that nobody takes the job up meanwhile.
        """
        self.write(leased_until=self.clock() + LEASE)

    def finish(self, result: str, *, file: str = "") -> None:
        """Says what came of it. Raises TakenOver."""
        self.write(result=result, file=file, finished_at=self.clock(), leased_until=None)

    def fail(self, error: str) -> None:
        """Says why nothing came of it. Raises TakenOver."""
        self.write(error=error[:500], finished_at=self.clock(), leased_until=None)

    def write(self, **columns: object) -> None:
        """Sets columns, and renews the lease, unless somebody else has taken the job up."""
        now = self.clock()
        mine = Job.objects.unfinished().filter(pk=self.job.pk, claims=self.job.claims)
        if not mine.update(**{"leased_until": now + LEASE} | columns):
            raise TakenOver
        self.told_at = now

    def keep_file(self, data: File[bytes]) -> str:
        """Keeps what the job made as a file; its path, for `finish`. A name for each claim: two never write to one."""
        return default_storage.save(path_of(self.job, self.job.claims), data)


def path_of(job: Job, claim: int) -> str:
    """Where the file is kept that a claim has made."""
    return f"jobs/{job.public_id}-{claim}"


@transaction.atomic
def ask_for(*, kind: Kind, about: str, name: str, office: Office, by: User, now: datetime) -> Job:
    """Puts a job into the queue; where the person has asked for the same and it is not done yet, that one."""
    asked = {"office": office, "by": by, "kind": kind, "about": about}
    rest = {"name": name[:200], "created_at": now}
    return Job.objects.unfinished().get_or_create(**asked, finished_at=None, defaults=rest)[0]


@transaction.atomic
def claim(*, now: datetime) -> Job | None:
    """Takes up the job that has waited longest and that nobody else holds, if there is one."""
    job = Job.objects.free(now).order_by("pk").select_for_update(of=("self",), skip_locked=True).first()
    if job is not None:
        job.claims += 1
        job.leased_until = now + LEASE
        job.save(update_fields=["claims", "leased_until"])
    return job


def forget_files(*, before: datetime) -> None:
    """Forgets the files of jobs that ended before, also those of claims that did not come to their end."""
    for job in Job.objects.filter(kind__in=[Kind.EXPORT, Kind.TAKEOUT], finished_at__lt=before):
        for number in range(1, job.claims + 1):
            default_storage.delete(path_of(job, number))


def forget_jobs(*, before: datetime) -> None:
    """Forgets the jobs that ended before; their files must be forgotten already."""
    Job.objects.filter(finished_at__lt=before).delete()
