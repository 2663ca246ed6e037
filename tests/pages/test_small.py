"""The table has every page, and a part of what `make pages` looks at has no barriers."""

from collections.abc import Mapping
from itertools import product

from playwright.sync_api import Browser

from tests.contract.stage import ROLES
from tests.pages.scanning import SCHEMES, WIDTHS
from tests.pages.stage import Tracked
from tests.pages.table import FILES, PAGES, PARTS, TAKEN
from tests.pages.visiting import Visitor
from tracker.desk.urls import urlpatterns as desk
from tracker.public.urls import urlpatterns as public

STAFF = ROLES[1:]


def addresses() -> set[str]:
    """The names of all addresses of both sites."""
    named = (("public", public), ("desk", desk))
    return {f"{site}:{pattern.name}" for site, patterns in named for pattern in patterns}


def test_every_address_is_a_page_of_the_table_or_takes_a_form_or_is_a_file_or_a_part() -> None:
    shown = {name for name in PAGES if name.startswith(("public:", "desk:"))}
    assert addresses() == shown | TAKEN | FILES | PARTS
    assert len(shown) + len(TAKEN) + len(FILES | PARTS) == len(addresses())


def test_each_page_once_has_no_barriers_each_role_and_colours_and_width_among_them(
    browser: Browser, trackers: Mapping[str, Tracked]
) -> None:
    visitor, found, used = Visitor(browser, trackers), [], set()
    for place, (name, visits) in enumerate(PAGES.items()):
        roles = STAFF if name.startswith("desk:") else ROLES
        role = roles[place % len(roles)]
        look = list(product(SCHEMES, WIDTHS))[place % 6]
        used |= {role, *look}
        visit = visits[place % len(visits)]
        found += [(name, role, *look, *violation) for violation in visitor.visit(visit, role, [look])]
    visitor.close()
    assert found == []
    assert used == {*ROLES, *SCHEMES, *WIDTHS}
