"""What the outermost floor stores: answers that can be asked for again, sheets on their way in, and views that people keep."""

from tracker.api.idempotency import StoredAnswer
from tracker.desk.saved import SavedView
from tracker.sheet_imports import SheetImport

__all__ = ["SavedView", "SheetImport", "StoredAnswer"]
