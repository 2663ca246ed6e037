"""The admin: managers keep their own office, and nobody rewrites the ledger."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from letters.states import Visibility
from offices.models import Office, Role, User
from tests.making import PASSWORD, make_action, make_letter, make_office, make_request, make_user

pytestmark = pytest.mark.django_db

READ_ONLY = (
    "actions/action",
    "actions/digest",
    "actions/reminder",
    "letters/letter",
    "letters/letterrequest",
)


def signed_in(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.login(username=user.email, password=PASSWORD)
    return client


def a_manager(office: Office) -> Client:
    user = make_user(office, Role.MANAGER)
    user.is_staff = True
    user.save()
    return signed_in(user)


def test_a_manager_sees_their_offices_letters_and_no_others() -> None:
    mine, other = make_letter(title="Mine").office, make_letter(title="Foreign", visibility=Visibility.OFFICE)
    client = a_manager(mine)
    shown = client.get("/admin/letters/letter/").content.decode()
    assert "Mine" in shown
    assert "Foreign" not in shown
    assert client.get(f"/admin/letters/letter/{other.pk}/change/").status_code == 302
    assert client.get(f"/admin/offices/office/{other.office.pk}/change/").status_code == 302


def test_a_manager_changes_a_role_and_the_offices_hours() -> None:
    office = make_office()
    client = a_manager(office)
    colleague = make_user(office, Role.VIEWER).memberships.get()
    elsewhere = signed_in(colleague.user)
    manager = office.memberships.get(role=Role.MANAGER)
    fields = {
        "slug": office.slug, "name": "Renamed", "time_zone": "America/Chicago", "reminder_hour": 9, "lead_days": 3,
        "overdue_interval": 7, "open_interval": 14, "escalate_after": 3, "memberships-TOTAL_FORMS": 2, "memberships-INITIAL_FORMS": 2,
    }  # fmt: skip
    for number, (membership, role) in enumerate([(manager, "manager"), (colleague, "editor")]):
        fields |= {f"memberships-{number}-id": membership.pk, f"memberships-{number}-office": office.pk}
        fields |= {f"memberships-{number}-role": role}
    answer = client.post(f"/admin/offices/office/{office.pk}/change/", fields)
    assert answer.status_code == 302, answer.content.decode()
    colleague.refresh_from_db()
    office.refresh_from_db()
    assert (colleague.role, office.name) == (Role.EDITOR, "Renamed")
    assert elsewhere.get("/desk/").status_code == 302


def test_a_manager_does_not_reach_accounts_or_open_offices() -> None:
    client = a_manager(make_office())
    assert client.get("/admin/offices/user/").status_code == 403
    assert client.get("/admin/offices/office/add/").status_code == 403


def test_who_is_no_staff_does_not_reach_the_admin() -> None:
    assert signed_in(make_user(make_office(), Role.MANAGER)).get("/admin/").status_code == 302


def test_nobody_rewrites_the_ledger() -> None:
    action = make_action(make_request())
    client = signed_in(User.objects.create_superuser("root@example.org", PASSWORD))
    path = f"/admin/actions/action/{action.pk}"
    assert client.get(f"{path}/change/").status_code == 200
    assert client.post(f"{path}/change/", {"summary": "x"}).status_code == 403
    assert client.post(f"{path}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    "model", [*READ_ONLY, "offices/office", "offices/user", "letters/member", "letters/agency"]
)
def test_a_site_administrator_sees_all(model: str) -> None:
    make_action(make_request())
    client = signed_in(User.objects.create_superuser("root@example.org", PASSWORD))
    assert client.get(f"/admin/{model}/").status_code == 200


def test_an_account_that_is_closed_and_opened_again_is_signed_out() -> None:
    person = make_user(make_office())
    client, elsewhere = (
        signed_in(User.objects.create_superuser("root@example.org", PASSWORD)),
        signed_in(person),
    )
    fields: dict[str, object] = {"email": "renamed@example.org", "first_name": "", "last_name": ""}
    for closed in (True, False):
        client.post(
            f"/admin/offices/user/{person.pk}/change/", fields | ({} if closed else {"is_active": "on"})
        )
        assert User.objects.get(pk=person.pk).is_active is not closed
    assert elsewhere.get("/desk/").status_code == 302
    assert EmailAddress.objects.get(user=person).email == "renamed@example.org"


def test_nobody_signs_in_at_the_admins_own_page() -> None:
    root = User.objects.create_superuser("root@example.org", PASSWORD)
    client = Client()
    answer = client.post("/admin/login/", {"username": root.email, "password": PASSWORD})
    assert answer.headers["Location"].startswith("/sign-in/?next=")
