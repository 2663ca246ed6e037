"""An import is undone while others record of its letters: one of the two wins, and the other says so."""

import json

from tests.worlds import shared_world

IMPORTS = 6
SEED = """
from actions.importing import GivenLetter, import_letters
from letters.intake import LetterEntry, RequestEntry
from tests.making import NOON, make_office, make_user
office = make_office("Office")
by = make_user(office, email="staff@example.org")
for number in range(6):
    entries = [LetterEntry(title=f"{number} {letter}", sent_on=NOON.date(), requests=[RequestEntry("Do it.")]) for letter in range(5)]
    letters = [GivenLetter(row, entry) for row, entry in enumerate(entries, 1)]
    import_letters(office=office, letters=letters, by=by, now=NOON, source=str(number))
"""
# Who comes first is left to the processes: before each import both wait until the other is there.
BOTH = """
import json, os
from pathlib import Path
from django.db import transaction
from django.utils import timezone
from actions.ledger import LedgerError, check_made
from actions.undoing import CannotUndo, undo_import
from letters.arrivals import LetterImport
from letters.models import LetterRequest
from offices.models import User
by = User.objects.get()
with transaction.atomic():
    is_undoing = not User.objects.select_for_update().get().first_name
    User.objects.update(first_name="Undoing")
of = {row.letter.imported_in_id: row for row in LetterRequest.objects.select_related("letter__office")}
there = Path(os.environ["VAR_DIR"])
won = []
for place, came in enumerate(LetterImport.objects.order_by("pk")):
    (there / f"{place} {is_undoing}").touch()
    while not (there / f"{place} {not is_undoing}").exists():
        pass
    try:
        if is_undoing:
            undo_import(letter_import=came, by=by, now=timezone.now())
        else:
            check_made(letter_request=of[came.pk], by=by, now=timezone.now())
        won.append(came.name)
    except (CannotUndo, LedgerError):
        pass
print(json.dumps(won))
"""
STATE = """
import json
from actions.models import Action
from letters.arrivals import LetterImport
from letters.models import Letter
print(json.dumps([
    sorted(LetterImport.objects.filter(undone_at__isnull=True).values_list("name", flat=True)),
    Letter.objects.count(), Action.objects.filter(kind="status_check").count(), Action.objects.filter(kind="letter_sent").count(),
]))
"""


def test_either_the_import_is_undone_or_the_entry_is_made() -> None:
    with shared_world() as tracker:
        tracker.python(SEED)
        first, second = (json.loads(printed) for printed in tracker.together(BOTH, times=2))
        assert sorted([*first, *second]) == [str(number) for number in range(IMPORTS)]
        kept, letters, looks, sent = json.loads(tracker.python(STATE))
        assert kept in (first, second)
        assert (letters, looks, sent) == (5 * len(kept), len(kept), 5 * len(kept))
        assert tracker.manage("check_ledger").endswith(" 0 differ\n")
