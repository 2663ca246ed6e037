"""Asks the API, as anybody and as a viewer, an editor and a manager, all that its OpenAPI document allows and forbids.

    python -m tests.contract [--small | EXAMPLES]

Schemathesis makes the requests (all its checks, stateful too), against a web server with a few letters; EXAMPLES are those of each
operation (50). Prints a line for each reader. Exits with 1 where an answer breaks the document's promise, at a warning, and where an
operation was never done. What is small asks little, of two readers, and counts neither warnings nor what was done.
"""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from tests.contract.stage import ROLES, Stage, stage

HERE = Path(__file__).parent
READERS = ("anonymous", "viewer")
# That nothing is ever written for them is no warning.
ONLY_READS = """
[[operations]]
include-method = ["POST", "PATCH", "DELETE"]
warnings = false
"""
LINE = "{:10} {:>10} {:>8} {:>8} {:>8}"


class Size(NamedTuple):
    """How much is asked, and by whom."""

    roles: tuple[str, ...] = ROLES
    examples: int = 50
    phases: str = "examples,coverage,fuzzing,stateful"


SMALL = Size(roles=("anonymous", "editor"), examples=3, phases="fuzzing,stateful")


def main(size: Size) -> int:
    """Asks as every reader; 1 where something did not hold."""
    done: set[str] = set()
    broken = 0
    print(LINE.format("reader", "operations", "requests", "failures", "warnings"), flush=True)
    with stage(drafts=16 * size.examples) as place:
        for role in size.roles:
            output, answered = ask(place, role, size)
            failures, warnings = number(r"(\d+) unique failures?", output), number(r"(\d+) warnings?", output)
            ended = "Test cases:" in output
            operations = {operation for operation, _ in answered}
            done |= {operation for operation, status in answered if status.startswith("2")}
            print(LINE.format(role, len(operations), answered.total(), failures, warnings), flush=True)
            if failures or (warnings and size != SMALL) or not ended:
                print(output)
                broken = 1
    if size == SMALL:
        return broken
    never = sorted(operations - done)
    print(f"done at least once: {len(done)} of {len(operations)} operations", *never, sep="\n  ")
    return broken or int(bool(never))


def ask(place: Stage, role: str, size: Size) -> tuple[str, Counter[tuple[str, str]]]:
    """What schemathesis prints, and how often each operation was answered with each status."""
    folder = Path(os.environ["VAR_DIR"])
    contract, answered = folder / f"{role}.json", folder / f"{role}.txt"
    ids = place.ids | {"drafts": place.ids["drafts"][ROLES.index(role) :: len(ROLES)]}
    contract.write_text(json.dumps({"office": place.office, "ids": ids, "answered": str(answered)}))
    key = ["--header", f"Authorization: Bearer {place.keys[role]}"] if role in place.keys else []
    config = (HERE / "schemathesis.toml").read_text() + (ONLY_READS if role in READERS else "")
    config_file = folder / "schemathesis.toml"
    config_file.write_text(config)
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(config_file), "run"),
        *(
            f"{place.address}/api/v1/schema/?format=json",
            *key,
            "--checks=all",
            "--seed=1",
            "--continue-on-failure",
        ),
        *(
            f"--max-examples={size.examples}",
            f"--phases={size.phases}",
            "--no-color",
            "--suppress-health-check=all",
        ),
    ]
    environment = os.environ | {"SCHEMATHESIS_HOOKS": "tests.contract.hooks", "CONTRACT": str(contract)}
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=1200)
    lines = answered.read_text().splitlines() if answered.exists() else []
    return ran.stdout + ran.stderr, Counter(
        (line.rpartition(" ")[0], line.rpartition(" ")[2]) for line in lines
    )


def number(pattern: str, output: str) -> int:
    """The last number that fits the pattern; 0 where none does."""
    found = re.findall(pattern, output)
    return int(found[-1]) if found else 0


def asked_for(arguments: list[str]) -> Size:
    """The size that the arguments name."""
    if arguments == ["--small"]:
        return SMALL
    return Size(examples=int(arguments[0])) if arguments else Size()


if __name__ == "__main__":
    sys.exit(main(asked_for(sys.argv[1:])))
