"""What somebody with bad intentions sends to a tracker that runs: `python -m tests.hostile`."""
