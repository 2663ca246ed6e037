"""Changes of which nobody could notice anything, by name, and why."""

EQUIVALENT: dict[str, str] = {}
