"""How lists are paged: by cursor, so that deep pages cost no more than the first."""

from rest_framework.pagination import CursorPagination


class Pages(CursorPagination):
    """Newest first; `next` and `previous` are addresses, a client never makes one."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    ordering = "-pk"
