"""Looks for barriers in every page of both sites.

    python -m tests.pages

Each page as anybody, viewer, editor and manager, in light and dark colours, at 320, 768 and 1,280 CSS pixels, with all that an office
keeps, with nothing yet, and in error: axe-core's rules of WCAG 2.2 AA, Section 508 and good practice, sideways scrolling, and scripts or
styles that are missing or refused. A page that has the same source as another is looked at once. Prints what is wrong, and a line of
figures; exits with 1 where something is.
"""

import sys
from itertools import product

from tests.contract.stage import ROLES
from tests.pages.scanning import SCHEMES, WIDTHS
from tests.pages.stage import stage
from tests.pages.table import PAGES
from tests.pages.visiting import Visitor
from tests.running.chromium import CHROMIUM, MISSING, chromium


def main() -> int:
    """Visits all; 1 where something is wrong."""
    if CHROMIUM is None:
        print(MISSING)
        return 1
    wrong = 0
    with stage() as trackers, chromium() as browser:
        visitor = Visitor(browser, trackers)
        for name, visits in PAGES.items():
            for visit, role in product(visits, ROLES):
                for violation in visitor.visit(visit, role, product(SCHEMES, WIDTHS)):
                    wrong += 1
                    print(name, role, visit.state, visit.path, violation.rule, violation.where, flush=True)
        counts = visitor.counts
    pages = sum(map(len, PAGES.values()))
    print(
        f"pages: {len(PAGES)} in {pages} states, {counts['page views']} page views, {counts['different']} different, "
        f"{wrong} violations"
    )
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
