"""The public pages in Spanish: nothing is left in English; the API, the desk and mails stay English whatever is asked for."""

import gettext
import re
from ast import literal_eval
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.http.response import HttpResponseBase
from django.test import Client
from django.utils import translation

from actions.ledger import Source
from letters.calendar import CLOSURES, federal_holidays
from letters.intake import DueEntry, RequestEntry, SignatoryEntry
from letters.reading.deadlines import find_deadline
from tests.desk.browsing import browser_of, words_of
from tests.making import NOON, editor_of, make_action, make_letter, make_member, make_office, make_user
from tracker.api.problems import PROBLEMS
from tracker.clock import today
from tracker.templatetags.explanations import explained, reason
from tracker.templatetags.numbers import number

SPANISH = {"Accept-Language": "es-MX,es;q=0.9,en;q=0.5"}
CATALOG = Path(settings.BASE_DIR, "locale/es/LC_MESSAGES")
TEMPLATES = Path(settings.BASE_DIR, "templates")
SHARED_WITH_THE_DESK = ("field.html", "form.html", "messages.html")  # show only what they are given
SPOKEN = [
    TEMPLATES / "base.html",
    TEMPLATES / "error.html",
    *(TEMPLATES / "account").rglob("*.html"),
    *(TEMPLATES / "mfa").rglob("*.html"),
    *(TEMPLATES / "socialaccount").rglob("*.html"),
    *(TEMPLATES / "public").rglob("*.html"),
    *(file for file in (TEMPLATES / "parts").glob("*.html") if file.name not in SHARED_WITH_THE_DESK),
]
THE_SAME = ("API",)


def entries() -> Iterator[tuple[str, list[str], str]]:
    """What is to be said, how it is said in Spanish, and the lines before it."""
    for entry in (CATALOG / "django.po").read_text().strip().split("\n\n")[1:]:
        found: dict[str, str] = {}
        name = ""
        for line in entry.splitlines():
            if match := re.match(r'(msg[a-z_]+(?:\[\d\])?) (".*")', line):
                name, written = match[1], match[2]
                found[name] = literal_eval(written)
            elif line.startswith('"'):
                found[name] += literal_eval(line)
        said = [words for name, words in found.items() if name.startswith("msgstr")]
        yield found["msgid"], said, "\n".join(line for line in entry.splitlines() if line.startswith("#"))


def test_every_string_is_translated_with_the_same_placeholders() -> None:
    found = list(entries())
    assert len(found) > 250
    for english, spanish, notes in found:
        assert all(spanish), english
        assert "fuzzy" not in notes, english
        for words in spanish:
            assert set(re.findall(r"%\(\w+\)s|</?\w+>", words)) == set(
                re.findall(r"%\(\w+\)s|</?\w+>", english)
            )


