"""Taking a letter in: everything given is kept, nothing is invented, nothing is half-written."""

import hashlib
from datetime import date

import pytest

from actions.opening import open_letter
from letters.drafts import MOST, draft_of, may_lack
from letters.intake import (
    AlreadyKept,
    DueEntry,
    IntakeError,
    LetterEntry,
    RecipientEntry,
    RequestEntry,
    SignatoryEntry,
    discard,
    keep_file,
    keep_text,
)
from letters.matching import SEVERAL
from letters.models import Letter, LetterRequest
from letters.people import Agency
from letters.reading.documents import MAX_BYTES, MAX_CHARACTERS
from letters.search import letters_about
from offices.models import Role
from offices.policy import NotAllowed
from tests.making import NOON, editor_of, make_draft, make_letter, make_member, make_office, make_user

pytestmark = pytest.mark.django_db

TEXT = """March 2, 2026

The Honorable Pat Placeholder
Secretary
Department of Examples
Washington, DC 20000

Dear Secretary Placeholder:

We urge you to publish the list of sample paragraphs. We ask that you reply no later than April 1, 2026.

Sincerely,

Robin Sampleton
United States Senator
"""


def kept_bytes(letter: Letter) -> bytes:
    with letter.source_file.open("rb") as file:
        return bytes(file.read())


def entry(**fields: object) -> LetterEntry:
    return LetterEntry(**{"title": "T", "requests": [RequestEntry("Do it.")]} | fields)  # type: ignore[arg-type]


def confirmed(letter: Letter, **fields: object) -> Letter:
    return open_letter(
        letter=letter, entry=entry(**fields), backfilled=False, by=editor_of(letter.office), now=NOON
    )


def test_it_works() -> None:
    member = make_member("Sampleton", "Robin")
    draft = draft_of(make_draft(text=TEXT))
    assert draft.letter_date == date(2026, 3, 2)
    assert draft.recipients == [RecipientEntry("Pat Placeholder", "Secretary", "Department of Examples")]
    assert draft.signatories == [
        SignatoryEntry("Robin Sampleton", "United States Senator", member.bioguide_id)
    ]
    assert [row.text for row in draft.requests] == ["We urge you to publish the list of sample paragraphs."]
    assert draft.response_deadline.due_on == date(2026, 4, 1)
    assert draft.title == "Letter to Secretary, March 2, 2026"


def test_the_bytes_are_kept_as_given() -> None:
    office = make_office()
    data = "Fußnote é".encode()
    letter = keep_file(office=office, by=make_user(office), data=data, name="letter.txt")
    assert kept_bytes(letter) == data
    assert letter.source_sha256 == hashlib.sha256(data).hexdigest()


def test_a_files_name_never_reaches_the_disk() -> None:
    office = make_office()
    letter = keep_file(office=office, by=None, data=b"Dear Sir: please write.", name="../../etc/passwd")
    assert letter.source_name == "passwd"
    assert letter.source_file.name == f"letters/{letter.source_sha256[:2]}/{letter.source_sha256}"


def test_far_too_long_a_text_is_refused_before_anybody_reads_it() -> None:
    with pytest.raises(IntakeError, match="more than 500,000 characters"):
        keep_text(office=make_office(), by=None, text="a" * (MAX_CHARACTERS + 1))


def test_a_letter_of_more_different_words_than_an_index_takes_is_kept_and_found() -> None:
    text = " ".join(f"a{number:x}.org/b-{number:x}" for number in range(24_000))
    letter = keep_text(office=make_office(), by=None, text=f"specimen {text}")
    assert list(Letter.objects.filter(letters_about("specimen"))) == [letter]


def test_of_more_requests_than_a_letter_can_have_the_first_are_taken_and_somebody_is_told() -> None:
    asked = "".join(f"{number}. Why was specimen {number} lost?\n\n" for number in range(1, 100)) * 3
    drafted = draft_of(make_draft(text=TEXT.replace("We urge", f"Please answer: {asked}We urge")))
    assert len(drafted.requests) == MOST["requests"]
    assert may_lack(drafted) == ["At most 200 requests are taken from a letter: see whether any is missing."]


def test_what_cannot_be_read_is_kept_with_an_empty_draft() -> None:
    office = make_office()
    letter = keep_file(office=office, by=None, data=b"%PDF-1.7 and then nothing", name="letter.pdf")
    assert letter.unread_because
    assert draft_of(letter) == LetterEntry()
    assert kept_bytes(letter) == b"%PDF-1.7 and then nothing"


@pytest.mark.parametrize(("data", "message"), [(b"", "empty"), (b"x" * (MAX_BYTES + 1), "larger than 25 MB")])
def test_an_empty_or_too_large_file_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(IntakeError, match=message):
        keep_file(office=make_office(), by=None, data=data, name="letter.txt")
    assert not Letter.objects.exists()


@pytest.mark.parametrize("text", ["", " \n", "a\0b"])
def test_text_without_words_or_with_nul_is_refused(text: str) -> None:
    with pytest.raises(IntakeError):
        keep_text(office=make_office(), by=None, text=text)


def test_the_same_file_twice_is_recognised() -> None:
    first = make_draft(text=TEXT)
    with pytest.raises(AlreadyKept) as error:
        make_draft(first.office, text=TEXT)
    assert error.value.letter == first


def test_another_office_may_keep_the_same_file() -> None:
    assert make_draft(text=TEXT) != make_draft(text=TEXT)


