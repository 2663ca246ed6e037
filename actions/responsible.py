"""Who is reminded of a request: never nobody, as long as the office has anybody."""

from letters.models import LetterRequest
from offices.models import Office, Role, User


class Responsible:
    """The people of an office whom its reminders reach; one query, when it is made."""

    def __init__(self, office: Office) -> None:
        active = list(office.memberships.filter(user__is_active=True).select_related("user"))
        self.writers = {entry.user_id: entry.user for entry in active if entry.role != Role.VIEWER}
        managers = [entry.user for entry in active if entry.role == Role.MANAGER]
        everybody = [entry.user for entry in active]
        self.managers = managers or list(self.writers.values()) or everybody
        named = [user for user in everybody if user.pk == office.escalate_to_id]
        self.above = named or self.managers

    def people(self, letter_request: LetterRequest) -> list[User]:
        """The person assigned, else the letter's owner, else the managers; only people still in the office.

        An office without a manager reminds all who may write, one without those whoever is left.
        """
        for key in (letter_request.assigned_to_id, letter_request.letter.owner_id):
            if key in self.writers:
                return [self.writers[key]]
        return self.managers

    def climbs_to(self, letter_request: LetterRequest) -> list[User]:
        """Who also hears of a request whose reminders go unanswered: whom the office names, else its managers."""
        reminded = self.people(letter_request)
        return [user for user in self.above if user not in reminded]
