"""What the outermost floor stores: answers that can be asked for again, sheets on their way in, long work, views that people keep, sessions."""

from tracker.accounts.sessions import Session
from tracker.api.idempotency import StoredAnswer
from tracker.desk.saved import SavedView
from tracker.jobs import Job
from tracker.sheet_imports import SheetImport

__all__ = ["Job", "SavedView", "Session", "SheetImport", "StoredAnswer"]
