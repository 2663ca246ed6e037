"""Who has a second factor beside their password, and who needs one because an office of theirs, or the tracker, says so."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from offices.models import Office, OfficeMembership, User
from offices.policy import require

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes come with these


def with_second_factor_owed(people: QuerySet[User]) -> QuerySet[User]:
    """The people, each with whether an office of theirs, or the tracker of everybody, requires a second factor that they do not have."""
    required = Exists(OfficeMembership.objects.filter(user=OuterRef("pk"), office__requires_mfa=True))
    lacking = ~Exists(Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS))
    owed = lacking if settings.REQUIRE_SECOND_FACTOR else required & lacking
    return people.annotate(owes_second_factor=owed)  # type: ignore[no-redef]  # False of all others


def require_second_factors(*, office: Office, required: bool, by: User) -> None:
    """Sets whether the office's people need a second factor; who has none can only set one up, from now on. Raises NotAllowed."""
    require(by, office, "manage the office")
    office.requires_mfa = required
    office.save(update_fields=["requires_mfa"])
