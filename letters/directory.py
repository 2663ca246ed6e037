"""Who is meant by a name: members of Congress on a day, and agencies.

A match that is not the only one is no match: a doubtful name stays a name.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from django.utils.text import slugify

from letters.people import Agency, Member, MemberTerm
from letters.states import Capacity

SUFFIXES = {"jr", "sr", "ii", "iii", "iv", "md", "phd", "esq"}


def words_of(name: str) -> list[str]:
    """The words of a name, lower case, without accents, marks, initials' dots and suffixes."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower().replace("'", "")
    return [word for word in re.findall(r"[a-z]+(?:-[a-z]+)*", plain) if word not in SUFFIXES]


def is_named(member: Member, words: list[str]) -> bool:
    """Whether the words of a name fit the member's first (or nick-, or middle) name and surname."""
    surname = words_of(member.last_name)
    if not words or words[-len(surname) :] != surname:
        return False
    given = words[: -len(surname)]
    if not given:
        return True
    first_names = words_of(f"{member.first_name} {member.nickname} {member.middle_name}")
    if len(given[0]) == 1:
        return any(name.startswith(given[0]) for name in first_names)
    return any(
        name.startswith(given[0]) or given[0].startswith(name) for name in first_names if len(name) > 1
    )


def serving_on(on: date) -> list[Member]:
    """The members of Congress on a day, with their terms; two queries."""
    running = MemberTerm.objects.filter(start_on__lte=on, end_on__gte=on)
    return list(Member.objects.filter(pk__in=running.values("member")).prefetch_related("terms"))


def match_member(name: str, members: Iterable[Member]) -> Member | None:
    """The only one of `members` whom the name fits, else None."""
    words = words_of(name)
    fitting = [member for member in members if is_named(member, words)]
    # “Chris Van Hollen” fits a Hollen too; the longer surname is the one that was written.
    longest = max((len(words_of(member.last_name)) for member in fitting), default=0)
    fitting = [member for member in fitting if len(words_of(member.last_name)) == longest]
    return fitting[0] if len(fitting) == 1 else None


def capacity_of(title: str) -> Capacity:
    """In which capacity somebody signs, by their title in the signature block."""
    if re.search(r"\branking\b", title, re.IGNORECASE):
        return Capacity.RANKING_MEMBER
    if re.search(r"\bchair(?:man|woman|person)?\b", title, re.IGNORECASE):
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


def agency_named(organization: str) -> Agency | None:
    """The agency of that name, entered where it is new; None where the name has no letters."""
    slug = agency_slug(organization)
    if not slug:
        return None
    return Agency.objects.get_or_create(slug=slug, defaults={"name": organization.strip()[:200]})[0]
