"""Letters to import, as long, and with as many people and requests, as those of the library."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from actions.importing import GivenLetter
from letters.intake import DueEntry, LetterEntry, RecipientEntry, RequestEntry, SignatoryEntry
from letters.people import Member, MemberTerm
from letters.states import RequestKind
from tests.bench.library import (
    AGENCIES,
    FIRST,
    MEMBERS,
    PRIVATE,
    RECIPIENTS,
    REQUEST_WORDS,
    REQUESTS,
    SIGNATORIES,
    WORDS,
    Words,
    drawn,
)

DATED = 0.7  # share of the requests that have a deadline


def make_members() -> None:
    """Members of Congress who serve on all days."""
    members = Member.objects.bulk_create(
        Member(bioguide_id=f"X{number:06}", first_name="Alex", last_name=f"S {number}", official_name=f"A {number}")
        for number in range(MEMBERS)
    )  # fmt: skip
    MemberTerm.objects.bulk_create(
        MemberTerm(member=member, chamber="senate", state="NJ", party="Independent", start_on=date(2015, 1, 3),
                   end_on=date(2027, 1, 3))
        for member in members
    )  # fmt: skip


def given_letters(count: int) -> Iterator[GivenLetter]:
    """So many letters; the requests' words stand in their text."""
    chance = random.Random(1)
    words = Words(chance)
    for row in range(1, count + 1):
        asked = [words.cut(drawn(chance, REQUEST_WORDS)) for _ in range(drawn(chance, REQUESTS))]
        rest = max(20, drawn(chance, WORDS) - sum(text.count(" ") + 1 for text in asked))
        day = FIRST + timedelta(days=chance.randrange(3900))
        entry = LetterEntry(
            title=words.cut(8),
            visibility="office" if chance.random() < PRIVATE else "public",
            letter_date=day,
            sent_on=day,
            recipients=[
                RecipientEntry("Alex Sampleton", "Secretary", f"Department {chance.randrange(AGENCIES)}")
                for _ in range(drawn(chance, RECIPIENTS))
            ],
            signatories=[
                SignatoryEntry("Alex Sampleton", "Member of Congress", f"X{number:06}")
                for number in chance.sample(range(MEMBERS), drawn(chance, SIGNATORIES))
            ],
            requests=[
                RequestEntry(
                    text,
                    str(number),
                    chance.choice(RequestKind.values),
                    DueEntry(
                        "by then",
                        "date",
                        day + timedelta(days=chance.randrange(14, 60)),
                        "The letter says so.",
                    )
                    if chance.random() < DATED
                    else DueEntry(),
                )
                for number, text in enumerate(asked, start=1)
            ],
        )
        text = f"{words.cut(rest // 2)}\n\n" + "\n\n".join(asked) + f"\n\n{words.cut(rest // 2)}"
        yield GivenLetter(row, entry, text)
