"""What the database itself refuses of reminders and their days, a test for each constraint by its name."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from actions.models import DueDate, OwnPolicy
from actions.policies import set_own_policy
from tests.making import NOON, editor_of, make_request

pytestmark = pytest.mark.django_db

BROKEN: dict[str, Callable[[], object]] = {
    "due_date_kind_is_known": lambda: DueDate.objects.update(kind="holiday"),
    "due_date_once_per_kind": lambda: DueDate.objects.bulk_create([copy_of(DueDate.objects.get())]),
    "own_policy_intervals_are_at_least_a_day": lambda: OwnPolicy.objects.update(open_interval=0),
}


def copy_of(row: DueDate) -> DueDate:
    """The row, to be inserted once more."""
    row.pk = None
    return row


@pytest.mark.parametrize("name", BROKEN)
def test_a_row_that_breaks_a_rule_is_refused(name: str) -> None:
    letter_request = make_request()
    set_own_policy(
        letter_request=letter_request, values={}, by=editor_of(letter_request.letter.office), now=NOON
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        BROKEN[name]()


def test_every_constraint_of_these_tables_is_tested() -> None:
    named = {constraint.name for model in (DueDate, OwnPolicy) for constraint in model._meta.constraints}
    assert named == set(BROKEN)
