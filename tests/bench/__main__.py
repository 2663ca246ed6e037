"""Runs benchmarks: `python -m tests.bench [NAME…]`, all of them by default.

Each is a module of this package with a function `main()` that prints its figures. Every figure is compared with another
one of the same run: machines differ, and are shared.
"""

import importlib
import pkgutil
import sys

import tests.bench


def main(names: list[str]) -> None:
    """Runs the benchmarks of these names."""
    known = [
        module.name for module in pkgutil.iter_modules(tests.bench.__path__) if module.name != "__main__"
    ]
    if unknown := set(names) - set(known):
        sys.exit(f"There is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(known)}.")
    for name in names or known:
        print(f"== {name}", flush=True)
        importlib.import_module(f"tests.bench.{name}").main()


if __name__ == "__main__":
    main(sys.argv[1:])
