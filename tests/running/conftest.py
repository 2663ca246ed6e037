"""Fixtures of the tests that start the whole tracker."""

from tests.running.trackers import tracker

__all__ = ["tracker"]
