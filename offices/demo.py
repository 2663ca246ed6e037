"""The sign-in that a first start on one's own machine prints."""

import secrets
from pathlib import Path

from django.db import transaction

from offices.models import Office, OfficeMembership, Role, User

DEMO_EMAIL = "demo@localhost"


@transaction.atomic
def demo_sign_in(var: Path) -> tuple[str, str | None]:
    """Address and password of a manager of every seeded office; None where an earlier start made the password.

    The password is random and is kept in `var/demo-sign-in.txt`, which only its owner can read.
    """
    if User.objects.filter(email=DEMO_EMAIL).exists():
        return DEMO_EMAIL, None
    password = secrets.token_urlsafe(12)
    file = var / "demo-sign-in.txt"
    file.touch(mode=0o600)
    file.write_text(f"{DEMO_EMAIL}\n{password}\n")
    user = User.objects.create_user(
        DEMO_EMAIL, password, first_name="Demo", last_name="Manager", is_staff=True
    )
    for office in Office.objects.all():
        OfficeMembership.objects.create(office=office, user=user, role=Role.MANAGER)
    return DEMO_EMAIL, password
