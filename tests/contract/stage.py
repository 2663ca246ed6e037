"""A web server with a few letters, and somebody of every role who may ask it."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import django
from django.core.management import call_command

from tests.bench.serving import served
from tests.servers import Valkey
from tracker.running.broker import LOCAL

SETTINGS = {"DJANGO_SETTINGS_MODULE": "tests.contract.settings"}
ROLES = ("anonymous", "viewer", "editor", "manager")


class Stage(NamedTuple):
    """Where the tracker answers, the key of each role (none for anonymous), and what there is."""

    address: str
    keys: dict[str, str]
    office: str
    ids: dict[str, list[str]]


@contextmanager
def stage(drafts: int) -> Iterator[Stage]:
    """The server for as long as the block lasts, with so many drafts to confirm and discard."""
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="contract-"))
        os.environ |= {
            "DATABASE_URL": f"sqlite:///{Path(folder, 'contract.sqlite3')}",
            "REDIS_URL": stack.enter_context(Valkey()),
            "VAR_DIR": folder,
        } | SETTINGS
        django.setup()
        call_command("migrate", verbosity=0)
        found = filled(drafts)
        port = stack.enter_context(served(SETTINGS))
        yield found._replace(address=f"http://{LOCAL}:{port}")


def filled(count: int) -> Stage:
    """Fills the database, with so many drafts."""
    # Django's models can be imported only after the database has been named to it.
    from letters.models import Letter, LetterRequest  # noqa: PLC0415
    from offices.models import Role  # noqa: PLC0415
    from tests.api.asking import key_for  # noqa: PLC0415
    from tests.making import make_action, make_draft, make_letter, make_member, make_office, make_user  # noqa: PLC0415

    office, other = make_office("Examples"), make_office("Others")
    people = {role: make_user(office, Role(role)) for role in ROLES[1:]}
    editor, actions = people["editor"], []
    for number, visibility in enumerate(["public", "public", "office"]):
        letter = make_letter(
            office, by=editor, visibility=visibility, requests=["Please do it.", "Please say why."]
        )
        first = letter.requests.first()
        assert first
        actions.append(make_action(first, response="substantive_response", by=editor).public_id)
        make_letter(other, visibility=visibility, title=f"Another letter {number}")
    drafts = [
        make_draft(office, by=editor, text=f"Dear Secretary: please read draft {number}.")
        for number in range(count)
    ]
    mine = Letter.objects.filter(office=office)
    return Stage(
        address="",
        keys={role: key_for(person, office) for role, person in people.items()},
        office=office.slug,
        ids={
            "letters": list(
                mine.exclude(visibility="draft").order_by("pk").values_list("public_id", flat=True)
            ),
            "drafts": [draft.public_id for draft in drafts],
            "requests": list(
                LetterRequest.objects.filter(letter__office=office)
                .order_by("pk")
                .values_list("public_id", flat=True)
            ),
            "actions": actions,
            "members": [make_member("Doe").bioguide_id],
            "agencies": ["department-of-examples"],
        },
    )
