"""Several processes writing at once: nothing is lost, nothing is written twice, the projection stays the fold."""

from tests.worlds import shared_world

SEED = """
from tests.making import make_draft, make_letter, make_office, make_user
office = make_office("Office")
person = make_user(office, email="staff@example.org")
make_letter(office, by=person, requests=["One.", "Two."])
make_draft(office, by=person)
"""
RECORD = """
import random
from datetime import date
from actions.ledger import LedgerError
from actions.models import Action
from letters.models import LetterRequest
from offices.models import User
from tests.making import make_action
by = User.objects.get()
first = Action.objects.filter(kind="letter_sent").get()
corrected = 0
for number in range(10):
    letter_request = LetterRequest.objects.select_related("letter__office").get(number=1 + number % 2)
    response = random.choice(["acknowledged", "partial_response", "substantive_response"])
    make_action(letter_request, by=by, response=response, outcome="in_progress", occurred_on=date(2026, 3, 1 + number % 2))
try:
    make_action(letter_request, by=by, supersedes=first)
    corrected = 1
except LedgerError:
    pass
print(corrected)
"""
CONFIRM = """
from actions.opening import open_letter
from letters.intake import IntakeError, LetterEntry, RequestEntry
from letters.models import Letter
from offices.models import User
from tests.making import NOON
try:
    draft = Letter.objects.drafts().first() or Letter.objects.get(title="Twice")
    open_letter(letter=draft, entry=LetterEntry(title="Twice", requests=[RequestEntry("Do it.")]), backfilled=False,
                by=User.objects.get(), now=NOON)
    print(1)
except IntakeError:
    print(0)
"""
COUNT = "from actions.models import Action; print(Action.objects.count())"


def test_writers_at_once_lose_nothing_and_correct_and_confirm_once() -> None:
    with shared_world() as tracker:
        tracker.python(SEED)
        assert sum(int(printed) for printed in tracker.together(RECORD, times=2)) == 1
        assert int(tracker.python(COUNT)) == 1 + 2 * 10 + 1
        assert sum(int(printed) for printed in tracker.together(CONFIRM, times=2)) == 1
        assert tracker.manage("check_ledger") == "3 requests checked, 0 differ\n"
