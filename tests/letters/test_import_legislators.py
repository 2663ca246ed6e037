"""Importing members from upstream's YAML: what changed is told, nothing known is lost, all or nothing."""

import re
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from letters import downloads
from letters.importing import import_legislators
from letters.people import Member, MemberTerm
from letters.upstream import Unusable, read_state
from tests.making import SHARED, make_member, upstream_member, upstream_term, upstream_yaml

pytestmark = pytest.mark.django_db

REAL = sorted((SHARED / "legislators").glob("*.yaml"))


def imported(*members: dict[str, Any]) -> list[str]:
    """Imports a file of these members; the lines that are told."""
    changes = import_legislators([read_state(upstream_yaml(*members), "file.yaml")])
    return [*changes.added, *changes.changed]


def run(*sources: object) -> list[str]:
    """Runs the command; the lines that it prints."""
    out = StringIO()
    call_command("import_legislators", *map(str, sources), stdout=out)
    return out.getvalue().splitlines()


def spans() -> list[tuple[str, str]]:
    """The terms that are known, each with its days."""
    return [(str(term.start_on), str(term.end_on)) for term in MemberTerm.objects.order_by("start_on", "pk")]


def test_it_works(tmp_path: Path) -> None:
    path = tmp_path / "legislators-current.yaml"
    path.write_text(upstream_yaml(upstream_member(official_full="Alex Q. Sampleton, Jr.", suffix="Jr.")))
    assert run(path) == [
        "added Alex Q. Sampleton, Jr. (S000001)",
        "1 added, 0 changed, 0 unchanged",
    ]
    assert Member.objects.get().suffix == "Jr."
    assert MemberTerm.objects.values_list("chamber", "state", "senate_class").get() == ("senate", "NJ", 2)


