"""The child that reads a workbook: bytes on standard input, the first sheet's rows as JSON on standard output.

It takes the same limits upon itself as the child that reads letters (`letters.reading.child`).
"""

import json
import sys
from typing import Any

from letters.reading.child import confine
from letters.reading.unreadable import Unreadable
from letters.reading.workbooks import rows_in


def main() -> None:
    """Reads the workbook on standard input."""
    data = sys.stdin.buffer.read()
    confine()
    try:
        answer: dict[str, Any] = {"rows": rows_in(data)}
    except Unreadable as reason:
        answer = {"unreadable": str(reason)}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
