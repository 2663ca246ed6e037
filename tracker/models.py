"""What the outermost floor stores: answers that can be asked for again."""

from tracker.api.idempotency import StoredAnswer

__all__ = ["StoredAnswer"]
