"""Imports members of Congress from upstream's YAML, and prints what changed (docs/members.md)."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from letters.downloads import text_of
from letters.importing import import_legislators
from letters.upstream import Unusable, read_state


class Command(BaseCommand):
    """Reads every file first, then writes all or nothing."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Files and addresses in any order."""
        parser.add_argument(
            "sources",
            nargs="+",
            metavar="FILE-or-URL",
            help="legislators-current.yaml or legislators-historical.yaml, of any day",
        )

    def handle(self, *args: object, sources: list[str], **options: object) -> None:
        """A line for each member that is new or changed, then the counts."""
        try:
            states = [read_state(text_of(source), source) for source in sources]
        except Unusable as error:
            raise CommandError(str(error)) from error
        changes = import_legislators(states)
        for mark, lines in (("added", changes.added), ("changed", changes.changed)):
            for line in lines:
                self.stdout.write(f"{mark} {line}")
        for state in states:
            for line in state.left_out:
                self.stdout.write(f"left out: {line}")
        counts = f"{len(changes.added)} added, {len(changes.changed)} changed, {changes.unchanged} unchanged"
        self.stdout.write(counts if changes.added or changes.changed else f"Nothing changed: {counts}.")
