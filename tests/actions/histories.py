"""Histories of letters: two offices, everybody who may look, and one thing after another that may happen."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from random import Random

from django.contrib.auth.models import AnonymousUser
from hypothesis import strategies as st

from actions.correcting import correct_letter
from actions.ledger import NewAction, NewEffect, Source, record, snooze
from actions.links import LetterLink, LinkKind, LinkProblem, link_letters, unlink_letters
from actions.models import Action
from actions.publishing import revise_letter
from actions.sharing import share_letter, unshare_letter
from letters.correcting import Correction
from letters.intake import RecipientEntry, RequestEntry, SignatoryEntry
from letters.models import Letter, LetterRequest
from offices.models import Role, User
from tests.making import NOON, make_letter, make_office, make_user


class World:
    """Two offices with two letters each, and everybody who may look."""

    def __init__(self) -> None:
        self.offices = [make_office("First"), make_office("Second")]
        self.editors = [make_user(office, Role.MANAGER) for office in self.offices]
        both = make_user(self.offices[0], Role.VIEWER)
        self.offices[1].memberships.create(user=both, role=Role.VIEWER)
        self.readers: list[User | AnonymousUser] = [AnonymousUser(), *self.editors, both, make_user()]
        self.letters = [
            make_letter(office, by=editor, visibility=visibility, requests=["Do this.", "Do that."])
            for office, editor in zip(self.offices, self.editors, strict=True)
            for visibility in ("public", "office")
        ]
        self.entries: list[Action] = []

    def requests_of(self, place: int) -> list[LetterRequest]:
        """The requests of an office's letters, or of all."""
        rows = LetterRequest.objects.select_related("letter__office").order_by("pk")
        return list(rows.filter(letter__office=self.offices[place]))


Step = Callable[[World, Callable[[int], int]], None]


def flip(world: World, pick: Callable[[int], int]) -> None:
    """A letter is published, or taken back."""
    place = pick(4)
    revise_letter(
        letter=Letter.objects.select_related("office").get(pk=world.letters[place].pk),
        changes={"visibility": ["public", "office"][pick(2)]},
        by=world.editors[place // 2],
        now=NOON,
    )


def share(world: World, pick: Callable[[int], int]) -> None:
    """A letter is shared with the other office, with notes or without, or no longer."""
    place = pick(4)
    letter = Letter.objects.select_related("office").get(pk=world.letters[place].pk)
    by, partner = world.editors[place // 2], world.offices[1 - place // 2]
    how = pick(3)
    if how == 2:
        unshare_letter(letter=letter, office=partner, by=by, now=NOON)
    else:
        share_letter(letter=letter, office=partner, with_notes=how == 1, by=by, now=NOON)


def retitle(world: World, pick: Callable[[int], int]) -> None:
    """A letter gets another title."""
    place = pick(4)
    letter = Letter.objects.select_related("office").get(pk=world.letters[place].pk)
    revise_letter(
        letter=letter, changes={"title": f"Title {pick(3)}"}, by=world.editors[place // 2], now=NOON
    )


def put_right(world: World, pick: Callable[[int], int]) -> None:
    """A letter's date, who signed it, whom it addresses or what it asks for is corrected."""
    place = pick(4)
    letter = Letter.objects.select_related("office").get(pk=world.letters[place].pk)
    wanted = Correction(
        title=letter.title,
        letter_date=NOON.date() - timedelta(days=pick(2)),
        sent_on=letter.sent_on,
        received_on=letter.received_on,
        signatories=[SignatoryEntry(f"Signer {number}") for number in range(pick(3))],
        recipients={1: RecipientEntry(title="Secretary", organization=f"Department {pick(2)}")},
        requests={1 + pick(2): RequestEntry(f"Do thing {pick(3)}.")},
    )
    correct_letter(letter=letter, correction=wanted, by=world.editors[place // 2], now=NOON)


def link(world: World, pick: Callable[[int], int]) -> None:
    """A letter is linked to another one that its office sees, or no longer."""
    place, other = pick(4), pick(4)
    by = world.editors[place // 2]
    made = LetterLink.objects.filter(letter=world.letters[place], other=world.letters[other]).first()
    if made:
        unlink_letters(link=made, by=by, now=NOON)
        return
    letters = Letter.objects.select_related("office")
    ends = {
        "letter": letters.get(pk=world.letters[place].pk),
        "other": letters.get(pk=world.letters[other].pk),
    }
    with suppress(LinkProblem):
        link_letters(**ends, kind=LinkKind.values[pick(3)], by=by, now=NOON)


def reply(world: World, pick: Callable[[int], int]) -> None:
    """One answer on one to three requests."""
    place = pick(2)
    rows = world.requests_of(place)
    chosen = {rows[pick(4)].pk: rows for _ in range(1 + pick(3))}
    effects = [NewEffect(row, response="acknowledged") for row in rows if row.pk in chosen]
    enter(world, place, NewAction("response_received", NOON.date(), effects, source=Source(note="a letter")))


def supersede(world: World, pick: Callable[[int], int]) -> None:
    """A request is superseded by one of any letter."""
    place = pick(2)
    row, later = world.requests_of(place)[pick(4)], world.requests_of(pick(2))[pick(4)]
    if row != later:
        effects = [NewEffect(row, response="superseded", superseded_by=later)]
        enter(
            world, place, NewAction("response_received", NOON.date(), effects, source=Source(note="a list"))
        )


def note(world: World, pick: Callable[[int], int]) -> None:
    """The office notes something for itself."""
    place = pick(2)
    effects = [NewEffect(world.requests_of(place)[pick(4)])]
    enter(world, place, NewAction("note", NOON.date(), effects, summary="between us"))


def put_off(world: World, pick: Callable[[int], int]) -> None:
    """The office puts a check off, which is its own affair."""
    place = pick(2)
    until = NOON.date() + timedelta(days=1 + pick(9))
    snooze(letter_request=world.requests_of(place)[pick(4)], until=until, by=world.editors[place], now=NOON)


def correct(world: World, pick: Callable[[int], int]) -> None:
    """An entry is taken back."""
    live = [row for row in world.entries if not Action.objects.filter(supersedes=row).exists()]
    if live:
        wrong = live[pick(len(live))]
        effects = [
            NewEffect(row.letter_request)
            for row in wrong.effects.select_related("letter_request__letter__office")
        ]
        place = world.offices.index(wrong.office)
        kind = "note" if wrong.is_office_only else "correction"
        new = NewAction(kind, NOON.date(), effects, source=Source(note="a mistake"))
        world.entries.append(record(new=new, by=world.editors[place], now=NOON, supersedes=wrong))


def enter(world: World, place: int, new: NewAction) -> None:
    """Enters an action."""
    world.entries.append(record(new=new, by=world.editors[place], now=NOON))


STEPS = (flip, share, retitle, put_right, link, reply, supersede, note, put_off, correct)
# What happens, one after another, each with the chance by which it picks whom it happens to.
histories: st.SearchStrategy[list[tuple[Step, Random]]] = st.lists(
    st.tuples(st.sampled_from(STEPS), st.randoms()), min_size=3, max_size=8
)
