"""Who is meant by a name: members of Congress on a day, and agencies.

A doubtful match is offered and never taken, and what the letter says stays as it is written.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.text import slugify

from letters.legislators import LONGEST_RECESS
from letters.matching import Congress, Match
from letters.models import Recipient
from letters.people import Agency, Member, MemberTerm
from letters.reading.parts import Person
from letters.states import Capacity
from letters.visibility import visible
from letters.written import Written
from offices.models import User

BESIDE = 120  # letters after a name that may say its state and district
# An addressee in Congress: by the body, or where none is named, by the title.
CONGRESSIONAL_BODY = re.compile(
    r"\bcommittee\b|\bcaucus\b|house of representatives|\bsenate\b|\bcongress\b", re.IGNORECASE
)
CONGRESSIONAL_TITLE = re.compile(
    r"\bsenator\b|\bcongress(?:wo)?man\b|\bmember of congress\b|^(?:u\.?s\.? |united states )?representative\b(?! to)"
    r"|\bspeaker\b|\bleader\b|\bwhip\b|\bchair(?:man|woman|person)?\b|\branking\b",
    re.IGNORECASE,
)


def congress_on(on: date | None) -> Congress:
    """The members of Congress on a day, ready to be matched; all who are known where the day is not; two queries."""
    members = Member.objects.prefetch_related("terms")
    if on is not None:
        members = members.filter(pk__in=terms_near(on).values("member"))
    return Congress((member.legislator() for member in members), on)


def terms_near(on: date | None, until: date | None = None) -> QuerySet[MemberTerm]:
    """The terms of a day, or of the days to `until`, and those that a recess parts from them; all where no day is known."""
    if on is None:
        return MemberTerm.objects.all()
    recess = timedelta(days=LONGEST_RECESS)
    return MemberTerm.objects.filter(start_on__lte=(until or on) + recess, end_on__gte=on - recess)


def match_people(
    text: str, on: date | None, *, recipients: Sequence[Person], signers: Sequence[Person]
) -> tuple[list[Match], list[Match]]:
    """A match for each addressee and each signer of a letter; an addressee outside Congress has none."""
    asked = [is_congressional(person) for person in recipients]
    if not signers and not any(asked):
        return [Match()] * len(recipients), []
    congress = congress_on(on)
    addressed = [
        congress.match(Written(person.name, f"{person.title}, {person.organization}"))
        if is_asked
        else Match()
        for person, is_asked in zip(recipients, asked, strict=True)
    ]
    return addressed, congress.match_all(written_people(text, signers))


def is_congressional(person: Person) -> bool:
    """Whether an addressee is one as a member of Congress: no governor and no chairman of a board."""
    if not person.name:
        return False
    body = CONGRESSIONAL_BODY if person.organization else CONGRESSIONAL_TITLE
    return bool(body.search(person.organization or person.title))


def written_people(text: str, people: Sequence[Person]) -> list[Written]:
    """The signers with what stands beside each: to the end of the line, further down only where the line is theirs."""
    starts = sorted(person.start for person in people)
    found = []
    for person in people:
        following = next((start for start in starts if start > person.start), len(text))
        line = text.find("\n", person.end)
        line = len(text) if line < 0 else line
        is_first = not text[text.rfind("\n", 0, person.start) + 1 : person.start].strip()
        is_alone = is_first and following > line
        end = min(following, person.end + BESIDE if is_alone else line)
        found.append(Written(person.name, person.title, text[person.end : end]))
    return found


def named(bioguide_ids: Iterable[str], on: date | None) -> dict[str, str]:
    """Members by Bioguide id as a person tells them apart: with the day's term, else with their last; one query."""
    terms = MemberTerm.objects.filter(member__bioguide_id__in=set(bioguide_ids)).select_related("member")
    by_start = sorted(terms, key=lambda term: term.start_on)
    then = [term for term in by_start if on is not None and term.start_on <= on <= term.end_on]
    return {term.member.bioguide_id: label_of(term) for term in (*by_start, *then)}


def label_of(term: MemberTerm) -> str:
    """“Mike Rogers (Republican, AL-3, House)”."""
    place = f"{term.state}-{term.district}" if term.district else term.state
    party = f"{term.party}, " if term.party else ""
    return f"{term.member} ({party}{place}, {term.get_chamber_display()})"


def capacity_of(title: str) -> Capacity:
    """In which capacity somebody signs, by their title in the signature block."""
    if re.search(r"\branking\b", title, re.IGNORECASE):
        return Capacity.RANKING_MEMBER
    if re.search(r"(?<!vice )(?<!vice-)\bchair(?:man|woman|person)?\b", title, re.IGNORECASE):
        return Capacity.CHAIR
    return Capacity.MEMBER


def agency_slug(organization: str) -> str:
    """One slug for the ways to write an agency: “U.S. Department of State”, “Department of State”."""
    plain = re.sub(
        r"^(?:the\s+)?(?:(?:u\.?\s?s\.?(?:a\.?)?|united states)\s+)?",
        "",
        organization.strip(),
        flags=re.IGNORECASE,
    )
    return slugify(plain)[:120].strip("-") or slugify(organization)[:120].strip("-")


def agencies_named(organizations: Iterable[str]) -> dict[str, Agency]:
    """The agencies of these names, entered where they are new; a name without letters has none. Up to three queries."""
    slugs = {name: slug for name in dict.fromkeys(organizations) if (slug := agency_slug(name))}
    known = agencies_with(slugs.values())
    new = {
        slug: name for name, slug in reversed(slugs.items()) if slug not in known
    }  # as it was written first
    if new:
        rows = [Agency(slug=slug, name=new[slug].strip()[:200]) for slug in sorted(new)]
        Agency.objects.bulk_create(rows, ignore_conflicts=True)  # somebody else may enter it just now
        known |= agencies_with(new)
    return {name: known[slug] for name, slug in slugs.items()}


def agencies_with(slugs: Iterable[str]) -> dict[str, Agency]:
    """The agencies with these slugs."""
    return {agency.slug: agency for agency in Agency.objects.filter(slug__in=set(slugs))}


def members_with(bioguide_ids: Iterable[str]) -> dict[str, Member]:
    """The members with these Bioguide ids, with their terms; two queries."""
    ids = set(bioguide_ids) - {""}
    found = Member.objects.filter(bioguide_id__in=ids).prefetch_related("terms")
    return {member.bioguide_id: member for member in found}


def agencies_known_to(user: User | AnonymousUser, *, most: int = 500) -> QuerySet[Agency]:
    """The agencies that letters address which `user` may see: another office's private letter names none here."""
    seen = Recipient.objects.filter(visible(user, "letter__"), agency=OuterRef("pk"))
    return Agency.objects.filter(Exists(seen))[:most]
