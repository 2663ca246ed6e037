"""The tracker's settings with the yardsticks' addresses beside its own."""

from tracker.settings import *

ROOT_URLCONF = "tests.bench.yardsticks"
RATE_LIMIT_ANONYMOUS = RATE_LIMIT_SIGNED_IN = 10**9  # counted, and never used up
