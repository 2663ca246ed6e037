"""Letters are deleted in full where their office said so, 30 days after its managers were told, and never what others rely on."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.core.files.storage import default_storage
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import ProtectedError

from actions.holds import HoldProblem, lift_hold, put_hold
from actions.keeping import foresee_all, set_rule
from actions.ledger import NewAction, NewEffect, record
from actions.links import link_letters
from actions.models import Action, Effect
from actions.publishing import revise_letter
from actions.removing import NOTICE, remove_due, written_of
from actions.sharing import share_letter
from actions.undoing import CannotUndo, undo_import
from letters.changes import Change
from letters.holds import LegalHold, Removal
from letters.intake import IntakeError, discard
from letters.models import Letter, LetterRequest, Recipient
from letters.states import Visibility
from offices.audit_entries import AuditEntry
from offices.models import Office, Role, User
from offices.policy import NotAllowed
from tests.actions.test_undoing import counts, imported
from tests.making import NOON, editor_of, make_action, make_draft, make_letter, make_office, make_user

pytestmark = pytest.mark.django_db

LONG_AFTER = NOON + timedelta(days=800)
DAY = timedelta(days=1)


def ruled(*, drafts: int | None = None, years: int | None = 1) -> tuple[Office, User]:
    """An office that lets go, and its manager."""
    office = make_office("Example")
    chief = make_user(office, Role.MANAGER, email="chief@example.org")
    set_rule(office=office, drafts_kept_days=drafts, private_kept_years=years, by=chief, now=NOON)
    return office, chief


def closed_letter(office: Office, **fields: object) -> Letter:
    """A private letter that was settled long ago, with two entries and evidence."""
    letter = make_letter(office, **{"visibility": Visibility.OFFICE, "title": "Old"} | fields)  # type: ignore[arg-type]
    [asked] = letter.requests.select_related("letter__office")
    make_action(asked, response="substantive_response", outcome="fulfilled")
    return letter


def gone(*, now: object = LONG_AFTER) -> int:
    """What the daily work deletes after it has told of it and 30 days have passed."""
    foresee_all(now=LONG_AFTER)
    assert remove_due(now=LONG_AFTER + NOTICE - timedelta(seconds=1)) == 0
    foresee_all(now=LONG_AFTER + NOTICE)
    return remove_due(now=LONG_AFTER + NOTICE)


def test_an_old_private_letter_goes_with_all_that_was_written_of_it() -> None:
    office, _ = ruled()
    make_letter(office)
    before = counts()
    letter = closed_letter(office)
    path = letter.source_file.name or ""
    assert gone() == 1
    left = counts()
    assert {name: left[name] - before[name] for name in left if left[name] != before[name]} == {"Removal": 1}
    removal = Removal.objects.get()
    assert (removal.public_id, removal.removed_at) == (letter.public_id, LONG_AFTER + NOTICE)
    assert default_storage.exists(path)  # until the transaction has ended


def test_the_files_go_when_the_transaction_has_ended(django_capture_on_commit_callbacks) -> None:  # type: ignore[no-untyped-def]
    office, _ = ruled()
    path = closed_letter(office).source_file.name or ""
    with django_capture_on_commit_callbacks(execute=True):
        gone()
    assert not default_storage.exists(path)


def test_the_managers_are_told_by_mail_thirty_days_before_and_no_title_is_in_it() -> None:
    office, _ = ruled()
    closed_letter(office)
    foresee_all(now=LONG_AFTER)
    foresee_all(now=LONG_AFTER + DAY)
    [message] = mail.outbox
    assert message.to == ["chief@example.org"]
    assert "1 letter" in message.body
    assert f"/desk/offices/{office.slug}/keeping/" in message.body
    assert "Old" not in message.subject + str(message.body)


def test_the_days_count_from_the_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    office, _ = ruled()
    closed_letter(office)
    with monkeypatch.context() as patch:
        patch.setattr("actions.keeping.send_mail", lambda *_: 1 / 0)
        foresee_all(now=LONG_AFTER)
    assert remove_due(now=LONG_AFTER + 2 * NOTICE) == 0
    foresee_all(now=LONG_AFTER + 2 * NOTICE)
    assert remove_due(now=LONG_AFTER + 3 * NOTICE) == 1


def test_the_feed_and_the_audit_tell_of_it() -> None:
    office, partner = ruled()[0], make_office("Partner")
    letter = closed_letter(office)
    share_letter(letter=letter, office=partner, with_notes=False, by=editor_of(office), now=NOON)
    last = Change.objects.latest("position").position
    gone()
    told = {(row.thing, row.office_id, row.is_gone) for row in Change.objects.after(last)}
    things = ("letter", "request", "action")
    assert told == {(thing, key, True) for thing in things for key in (office.pk, partner.pk)}
    rows = AuditEntry.objects.filter(office=office, person=None).order_by("pk")
    assert list(rows.values_list("deed", "public_id")) == [("announced", ""), ("deleted", letter.public_id)]


def other_request(letter: Letter, **fields: object) -> LetterRequest:
    return make_letter(letter.office, **fields).requests.select_related("letter__office").get()  # type: ignore[arg-type]


def speak_of_both(letter: Letter) -> None:
    asked = letter.requests.select_related("letter__office").get()
    effects = [NewEffect(asked), NewEffect(other_request(letter))]
    record(new=NewAction("note", NOON.date(), effects, "Both"), by=editor_of(letter.office), now=NOON)


def correct_by_another(letter: Letter) -> None:
    wrong = Action.objects.on_requests(letter.requests.all()).order_by("pk")[0]
    make_action(other_request(letter), "correction", supersedes=wrong)


def link_from_elsewhere(letter: Letter) -> None:
    other = make_letter(make_office("Partner"))
    share_letter(letter=letter, office=other.office, with_notes=False, by=editor_of(letter.office), now=NOON)
    link_letters(letter=other, other=letter, kind="follows_up", by=editor_of(other.office), now=NOON)


def publish_and_take_back(letter: Letter) -> None:
    for visibility in (Visibility.PUBLIC, Visibility.OFFICE):
        revise_letter(
            letter=letter, changes={"visibility": visibility}, by=editor_of(letter.office), now=NOON + DAY
        )


KEEPS: dict[str, Callable[[Letter], object]] = {
    "it is public": lambda letter: revise_letter(
        letter=letter, changes={"visibility": "public"}, by=editor_of(letter.office), now=NOON
    ),
    "it was public": publish_and_take_back,
    "it is held": lambda letter: put_hold(
        office=letter.office, letter=letter, reason="A case", by=chief_of(letter.office), now=NOON
    ),
    "its office is held": lambda letter: put_hold(
        office=letter.office, letter=None, reason="A case", by=chief_of(letter.office), now=NOON
    ),
    "an entry speaks of it and another": speak_of_both,
    "another letter's entry corrects one of its own": correct_by_another,
    "it took the place of another request": lambda letter: make_action(
        other_request(letter), "letter_sent", response="superseded", superseded_by=letter.requests.get()
    ),
    "another office links to it": link_from_elsewhere,
    "it is open again": lambda letter: make_action(
        letter.requests.select_related("letter__office").get(), "assessment", outcome="in_progress"
    ),
    "something was recorded a while ago": lambda letter: make_action(
        letter.requests.select_related("letter__office").get(), "phone_call", now=LONG_AFTER - 300 * DAY
    ),
}


def chief_of(office: Office) -> User:
    return User.objects.get(memberships__office=office, memberships__role=Role.MANAGER)


@pytest.mark.parametrize("why", KEEPS)
def test_what_others_rely_on_stays(why: str) -> None:
    office, _ = ruled()
    letter = closed_letter(office)
    KEEPS[why](letter)
    before = Action.objects.count(), Effect.objects.count()
    assert gone() == 0
    assert Letter.objects.filter(pk=letter.pk).exists()
    assert (Action.objects.count(), Effect.objects.count()) == before


def test_what_becomes_needed_in_the_thirty_days_stays() -> None:
    office, chief = ruled()
    letter = closed_letter(office)
    foresee_all(now=LONG_AFTER)
    hold = put_hold(office=office, letter=letter, reason="A case", by=chief, now=LONG_AFTER + DAY)
    assert remove_due(now=LONG_AFTER + NOTICE) == 0
    lift_hold(hold=hold, by=chief, now=LONG_AFTER + NOTICE)
    foresee_all(now=LONG_AFTER + NOTICE)
    assert remove_due(now=LONG_AFTER + NOTICE + DAY) == 0  # told anew, for another 30 days
    assert remove_due(now=LONG_AFTER + 2 * NOTICE) == 1


def test_drafts_that_nobody_touched_go_where_the_office_says_so() -> None:
    office, _ = ruled(drafts=30, years=None)
    draft, letter = make_draft(office), closed_letter(office)
    Letter.objects.filter(pk=draft.pk).update(created_at=NOON, changed_at=NOON)
    assert gone() == 1
    assert list(Letter.objects.all()) == [letter]


def test_an_office_without_a_rule_keeps_all() -> None:
    closed_letter(make_office())
    assert gone() == 0
    assert not Removal.objects.exists()


def test_only_a_manager_sets_the_rule_and_holds() -> None:
    office, chief = ruled()
    letter, editor = closed_letter(office), editor_of(office)
    editor = make_user(office)
    hold = put_hold(office=office, letter=letter, reason="A case", by=chief, now=NOON)
    with pytest.raises(NotAllowed):
        set_rule(office=office, drafts_kept_days=None, private_kept_years=None, by=editor, now=NOON)
    with pytest.raises(NotAllowed):
        put_hold(office=office, letter=None, reason="A case", by=editor, now=NOON)
    with pytest.raises(NotAllowed):
        lift_hold(hold=hold, by=editor, now=NOON)
    with pytest.raises(HoldProblem):
        put_hold(office=office, letter=make_letter(), reason="A case", by=chief, now=NOON)
    with pytest.raises(HoldProblem):
        put_hold(office=office, letter=None, reason=" ", by=chief, now=NOON)


def test_a_hold_keeps_drafts_and_imports_and_the_database_knows() -> None:
    came = imported()
    office = came.office
    chief = make_user(office, Role.MANAGER)
    draft = make_draft(office)
    hold = put_hold(office=office, letter=None, reason="A case", by=chief, now=NOON)
    with pytest.raises(IntakeError, match="legal hold"):
        discard(letter=draft, by=chief, now=NOON)
    with pytest.raises(CannotUndo, match="legal hold"):
        undo_import(letter_import=came, by=chief, now=NOON)
    lift_hold(hold=hold, by=chief, now=NOON)
    put_hold(office=office, letter=draft, reason="A case", by=chief, now=NOON)
    with pytest.raises(ProtectedError):
        Letter.objects.get(pk=draft.pk).delete()
    assert LegalHold.objects.count() == 1


def test_the_ledger_lets_entries_go_only_of_letters_that_were_removed() -> None:
    office, _ = ruled()
    letter, other = closed_letter(office), closed_letter(office)
    foresee_all(now=LONG_AFTER)
    refused = (IntegrityError, DatabaseError)
    mine = Effect.objects.filter(letter_request__letter=letter)
    entries = Action.objects.filter(pk__in=list(mine.values_list("action", flat=True)))
    with pytest.raises(refused, match="append-only"), transaction.atomic():
        mine._raw_delete("default")
    Removal.objects.filter(letter_key=letter.pk).update(removed_at=LONG_AFTER + NOTICE)
    with pytest.raises(refused, match="append-only"), transaction.atomic():
        entries._raw_delete("default")  # while they still say something
    with pytest.raises(refused, match="append-only"), transaction.atomic():
        mine.update(outcome="reversed")
    with pytest.raises(refused, match="append-only"), transaction.atomic():
        Effect.objects.filter(letter_request__letter=other)._raw_delete("default")
    mine._raw_delete("default")
    entries._raw_delete("default")
    assert Action.objects.on_requests(other.requests.all()).exists()


def test_a_removal_comes_after_its_notice() -> None:
    office, _ = ruled()
    closed_letter(office)
    foresee_all(now=LONG_AFTER)
    with pytest.raises(IntegrityError, match="removal_comes_after_its_notice"), transaction.atomic():
        Removal.objects.update(removed_at=LONG_AFTER)


def test_every_table_that_names_a_letter_is_thought_of() -> None:
    thought_of = {rows.model for rows in written_of([closed_letter(make_office()).pk])}
    reminder = apps.get_model("actions", "Reminder")
    naming = {
        relation.related_model
        for model in (Letter, LetterRequest, Recipient, reminder, Action)
        for relation in model._meta.related_objects
    }
    assert naming - {LegalHold} <= thought_of
