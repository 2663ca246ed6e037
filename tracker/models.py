"""What the outermost floor stores: answers that can be asked for again, and views that people keep."""

from tracker.api.idempotency import StoredAnswer
from tracker.desk.saved import SavedView

__all__ = ["SavedView", "StoredAnswer"]
