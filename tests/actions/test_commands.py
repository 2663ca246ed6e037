"""The commands that load and log."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from time_machine import travel

from actions.liveness import liveness
from actions.models import Action
from actions.sweep import sweep
from letters.models import Letter, LetterRequest, ResponseState, Signatory
from letters.people import Member
from offices.demo import DEMO_EMAIL, demo_sign_in
from offices.models import Office, OfficeMembership, Role, User
from tests.making import make_office, make_user

pytestmark = pytest.mark.django_db

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


def real_letter() -> Letter:
    return Letter.objects.get(office__slug="menendez")


def test_the_real_letter_loads_and_makes_no_claim(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_seeds")
    letter = real_letter()
    assert capsys.readouterr().out == "2 letters loaded\n"
    assert letter.text == (SEEDS / "pompeo-2020-10-01.txt").read_text(encoding="utf-8")
    assert [row.label for row in letter.requests.all()] == ["", "First", "Second", "Third"]
    assert set(letter.requests.values_list("outcome_state", flat=True)) == {"not_assessed"}
    states = ResponseState.objects.filter(letter_request__letter=letter)
    assert set(states.values_list("state", flat=True)) == {"not_reviewed"}
    assert (
        Action.objects.filter(effects__letter_request__letter=letter).distinct().get().kind == "letter_sent"
    )


def test_its_twelve_signers_are_members_with_party_and_state() -> None:
    call_command("load_seeds")
    signers = Signatory.objects.filter(letter=real_letter())
    assert signers.count() == 12
    assert not signers.filter(member=None).exists()
    first = signers.get(position=1)
    assert (first.member.bioguide_id if first.member else "", first.party, first.state) == (
        "M000639",
        "Democrat",
        "NJ",
    )


def test_the_fictional_letter_shows_a_full_life() -> None:
    call_command("load_seeds")
    requests = LetterRequest.objects.filter(letter__office__slug="example")
    assert [(row.number, row.outcome_state) for row in requests] == [
        (1, "fulfilled"), (2, "partially_fulfilled"), (3, "fulfilled"), (4, "not_assessed"), (5, "partially_fulfilled"),
    ]  # fmt: skip
    kinds = set(Action.objects.filter(office__slug="example").values_list("kind", flat=True))
    assert {
        "acknowledgement_received",
        "interim_response_received",
        "deadline_extended",
        "refusal_received",
    } <= kinds
    assert Action.objects.filter(supersedes__isnull=False).count() == 1


def test_loading_again_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_seeds")
    models = (Letter, LetterRequest, Action, Member, Office, OfficeMembership, User)
    before = [list(model._default_manager.order_by("pk").values()) for model in models]
    call_command("load_seeds")
    assert [list(model._default_manager.order_by("pk").values()) for model in models] == before
    assert capsys.readouterr().out.endswith("0 letters loaded\n")


def test_the_seeds_ledger_and_projection_agree() -> None:
    call_command("load_seeds")
    call_command("check_ledger")


def test_the_loader_leaves_the_offices_to_their_managers() -> None:
    call_command("load_seeds")
    assert not OfficeMembership.objects.exists()


@pytest.mark.parametrize("day", [27, 28])  # a Friday and a Saturday, on which one of the offices is quiet
def test_no_reminder_is_late_in_what_was_just_loaded(day: int, tmp_path: Path) -> None:
    loaded = datetime(2026, 11, day, 17, 0, tzinfo=UTC)
    with travel(loaded, tick=False):
        call_command("load_seeds")
        demo_sign_in(tmp_path)
        sweep(now=loaded)
    assert not liveness(now=loaded + timedelta(minutes=4)).is_late


def test_the_demo_sign_in_is_made_once_and_random(tmp_path: Path) -> None:
    call_command("load_seeds")
    email, password = demo_sign_in(tmp_path)
    assert email == DEMO_EMAIL
    assert password
    assert User.objects.get(email=email).check_password(password)
    assert (tmp_path / "demo-sign-in.txt").stat().st_mode & 0o777 == 0o600
    assert demo_sign_in(tmp_path) == (email, None)
    assert set(OfficeMembership.objects.values_list("role", flat=True)) == {Role.MANAGER}


def test_log_letter_keeps_a_draft(capsys: pytest.CaptureFixture[str]) -> None:
    office = make_office()
    call_command("log_letter", SEEDS / "pompeo-2020-10-01.txt", office=office.slug)
    letter = Letter.objects.get()
    assert letter.is_draft
    assert f"kept as draft {letter.public_id}; confirm it at the desk" in capsys.readouterr().out


def test_log_letter_confirms_what_was_read_if_asked(capsys: pytest.CaptureFixture[str]) -> None:
    office = make_office()
    by = make_user(office)
    call_command("log_letter", SEEDS / "pompeo-2020-10-01.txt", office=office.slug, by=by.email, confirm=True)
    assert "with 4 requests" in capsys.readouterr().out


def test_log_letter_recognises_the_same_file(capsys: pytest.CaptureFixture[str]) -> None:
    office = make_office()
    for _ in range(2):
        call_command("log_letter", SEEDS / "pompeo-2020-10-01.txt", office=office.slug)
    assert "already has this file" in capsys.readouterr().out
    assert Letter.objects.count() == 1


def test_log_letter_keeps_what_it_cannot_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.7 broken")
    call_command("log_letter", tmp_path / "scan.pdf", office=make_office().slug)
    assert Letter.objects.get().unread_because
    assert "not read:" in capsys.readouterr().out


def test_log_letter_goes_on_after_a_file_that_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    files = [tmp_path / "missing.txt", tmp_path / "empty.txt", SEEDS / "pompeo-2020-10-01.txt"]
    with pytest.raises(CommandError, match="2 of 3 files"):
        call_command("log_letter", *files, office=make_office().slug)
    assert Letter.objects.count() == 1


def test_log_letter_names_the_offices_there_are() -> None:
    office = make_office()
    with pytest.raises(CommandError, match=f"Offices: {office.slug}"):
        call_command("log_letter", SEEDS / "pompeo-2020-10-01.txt", office="nowhere")


def test_log_letter_confirms_only_for_somebody() -> None:
    with pytest.raises(CommandError, match="needs --by"):
        call_command("log_letter", SEEDS / "pompeo-2020-10-01.txt", office=make_office().slug, confirm=True)
