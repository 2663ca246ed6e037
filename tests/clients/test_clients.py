"""Clients that are made of docs/openapi.yaml compile, and read the demo data: one in Python, one in TypeScript."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from tests.node import LOCK, PROGRAMS, node_modules
from tests.running.trackers import Site

DOCUMENT = Path(settings.BASE_DIR, "docs", "openapi.yaml")
HERE = Path(__file__).parent

FOUND = {
    "letters": ["Sample paragraphs (a fictional letter)"],
    "requests": [[1, "information"], [2, "information"], [3, "meeting"], [4, "documents"], [5, "action"]],
    "on": "2026-10-20",
    "response_state": "interim_response",
    "percent": None,
    "entered": "status_check",
    "changed": ["action", "letter", "request"],
    "problem": "Not found",
}


def run(*command: str | Path, folder: Path) -> str:
    """Runs a program in the folder; what it prints. Fails where the program does."""
    ran = subprocess.run(
        command,
        cwd=folder,
        env=os.environ
        | {"PYTHONPATH": str(folder), "MYPY_CACHE_DIR": str(settings.BASE_DIR / ".mypy_cache/clients")},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_a_python_client_reads_the_demo_data_and_enters_a_check(site: Site, tmp_path: Path) -> None:
    (tmp_path / "options.yaml").write_text("post_hooks: []\n")  # as it is made, nobody formats it
    made = tmp_path / "tracker_client"
    options = (f"--path={DOCUMENT}", f"--output-path={made}", "--meta=none", "--config=options.yaml")
    run(PROGRAMS / "openapi-python-client", "generate", "--fail-on-warning", *options, folder=tmp_path)
    shutil.copy(HERE / "program.py", tmp_path)
    run(sys.executable, "-m", "mypy", "--strict", "--config-file=", made, "program.py", folder=tmp_path)
    found = run(sys.executable, "program.py", site.address, site.key(), folder=tmp_path)
    assert json.loads(found) == FOUND


def test_a_typescript_client_reads_the_demo_data_and_enters_a_check(site: Site, tmp_path: Path) -> None:
    (tmp_path / "node_modules").symlink_to(node_modules())
    shutil.copy(HERE / "program.mts", tmp_path)
    shutil.copy(HERE / "tsconfig.json", tmp_path)
    node = PROGRAMS / "node"
    run(node, "node_modules/openapi-typescript/bin/cli.js", DOCUMENT, "--output=api.d.ts", folder=tmp_path)
    run(node, "node_modules/typescript/bin/tsc", folder=tmp_path)
    assert json.loads(run(node, "program.mts", site.address, site.key(), folder=tmp_path)) == FOUND


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads(LOCK.read_bytes())
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
