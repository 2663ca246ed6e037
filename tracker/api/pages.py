"""How lists are paged: by cursor, so that deep pages cost no more than the first."""

from typing import Any

from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request


class Pages(CursorPagination):
    """Newest first; `next` and `previous` are addresses, a client never makes one."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    ordering = "-pk"

    def get_page_size(self, request: Request) -> int:
        """How many rows a page has; a size that cannot be had is an error, not another size."""
        wanted = request.query_params.get("page_size", str(self.page_size))
        if not (wanted.isascii() and wanted.isdecimal() and 0 < int(wanted[:9]) <= self.max_page_size):
            raise ValidationError({"page_size": [f"Give a number of rows from 1 to {self.max_page_size}."]})
        return int(wanted)

    def decode_cursor(self, request: Request) -> Cursor | None:
        """The place in the list; one that no answer gave is an error."""
        cursor: Any = super().decode_cursor(request)
        if cursor and cursor.position is not None and not cursor.position.isdecimal():
            raise NotFound(self.invalid_cursor_message)
        return cursor  # type: ignore[no-any-return]  # the stubs call it a tuple of its own
