"""The table of OWASP ASVS names every item of levels 1 and 2 once, none of them open, and only tests that are there."""

import re

from tests.worlds import ROOT

TABLE = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+)(?:–(\d+\.\d+\.\d+))? \| ([a-z -]+) \| (.*?) ?\|$", re.MULTILINE)
STATES = {"held", "by design", "not here", "operator"}
# How many items each section has, and which of them are of level 3 alone (v5.0.0).
SECTIONS: dict[str, tuple[int, set[int]]] = {
    "1.1": (2, set()), "1.2": (10, {10}), "1.3": (12, {12}), "1.4": (3, set()), "1.5": (3, {3}),
    "2.1": (3, set()), "2.2": (3, set()), "2.3": (5, {5}), "2.4": (2, {2}),
    "3.1": (1, {1}), "3.2": (3, {3}), "3.3": (5, {5}), "3.4": (8, {7, 8}), "3.5": (8, {6, 7, 8}), "3.6": (1, {1}), "3.7": (5, {3, 4, 5}),
    "4.1": (5, {4, 5}), "4.2": (5, {2, 3, 4, 5}), "4.3": (2, set()), "4.4": (4, set()),
    "5.1": (1, set()), "5.2": (6, {4, 5, 6}), "5.3": (3, {3}), "5.4": (3, set()),
    "6.1": (3, set()), "6.2": (12, set()), "6.3": (8, {5, 6, 7, 8}), "6.4": (6, {5, 6}), "6.5": (8, {6, 7, 8}), "6.6": (4, {4}),
    "6.7": (2, {1, 2}), "6.8": (4, set()),
    "7.1": (3, set()), "7.2": (4, set()), "7.3": (2, set()), "7.4": (5, set()), "7.5": (3, {3}), "7.6": (2, set()),
    "8.1": (4, {3, 4}), "8.2": (4, {4}), "8.3": (3, {2, 3}), "8.4": (2, {2}),
    "9.1": (3, set()), "9.2": (4, set()),
    "10.1": (2, set()), "10.2": (3, {3}), "10.3": (5, {5}), "10.4": (16, {12, 13, 14, 15, 16}), "10.5": (5, set()), "10.6": (2, set()), "10.7": (3, set()),
    "11.1": (4, {3, 4}), "11.2": (5, {4, 5}), "11.3": (5, {4, 5}), "11.4": (4, set()), "11.5": (2, {2}), "11.6": (2, {2}), "11.7": (2, {1, 2}),
    "12.1": (5, {4, 5}), "12.2": (2, set()), "12.3": (5, {5}),
    "13.1": (4, {2, 3, 4}), "13.2": (6, {6}), "13.3": (4, {3, 4}), "13.4": (7, {6, 7}),
    "14.1": (2, set()), "14.2": (8, {5, 6, 7, 8}), "14.3": (3, set()),
    "15.1": (5, {4, 5}), "15.2": (5, {4, 5}), "15.3": (7, set()), "15.4": (4, {1, 2, 3, 4}),
    "16.1": (1, set()), "16.2": (5, set()), "16.3": (4, set()), "16.4": (3, set()), "16.5": (4, {4}),
    "17.1": (2, {2}), "17.2": (8, {5, 6, 7, 8}), "17.3": (2, set()),
}  # fmt: skip


def expected() -> list[str]:
    """Every item of levels 1 and 2."""
    return [
        f"{section}.{number}"
        for section, (count, third) in SECTIONS.items()
        for number in range(1, count + 1)
        if number not in third
    ]


def named() -> list[str]:
    """The items that the table names, ranges written out."""
    found = []
    for first, last, _, _ in ROW.findall(TABLE):
        section, _, start = first.rpartition(".")
        end = (last or first).rpartition(".")[2]
        found += [f"{section}.{number}" for number in range(int(start), int(end) + 1)]
    return found


def test_every_item_of_levels_one_and_two_stands_in_the_table_once() -> None:
    assert named() == expected()


def test_no_item_is_open_and_each_has_a_test_or_a_reason() -> None:
    for first, _, state, how in ROW.findall(TABLE):
        assert state in STATES, first
        assert how, first
        assert not re.search(r"\bopen \(|\bis open\b|not done", how), first


def test_no_row_is_written_in_a_way_that_these_tests_do_not_read() -> None:
    assert len(ROW.findall(TABLE)) == len(re.findall(r"^\| \d", TABLE, re.MULTILINE))


def test_what_is_held_names_a_test_and_each_test_is_there() -> None:
    for first, _, state, how in ROW.findall(TABLE):
        tests = re.findall(r"`(tests/[\w/.]+)`", how)
        assert tests or state != "held", first
        assert [path for path in tests if not (ROOT / path).exists()] == [], first
