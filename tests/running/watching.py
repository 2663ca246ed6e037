"""A supervisor over shell scripts, each in the current folder. `python -m tests.running.watching SCRIPT…`"""

import os
import signal
import sys
from pathlib import Path

from tracker.running.program import Program
from tracker.running.supervisor import Supervisor, say

if __name__ == "__main__":
    # As in a terminal, also where the tests themselves run under nohup.
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    folder = Path(os.environ["FOLDER"])
    with Supervisor() as supervisor:
        for number, script in enumerate(sys.argv[1:], start=1):
            supervisor.start(Program(f"program {number}", ("/bin/sh", "-c", script), folder))
        say("watching")
        supervisor.watch()
