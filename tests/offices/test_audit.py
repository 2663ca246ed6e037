"""The audit takes new entries alone, and says nothing of a letter's words."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from actions.calendar_feeds import open_feed
from actions.handover import leave_office
from actions.ledger import check_made
from actions.policies import add_quiet_period, remove_quiet_period, set_office_policy, set_own_policy
from actions.publishing import lift_embargoes, revise_letter
from actions.sharing import share_letter, unshare_letter
from actions.undoing import undo_import
from letters.intake import discard
from letters.states import Visibility
from offices import keys
from offices.audit import Look, note, note_looks
from offices.audit_entries import AuditEntry, Deed, Matter, Via
from offices.invitations import accept, invite, revoke
from offices.members import change_role
from offices.models import Office, Role
from tests.actions.test_undoing import imported
from tests.making import NOON, editor_of, make_draft, make_letter, make_office, make_request, make_user

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=1)


def told(office: Office) -> list[tuple[str, str, str]]:
    """What the office's audit tells, the first first, but its people."""
    rows = AuditEntry.objects.filter(office=office).order_by("pk")
    return list(rows.values_list("deed", "thing", "detail"))


def test_the_database_lets_nobody_change_or_delete_an_entry() -> None:
    office = make_office()
    note(Deed.MADE, Matter.EXPORT, office=office.pk, by=make_user(office), now=NOON)
    with pytest.raises((IntegrityError, DatabaseError), match="append-only"), transaction.atomic():
        AuditEntry.objects.update(deed=Deed.ENDED)
    with pytest.raises((IntegrityError, DatabaseError), match="append-only"), transaction.atomic():
        AuditEntry.objects.all()._raw_delete("default")
    assert told(office) == [("made", "export", "")]


def test_a_look_is_told_once_an_hour_for_each_person_and_thing() -> None:
    office = make_office()
    one, other = make_user(office), make_user(office)
    look = Look(office.pk, Deed.SAW, Matter.LETTER, "abc")
    for person, at in ((one, NOON), (one, NOON + timedelta(minutes=59)), (other, NOON), (one, LATER)):
        note_looks([look], by=person, now=at)
    note_looks([look._replace(public_id="xyz")], by=one, now=NOON)
    note_looks([look._replace(deed=Deed.TOOK)], by=one, now=NOON)
    assert AuditEntry.objects.count() == 5


def test_what_a_program_does_names_its_person_and_its_key() -> None:
    office = make_office()
    person = make_user(office)
    made = keys.issue(office=office, name="Dashboard", scope="write", days=30, by=person, now=NOON)
    bearer = keys.key_of(made.text, now=NOON).membership.user
    discard(letter=make_draft(office), by=bearer, now=NOON)
    entry = AuditEntry.objects.get(deed=Deed.DISCARDED)
    assert (entry.person, entry.via, entry.key) == (person, Via.API, made.key.prefix)


def test_a_letters_changes_are_told_without_its_words() -> None:
    letter = make_letter(visibility=Visibility.OFFICE, title="Hushed")
    by, end = editor_of(letter.office), NOON + timedelta(days=1)
    revise_letter(letter=letter, changes={"title": "Hidden", "topic": "health"}, by=by, now=NOON)
    revise_letter(letter=letter, changes={"title": "Hidden"}, by=by, now=NOON)
    embargo = {"visibility": Visibility.EMBARGOED, "public_from": end}
    revise_letter(letter=letter, changes=embargo, by=by, now=NOON)  # type: ignore[arg-type]
    lift_embargoes(now=end)
    assert told(letter.office) == [
        ("changed", "letter", "title, topic: none → health"),
        ("changed", "letter", f"visibility: office → embargoed, public_from: none → {end}"),
        ("changed", "letter", f"visibility: embargoed → public, public_from: {end} → none"),
    ]
    last = AuditEntry.objects.latest("pk")
    assert (last.person, last.via) == (None, Via.TRACKER)


