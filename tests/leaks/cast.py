"""Everybody who may ask, and a letter in each of its states, for the table of rights."""

from collections.abc import Mapping
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.test import Client

from actions.models import Action
from actions.sharing import share_letter
from letters.models import Letter
from letters.states import Visibility
from offices.models import Role, User
from tests.desk.browsing import browser_of
from tests.making import NOON, make_action, make_draft, make_letter, make_office, make_user

STATES = ("draft", "office", "embargoed", "shared", "public", "none")
INSIDE = ("viewer", "editor", "manager")
OUTSIDE = ("anonymous", "follower", "stranger", "partner", "administrator")


class Cast:
    """An office with a letter in each state, people of each role, and a partner office that one letter is shared with."""

    def __init__(self) -> None:
        self.office, self.partner = make_office("Keeper"), make_office("Partner")
        people: dict[str, User | AnonymousUser] = {
            "anonymous": AnonymousUser(),
            "follower": make_user(),
            "stranger": make_user(make_office("Other"), Role.MANAGER),
            "partner": make_user(self.partner, Role.MANAGER),
            "administrator": User.objects.create_superuser("administrator@example.org", "unused phrase"),
            **{str(role.value): make_user(self.office, role) for role in Role},
        }
        self.readers: Mapping[str, Client] = {
            name: browser_of(person if isinstance(person, User) else None) for name, person in people.items()
        }
        editor = people["editor"]
        assert isinstance(editor, User)
        self.letters: dict[str, Letter] = {"draft": make_draft(self.office, by=editor)}
        for state in STATES[1:-1]:
            self.letters[state] = make_letter(
                self.office,
                by=editor,
                visibility=Visibility.OFFICE if state == "shared" else state,
                public_from=NOON + timedelta(days=9999) if state == "embargoed" else None,
                now=NOON + timedelta(days=9998) if state == "embargoed" else NOON,
            )
            make_action(self.letters[state].requests.select_related("letter__office").get())
        share_letter(letter=self.letters["shared"], office=self.partner, with_notes=True, by=editor, now=NOON)

    def ids(self, state: str) -> dict[str, str]:
        """What stands in addresses for a letter of that state: its own id, its request's, an action's."""
        if state == "none":
            return dict.fromkeys(("letter", "request", "action"), "abcdefghjkmn")
        letter = self.letters[state]
        row = letter.requests.first()
        action = Action.objects.filter(effects__letter_request=row).order_by("-pk").first()
        return {
            "letter": letter.public_id,
            "request": row.public_id if row else "abcdefghjkmn",
            "action": action.public_id if action else "abcdefghjkmn",
        }
