"""The tracker's settings with the yardsticks' addresses beside its own."""

from tracker.settings import *

ROOT_URLCONF = "tests.bench.yardsticks"