def test_the_compiled_catalog_is_that_of_the_text() -> None:
    with (CATALOG / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for english, spanish, _ in entries():
        said = spanish[0] if len(spanish) == 1 else compiled.ngettext(english, "", 1)
        assert said == (compiled.gettext(english) if len(spanish) == 1 else spanish[0])
        if len(spanish) > 1:
            assert compiled.ngettext(english, "", 2) == spanish[1]


def unmarked(template: str) -> list[str]:
    """The words of a template that no tag marks: between elements, and in attributes that are read out."""
    plain = re.sub(
        r"<script.*?</script>|\{% blocktranslate.*?endblocktranslate %\}|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}",
        " ",
        template,
        flags=re.DOTALL,
    )
    attributes = " ".join(re.findall(r'(?:aria-label|data-label|title|alt|placeholder)="([^"]*)"', plain))
    between = re.sub(r"<!doctype html>|<[^>]*>|&\w+;", " ", plain)
    return [word for word in re.findall(r"[A-Za-z]{2,}", f"{between} {attributes}") if word not in THE_SAME]


@pytest.mark.parametrize("template", SPOKEN, ids=lambda file: file.name)
def test_a_public_template_has_no_words_of_its_own_that_are_not_marked(template: Path) -> None:
    allowed = {
        "timeline.html": {
            "Correct",
            "Take",
            "back",
            "this",
            "entry",
            "Why",
            "was",
            "it",
            "entered",
            "in",
            "error",
            "by",
        }
    }
    allowed["timeline.html"] |= {"Assigned", "to", "nobody", "To"}  # of the desk alone
    assert set(unmarked(template.read_text())) <= allowed.get(template.name, set())


def test_what_looks_for_unmarked_words_finds_them() -> None:
    assert unmarked('<p aria-label="Hello">{% translate "x y" %} There {{ name }}</p>') == ["There", "Hello"]


@pytest.fixture
def addresses() -> list[str]:
    """Pages of a small world in which everything has happened that a page has words for."""
    past = DueEntry(due_on=today() - timedelta(days=1), words="bald")
    member = make_member("Sampleton")
    letter = make_letter(
        title="Muster",
        text="Muster eins. Muster zwei. Muster drei. Muster vier.",
        requests=[RequestEntry(f"Muster {number}.", kind="documents", deadline=past) for number in range(12)],
        recipients=["Musteramt"],
        topic="native_americans",
        signatories=[SignatoryEntry("Alex Sampleton", bioguide_id=member.bioguide_id)],
    )
    rows = [*letter.requests.select_related("letter__office")]
    states = ["declined", "acknowledged", "interim_response", "partial_response", "referred", "withdrawn"]
    for asked, state in zip(rows, [*states, *["substantive_response"] * 5], strict=False):
        make_action(
            asked, response=state, decline_reason="burden" if state == "declined" else "", outcome="fulfilled"
        )
    wrong = make_action(rows[0], response="nonresponsive_reply", now=NOON + timedelta(days=1))
    make_action(rows[0], response="acknowledged", supersedes=wrong, now=NOON + timedelta(days=2))
    make_action(rows[0], "deadline_extended", due_on=today(), now=NOON + timedelta(days=2))
    one = f"/requests/{rows[0].public_id}/"
    return [
        "/", "/letters/", "/letters/?kind=x", f"/letters/{letter.public_id}/", "/requests/", "/requests/?cursor=x", one,
        f"{one}?as_of=2026-03-03", f"{one}?as_of=2000-01-01", "/agencies/", "/agencies/musteramt/", "/topics/", "/members/", "/members/?q=x",
        f"/members/{member.bioguide_id}/", "/how-this-is-counted/", "/sign-in/", "/nothing/",
        *(f"/problems/{name}/" for name in PROBLEMS),
    ]  # fmt: skip


@pytest.mark.django_db
def test_no_page_in_spanish_says_anything_in_english(addresses: list[str]) -> None:
    sentences = [
        english for english, spanish, _ in entries() if english not in spanish and "%(" not in english
    ]
    browser = browser_of()
    for address in addresses:
        shown = words_of(browser.get(address, headers=SPANISH))
        assert '<html lang="es">' in shown
        shown = re.sub(r'<button name="language".*?</button>', "", shown)
        texts = {" ".join(text.split()) for text in re.findall(r">([^<]+)<", unescape(shown))}
        attributes = set(re.findall(r'(?:aria-label|data-label)="([^"]+)"', unescape(shown)))
        said = texts | attributes
        assert said.isdisjoint(sentences), (address, said.intersection(sentences))
        long = [sentence for sentence in sentences if sentence.count(" ") > 2 and "<" not in sentence]
        assert [sentence for sentence in long if any(sentence in text for text in said)] == [], address


class Tongues(HTMLParser):
    """The language of each text of a page that has a word: that of the innermost element that says one."""

    def __init__(self, word: str) -> None:
        super().__init__()
        self.word, self.open, self.found = (
            word,
            list[tuple[str, str | None]](),
            list[tuple[str, str | None]](),
        )

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append((tag, dict(attrs).get("lang")))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.word in data and self.open[-1][0] != "title":
            self.found.append((data, next((lang for _, lang in reversed(self.open) if lang), None)))


VOID = ("meta", "link", "input", "br", "img", "hr")


@pytest.mark.django_db
def test_what_offices_wrote_is_said_to_be_english() -> None:
    due = DueEntry(due_on=today() - timedelta(days=9), words="Quill soon", explanation="Quill told so.")
    letter = make_letter(
        make_office("Quill Office"),
        title="Quill letter",
        text="The Quill asks. Quill one. Quill two. Thanks.",
        requests=[RequestEntry("Quill one.", deadline=due), "Quill two."],
        recipients=["Quill Bureau"],
        visibility="office",
    )
    letter.recipients.update(name="Quill Person")
    [one, _] = letter.requests.select_related("letter__office")
    make_action(
        one,
        response="substantive_response",
        summary="Quill answered.",
        source=Source(note="Quill paper"),
        recipient=letter.recipients.get(),
    )
    asked = f"/requests/{one.public_id}/"
    browser = browser_of(editor_of(letter.office))
    pages = {
        "/": 5, "/letters/": 3, "/letters/?q=quill": 6, f"/letters/{letter.public_id}/": 8, "/requests/": 5, asked: 10, f"{asked}?as_of={today()}": 9,
        "/agencies/": 3, "/agencies/quill-bureau/": 4, "/topics/": 0, "/how-this-is-counted/": 0,
    }  # fmt: skip
    for address, at_least in pages.items():
        tongues = Tongues("Quill")
        tongues.feed(words_of(browser.get(address, headers=SPANISH)))
        assert [said for said, language in tongues.found if language != "en"] == [], address
        assert len(tongues.found) >= at_least, (address, tongues.found)
    tongues = Tongues("Petición 1")
    tongues.feed(words_of(browser.get(f"/letters/{letter.public_id}/", headers=SPANISH)))
    assert all(language == "es" for _, language in tongues.found)


@pytest.mark.django_db
def test_dates_and_numbers_of_things_are_said_in_spanish(addresses: list[str]) -> None:
    shown = words_of(browser_of().get(addresses[3], headers=SPANISH))
    assert "2 de marzo de 2026" in shown
    assert "12 peticiones" in shown
    shown = words_of(browser_of().get("/", headers=SPANISH))
    assert "12 pedidas y vencidas" in shown or "pedidas y vencidas" in shown
    assert "March" not in shown


@pytest.mark.django_db
def test_thousands_stand_apart_and_a_party_has_its_name_in_the_readers_language() -> None:
    member = make_member("Sampleton")
    signed = [SignatoryEntry("Alex Sampleton", bioguide_id=member.bioguide_id)]
    past = DueEntry(due_on=today() - timedelta(days=2249), words="bald")
    letter = make_letter(
        letter_date=today() - timedelta(days=2300),
        requests=[RequestEntry("Muster.", deadline=past)],
        signatories=signed,
    )
    asked = f"/requests/{letter.requests.get().public_id}/"
    browser = browser_of()
    for address in ("/requests/", f"/letters/{letter.public_id}/", asked):
        assert "Overdue by 2,249 days" in words_of(browser.get(address))
        assert "2\xa0249 días" in words_of(browser.get(address, headers=SPANISH))
    assert "2,300 days" in words_of(browser.get(asked))
    card = words_of(browser.get(f"/members/{member.bioguide_id}/", headers=SPANISH))
    assert "Independiente, NJ, Senado" in card


@pytest.mark.parametrize("count", [(999, "999", "999"), (10_000, "10,000", "10\xa0000")])
def test_a_count_is_written_as_the_language_writes_it(count: tuple[int, str, str]) -> None:
    value, english, spanish = count
    assert number(value) == english
    with translation.override("es"):
        assert number(value) == spanish


def told(words: str, letter_date: date | None, explanation: str | None = None) -> str:
    """Why the deadline that the words set is on its day, in Spanish; `explanation` is what is stored, if not what is read."""
    found = find_deadline(words, 0, len(words), letter_date)
    assert found
    with translation.override("es"):
        return explained(found.words, explanation or found.explanation, letter_date)


MONDAY = date(2026, 10, 5)
SENT = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("words", "letter_date", "spanish"),
    [
        ("within 5 business days", MONDAY, "5 días hábiles después de la fecha de la carta: lunes, 5 de octubre de 2026. No cuentan: 10 de octubre (sábado), 11 de octubre (domingo), 12 de octubre (Día de Colón)."),
        ("within five days", MONDAY, "5 días después de la fecha de la carta (lunes, 5 de octubre de 2026): sábado, 10 de octubre de 2026. Se traslada al martes, 13 de octubre de 2026: las oficinas federales cierran estos días: 10 de octubre (sábado), 11 de octubre (domingo), 12 de octubre (Día de Colón)."),
        ("within one month", MONDAY, "1 mes después de la fecha de la carta (lunes, 5 de octubre de 2026): jueves, 5 de noviembre de 2026."),
        ("within 2 weeks", None, "La carta no lleva fecha desde la que contar: indique el día al que se refiere."),
        ("within 3 legislative days", MONDAY, "Los días legislativos no se pueden calcular: pregunte a la oficina a qué día se refiere."),
        ("no later than 5:00 p.m. on Friday, July 3", MONDAY, "La carta indica esta fecha: sábado, 3 de julio de 2027. No indica el año: es el primer día así después de la fecha de la carta. Atención: la carta dice viernes, pero ese día es sábado. Las oficinas federales cierran ese día (sábado); una fecha que la carta indica no se traslada. La hora es la de Washington; el cierre de la jornada es a las 17:00."),
        ("by July 3, 2026", None, "La carta indica esta fecha: viernes, 3 de julio de 2026. Las oficinas federales cierran ese día (Día de la Independencia, día en que se observa); una fecha que la carta indica no se traslada."),
        ("by December 24, 2024", None, "La carta indica esta fecha: martes, 24 de diciembre de 2024. Las oficinas federales cierran ese día (Cierre por la Orden Ejecutiva 14129); una fecha que la carta indica no se traslada."),
        ("by the end of the month", MONDAY, "El último día del período que indica la carta: sábado, 31 de octubre de 2026. No se traslada."),
        ("by close of business Friday", MONDAY, "El primer viernes después de la fecha de la carta: viernes, 9 de octubre de 2026."),
        ("by close of business tomorrow", MONDAY, "Contado desde la fecha de la carta: martes, 6 de octubre de 2026."),
    ],
)  # fmt: skip
def test_why_a_deadline_is_on_its_day_is_said_in_spanish(
    words: str, letter_date: date | None, spanish: str
) -> None:
    assert told(words, letter_date) == spanish


