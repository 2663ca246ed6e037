"""Answers to anybody, kept in the process by their ETag: what has not changed is not made again for the next reader.

An answer whose tag is no longer anything's is never asked for again, and falls out when the room is needed. Answers to who
sends credentials are not kept: a tag tells apart what a thing has said, not who may hear it.
"""

from threading import Lock

from cachetools import LRUCache
from django.http import HttpRequest, HttpResponse
from rest_framework.response import Response

from tracker.api.conditional import has_credentials

ROOM, LARGEST = 16 << 20, 256 << 10  # bytes in each process, and of one answer
JSON = "application/json"

kept: LRUCache[str, bytes] = LRUCache(ROOM, getsizeof=len)
lock = Lock()


def kept_answer(request: HttpRequest, tag: str) -> HttpResponse | None:
    """The answer of that tag, where one is kept and the reader is anybody."""
    if has_credentials(request):
        return None
    with lock:
        content = kept.get(tag)
    return None if content is None else HttpResponse(content, content_type=JSON)


def keep(request: HttpRequest, tag: str, answer: Response) -> None:
    """Keeps the answer as soon as it is rendered, where it is for anybody."""
    if not has_credentials(request):
        answer.add_post_render_callback(lambda rendered: keep_content(tag, rendered.content))


def keep_content(tag: str, content: bytes) -> None:
    """Keeps the bytes of an answer, unless they are too many."""
    if len(content) <= LARGEST:
        with lock:
            kept[tag] = content


def forget() -> None:
    """Forgets all answers: tests begin with an empty database, and its versions at one again."""
    with lock:
        kept.clear()
