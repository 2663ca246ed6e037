"""An office with something of everything that a take-out holds."""

from datetime import date, timedelta

from django.core.files.base import ContentFile

from actions.ledger import Source, withdraw_entry
from actions.links import link_letters
from actions.policies import add_quiet_period, set_office_policy, set_own_policy
from actions.publishing import revise_letter
from letters.intake import DueEntry, RequestEntry, SignatoryEntry
from letters.states import Visibility
from offices.models import Office, Role
from tests.making import NOON, make_action, make_draft, make_letter, make_office, make_user

LATER = NOON + timedelta(days=1)


def full_office() -> Office:
    """Two letters and a draft, linked; answers, a correction, a note, an assignment, evidence, policies and quiet days."""
    office = make_office("Sample Office")
    chief = make_user(office, Role.MANAGER, email="chief@example.org")
    editor = make_user(office, email="editor@example.org")
    letter = make_letter(
        office,
        by=editor,
        visibility=Visibility.OFFICE,
        title="A list of samples",
        topic="health",
        text="<script>alert(1)</script> Publish the list. Say why.",
        recipients=["Department of Examples", "Department of Samples"],
        signatories=[SignatoryEntry("Robin Sampleton")],
        requests=[
            RequestEntry("Publish the list.", deadline=DueEntry(words="by April 1", due_on=date(2026, 4, 1))),
            RequestEntry("Say why."),
        ],
    )
    first, second = letter.requests.select_related("letter__office").order_by("number")
    one = letter.recipients.get(position=1)
    wrong = make_action(first, response="declined", decline_reason="burden", recipient=one, by=editor)
    source = Source(file=ContentFile(b"evidence", "../../proof.PDF"))
    make_action(first, response="substantive_response", by=chief, source=source, supersedes=wrong, now=LATER)
    make_action(first, "deadline_extended", due_on=date(2026, 5, 1), by=chief, now=LATER)
    note = make_action(second, "note", summary="Ask Kim first", by=editor)
    withdraw_entry(action=note, reason="Kim has left", by=chief, now=LATER)
    make_action(second, "assigned", assigned_to=editor, by=chief)
    other = make_letter(office, by=chief, title="An open letter", requests=["Do more."])
    [later] = other.requests.select_related("letter__office")
    make_action(second, response="superseded", superseded_by=later, by=chief)
    link_letters(letter=other, other=letter, kind="follows_up", by=chief, now=LATER)
    embargo = {"visibility": Visibility.EMBARGOED, "public_from": NOON + timedelta(days=300)}
    revise_letter(letter=letter, changes=embargo, by=chief, now=LATER)  # type: ignore[arg-type]
    make_draft(office, by=editor, text="A draft of something.")
    set_own_policy(letter_request=first, values={"open_interval": 3}, by=chief, now=LATER)
    set_office_policy(
        office=office, values={"lead_days": 5, "time_zone": "America/Chicago"}, by=chief, now=LATER
    )
    add_quiet_period(
        office=office,
        first_on=date(2026, 8, 1),
        last_on=date(2026, 8, 31),
        reason="Recess",
        by=chief,
        now=LATER,
    )
    return office
