"""The sweep: from check dates that have come to one mail per person and office day.

1. For each office whose reminder hour has come, find the open requests whose check date has come (`<=`).
2. Write a reminder for the latest check day of each that has passed; what was missed before counts once.
3. Hand each reminder to the people responsible: whom the request is assigned to, else the letter's owner, else the
   office's managers. Each person's reminders of a day go into one digest; one that has not left takes in what is new.
4. Send the digests that wait (`actions.delivery`).
5. Write down that the sweep has run.

Every step can be repeated, interrupted or run twice at once: rows are unique, and what is there is left alone.
"""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from actions.delivery import send_waiting
from actions.due_dates import days_come
from actions.models import Delivery, Digest, Reminder, SweepRun
from actions.responsible import Responsible
from actions.watching import Watch
from letters.models import LetterRequest
from letters.states import Visibility
from offices.models import Office, User

BATCH = 500


def sweep(*, now: datetime) -> int:
    """Runs once over all offices; returns how many mails left."""
    for office in Office.objects.order_by("pk"):
        if Watch(office).is_reminding(now):
            plan(office, today=now.astimezone(office.zone).date(), now=now)
    sent = send_waiting(now=now)
    SweepRun.objects.update_or_create(id=1, defaults={"finished_at": now})
    return sent


def plan(office: Office, *, today: date, now: datetime) -> None:
    """Writes reminders and puts them into digests, a batch of requests a transaction."""
    due = LetterRequest.objects.to_check(today).filter(letter__office=office)
    due = due.exclude(letter__visibility=Visibility.DRAFT)
    keys = list(due.order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(keys), BATCH):
        with transaction.atomic():
            plan_batch(office, keys[first : first + BATCH], today=today, now=now)


def plan_batch(office: Office, keys: list[int], *, today: date, now: datetime) -> None:
    """Writes the reminders of some requests and who gets them."""
    responsible = Responsible(office)
    requests = LetterRequest.objects.filter(pk__in=keys).select_related("letter__owner", "own_policy")
    wanted = days_come(list(requests), watch=Watch(office), on=today)
    Reminder.objects.bulk_create(
        (Reminder(letter_request_id=key, check_on=day, created_at=now) for key, day in wanted.items()),
        ignore_conflicts=True,
    )
    reminders = {
        reminder.letter_request_id: reminder
        for reminder in Reminder.objects.filter(letter_request__in=wanted)
        if reminder.check_on == wanted[reminder.letter_request_id]
    }
    digests = Digests(office, today=today, now=now)
    deliveries = [
        Delivery(reminder=reminders[letter_request.pk], digest=digest, user=user)
        for letter_request in requests
        if letter_request.pk in reminders
        for user in responsible.people(letter_request)
        if (digest := digests.open_for(user)) is not None
    ]
    Delivery.objects.bulk_create(deliveries, ignore_conflicts=True)


class Digests:
    """The digest that a person's reminders of this day go into."""

    def __init__(self, office: Office, *, today: date, now: datetime) -> None:
        self.office, self.today, self.now = office, today, now
        self.known: dict[int, Digest | None] = {}

    def open_for(self, user: User) -> Digest | None:
        """The one that has not left yet, else a new one; None where today's has left: then tomorrow."""
        if user.pk not in self.known:
            self.known[user.pk] = self.waiting(user) or self.new(user)
        return self.known[user.pk]

    def waiting(self, user: User) -> Digest | None:
        """A digest of this or an earlier day that has not left."""
        mine = Digest.objects.filter(office=self.office, user=user)
        return mine.filter(sent_at__isnull=True, suppressed_because="").order_by("day").first()

    def new(self, user: User) -> Digest | None:
        """Today's digest, where none left today."""
        mine = Digest.objects.filter(office=self.office, user=user)
        latest = mine.aggregate(latest=Max("sent_at"))["latest"]
        if latest is not None and latest.astimezone(self.office.zone).date() >= self.today:
            return None
        message_id = f"<digest.{self.office.slug}.{user.pk}.{self.today:%Y%m%d}@{settings.MAIL_DOMAIN}>"
        digest, created = Digest.objects.get_or_create(
            office=self.office,
            user=user,
            day=self.today,
            defaults={"message_id": message_id, "not_before": self.now},
        )
        return digest if created else None
