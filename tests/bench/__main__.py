"""Runs benchmarks: `python -m tests.bench [NAME…]`, all of them by default.

Each is a module of this package with a function `main()` that prints its figures. Every figure is compared with another
one of the same run: machines differ, and are shared.
"""

import importlib
import sys

BENCHMARKS = ("reading", "planning", "mails", "importing", "keys", "pages", "polling", "sizes", "writing")


def main(names: list[str]) -> None:
    """Runs the benchmarks of these names."""
    if unknown := set(names) - set(BENCHMARKS):
        sys.exit(f"There is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}.")
    for name in names or BENCHMARKS:
        print(f"== {name}", flush=True)
        importlib.import_module(f"tests.bench.{name}").main()


if __name__ == "__main__":
    main(sys.argv[1:])
