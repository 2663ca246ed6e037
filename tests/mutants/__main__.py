"""Changes the rules of who sees what, and of who is reminded of what, a little at a time, and sees whether a test notices.

    python -m tests.mutants [MODULE…]

What survives, is timed out or is reached by no test is told, then the line of figures. Those of `tests.mutants.equivalent`, of which
nobody could notice anything, are not counted. Exits with 1 where less than 90 % are killed, or one of that list is not as it says.
"""

import os
import sys
from collections import Counter
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from tests.mutants.changes import mutants_of
from tests.mutants.equivalent import EQUIVALENT
from tests.mutants.running import KILLED, NOT_REACHED, SURVIVED, TIMED_OUT, Campaign

ROOT = Path(__file__).resolve().parents[2]
OFFICES = tuple(f"tests/offices/test_{name}.py" for name in ("policy", "keys"))
LETTERS = tuple(f"tests/letters/test_{name}.py" for name in ("visibility", "embargo"))
PUBLISHING = tuple(f"tests/actions/test_{name}.py" for name in ("publishing", "sharing"))
SWEEP = tuple(
    f"tests/actions/test_{name}.py"
    for name in ("sweep", "planning", "escalation", "claims", "delivery", "still_due")
)
# The modules, and the tests that are to hold them.
HELD_BY: dict[str, tuple[str, ...]] = {
    "offices/policy.py": OFFICES,
    "letters/visibility.py": LETTERS,
    "letters/sharing.py": (*LETTERS, *PUBLISHING),
    "letters/embargo.py": (*LETTERS, "tests/actions/test_publishing.py"),
    "actions/sharing.py": PUBLISHING,
    "actions/publishing.py": PUBLISHING,
    "actions/apart.py": ("tests/actions/test_publishing.py", *SWEEP),
    **{f"actions/{name}.py": SWEEP for name in ("sweep", "claims", "still_due", "delivery", "planning")},
}
WANTED = 90  # per cent


def main(arguments: list[str]) -> int:
    """Runs the mutants of the modules that are named, by default of all."""
    texts = {path: (ROOT / path).read_text() for path in arguments or HELD_BY}
    mutants = [mutant for path, text in texts.items() for mutant in mutants_of(path, text)]
    shown = sys.stdout

    def tell(end: str, name: str) -> None:
        if end != KILLED and name not in EQUIVALENT:
            print(f"{end}: {name}", file=shown, flush=True)

    campaign = Campaign(texts, mutants, HELD_BY, tell=tell)
    tests = dict.fromkeys(file for path in texts for file in HELD_BY[path])
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        pytest.main(
            ["-s", "-p", "no:logging", "--tb=native", "--hypothesis-seed=0", *tests], plugins=[campaign]
        )
    if not campaign.results:
        print("The tests fail as it is:", *campaign.broken, sep="\n  ")
        return 1
    return told(campaign.results)


def told(results: Mapping[str, str]) -> int:
    """Prints what is wrong with the list of the equivalent, and the line of figures."""
    excused = {name for name in results if name in EQUIVALENT}
    wrong = [name for name in excused if results[name] == KILLED]
    for name in wrong:
        print(f"not equivalent, for a test notices it: {name}")
    figures = Counter(result for name, result in results.items() if name not in excused)
    rate = 100 * figures[KILLED] / figures.total()
    said = ", ".join(f"{figures[end]} {end}" for end in (KILLED, SURVIVED, TIMED_OUT, NOT_REACHED))
    print(f"{figures.total():,} mutants: {said}; {rate:.1f} % killed; {len(excused)} equivalent ones apart")
    return int(rate < WANTED or bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