def test_a_second_run_changes_and_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "legislators-current.yaml"
    path.write_text(upstream_yaml(upstream_member(other_names=[{"last": "Sample"}])))
    run(path)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert run(path) == ["Nothing changed: 0 added, 0 changed, 1 unchanged."]
    assert not [
        query["sql"] for query in queries if not query["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))
    ]


def test_what_changed_is_told_field_by_field() -> None:
    imported(upstream_member(terms=[upstream_term("2019-01-03", "2025-01-03")]))
    terms = [upstream_term("2019-01-03", "2024-12-08"), upstream_term("2025-01-03", "2031-01-03")]
    assert imported(upstream_member(nickname="Lex", terms=terms)) == [
        "Alex Sampleton (S000001): nickname, other_names, term of 2025-01-03 added, term of 2019-01-03 end_on"
    ]


def test_a_member_whom_no_file_names_stays() -> None:
    imported(upstream_member("S000001"))
    imported(upstream_member("S000002"))
    assert Member.objects.count() == 2


OLD = upstream_member(
    first="Robert",
    last="Menéndez",
    terms=[upstream_term("2007-01-04", "2012-12-31"), upstream_term("2013-01-03", "2018-12-31")],
)
NEW = upstream_member(
    first="Robert", last="Menendez", nickname="Bob", terms=[upstream_term("2013-01-03", "2019-01-03"), upstream_term("2019-01-03", "2025-01-03")]
)  # fmt: skip


@pytest.mark.parametrize("files", [(OLD, NEW), (NEW, OLD), (NEW, OLD, NEW), (OLD, NEW, OLD)])
def test_the_newer_file_is_right_in_whatever_order_they_come(files: tuple[dict[str, Any], ...]) -> None:
    for file in files:
        imported(file)
    member = Member.objects.get()
    assert (member.last_name, member.nickname) == ("Menendez", "Bob")
    assert member.other_names == [{"first": "Robert", "last": "Menéndez"}]
    assert spans() == [
        ("2007-01-04", "2012-12-31"),
        ("2013-01-03", "2019-01-03"),
        ("2019-01-03", "2025-01-03"),
    ]


@pytest.mark.parametrize("places", [(0, 1), (1, 0)])
def test_a_start_that_upstream_has_moved_leaves_no_second_term(places: tuple[int, int]) -> None:
    files = [
        upstream_member(terms=[upstream_term("1994-01-01", "1996-10-04")]),
        upstream_member(
            terms=[upstream_term("1994-11-17", "1997-01-03"), upstream_term("1997-01-07", "2003-01-03")]
        ),
    ]
    for place in places:
        imported(files[place])
    assert spans() == [("1994-11-17", "1997-01-03"), ("1997-01-07", "2003-01-03")]


def test_who_left_early_is_known_from_the_historical_file_though_it_has_no_newer_term() -> None:
    newcomer = upstream_member("S000002", terms=[upstream_term("2025-11-12", "2027-01-03")])
    imported(upstream_member(terms=[upstream_term("2025-01-03", "2027-01-03")]), newcomer)
    imported(upstream_member(terms=[upstream_term("2025-01-03", "2026-01-05")]))
    assert ("2025-01-03", "2026-01-05") in spans()


def test_seeds_give_way_to_any_file() -> None:
    member = make_member("Sampleton", "Al")
    imported(upstream_member(member.bioguide_id))
    member.refresh_from_db()
    assert member.first_name == "Alex"


def test_a_party_that_changed_within_the_term_is_known_by_the_day() -> None:
    affiliations = [
        {"start": "2019-01-03", "end": "2019-12-18", "party": "Democrat"},
        {"start": "2019-12-19", "end": "2021-01-03", "party": "Republican"},
    ]
    stated = upstream_term("2019-01-03", "2021-01-03", party_affiliations=affiliations)
    imported(upstream_member(terms=[stated]))
    term = Member.objects.get().legislator().terms[0]
    parties = [term.party_on(day) for day in (date(2019, 6, 1), date(2020, 6, 1))]
    assert parties == ["Democrat", "Republican"]


def test_days_without_quotes_and_unknown_districts_are_read() -> None:
    term = upstream_term(type="rep", district=-1) | {"start": date(2025, 1, 3)}
    imported(upstream_member(terms=[term]))
    assert MemberTerm.objects.get().district is None


def test_who_has_no_bioguide_id_yet_is_left_out_and_named(tmp_path: Path) -> None:
    path = tmp_path / "new.yaml"
    path.write_text(upstream_yaml(upstream_member(), upstream_member("", "Robin", "Newcomer")))
    assert run(path)[1] == f"left out: Robin Newcomer (entry 2 of {path}) has no Bioguide id yet"
    assert Member.objects.count() == 1


def test_a_term_that_ends_before_it_starts_is_left_out_and_named(tmp_path: Path) -> None:
    path = tmp_path / "early.yaml"
    path.write_text(
        upstream_yaml(upstream_member(terms=[upstream_term("1988-11-08", "1988-10-22"), upstream_term()]))
    )
    assert "ends on 1988-10-22, before it starts on 1988-11-08" in run(path)[1]
    assert spans() == [("2025-01-03", "2031-01-03")]


BAD_MEMBERS = {
    "no Bioguide id; it is": upstream_member("x1"),
    "nobody has a Bioguide id": upstream_member(""),
    "no first or last name": upstream_member(last=" "),
    "has no terms": upstream_member() | {"terms": []},
    "start is no day": upstream_member(terms=[upstream_term("2025-02-30")]),
    "end is no day": upstream_member(terms=[upstream_term(end="soon")]),
    "neither rep nor sen": upstream_member(terms=[upstream_term(type="king")]),
    "two capital letters": upstream_member(terms=[upstream_term(state="Ohio")]),
    "district is no small number": upstream_member(terms=[upstream_term(district="x")]),
    "no text of up to 80": upstream_member(first="x" * 81),
    "The terms of": upstream_member() | {"terms": ["x"]},
    "There is no “id”": upstream_member() | {"id": 1},
}
BAD_TEXTS = {
    "is not YAML at line 2": "[",
    "is not a list": "a: b",
    "not a list of members": "",
    "nested too deeply": "[" * 100_000,
    "nested too deeply ": "- " * 100_000,
} | {message: upstream_yaml(member) for message, member in BAD_MEMBERS.items()}


@pytest.mark.parametrize("message", BAD_TEXTS)
def test_a_file_that_cannot_be_used_is_named_with_what_to_do(message: str, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text(upstream_yaml(upstream_member()))
    bad.write_text(BAD_TEXTS[message])
    with pytest.raises(CommandError, match=message.strip()) as error:
        run(good, bad)
    assert str(bad) in str(error.value)
    assert not Member.objects.exists()


def test_code_in_a_file_is_not_run(tmp_path: Path) -> None:
    path = tmp_path / "evil.yaml"
    path.write_text("- !!python/object/apply:os.system ['true']")
    with pytest.raises(CommandError, match="is not YAML"):
        run(path)


@pytest.mark.parametrize(
    "source", ["nowhere.yaml", ".", "http://127.0.0.1:1/a.yaml", "http://[", "file:///etc/hosts"]
)
def test_what_cannot_be_reached_is_named_with_what_to_do(source: str) -> None:
    with pytest.raises(CommandError, match=r"check the path or the address|give its path") as error:
        run(source)
    assert str(error.value).startswith(source)


def test_a_file_is_fetched_from_an_address(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(upstream_yaml(upstream_member()))
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path))) as server:
        Thread(target=server.serve_forever).start()
        address = f"http://127.0.0.1:{server.server_port}"
        try:
            assert run(f"{address}/a.yaml")[-1] == "1 added, 0 changed, 0 unchanged"
            with pytest.raises(CommandError, match="File not found"):
                run(f"{address}/b.yaml")
        finally:
            server.shutdown()


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder without a word."""

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


def test_a_file_that_is_too_large_or_no_text_is_refused(tmp_path: Path) -> None:
    large, binary = tmp_path / "large.yaml", tmp_path / "binary.yaml"
    with large.open("wb") as file:
        file.truncate(downloads.MAX_MB * 1024**2 + 1)
    binary.write_bytes(b"\xff\xfe\x00")
    for path, message in ((large, "larger than 50 MB"), (binary, "no UTF-8 text")):
        with pytest.raises(Unusable, match=message):
            downloads.text_of(str(path))


def quarter_of(text: str) -> str:
    """Every fourth member by their number, the same ones of each state."""
    entries = re.split(r"(?m)^(?=- )", text)
    return "".join(
        entry
        for entry in entries
        if (number := re.search(r"bioguide: \w(\d+)", entry)) and int(number[1]) % 4 == 0
    )


def test_states_of_upstream_are_imported_in_any_order() -> None:
    """A quarter of the real ones where they lie beside this checkout, else two that were made up."""
    older = upstream_yaml(upstream_member(terms=[upstream_term("2019-01-03", "2025-01-03")]))
    newer = upstream_yaml(upstream_member(terms=[upstream_term("2019-01-03", "2025-01-03"), upstream_term()]))
    texts = [quarter_of(path.read_text()) for path in REAL] or [older, newer]
    states = [read_state(text, f"file{number}.yaml") for number, text in enumerate(texts)]
    import_legislators(states)
    first = {member.legislator() for member in Member.objects.prefetch_related("terms")}
    Member.objects.all().delete()
    for state in reversed(states):
        import_legislators([state])
    assert {member.legislator() for member in Member.objects.prefetch_related("terms")} == first