def test_why_a_deadline_is_on_its_day_stays_as_it_is_where_somebody_else_wrote_it() -> None:
    assert told("within 5 business days", MONDAY, "As agreed by phone.") == "As agreed by phone."


def test_every_reason_for_which_offices_are_closed_has_a_name_in_spanish() -> None:
    reasons = {why for year in range(1990, 2041) for why in federal_holidays(year).values()}
    reasons |= {*CLOSURES.values(), "Saturday", "Sunday"}
    with translation.override("es"):
        assert [why for why in sorted(reasons) if reason(why) == why] == []


@pytest.mark.django_db
def test_the_pages_say_why_a_deadline_is_on_its_day() -> None:
    words = "within 5 business days"
    found = find_deadline(words, 0, len(words), SENT)
    assert found
    due = DueEntry(found.words, found.rule, found.due_on, found.explanation)
    letter = make_letter(letter_date=SENT, requests=[RequestEntry("Muster.", deadline=due)])
    path = f"/requests/{letter.requests.get().public_id}/"
    assert "5 días hábiles después" in words_of(browser_of().get(path, headers=SPANISH))
    assert found.explanation in words_of(browser_of().get(path))


@pytest.mark.django_db
def test_a_form_changes_the_language_and_it_stays(addresses: list[str]) -> None:
    browser = Client(enforce_csrf_checks=True)
    shown = words_of(browser.get("/letters/?q=muster"))
    assert '<html lang="en">' in shown
    assert '<input type="hidden" name="next" value="/letters/?q=muster">' in shown
    form = {"language": "es", "next": "/letters/?q=muster"}
    answer = browser.post("/language/", form)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/letters/?q=muster")
    assert '<html lang="es">' in words_of(browser.get("/letters/"))
    elsewhere = browser.post("/language/", form | {"next": "https://evil.example/"})
    assert elsewhere.headers["Location"] == "/"


