"""Where in letters the words stand that somebody looked for: what a list shows of each letter beside its title, marked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from letters.marking import Excerpt, Hit, excerpt, found_at, hits, hits_of_part
from letters.models import Letter, LetterRequest, Recipient

Phrases = Sequence[Sequence[str]]
SHORT = 200  # signs of a request that is shown whole


@dataclass(slots=True)
class Found:
    """Where the words stand in a letter: its title marked, the rest as far as it has any of them."""

    title: list[Hit]
    text: Excerpt | None = None
    requests: list[LetterRequest] = field(default_factory=list)  # those with most of the words first
    addressees: list[list[Hit]] = field(default_factory=list)
    signers: list[list[Hit]] = field(default_factory=list)


def found_in(
    letter: Letter, letter_requests: Iterable[LetterRequest], phrases: Phrases, *, person: str = ""
) -> Found:
    """What is found in a letter and some of its requests, and of a part of a name in its people.

    Reads prefetched recipients, and the names of `Letters.with_signers`.
    """
    found = Found(hits(str(letter), phrases))
    if phrases:
        found.text = excerpt(letter.text, phrases)
        having = [(len(words_in(row.text, phrases)), row) for row in letter_requests]
        most_first = sorted(having, key=lambda pair: (-pair[0], pair[1].number))
        found.requests = [row for words, row in most_first if words]
    if phrases or person:
        addressees = (name_with(addressed(row), phrases, person) for row in letter.recipients.all())
        signed: str = letter.signed  # type: ignore[attr-defined]  # the annotation's own name
        signers = (name_with(name, phrases, person) for name in signed.splitlines())
        found.addressees, found.signers = [*filter(None, addressees)], [*filter(None, signers)]
    return found


def words_in(text: str, phrases: Phrases) -> list[int]:
    """Which of the phrases stand in the text, by their places."""
    return [place for place, phrase in enumerate(phrases) if found_at(text, [phrase])]


def name_with(name: str, phrases: Phrases, person: str) -> list[Hit] | None:
    """The name with what was looked for marked; None where nothing is."""
    marked = hits(name, phrases)
    if person and not any(hit.is_hit for hit in marked):
        marked = hits_of_part(name, person)
    return marked if any(hit.is_hit for hit in marked) else None


def addressed(recipient: Recipient) -> str:
    """All that names an addressee; reads the joined agency."""
    names = [recipient.name, recipient.title, recipient.organization, str(recipient.agency or "")]
    return ", ".join(dict.fromkeys(filter(None, names)))


def request_around(text: str, phrases: Phrases) -> Excerpt:
    """A request's words, of a long one those around the first hit, without any its beginning."""
    if len(text) <= SHORT:
        return Excerpt(hits(text, phrases), is_cut_before=False, is_cut_after=False)
    beginning = [Hit(text[:SHORT].rsplit(" ", 1)[0])]
    return excerpt(text, phrases) or Excerpt(beginning, is_cut_before=False, is_cut_after=True)
