"""How fast letters are read, from text and from PDF, on one core, and whether memory stays flat over 10,000 of them.

Beside it, in turns, the same texts are only cut into words ten times, as a measure of the machine.
"""

import re
import resource
from collections.abc import Callable
from time import process_time

from letters.reading.documents import read_document
from letters.reading.reader import read
from tests.reading.letters import SEED, a_letter
from tests.scoring.typesetting import TIMES, typeset

WORDS = 700
ROUNDS = 7
PROSE = (
    "We are concerned that the agency has not published its examples, as the law of 2012 requires.",
    "The committee heard in May that 40 percent of all samples were late, and that nobody knew why.",
    'In its report, the office wrote that it "could not say" when the work would end.',
)
ASKS = """We request that you provide all documents about the samples no later than April 15, 2019.

Please answer the following questions:

1. How many samples were late in each of the last five years, and who decided about them?
2. Which offices knew of it?
3. When will the work end?"""


def letters() -> list[str]:
    """Letters of 700 words: the seed letter, which has 12 signers, and one with the usual four requests."""
    prose = "\n\n".join(" ".join(PROSE[number % 3 :] + PROSE[: number % 3]) for number in range(9))
    return [_cut(SEED), _cut(a_letter(f"{prose}\n\n{ASKS}"))]


def _cut(text: str) -> str:
    """The letter with words said again before its first paragraph, so that it has 700."""
    missing = WORDS - len(text.split())
    filler = " ".join(PROSE[1].split() * (missing // len(PROSE[1].split()) + 1)).split()[: max(missing, 0)]
    head, salutation, rest = text.partition(":\n")
    return f"{head}{salutation}\n{' '.join(filler)}\n{rest}"


def spent(work: Callable[[], object]) -> float:
    """Seconds of computing."""
    began = process_time()
    work()
    return process_time() - began


def main() -> None:
    """Prints letters a second and megabytes."""
    texts = letters()
    files = [typeset(text, TIMES) for text in texts]
    measured: dict[str, Callable[[], object]] = {
        "words cut ten times": lambda: [
            re.findall(r"\w+|\S", text) for text in texts * 10 for _ in range(10)
        ],
        "read from text": lambda: [read(text) for text in texts * 10],
        "read from PDF": lambda: [read(read_document(file, "letter.pdf").text) for file in files * 10],
    }
    best = {
        name: min(spent(work) for _ in range(ROUNDS)) / (10 * len(texts)) for name, work in measured.items()
    }
    yardstick = best["words cut ten times"]
    words = sum(len(text.split()) for text in texts) / len(texts)
    for name, seconds in best.items():
        print(
            f"{name:20} {1 / seconds:7.0f} letters of {words:.0f} words a second, {seconds / yardstick:5.2f} × the first"
        )
    before = _megabytes_after(texts, 1_000)
    print(
        f"memory: {before:.0f} MB after 1,000 letters, {_megabytes_after(texts, 9_000):.0f} MB after 10,000"
    )


def _megabytes_after(texts: list[str], count: int) -> float:
    for number in range(count):
        read(texts[number % len(texts)])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
