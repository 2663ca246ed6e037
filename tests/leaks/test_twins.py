"""Twin worlds: what everybody who is not let see a letter is told is the same to the last byte whether the letter is there or not.

The letter has a file, an entry with evidence, a note, somebody who has it, a link to a public letter, reminders and a digest; it names an
agency and a member that nothing else names. It is looked for by its ids, its words, its agency, its people and its days.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from os import environ

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from actions.ledger import NewAction, NewEffect, Source, record
from actions.links import LinkKind, link_letters
from actions.models import Action
from actions.publishing import lift_embargoes, revise_letter
from actions.sharing import share_letter
from actions.sweep import sweep
from letters.intake import DueEntry, RequestEntry, SignatoryEntry
from letters.kept_counts import KEPT
from letters.models import Letter
from letters.states import Visibility
from offices.models import Role, User
from tests.desk.browsing import browser_of, named
from tests.leaks.surfaces import Told, addresses, told
from tests.making import NOON, make_action, make_draft, make_letter, make_member, make_office, make_user
from tracker import kept_parts
from tracker.api import kept_answers
from tracker.jobs import Kind, ask_for
from tracker.public import kept_pages

pytestmark = pytest.mark.django_db

FULL = "LEAKS" in environ  # `make leaks`; the suite has the small version
VISIBILITIES = [Visibility.DRAFT, Visibility.OFFICE, Visibility.EMBARGOED]
FEW = ("anonymous", "partner")
WORD = "quincunxed"  # stands in every field of the secret letter, and nowhere else
NOW = NOON + timedelta(days=90)
NOTHING = "abcdefghjkmn"


class World:
    """A keeping office with a public letter, another one with letters of its own, and all kinds of readers who are not entitled."""

    def __init__(self) -> None:
        self.office, self.other, self.partner = (
            make_office("Keeper"),
            make_office("Other"),
            make_office("Partner"),
        )
        self.keeper = make_user(self.office)
        self.member, self.quiet = make_member("Sampleton"), make_member("Silent")
        signed = [SignatoryEntry("A. Sampleton", bioguide_id=self.member.bioguide_id)]
        self.public = make_letter(self.office, by=self.keeper, title="Open letter", signatories=signed)
        make_action(self.public.requests.get(), response="acknowledged")
        others = make_user(self.other)
        make_letter(self.other, by=others, title="Another office's", visibility=Visibility.OFFICE)
        joint = make_letter(self.office, by=self.keeper, title="Joint letter", visibility=Visibility.OFFICE)
        share_letter(letter=joint, office=self.partner, with_notes=True, by=self.keeper, now=NOON)
        people: dict[str, User | AnonymousUser] = {
            "anonymous": AnonymousUser(),
            "follower": make_user(),
            "viewer": make_user(self.other, Role.VIEWER),
            "editor": others,
            "manager": make_user(self.other, Role.MANAGER),
            "partner": make_user(self.partner, Role.MANAGER),
        }
        self.readers = {
            name: browser_of(person if isinstance(person, User) else None)
            for name, person in people.items()
            if FULL or name in FEW
        }
        for browser in self.readers.values():
            browser.defaults["REMOTE_ADDR"] = "192.0.2.1"  # not this machine, whose operators hear more
        self.ids: list[str] = []
        sweep(now=NOW)
        self.places = {
            name: browser.get("/api/v1/changes/").json()["next"] for name, browser in self.readers.items()
        }

    def hide(self, visibility: str) -> None:
        """A letter that none of the readers may see comes, with all that belongs to it."""
        if visibility == Visibility.DRAFT:
            letter = make_draft(self.office, by=self.keeper, text=f"Dear Secretary: {WORD}.")
        else:
            letter = make_letter(
                self.office,
                by=self.keeper,
                visibility=visibility,
                public_from=NOW + timedelta(days=9) if visibility == Visibility.EMBARGOED else None,
                title=f"On {WORD}",
                text=f"Please say {WORD}.",
                recipients=[f"Bureau of {WORD}"],
                signatories=[SignatoryEntry("B. Silent", bioguide_id=self.quiet.bioguide_id)],
                requests=[RequestEntry(f"Please say {WORD}.", deadline=DueEntry(due_on=NOON.date()))],
                topic="taxation",
                now=NOON,
            )
            self.tell_of(letter)
        entries = Action.objects.filter(effects__letter_request__letter=letter).order_by("-pk")
        self.ids = [
            letter.public_id,
            *letter.requests.values_list("public_id", flat=True),
            *entries.values_list("public_id", flat=True)[: None if FULL else 2],
            ask_for(
                kind=Kind.EXPORT, about="json", name=WORD, office=self.office, by=self.keeper, now=NOW
            ).public_id,
        ]
        sweep(now=NOW)

    def tell_of(self, letter: Letter) -> None:
        """What happened since."""
        row = letter.requests.select_related("letter__office").get()
        file = SimpleUploadedFile(f"{WORD}.txt", WORD.encode())
        make_action(row, response="declined", decline_reason="burden", summary=WORD, source=Source(file=file))
        make_action(row, "note", summary=WORD)
        given = NewAction("assigned", NOON.date(), [NewEffect(row, assigned_to=self.keeper)])
        record(new=given, by=self.keeper, now=NOW)
        link_letters(letter=letter, other=self.public, kind=LinkKind.FOLLOWS_UP, by=self.keeper, now=NOW)


def names(world: World) -> dict[str, list[str]]:
    """What may stand in an address."""
    row = world.public.requests.get()
    public = [world.public.public_id, row.public_id, row.effects.earliest("pk").action.public_id]
    return {
        "id": [*public, *world.ids, NOTHING],
        "slug": [world.office.slug, world.other.slug, "department-of-examples", f"bureau-of-{WORD}", "none"],
        "bioguide_id": [world.member.bioguide_id, world.quiet.bioguide_id],
        "key": [named(key) for key in (1, 2, 3)],
        "name": ["invalid"],
        "token": ["made-up"],
        "ending": ["csv"],
    }


def filters() -> dict[str, dict[str, list[str]]]:
    """What may be asked of the lists, with values that only the secret letter has."""
    q, agency = ["letter", WORD, f'"{WORD}"'], ["department-of-examples", f"bureau-of-{WORD}"]
    days = {"dated_from": ["2026-03-01"], "dated_to": ["2026-03-03"]}
    due = {"due_from": ["2026-03-01"], "due_to": ["2026-03-03"], "overdue": ["true"], "as_of": ["2026-05-01"]}
    pages = {"q": q, "agency": agency, "topic": ["taxation"], "state": ["declined"], "cursor": ["made-up"]}
    return {
        "/": {"q": q},
        "/letters/": pages,
        "/requests/": pages | {"overdue": ["on"], "kind": ["action"]},
        "/agencies/": {"q": [WORD]},
        "/members/": {"q": ["Silent"]},
        "/requests/{id}/": {"as_of": ["2026-05-01"]},
        "/desk/": {"whose": ["mine"]},
        "/desk/letters/": {"q": q, "due": ["overdue"], "visibility": ["office", "embargoed"]},
        "/desk/suggest/agencies/": {"q": [WORD], "recipients-0-organization": [WORD]},
        "/desk/suggest/members/": {"q": ["Silent"], "signatories-0-find": ["Silent"]},
        "/api/v1/letters/": {"q": q, "agency": agency, "topic": ["taxation"], "include": ["requests"]} | days,
        "/api/v1/requests/": {"q": q, "agency": agency, "topic": ["taxation"], "response_state": ["declined"]}
        | due,
        "/api/v1/actions/": {"kind": ["note", "assigned"]},
        "/api/v1/agencies/": {"q": [WORD]},
        "/api/v1/members/": {"q": ["Silent"]},
        "/api/v1/progress/": {"by": ["agency", "member", "office", "kind", "month", "topic"]},
    }


def all_told(world: World, given: Mapping[str, list[str]]) -> dict[tuple[str, str], Told]:
    """What each reader is told at each address, made anew."""
    for forget in (KEPT.forget, kept_answers.forget, kept_pages.forget, kept_parts.forget, cache.clear):
        forget()
    return {
        (reader, address): told(client, address)
        for reader, client in world.readers.items()
        for address in (*addresses(given, filters()), world.places[reader])
        if FULL or not (reader == "anonymous" and address.startswith("/desk/"))  # who is all sent to sign in
    }


def differences(before: Mapping[tuple[str, str], Told], after: Mapping[tuple[str, str], Told]) -> list[str]:
    """What tells the worlds apart."""
    return [
        f"{reader} {address}: {cut(before[key], what)}"
        for key, what in after.items()
        for reader, address in [key]
        if before[key] != what
    ]


def cut(one: Told, other: Told) -> str:
    """Where two answers begin to differ."""
    first, second = repr(one), repr(other)
    at = next((at for at, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), 0)
    return f"{first[max(0, at - 40) : at + 80]!r} / {second[max(0, at - 40) : at + 80]!r}"


@pytest.mark.parametrize("visibility", VISIBILITIES if FULL else [Visibility.EMBARGOED])
def test_whoever_may_not_see_a_letter_cannot_tell_whether_it_is_there(visibility: str) -> None:
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        world = World()
        with transaction.atomic():
            world.hide(visibility)
            given = names(world)
            with_it = all_told(world, given)
            transaction.set_rollback(True)
        without = all_told(world, given)
    assert not [key for key, (_, _, body) in with_it.items() if WORD in body and WORD not in key[1]]
    found = differences(without, with_it)
    assert not found, "\n".join(found)
    statuses = Counter(status for status, _, _ in with_it.values())
    assert {200, 302, 404} <= statuses.keys()
    print(
        f"\ntwin worlds, {visibility}: {len(with_it):,} answers to {len(world.readers)} readers, 0 differences; {dict(statuses)}"
    )


def places_of(world: World, given: Mapping[str, list[str]]) -> set[str]:
    """The addresses that tell anybody of the letter; what is kept from the time before is not forgotten."""
    anybody = world.readers["anonymous"]
    return {
        address
        for address in addresses(given, filters())
        if not address.startswith("/desk/") and WORD in told(anybody, address)[2] and WORD not in address
    }


def test_a_letter_is_everywhere_while_it_is_public_and_nowhere_while_it_is_not_never_early_and_at_once() -> (
    None
):
    world = World()
    with time_machine.travel(NOW, tick=False) as clock:
        world.hide(Visibility.EMBARGOED)
        [letter] = Letter.objects.embargoed(until=NOW + timedelta(days=30)).select_related("office")
        ends, given = letter.public_from, names(world)
        assert ends
        assert places_of(world, given) == set()
        clock.move_to(ends - timedelta(microseconds=1))
        lift_embargoes(now=timezone.now())
        assert places_of(world, given) == set()
        clock.move_to(ends)
        lift_embargoes(now=timezone.now())
        everywhere = places_of(world, given)
        assert {"/", "/letters/", "/requests/", "/agencies/", f"/letters/{letter.public_id}/"} <= everywhere
        assert {"/api/v1/letters/", "/api/v1/requests/", f"/api/v1/letters/{letter.public_id}/"} <= everywhere
        for visibility, seen in (("office", set[str]()), ("public", everywhere), ("office", set[str]())):
            revise_letter(letter=letter, changes={"visibility": visibility}, by=world.keeper, now=ends)
            assert places_of(world, given) == seen
    print(f"\npublic, private, public: {len(everywhere)} addresses told of it, 0 while it was not public")
