"""The tracker's settings with addresses that break."""

from tracker.settings import *

ROOT_URLCONF = "tests.edge.broken"
