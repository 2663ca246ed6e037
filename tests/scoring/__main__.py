"""Scores the reader on annotated letters, in every form in which offices keep letters.

    python -m tests.scoring FOLDER [FORM…]

FOLDER holds `score.py` and `dev/` with its letters and `gold.json`. Prints a row of F1 figures a form: all letters, and
the half that no rule was fitted to (odd numbers) as text. The last rows say what the confidences are worth.
"""

import importlib.util
import json
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from time import perf_counter
from types import ModuleType
from typing import Any

from letters.management.commands.read_letter import as_json
from letters.reading.documents import Unreadable, read_document
from letters.reading.reader import read
from tests.scoring.renditions import FORMS

Letters = list[dict[str, Any]]
SURE = 0.9


def reading_of(letter: dict[str, Any], folder: Path, form: str) -> dict[str, Any]:
    """What the reader finds in one letter, given in a form."""
    name, make = FORMS[form]
    data = make((folder / "dev" / f"{letter['id']}.txt").read_text(encoding="utf-8"))
    try:
        return as_json(letter["id"], read(read_document(data, name).text))
    except Unreadable as reason:
        print(f"{letter['id']} as {form}: {reason}", file=sys.stderr)
        return {"id": letter["id"]}


def scorer(folder: Path) -> ModuleType:
    """The module `score.py` of the folder."""
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def row(score: ModuleType, gold: Letters, found: Letters) -> str:
    """The figures of some letters."""
    tallies, kinds, *_ = score.score(gold, {reading["id"]: reading for reading in found})
    figures = " ".join(f"{tally.f1:10.3f}" for tally in tallies.values())
    return f"{figures} {kinds['right'] / max(kinds['all'], 1):10.3f}"


def sure_and_right(score: ModuleType, gold: Letters, found: Letters) -> str:
    """Of the requests said to be sure, how many are right."""
    right = sure = 0
    for letter, reading in zip(gold, found, strict=True):
        texts = [request["text"] for request in letter["requests"]]
        texts += [words for request in letter["requests"] for words in request.get("also") or []]
        said = [request for request in reading.get("requests", []) if request["confidence"] >= SURE]
        sure += len(said)
        right += sum(any(score.overlap(request["text"], text) >= 0.5 for text in texts) for request in said)
    return f"{right} of {sure}"


def main(folder: Path, forms: list[str]) -> int:
    """Prints the table."""
    if not (folder / "dev" / "gold.json").exists():
        print(
            f"There are no annotated letters in {folder}: it needs score.py and dev/gold.json with its letters."
        )
        return 0
    score, gold = scorer(folder), json.loads((folder / "dev" / "gold.json").read_text(encoding="utf-8"))
    halves = {"even (fitted)": gold[0::2], "odd (not fitted)": gold[1::2]}
    print(f"{len(gold)} letters, F1   " + " ".join(
        f"{name:>10}" for name in ("date", "recipients", "signers", "requests", "answer by", "due", "kind")
    ))  # fmt: skip
    with ProcessPoolExecutor() as pool:
        for form in forms or FORMS:
            began = perf_counter()
            found = list(pool.map(partial(reading_of, folder=folder, form=form), gold))
            print(f"{form:18} {row(score, gold, found)}   {perf_counter() - began:5.0f} s", flush=True)
            if form != "text":
                continue
            for (name, half), readings in zip(halves.items(), (found[0::2], found[1::2]), strict=True):
                print(f"  {name:16} {row(score, half, readings)}")
                print(
                    f"  {'':16} requests said to be {SURE} sure that are right: {sure_and_right(score, half, readings)}"
                )
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
