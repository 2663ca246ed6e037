"""What the database itself refuses, a test for each constraint by its name."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F, Model

from letters.models import Letter, LetterRequest, Recipient, ResponseState, Signatory
from letters.people import Agency, Member, MemberTerm
from offices.models import Office, OfficeMembership, QuietPeriod, User
from tests.making import make_letter, make_member

pytestmark = pytest.mark.django_db


def copy_of(row: Model) -> None:
    """Inserts the row once more."""
    row.pk = None
    if hasattr(row, "public_id"):
        row.public_id = "another"
    row.save(force_insert=True)


BROKEN: dict[str, Callable[[], object]] = {
    "letter_visibility_is_known": lambda: Letter.objects.update(visibility="secret"),
    "letter_topic_is_known": lambda: Letter.objects.update(topic="weather"),
    "letter_being_read_is_an_empty_draft": lambda: Letter.objects.update(is_being_read=True),
    "letter_public_has_published_at": lambda: Letter.objects.update(published_at=None),
    "letter_embargo_has_an_end": lambda: Letter.objects.update(visibility="embargoed"),
    "letter_confirmed_has_title": lambda: Letter.objects.update(title=""),
    "letter_received_not_before_sent": lambda: Letter.objects.update(received_on=date(2026, 3, 1)),
    "signatory_has_a_name": lambda: Signatory.objects.update(name=""),
    "signatory_capacity_is_known": lambda: Signatory.objects.update(capacity="king"),
    "signatory_chamber_is_known": lambda: Signatory.objects.update(chamber="lords"),
    "recipient_is_somebody": lambda: Recipient.objects.update(name="", title="", organization=""),
    "request_number_from_one": lambda: LetterRequest.objects.update(number=0),
    "request_has_text": lambda: LetterRequest.objects.update(text=""),
    "request_span_is_a_span": lambda: LetterRequest.objects.update(start=5, end=5),
    "request_kind_is_known": lambda: LetterRequest.objects.update(kind="wish"),
    "request_outcome_is_known": lambda: LetterRequest.objects.update(outcome_state="great"),
    "response_state_is_known": lambda: ResponseState.objects.update(state="great"),
    "response_decline_has_a_reason": lambda: ResponseState.objects.update(state="declined"),
    "response_superseded_has_a_link": lambda: ResponseState.objects.update(state="superseded"),
    "response_supersedes_another": lambda: ResponseState.objects.update(
        state="superseded", superseded_by=F("letter_request")
    ),
    "term_ends_after_start": lambda: MemberTerm.objects.update(end_on=date(1999, 1, 1)),
    "term_chamber_is_known": lambda: MemberTerm.objects.update(chamber="lords"),
    "member_bioguide_id_is_well_formed": lambda: Member.objects.update(bioguide_id="x1"),
    "membership_role_is_known": lambda: OfficeMembership.objects.update(role="king"),
    "office_reminder_hour_is_an_hour": lambda: Office.objects.update(reminder_hour=24),
    "office_intervals_are_at_least_a_day": lambda: Office.objects.update(open_interval=0),
    "quiet_period_ends_after_it_begins": lambda: QuietPeriod.objects.update(last_on=date(2026, 1, 1)),
    "user_email_is_lower_case": lambda: User.objects.update(email="A@example.org"),
}
UNIQUE: dict[str, Callable[[], Model]] = {
    "letter_source_once_per_office": Letter.objects.get,
    "signatory_position_once_per_letter": Signatory.objects.get,
    "recipient_position_once_per_letter": Recipient.objects.get,
    "request_number_once_per_letter": LetterRequest.objects.get,
    "response_state_once_per_recipient": ResponseState.objects.get,
    "membership_once_per_office_and_user": OfficeMembership.objects.get,
    "term_once_per_chamber_and_start": MemberTerm.objects.get,
}


def one_of_each() -> None:
    """A letter with a row in each table."""
    make_member("Sampleton")
    letter = make_letter()
    QuietPeriod.objects.create(office=letter.office, first_on=date(2026, 8, 3), last_on=date(2026, 8, 7))
    Signatory.objects.create(letter=letter, position=1, name="A", member=Member.objects.get())


@pytest.mark.parametrize("name", BROKEN)
def test_a_row_that_breaks_a_rule_is_refused(name: str) -> None:
    one_of_each()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        BROKEN[name]()


@pytest.mark.parametrize("name", UNIQUE)
def test_a_second_row_of_what_is_unique_is_refused(name: str) -> None:
    one_of_each()
    with pytest.raises(IntegrityError), transaction.atomic():
        copy_of(UNIQUE[name]())


def test_every_constraint_of_these_tables_is_tested() -> None:
    models: list[type[Model]] = [
        Letter, LetterRequest, Recipient, ResponseState, Signatory, Agency, Member, MemberTerm,
        Office, OfficeMembership, QuietPeriod, User,
    ]  # fmt: skip
    named = {constraint.name for model in models for constraint in model._meta.constraints}
    assert named - {"signatory_member_once_per_letter"} == set(BROKEN) | set(UNIQUE)


def test_a_member_signs_a_letter_once() -> None:
    one_of_each()
    with pytest.raises(IntegrityError), transaction.atomic():
        Signatory.objects.create(
            letter=Letter.objects.get(), position=2, name="A", member=Member.objects.get()
        )
