"""What `make mutants` changes, and that a change is put in, on functions of a few lines."""

import pytest

from actions import claims, delivery
from letters import embargo
from tests.mutants.__main__ import HELD_BY, ROOT
from tests.mutants.changes import Mutant, mutants_of
from tests.mutants.equivalent import EQUIVALENT
from tests.mutants.running import exchange, function_of, put_in


def changes(text: str) -> list[str]:
    """The changes of a module, in words."""
    return [mutant.name.removeprefix("m.py ") for mutant in mutants_of("m.py", text)]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("return a <= 1", ["return a <= 1 → return None", "a <= 1 → a < 1", "1 → 2"]),
        ("return not a", ["return not a → return None", "not a → a"]),
        ("a.b(c=1)", ["a.b(c=1) → pass", "c=1 in a.b(c=1) → nothing", "1 → 2"]),
        ("raise Stale", ["raise Stale → pass"]),
        ("return 'words for people'", []),
        ("log.warning('event', a=1)", []),
    ],
)
def test_a_line_of_a_function_is_changed_in_each_way_that_it_can_be(line: str, found: list[str]) -> None:
    expected = [f"f: {words}" for words in found]
    assert [name for name in changes(f"def f(a):\n    {line}") if name in expected] == expected
    assert bool(found) == bool(changes(f"def f(a):\n    {line}"))


def test_tables_and_what_decorates_a_function_are_changed_too() -> None:
    assert changes("MAY = {'read', 'write'}") == [
        "MAY: 'read' in {'read', 'write'} → nothing",
        "MAY: 'write' in {'read', 'write'} → nothing",
        "MAY: 'read' → 'readXX'",
        "MAY: 'write' → 'writeXX'",
    ]
    assert changes("@atomic\ndef f():\n    pass") == ["f: @atomic → nothing"]


def test_changes_of_the_same_words_have_names_of_their_own() -> None:
    names = changes("def f():\n    a(1)\n    b(1)")
    assert len(names) == len(set(names))
    assert "f: 1 → 2 (2)" in names


def test_a_changed_function_takes_the_others_place_for_all_who_call_it() -> None:
    had = exchange(embargo, "end_of_embargo", "def end_of_embargo(written, zone):\n    return written")
    try:
        assert embargo.end_of_embargo("as it was", None) == "as it was"  # type: ignore[arg-type]
    finally:
        function_of(embargo, "end_of_embargo").__code__ = had


def put_in_place_of(name: str, value: str) -> None:
    """Changes a constant of `actions.claims`."""
    put_in(Mutant("", "actions/claims.py", name, 1, f"{name} = {value}", False, False))


def test_a_changed_constant_takes_the_others_place_wherever_it_stands() -> None:
    put_in_place_of("LONGEST_WAIT", "7")
    try:
        assert {vars(module)["LONGEST_WAIT"] for module in (claims, delivery)} == {7}
    finally:
        put_in_place_of("LONGEST_WAIT", "timedelta(hours=1)")


def test_a_changed_constant_is_the_default_value_that_it_was() -> None:
    put_in_place_of("BATCH", "7")
    try:
        assert function_of(claims, "claim").__kwdefaults__ == {"at_most": 7}
    finally:
        put_in_place_of("BATCH", "20")


def test_what_is_said_to_be_equivalent_is_a_change_that_is_made() -> None:
    names = {mutant.name for path in HELD_BY for mutant in mutants_of(path, (ROOT / path).read_text())}
    assert EQUIVALENT.keys() <= names


def test_every_test_that_is_to_hold_a_module_is_there() -> None:
    assert all((ROOT / file).exists() for files in HELD_BY.values() for file in files)
