"""Asks the API, as anybody and as a viewer, an editor and a manager, all that its OpenAPI document allows and forbids.

    python -m tests.contract [EXAMPLES]

Schemathesis makes the requests (all its checks, stateful too), against a web server with a few letters; EXAMPLES are those of each
operation (50). Prints a line for each reader. Exits with 1 where an answer breaks the document's promise, at a warning, and where an
operation was never done.
"""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.contract.stage import ROLES, Stage, stage

HERE = Path(__file__).parent
LINE = "{:10} {:>10} {:>8} {:>8} {:>8}"


def main(examples: int) -> int:
    """Asks as every reader; 1 where something did not hold."""
    done: set[str] = set()
    broken = 0
    print(LINE.format("reader", "operations", "requests", "failures", "warnings"), flush=True)
    with stage() as place:
        for role in ROLES:
            output, answered = ask(place, role, examples)
            failures, warnings = number(r"(\d+) unique failures", output), number(r"(\d+) warnings?", output)
            ended = "Test cases:" in output
            operations = {operation for operation, _ in answered}
            done |= {operation for operation, status in answered if status.startswith("2")}
            print(LINE.format(role, len(operations), answered.total(), failures, warnings), flush=True)
            if failures or warnings or not ended:
                print(output)
                broken = 1
    never = sorted(operations - done)
    print(f"done at least once: {len(done)} of {len(operations)} operations", *never, sep="\n  ")
    return broken or int(bool(never))


def ask(place: Stage, role: str, examples: int) -> tuple[str, Counter[tuple[str, str]]]:
    """What schemathesis prints, and how often each operation was answered with each status."""
    folder = Path(os.environ["VAR_DIR"])
    contract, answered = folder / f"{role}.json", folder / f"{role}.txt"
    contract.write_text(json.dumps({"office": place.office, "ids": place.ids, "answered": str(answered)}))
    key = ["--header", f"Authorization: Bearer {place.keys[role]}"] if role in place.keys else []
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(HERE / "schemathesis.toml"), "run"),
        *(
            f"{place.address}/api/v1/schema/?format=json",
            *key,
            "--checks=all",
            "--seed=1",
            "--continue-on-failure",
        ),
        *(f"--max-examples={examples}", "--no-color", "--suppress-health-check=all"),
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


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 50))
