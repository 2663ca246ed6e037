"""How the web server is started."""

import sys

# Threads, since a request mostly waits for the database; answers in progress have 8 seconds to end.
_HOW = ["--worker-class=gthread", "--workers=2", "--threads=4", "--graceful-timeout=8"]
_QUIET = ["--no-control-socket", "--log-level=warning"]


def web_server(address: str) -> tuple[str, ...]:
    """The command that serves the tracker at an address, as HOST:PORT."""
    return (sys.executable, "-m", "gunicorn", "tracker.wsgi", f"--bind={address}", *_HOW, *_QUIET)
