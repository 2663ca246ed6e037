"""What is read from plain columns is what the serializers show of models."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from pytest_django import DjangoAssertNumQueries
from rest_framework.serializers import BaseSerializer

from letters.intake import DueEntry, RequestEntry, SignatoryEntry
from letters.models import Letter, LetterRequest
from letters.states import DeclineReason, Outcome, Response, Topic, Visibility
from offices.models import User
from tests.api.asking import read
from tests.making import make_action, make_letter, make_member, make_office, make_request, make_user
from tracker.api.rendering import OrJson
from tracker.api.serializers import LetterDetailSerializer, LetterRequestSerializer
from tracker.clock import today

pytestmark = pytest.mark.django_db

ALL = {"include": "text,unread_because,is_being_read,requests", "page_size": 200, "ordering": "oldest"}


def make_varied(private: bool = False) -> User:
    """Requests in every state of both kinds, due before and after today or never, to several and to nobody; a reader."""
    office = make_office()
    by = make_user(office)
    visibility = Visibility.OFFICE if private else Visibility.PUBLIC
    later = make_request(office, by=by, visibility=visibility)
    member = make_member("Sampleton")
    for number, state in enumerate(Response):
        due = DueEntry(due_on=today() + timedelta(days=number - 4), words="soon") if number % 3 else None
        letter = make_letter(
            office,
            by=by,
            letter_date=date(2026, 3, 2) if number % 4 else None,
            requests=[RequestEntry("One thing.", "a", "documents", deadline=due or DueEntry()), "Another."],
            recipients=["Department of Examples", "Department of Samples"][: number % 3],
            signatories=[
                SignatoryEntry("Zoë “Z.” Sampleton", "Chair", member.bioguide_id),
                SignatoryEntry("B"),
            ],
            topic=["", *Topic.values][number],
            text=f"One thing. Another. <é> {number}",
            visibility=visibility,
            backfilled=number % 2 == 0,
        )
        asked = letter.requests.select_related("letter__office")[0]
        if letter.recipients.exists():
            reason = DeclineReason.BURDEN if state == Response.DECLINED else ""
            replaced_by = later if state == Response.SUPERSEDED else None
            make_action(
                asked,
                "follow_up_letter",
                by=by,
                response=state,
                decline_reason=reason,
                superseded_by=replaced_by,
            )
        make_action(asked, "assessment", by=by, outcome=list(Outcome)[number % len(Outcome)])
    return by


def written(serializer: BaseSerializer[Any]) -> Any:
    """What a serializer shows, as JSON."""
    return json.loads(OrJson().render(serializer.data))


@pytest.mark.parametrize("signed_in", [True, False])
def test_a_list_of_requests_shows_what_each_shows_of_itself(signed_in: bool) -> None:
    by = make_varied()
    make_varied(private=True)
    reader = by if signed_in else None
    rows = read("requests/", reader, query={"page_size": 200, "ordering": "oldest"})["results"]
    models = LetterRequest.objects.visible_to(reader or AnonymousUser()).with_states(
        reader or AnonymousUser()
    )
    assert len(rows) == 2 * len(Response) + 1
    assert rows == written(LetterRequestSerializer(models.order_by("pk"), many=True))
    assert rows == [read(f"requests/{row['id']}/", reader) for row in rows]


def test_a_list_of_letters_shows_what_each_shows_of_itself() -> None:
    by = make_varied(private=True)
    rows = read("letters/", by, query=ALL)["results"]
    models = Letter.objects.visible_to(by).with_people().with_requests(by).order_by("pk")
    assert len(rows) == Letter.objects.count()
    assert rows == written(LetterDetailSerializer(models, many=True))
    assert rows == [read(f"letters/{row['id']}/", by) for row in rows]


def test_a_later_request_that_is_private_is_not_named() -> None:
    office = make_office()
    by = make_user(office)
    later = make_request(office, by=by, visibility=Visibility.OFFICE)
    asked = make_request(office, by=by)
    make_action(asked, "follow_up_letter", by=by, response="superseded", superseded_by=later)
    named = [
        read("requests/", reader, query={"letter": asked.letter.public_id})["results"][0]["progress"][
            "responses"
        ][0]
        for reader in (by, None)
    ]
    assert [response["superseded_by"] for response in named] == [later.public_id, None]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("letters/", 4),
        ("letters/?include=requests,text", 6),
        ("letters/?fields=requests", 6),
        ("requests/", 3),
        ("requests/?ordering=due_on", 3),
        ("requests/?q=thing", 3 + (connection.vendor == "postgresql")),
        ("requests/?count=estimate", 4),
        ("actions/", 3),
        ("members/", 3),
        ("agencies/", 2),
    ],
)
def test_a_list_takes_as_many_queries_for_one_row_as_for_many(
    rows: int, path: str, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(rows):
        make_member(f"Name{number}")
        make_letter(requests=["One thing.", "Another thing."])
    with django_assert_num_queries(queries):
        read(path)
