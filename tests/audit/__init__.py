"""Known mistakes, secrets, licences, packages and their holes: `python -m tests.audit`."""
