"""Scores the matching of members on annotated letters: `make members-score`.

usage: python -m tests.letters.score_members GOLD.json LEGISLATORS.yaml…

signers.json says who each signer is, by Bioguide id in the annotation's order ("-" for nobody in the files); each was
checked by hand. Counted are those whose member served on the letter's date
by what the files say; a letter without a date is counted apart.
"""

import json
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from letters.legislators import Legislator, merged
from letters.matching import Congress, Match
from letters.upstream import read_state
from letters.written import Written

MEANT: dict[str, str] = json.loads((Path(__file__).parent / "signers.json").read_text())


def known_in(files: list[Path]) -> dict[str, Legislator]:
    """The members in the files, by Bioguide id."""
    known: dict[str, Legislator] = {}
    for path in files:
        for found in read_state(path.read_text(), path.name).legislators:
            before = known.get(found.bioguide_id)
            known[found.bioguide_id] = merged(before, found) if before else found
    return known


def outcome(match: Match, meant: str) -> str:
    """What became of one signer."""
    if match.taken:
        return "taken, right" if match.taken.bioguide_id == meant else "taken, WRONG"
    if not match.offered:
        return "none"
    return "offered" if meant in {one.bioguide_id for one in match.offered} else "offered others"


def score(gold: list[dict[str, Any]], known: dict[str, Legislator]) -> dict[str, Counter[str]]:
    """How many signers had which outcome: of letters with a date, without one, and of people who are in no file."""
    tallies: dict[str, Counter[str]] = {
        "dated": Counter(),
        "undated": Counter(),
        "not in the files": Counter(),
    }
    for letter in gold:
        on = date.fromisoformat(letter["date"]) if letter["date"] else None
        congress = Congress(known.values(), on)
        here = {seat.legislator.bioguide_id for seat in congress.seats}
        people = [Written(signer["name"], signer["title"] or "") for signer in letter["signers"]]
        ids = MEANT[letter["id"]].split() if letter["id"] in MEANT else ["-"] * len(people)
        for meant, match in zip(ids, congress.match_all(people), strict=True):
            kind = "not in the files" if meant not in here else "dated" if on else "undated"
            tallies[kind][outcome(match, meant)] += 1
    return tallies


if __name__ == "__main__":
    for kind, tally in score(
        json.loads(Path(sys.argv[1]).read_text()), known_in([Path(name) for name in sys.argv[2:]])
    ).items():
        print(
            f"{kind:17} {tally.total():4}  " + ", ".join(f"{name} {count}" for name, count in tally.items())
        )
