"""The command that prints what was read, a JSON line a file."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from .letters import SEED


def test_it_works(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "seed.txt"
    path.write_text(SEED, encoding="utf-8")
    call_command("read_letter", path)
    [line] = capsys.readouterr().out.splitlines()
    found = json.loads(line)
    assert sorted(found) == ["date", "id", "recipients", "requests", "response_due_on", "signers"]
    assert (found["id"], found["date"], found["response_due_on"]) == ("seed", "2020-10-01", None)
    assert found["recipients"] == [
        {"name": "Mike Pompeo", "title": "Secretary of State", "organization": "U.S. Department of State"}
    ]
    request = found["requests"][1]
    assert SEED[request["start"] : request["end"]] == request["text"]
    assert (request["label"], request["kind"], request["due_on"]) == ("First", "action", None)


def test_an_unreadable_file_is_an_error_line_and_the_others_are_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    (tmp_path / "seed.txt").write_text(SEED, encoding="utf-8")
    with pytest.raises(CommandError, match="2 of 3 files could not be read"):
        call_command("read_letter", tmp_path / "empty.txt", tmp_path / "missing.txt", tmp_path / "seed.txt")
    empty, missing, seed = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert empty == {
        "id": "empty",
        "error": "The file is empty. Upload the letter as text, Word (.docx) or PDF.",
    }
    assert missing["id"] == "missing"
    assert len(seed["requests"]) == 4
