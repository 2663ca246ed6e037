"""An office closes with a take-out in hand, lets nobody in from then on, and can be opened again for 30 days."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from time_machine import travel

from actions.calendar_feeds import open_feed
from actions.holds import put_hold
from actions.models import Digest
from actions.removing import NOTICE
from actions.sweep import sweep
from letters.holds import LegalHold
from letters.models import Letter
from letters.states import Visibility
from offices import keys
from offices.audit_entries import AuditEntry
from offices.models import Office, Role, User
from tests.desk.browsing import browser_of, named, page, words_of
from tests.making import make_letter, make_office, make_user
from tracker.tasks import let_go
from tracker.working import work_off

pytestmark = pytest.mark.django_db


class Scene:
    """An office with a manager, an editor, a public letter and a private one."""

    def __init__(self) -> None:
        self.office = make_office("Example Office")
        self.chief = make_user(self.office, Role.MANAGER, email="chief@example.org")
        self.editor = make_user(self.office, email="editor@example.org")
        self.public = make_letter(self.office, by=self.editor, title="Open letter")
        self.private = make_letter(
            self.office, by=self.editor, title="Hushed letter", visibility=Visibility.OFFICE
        )
        self.path = f"/desk/offices/{self.office.slug}"
        self.browser = browser_of(self.chief)

    def take_out(self) -> None:
        self.browser.post(f"{self.path}/takeout/make/")
        work_off(clock=timezone.now)

    def close(self, name: str = "Example Office") -> int:
        return self.browser.post(f"{self.path}/close/", {"name": name}).status_code

    def closed(self) -> "Scene":
        self.take_out()
        assert self.close() == 302
        return self


def test_it_closes_with_a_takeout_and_its_name_and_not_without() -> None:
    scene = Scene()
    assert "Make the take-out" in page(f"{scene.path}/close/", scene.chief)
    assert scene.close() == 400
    scene.take_out()
    assert scene.close("Another office") == 400
    assert Office.objects.get(pk=scene.office.pk).closed_at is None
    assert scene.close() == 302
    assert Office.objects.get(pk=scene.office.pk).closed_by == scene.chief


def test_nobody_of_it_is_let_in_any_more() -> None:
    scene = Scene()
    editor = browser_of(scene.editor)
    made = keys.issue(
        office=scene.office, name="One", scope="write", days=30, by=scene.editor, now=timezone.now()
    )
    token = open_feed(user=scene.editor, office=scene.office, now=timezone.now())
    scene.closed()
    assert editor.get("/desk/").headers["Location"].startswith("/sign-in/")
    again = browser_of(scene.editor)
    for way in (
        f"/desk/letters/{scene.private.public_id}/",
        f"/letters/{scene.private.public_id}/",
        f"{scene.path}/",
    ):
        assert again.get(way).status_code == 404
    assert "Hushed" not in words_of(again.get("/desk/letters/"))
    assert Client().get(f"/desk/calendar/{token}.ics").status_code == 404
    answer = Client().get("/api/v1/letters/", headers={"Authorization": f"Bearer {made.text}"})
    assert answer.status_code == 401


def test_nobody_of_it_is_reminded_any_more() -> None:
    Scene().closed()
    sweep(now=timezone.now() + timedelta(days=30))
    assert not Digest.objects.exists()


def test_what_is_public_stays_and_says_that_the_office_has_closed() -> None:
    scene = Scene()
    assert "(this office has closed)" not in page(f"/letters/{scene.public.public_id}/")
    scene.closed()
    shown = page(f"/letters/{scene.public.public_id}/?again")
    assert "(this office has closed)" in shown


def test_what_is_private_goes_after_thirty_days_but_what_is_held() -> None:
    scene = Scene()
    held = make_letter(scene.office, by=scene.editor, title="Held", visibility=Visibility.OFFICE)
    put_hold(office=scene.office, letter=held, reason="A case", by=scene.chief, now=timezone.now())
    scene.closed()
    with travel(timezone.now() + NOTICE - timedelta(hours=1)):
        let_go()
        assert Letter.objects.count() == 3
    with travel(timezone.now() + NOTICE + timedelta(hours=1)):
        let_go()
        assert list(Letter.objects.order_by("pk")) == [scene.public, held]
        assert browser_of(scene.chief).get(f"/desk/closed/{scene.office.slug}/takeout/").status_code == 404
    assert LegalHold.objects.exists()


@pytest.mark.parametrize("who", ["manager", "administrator"])
def test_it_is_opened_again_within_thirty_days(who: str) -> None:
    scene = Scene().closed()
    admin = User.objects.create_superuser("admin@example.org", None)
    browser = browser_of(scene.chief if who == "manager" else admin)
    assert "Example Office" in words_of(browser.get("/desk/closed/"))
    assert browser.post(f"/desk/closed/{scene.office.slug}/open/").status_code == 302
    assert page(f"/desk/letters/{scene.private.public_id}/", scene.editor)
    with travel(timezone.now() + 2 * NOTICE):
        let_go()
    assert Letter.objects.count() == 2
    deeds = AuditEntry.objects.filter(office=scene.office, thing="office").order_by("pk")
    assert list(deeds.values_list("deed", flat=True)) == ["closed", "reopened"]


def test_it_is_not_opened_again_by_others_or_later() -> None:
    scene = Scene().closed()
    for other in (scene.editor, make_user(make_office(), Role.MANAGER)):
        assert "Example Office" not in page("/desk/closed/", other)
        for way in ("open", "takeout"):
            ask = browser_of(other).post if way == "open" else browser_of(other).get
            assert ask(f"/desk/closed/{scene.office.slug}/{way}/").status_code == 404
    with travel(timezone.now() + NOTICE + timedelta(hours=1)):
        browser_of(scene.chief).post(f"/desk/closed/{scene.office.slug}/open/")
    assert Office.objects.get(pk=scene.office.pk).closed_at is not None


def test_its_takeout_is_fetched_until_then() -> None:
    scene = Scene().closed()
    answer = browser_of(scene.chief).get(f"/desk/closed/{scene.office.slug}/takeout/")
    assert b"".join(answer)[:2] == b"PK"


def test_only_managers_close_and_set_what_is_kept() -> None:
    scene = Scene()
    for way in ("close", "keeping", "holds"):
        path = f"{scene.path}/{way}/"
        assert browser_of(scene.editor).post(path).status_code == 403
        assert browser_of(make_user(make_office(), Role.MANAGER)).post(path).status_code == 404
        assert browser_of().post(path).headers["Location"].startswith("/sign-in/")


def test_a_manager_sets_the_rule_and_holds_a_letter_at_the_desk() -> None:
    scene = Scene()
    path = f"{scene.path}/keeping/"
    assert scene.browser.post(path, {"drafts_kept_days": "5"}).status_code == 400
    scene.browser.post(path, {"drafts_kept_days": "60", "private_kept_years": "7"})
    office = Office.objects.get(pk=scene.office.pk)
    assert (office.drafts_kept_days, office.private_kept_years) == (60, 7)
    address = f"https://example.org/desk/letters/{scene.private.public_id}/"
    scene.browser.post(f"{scene.path}/holds/", {"letter": address, "reason": "The case"})
    assert "The case" in page(path, scene.chief)
    hold = LegalHold.objects.get(letter=scene.private)
    other = make_letter()
    wrong = scene.browser.post(f"{scene.path}/holds/", {"letter": other.public_id, "reason": "x"})
    assert wrong.status_code == 400
    scene.browser.post(f"{scene.path}/holds/{named(hold.pk)}/lift/")
    assert not LegalHold.objects.exists()
