"""The tracker's settings for those who ask without a pause, and much that is refused: no limits, no line for each refusal."""

from tracker.settings import *

RATE_LIMIT_ANONYMOUS = RATE_LIMIT_SIGNED_IN = 10**9  # counted, and never used up
ACCOUNT_RATE_LIMITS = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 86_400  # once at the start of a campaign
LOGGING["loggers"] = {name: {"level": "ERROR"} for name in ("django", "django_structlog")}
# Hundreds sign in one after another: what was hashed slowly is hashed anew with the first.
PASSWORD_HASHERS = [f"django.contrib.auth.hashers.{name}PasswordHasher" for name in ("MD5", "PBKDF2")]