def test_sharing_is_told_to_the_office_whose_letter_it_is() -> None:
    letter, other = make_letter(visibility=Visibility.OFFICE), make_office()
    by = editor_of(letter.office)
    share_letter(letter=letter, office=other, with_notes=True, by=by, now=NOON)
    for _ in range(2):
        unshare_letter(letter=letter, office=other, by=by, now=NOON)
    assert told(letter.office) == [
        ("shared", "letter", f"with {other.slug}, and notes"),
        ("unshared", "letter", f"with {other.slug}"),
    ]
    assert told(other) == []


def test_keys_policies_and_people_are_told() -> None:
    office = make_office()
    chief = make_user(office, Role.MANAGER)
    gone = make_user(office, email="gone@example.org")
    letter_request = make_request(office, by=gone)
    made = keys.issue(office=office, name="One", scope="manage", days=30, by=gone, now=NOON)
    for _ in range(2):
        keys.revoke(key=made.key, by=chief, now=NOON)
    set_office_policy(office=office, values={"reminder_hour": 9}, by=chief, now=NOON)
    set_office_policy(office=office, values={"reminder_hour": 9}, by=chief, now=NOON)
    day = NOON.date()
    period = add_quiet_period(office=office, first_on=day, last_on=day, reason="", by=chief, now=NOON)
    remove_quiet_period(period=period, by=chief, now=NOON)
    set_own_policy(letter_request=letter_request, values={"lead_days": 5}, by=chief, now=NOON)
    open_feed(user=gone, office=office, now=NOON)
    leave_office(membership=gone.memberships.get(), to=None, by=chief, now=NOON)
    assert told(office) == [
        ("made", "key", "manage"),
        ("ended", "key", ""),
        ("changed", "policy", "reminder_hour: 8 → 9"),
        ("added", "policy", f"quiet days {day} to {day}"),
        ("removed", "policy", f"quiet days {day} to {day}"),
        (
            "changed",
            "policy",
            "of a request: lead_days 5, overdue_interval None, open_interval None, escalate_after None",
        ),
        ("made", "calendar", ""),
        ("removed", "person", "gone@example.org"),
    ]


def test_imports_their_undoing_and_discarded_drafts_are_told() -> None:
    came = imported()
    by = editor_of(came.office)
    undo_import(letter_import=came, by=by, now=LATER)
    discard(letter=make_draft(came.office), by=by, now=LATER)
    assert told(came.office) == [
        ("brought", "import", "letters: 2"),
        ("undid", "import", ""),
        ("discarded", "letter", "draft"),
    ]


def test_what_the_ledger_says_is_not_said_twice() -> None:
    letter_request = make_request(visibility=Visibility.OFFICE)
    check_made(letter_request=letter_request, by=editor_of(letter_request.letter.office), now=LATER)
    assert told(letter_request.letter.office) == []


def test_invitations_and_roles_are_told() -> None:
    office = make_office()
    manager = make_user(office, Role.MANAGER)
    invite(office=office, email="gone@example.org", role=Role.VIEWER, by=manager, now=NOON)
    revoke(invitation=office.invitations.get(), by=manager, now=NOON)
    made = invite(office=office, email="new@example.org", role=Role.EDITOR, by=manager, now=NOON)
    person = make_user(email="new@example.org")
    membership = accept(token=made.token, by=person, now=NOON)
    change_role(membership=membership, role=Role.VIEWER, by=manager, now=NOON)
    entries = AuditEntry.objects.filter(office=office).order_by("pk")
    assert [(entry.person, entry.detail) for entry in entries] == [
        (manager, "gone@example.org: invited as viewer"),
        (manager, "gone@example.org: no longer invited"),
        (manager, "new@example.org: invited as editor"),
        (person, "new@example.org: editor, by invitation"),
        (manager, "new@example.org: viewer"),
    ]
