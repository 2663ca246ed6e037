"""The tracker's settings for those who ask without a pause, and much that is refused: no limits, no line for each refusal."""

from tracker.settings import *

RATE_LIMIT_ANONYMOUS = RATE_LIMIT_SIGNED_IN = 10**9  # counted, and never used up
LOGGING["loggers"] = {name: {"level": "ERROR"} for name in ("django", "django_structlog")}
