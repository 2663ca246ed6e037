"""Who is reminded of a request: never nobody, as long as the office has anybody."""

from letters.models import LetterRequest
from offices.models import Office, Role, User


class Responsible:
    """The people of an office whom its reminders reach; one query, when it is made."""

    def __init__(self, office: Office) -> None:
        active = office.memberships.filter(user__is_active=True).select_related("user").order_by("pk")
        self.memberships = {entry.user_id: entry for entry in active}
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
        return self.first_of(letter_request.assigned_to_id, letter_request.letter.owner_id)

    def first_of(self, *keys: int | None) -> list[User]:
        """The first of these people who writes for the office, else its managers."""
        for key in keys:
            if key in self.writers:
                return [self.writers[key]]
        return self.managers

    def climbs_to(self, reminded: list[User]) -> list[User]:
        """Who also hears of a request whose reminders go unanswered: whom the office names, else its managers."""
        return [user for user in self.above if user not in reminded]
