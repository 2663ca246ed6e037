"""The tracker's settings with the yardsticks' addresses beside its own."""

import os

from tracker.settings import *

ROOT_URLCONF = "tests.bench.yardsticks"
RATE_LIMIT_ANONYMOUS = RATE_LIMIT_SIGNED_IN = 10**9  # counted, and never used up

if os.environ.get("COUNT_QUERIES"):
    MIDDLEWARE = ["tests.bench.yardsticks.counted", *MIDDLEWARE]
