"""What the outermost floor stores: answers that can be asked for again, and sheets on their way in."""

from tracker.api.idempotency import StoredAnswer
from tracker.sheet_imports import SheetImport

__all__ = ["SheetImport", "StoredAnswer"]