def test_a_stranger_and_a_viewer_log_nothing() -> None:
    office = make_office()
    for person in (make_user(make_office()), make_user(office, Role.VIEWER)):
        with pytest.raises(NotAllowed):
            keep_text(office=office, by=person, text=TEXT)


def test_a_signer_is_kept_as_they_were_on_the_letters_date() -> None:
    member = make_member("Sampleton", "Robin", state="NJ")
    signatories = [SignatoryEntry("Robin Sampleton", "Ranking Member", member.bioguide_id)]
    signatory = make_letter(signatories=signatories).signatories.get()
    member.terms.update(party="Another", state="NY")
    signatory.refresh_from_db()
    assert (signatory.party, signatory.state, signatory.capacity) == ("Independent", "NJ", "ranking_member")


def test_a_signer_outside_their_terms_has_no_party() -> None:
    member = make_member("Sampleton")
    signatories = [SignatoryEntry("Alex Sampleton", bioguide_id=member.bioguide_id)]
    assert make_letter(signatories=signatories, letter_date=date(2020, 1, 1)).signatories.get().party == ""


def test_a_name_stays_as_it_was_written() -> None:
    member = make_member("Sampleton", "Robin")
    draft = draft_of(make_draft(text=TEXT.replace("Robin Sampleton", "/s/ ROBIN SAMPLETON (I-NJ)")))
    assert draft.signatories == [
        SignatoryEntry("ROBIN SAMPLETON", "United States Senator", member.bioguide_id)
    ]
    assert make_letter(signatories=draft.signatories).signatories.get().name == "ROBIN SAMPLETON"


def test_a_doubtful_match_is_offered_and_not_taken() -> None:
    ids = tuple(make_member("Sampleton", "Robin", state=state).bioguide_id for state in ("NJ", "PA"))
    row = draft_of(make_draft(text=TEXT)).signatories[0]
    assert (row.bioguide_id, row.offers, row.doubt) == ("", ids, SEVERAL)


def test_a_tag_beside_a_name_tells_namesakes_apart() -> None:
    ids = [make_member("Sampleton", "Robin", state=state).bioguide_id for state in ("NJ", "PA")]
    text = TEXT.replace("Robin Sampleton", "Robin Sampleton (I-PA)")
    assert draft_of(make_draft(text=text)).signatories[0].bioguide_id == ids[1]


def test_a_recipient_known_only_by_the_id_bears_the_members_name() -> None:
    member = make_member("Sampleton", "Robin")
    letter = confirmed(make_draft(), recipients=[RecipientEntry(bioguide_id=member.bioguide_id)])
    assert letter.recipients.get().name == "Robin Sampleton"


def test_an_unknown_bioguide_id_is_refused_and_nothing_is_written() -> None:
    draft = make_draft()
    with pytest.raises(IntakeError, match="Z999999"):
        confirmed(draft, signatories=[SignatoryEntry("A", bioguide_id="Z999999")])
    draft.refresh_from_db()
    assert draft.is_draft
    assert not LetterRequest.objects.exists()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"title": " "}, "title"),
        ({"visibility": "draft"}, "who may see"),
        ({"topic": "weather"}, "one of the topics"),
        ({"requests": []}, "at least one request"),
        ({"letter_date": date(9999, 12, 31)}, "check the year"),
        ({"requests": [RequestEntry("Do.", deadline=DueEntry(due_on=date(1, 1, 1)))]}, "check the year"),
        ({"sent_on": date(2026, 3, 2), "received_on": date(2026, 3, 1)}, "before it was sent"),
        ({"signatories": [SignatoryEntry("A", bioguide_id="A000001")] * 2}, "signs twice"),
    ],
)
def test_an_incomplete_letter_is_not_confirmed(fields: dict[str, object], message: str) -> None:
    with pytest.raises(IntakeError, match=message):
        confirmed(make_draft(), **fields)


def test_requests_stand_where_their_words_stand() -> None:
    letter = confirmed(
        make_draft(text="Please  do\nit. Then rest. Please do it."),
        requests=[RequestEntry("Please do it.")] * 2,
    )
    spans = [(row.start, row.end) for row in letter.requests.all()]
    assert spans == [(0, 14), (26, 39)]
    assert letter.requests.get(number=1).text == "Please  do\nit."


def test_a_request_in_other_words_has_no_place() -> None:
    letter = confirmed(make_draft(text="Please do it."), requests=[RequestEntry("Publish the list.")])
    assert (letter.requests.get().start, letter.requests.get().text) == (None, "Publish the list.")


def test_the_ways_to_write_an_agency_are_one_agency() -> None:
    names = ["U.S. Department of State", "Department of State", "United States Department of State"]
    confirmed(make_draft(), recipients=[RecipientEntry(organization=name) for name in names])
    assert Agency.objects.count() == 1


def test_a_draft_is_discarded_with_its_file(django_capture_on_commit_callbacks: object) -> None:
    draft = make_draft()
    storage, path = draft.source_file.storage, draft.source_file.name
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        discard(letter=draft, by=editor_of(draft.office), now=NOON)
    assert not Letter.objects.exists()
    assert not storage.exists(path or "")


def test_a_confirmed_letter_is_not_discarded() -> None:
    letter = make_letter()
    with pytest.raises(IntakeError, match="Only a draft"):
        discard(letter=letter, by=editor_of(letter.office), now=NOON)
