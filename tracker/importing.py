"""From the lines of a file to letters to import: JSON, one letter a line, in the words of the API's inputs (docs/imports.md)."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rest_framework import serializers

from actions.importing import GivenLetter, WrongRow, WrongRows
from letters.reading.telling import Tell, silent
from tracker.api.errors import pointed
from tracker.api.inputs import MAX_TEXT, ConfirmInput


class ImportedInput(ConfirmInput):
    """A letter as confirming a draft takes it, with its text where there is one."""

    text = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=MAX_TEXT,
        trim_whitespace=False,
    )

    def given_letter(self, row: int) -> GivenLetter:
        """The validated data as importing takes it."""
        data = self.validated_data
        return GivenLetter(row, self.letter_entry(), data.get("text", ""), data["backfilled"])


def letters_in(lines: Sequence[str], tell: Tell = silent) -> list[GivenLetter]:
    """The letters of a file, numbered by their lines; empty lines are none. Raises WrongRows."""
    letters: list[GivenLetter] = []
    wrong: list[WrongRow] = []
    for row, line in enumerate(lines, start=1):
        if line.strip():
            given, problems = letter_in(line, row)
            letters += given
            wrong += problems
        tell(row, len(lines))
    if wrong:
        raise WrongRows(wrong)
    return letters


def letter_in(line: str, row: int) -> tuple[list[GivenLetter], list[WrongRow]]:
    """The letter of a line, or what is wrong with it."""
    try:
        data = json.loads(line)
    except ValueError as error:
        return [], [WrongRow(row, "", f"This is no JSON: {error}.")]
    except RecursionError:
        return [], [WrongRow(row, "", "This is no letter: its brackets are nested too deep.")]
    letter = ImportedInput(data=data)
    problems = [
        WrongRow(row, name, "There is no such field; see docs/imports.md.") for name in unknown(letter, data)
    ]
    if not letter.is_valid():
        problems += [
            WrongRow(row, error["pointer"].removeprefix("/"), error["detail"])
            for error in pointed(letter.errors)
        ]
    return ([], problems) if problems else ([letter.given_letter(row)], [])


def unknown(
    serializer: serializers.Field[Any, Any, Any, Any] | None, data: Any, path: str = ""
) -> Iterator[str]:
    """The names that no field has: what is misspelt would be lost without a word."""
    if isinstance(serializer, serializers.ListField) and isinstance(data, list):
        for place, entry in enumerate(data):
            yield from unknown(serializer.child, entry, f"{path}{place}/")
    elif isinstance(serializer, serializers.Serializer) and isinstance(data, Mapping):
        for name, value in data.items():
            field = serializer.fields.get(name)
            if field is None:
                yield f"{path}{name}"
            else:
                yield from unknown(field, value, f"{path}{name}/")
