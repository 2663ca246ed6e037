"""Who sees what over the API: a cast of anonymous, stranger, viewer and editor, and the exact set for each."""

import pytest

from actions.ledger import NewAction, NewEffect, Source, record
from actions.models import Action
from actions.publishing import revise_letter
from letters.intake import SignatoryEntry
from letters.models import Letter
from letters.states import Visibility
from offices.models import Role, User
from tests.api.asking import body_of, client_of, ids, read
from tests.making import (
    NOON,
    make_action,
    make_draft,
    make_letter,
    make_member,
    make_office,
    make_user,
)

pytestmark = pytest.mark.django_db

NOWHERE = "abcdefghjkmn"


class Cast:
    """An office with a public letter, a private one and a draft; one reply that speaks of both letters."""

    def __init__(self) -> None:
        office = make_office("Owner")
        self.editor = make_user(office)
        self.inside = [self.editor, make_user(office, Role.VIEWER), make_user(office, Role.MANAGER)]
        self.outside: list[User | None] = [
            None,
            make_user(make_office("Stranger"), Role.MANAGER),
            make_user(),
        ]
        member = make_member("Sampleton")
        self.public = make_letter(office, by=self.editor, recipients=["Open Agency"])
        self.private = make_letter(
            office,
            by=self.editor,
            visibility=Visibility.OFFICE,
            recipients=["Secret Agency"],
            signatories=[SignatoryEntry("A", bioguide_id=member.bioguide_id)],
            title="Hushed",
        )
        self.member = member.bioguide_id
        self.draft = make_draft(office, by=self.editor, text="Secret words.")
        self.seen = self.public.requests.select_related("letter__office").get()
        self.hidden = self.private.requests.select_related("letter__office").get()
        self.reply = self.reply_to_both()
        self.note = make_action(self.seen, "note", summary="hush").public_id

    def reply_to_both(self) -> Action:
        """One answer to a request of each letter."""
        effects = [
            NewEffect(self.seen, response="acknowledged"),
            NewEffect(self.hidden, outcome="in_progress"),
        ]
        new = NewAction("response_received", NOON.date(), effects, source=Source(note="A letter"))
        return record(new=new, by=self.editor, now=NOON)


def test_letters() -> None:
    cast = Cast()
    everything = [cast.private.public_id, cast.public.public_id]
    assert [ids("letters/", user) for user in cast.inside] == [everything] * 3
    assert [ids("letters/", user) for user in cast.outside] == [[cast.public.public_id]] * 3


def test_requests() -> None:
    cast = Cast()
    everything = [cast.hidden.public_id, cast.seen.public_id]
    assert [ids("requests/", user) for user in cast.inside] == [everything] * 3
    assert [ids("requests/", user) for user in cast.outside] == [[cast.seen.public_id]] * 3


def test_actions_and_what_each_says_of_which_letter() -> None:
    cast = Cast()
    sent, sent_privately = (
        row.effects.get(action__kind="letter_sent").action.public_id for row in (cast.seen, cast.hidden)
    )
    reply = cast.reply.public_id
    assert [ids("actions/", user) for user in cast.inside] == [[cast.note, reply, sent_privately, sent]] * 3
    for user in cast.outside:
        assert ids("actions/", user) == [reply, sent]
        shown = read(f"actions/{reply}/", user)
        assert [effect["request"] for effect in shown["effects"]] == [cast.seen.public_id]
    both = read(f"actions/{reply}/", cast.editor)["effects"]
    assert {effect["request"] for effect in both} == {cast.seen.public_id, cast.hidden.public_id}


def test_agencies() -> None:
    cast = Cast()
    for users, slugs in ((cast.inside, ["secret-agency", "open-agency"]), (cast.outside, ["open-agency"])):
        for user in users:
            assert [row["slug"] for row in read("agencies/", user)["results"]] == slugs
    for user in cast.outside:
        assert read("agencies/secret-agency/", user, 404) == read("agencies/nowhere/", user, 404)


def test_what_may_not_be_seen_is_answered_like_what_never_existed() -> None:
    cast = Cast()
    hidden = [
        (f"letters/{cast.private.public_id}/", "letters/{}/"),
        (f"letters/{cast.draft.public_id}/", "letters/{}/"),
        (f"letters/{cast.private.public_id}/progress/", "letters/{}/progress/"),
        (f"requests/{cast.hidden.public_id}/", "requests/{}/"),
        (f"actions/{cast.note}/", "actions/{}/"),
    ]
    for user in cast.outside:
        for path, never in hidden:
            private, nothing = (
                client_of(user).get(f"/api/v1/{place}") for place in (path, never.format(NOWHERE))
            )
            assert (private.status_code, body_of(private)) == (404, body_of(nothing))
            private["X-Request-ID"] = nothing["X-Request-ID"]
            assert private.headers.items() == nothing.headers.items()
    for user in cast.inside:
        for path, _ in hidden:
            read(path, user)


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("letters/", {"q": "Hushed"}),
        ("letters/", {"q": "Secret words"}),
        ("letters/", {"agency": "secret-agency"}),
        ("requests/", {"agency": "secret-agency"}),
        ("requests/", {"outcome_state": "in_progress"}),
    ],
)
def test_no_filter_finds_what_may_not_be_seen(path: str, query: dict[str, str]) -> None:
    cast = Cast()
    assert [ids(path, user, query) for user in cast.outside] == [[]] * 3


def test_no_filter_by_an_id_finds_what_may_not_be_seen() -> None:
    cast = Cast()
    queries = [
        ("letters/", {"member": cast.member}),
        ("requests/", {"member": cast.member}),
        ("requests/", {"letter": cast.private.public_id}),
        ("actions/", {"request": cast.hidden.public_id}),
        ("actions/", {"letter": cast.private.public_id}),
    ]
    for path, query in queries:
        assert [ids(path, user, query) for user in cast.outside] == [[]] * 3
        assert ids(path, cast.editor, query) != []


def test_the_progress_of_a_public_letter_counts_its_own_requests_only() -> None:
    cast = Cast()
    progress = read(f"letters/{cast.public.public_id}/progress/")
    assert (progress["total"], progress["outcome_states"]) == (1, {"not_assessed": 1})


def test_a_note_moves_nothing_that_others_see() -> None:
    cast = Cast()
    before = read(f"requests/{cast.seen.public_id}/")
    make_action(cast.seen, "note", summary="hush again")
    make_action(cast.seen, "assigned", assigned_to=cast.editor)
    assert read(f"requests/{cast.seen.public_id}/") == before


def test_a_letter_that_is_taken_back_is_gone_everywhere_at_once() -> None:
    cast = Cast()
    revise_letter(letter=cast.public, changes={"visibility": "office"}, by=cast.editor, now=NOON)
    for path in ("letters/", "requests/", "actions/", "agencies/"):
        assert read(path)["results"] == []


def test_a_letter_that_is_published_appears_everywhere_at_once() -> None:
    cast = Cast()
    revise_letter(letter=cast.private, changes={"visibility": "public"}, by=cast.editor, now=NOON)
    assert ids("letters/") == [cast.private.public_id, cast.public.public_id]
    assert len(read(f"actions/{cast.reply.public_id}/")["effects"]) == 2


def test_somebody_who_left_the_office_sees_what_strangers_see() -> None:
    cast = Cast()
    cast.editor.memberships.all().delete()
    assert ids("letters/", cast.editor) == [cast.public.public_id]
    assert Letter.objects.count() == 3
