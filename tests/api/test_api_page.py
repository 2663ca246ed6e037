"""docs/api.md: each of its commands is run, by bash and curl, and answers what the page says."""

import os
import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings

from tests.running.trackers import Site

PAGE = Path(settings.BASE_DIR, "docs", "api.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```\n", re.DOTALL | re.MULTILINE)
BLOCKS = [(match[1], match[2]) for match in BLOCK.finditer(PAGE)]
STEPS = [
    (commands, said if kind == "text" else "")
    for (language, commands), (kind, said) in pairwise([*BLOCKS, ("", "")])
    if language == "sh"
]
NEXT_STEP = "== the next step\n"

# Each answer ends a line; the status of each whose command does not print it itself is written beside.
CURLRC = r"""
silent
show-error
write-out = "\n%{stderr}%{http_code} %{method} %{url}\n"
"""


class Done(NamedTuple):
    """What one step has printed, and the answers that it got where it did not look itself."""

    output: str
    answers: str


@pytest.fixture(scope="session")
def steps(site: Site, tmp_path_factory: pytest.TempPathFactory) -> list[Done]:
    """The page's commands, run from the first to the last in one shell."""
    if shutil.which("curl") is None:
        pytest.skip("No curl here: install Debian's package curl to run the commands of docs/api.md.")
    home = tmp_path_factory.mktemp("curl")
    (home / ".curlrc").write_text(CURLRC)
    given = {"TRACKER": site.address, "KEY": site.key()}
    script = f"\necho '{NEXT_STEP.strip()}' | tee /dev/stderr\n".join(commands for commands, _ in STEPS)
    for name, value in given.items():
        script, found = re.subn(f"^{name}=.*$", f"{name}={value}", script, flags=re.MULTILINE)
        assert found == 1, f"The page sets {name} {found} times."
    ran = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        env=os.environ | {"CURL_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return [
        Done(*both) for both in zip(ran.stdout.split(NEXT_STEP), ran.stderr.split(NEXT_STEP), strict=True)
    ]


def lines_of(text: str) -> list[str]:
    """The lines that hold anything."""
    return [line for line in text.splitlines() if line]


def fits(line: str, said: str) -> bool:
    """Whether a line is what the page says; … stands for anything."""
    return bool(re.fullmatch(".*".join(map(re.escape, said.split("…"))), line))


def test_the_page_has_commands_in_each_chapter() -> None:
    chapters = re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]
    assert [chapter.splitlines()[0] for chapter in chapters if "```sh" not in chapter] == []


@pytest.mark.parametrize("number", range(len(STEPS)))
def test_a_step_prints_what_the_page_says(number: int, steps: list[Done]) -> None:
    printed, expected = lines_of(steps[number].output), lines_of(STEPS[number][1])
    assert len(printed) == len(expected), printed
    for line, wanted in zip(printed, expected, strict=True):
        assert fits(line, wanted), f"{line}\n\nis not\n\n{wanted}"


def test_what_does_not_look_at_its_status_succeeds(steps: list[Done]) -> None:
    answers = [line for step in steps for line in lines_of(step.answers)]
    assert [line for line in answers if not re.match(r"2\d\d (GET|POST|PATCH) ", line)] == []
    assert len(answers) > len(STEPS)