@pytest.mark.django_db
def test_a_public_page_says_what_it_varies_with() -> None:
    answer = browser_of().get("/", headers=SPANISH)
    assert answer.headers["Content-Language"] == "es"
    assert "Accept-Language" in answer.headers["Vary"]


def without_tokens(answer: HttpResponseBase) -> str:
    """The answer without what is another one each time: a request's id."""
    return re.sub(r'"request_id": "[\w-]+"', "", words_of(answer))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "letters/", "requests/", "actions/", "members/", "agencies/", "progress/?by=kind", "progress/?by=month", "changes/",
        "requests/?overdue=maybe", "requests/nothing/", "schema/", "docs/", "progress/?by=colour", "letters/?dated_from=x",
    ],
)  # fmt: skip
def test_the_api_answers_to_the_last_byte_the_same_whatever_language_is_asked_for(path: str) -> None:
    make_action(make_letter().requests.select_related("letter__office").get(), response="acknowledged")
    browser = browser_of()
    browser.get("/", headers=SPANISH)  # leaves nothing behind in the process
    plain, spanish, cookie = (
        browser.get(f"/api/v1/{path}", headers=headers)
        for headers in ({}, SPANISH, {"Cookie": "django_language=es"})
    )
    assert without_tokens(plain) == without_tokens(spanish) == without_tokens(cookie)
    assert plain.status_code == spanish.status_code
    assert plain.headers.get("ETag") == spanish.headers.get("ETag")
    for answer in (plain, spanish):
        assert "Content-Language" not in answer.headers
        assert "Accept-Language" not in answer.headers.get("Vary", "")


@pytest.mark.django_db
def test_an_error_of_the_api_to_a_body_is_english() -> None:
    editor = make_user(make_office())
    answers = [
        browser_of(editor).post(
            "/api/v1/actions/",
            {},
            content_type="application/json",
            headers=headers,
        )
        for headers in ({}, SPANISH)
    ]
    assert without_tokens(answers[0]) == without_tokens(answers[1])
    assert answers[0].status_code == 400


@pytest.mark.django_db
def test_the_desk_is_english_and_offers_no_other_language() -> None:
    shown = words_of(browser_of(make_user(make_office())).get("/desk/", headers=SPANISH))
    assert '<html lang="en">' in shown
    assert 'name="language"' not in shown
