"""What tools know of our code and of what it stands on; a line of figures each.

    python -m tests.audit

bandit (mistakes in Python), detect-secrets (secrets that were committed), pip-licenses (licences of what the tracker runs on),
cyclonedx-py (the list of it, into var/sbom.json) and pip-audit (known holes; asks PyPI, and says so where it cannot).
Exits with 1 where something is found that `tests.audit.waivers` does not let stand, or a waiver is no longer needed.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.audit.waivers import BANDIT, SECRETS, Waiver

ROOT = Path(__file__).resolve().parents[2]
OURS = ("tracker", "actions", "letters", "offices", "manage.py")
LOCK = "requirements.lock"
ALLOWED = re.compile(
    r"MIT|MIT-0|MIT-CMU|MIT License|0?BSD|BSD License|BSD[ -][23]-Clause|Apache-2\.0|Apache Software License|PSF-2\.0|"
    r"Python Software Foundation License|MPL-2\.0|Mozilla Public License 2\.0|LGPL-3\.0-only"
)
JOINED = re.compile(r"\s*(?:;|,|\bAND\b|\bOR\b|[()])\s*")
# Packages whose licence is written in other words, and what was read there on 2026-11-27.
READ = {
    "pypdfium2": "BSD-3-Clause and Apache-2.0; the parts of PDFium likewise",
    "qrcode": "BSD-3-Clause; a part under MIT",
}
NOT_HERE = {"async-timeout", "colorama"}  # of other Pythons and systems
AWAY = (
    "ConnectionError",
    "Max retries",
    "Failed to establish",
    "NameResolution",
    "Could not connect",
    "ProxyError",
    "timed out",
)


def run(*command: str) -> subprocess.CompletedProcess[str]:
    """Runs a tool that is installed beside this Python."""
    tool = Path(sys.executable).with_name(command[0])
    return subprocess.run([tool, *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)


def judged(name: str, found: Iterable[tuple[str, str]], waivers: Iterable[Waiver], note: str = "") -> bool:
    """Prints what is found and not waived, and the line of figures; whether all is well. Each finding is what and where."""
    let_stand = {(waiver.what, where) for waiver in waivers for where in waiver.where}
    findings = set(found)
    for what, where in sorted(findings - let_stand):
        print(f"  {where}: {what}")
    for what, where in sorted(let_stand - findings):
        print(f"  {where}: {what} is waived, and not found any more")
    print(
        f"{name}: {len(findings - let_stand)} findings, {len(findings & let_stand)} waived{note}", flush=True
    )
    return findings == let_stand


def mistakes() -> bool:
    """Bandit over what runs in production."""
    found: dict[str, Any] = json.loads(run("bandit", "-q", "-r", *OURS, "-f", "json").stdout)
    findings = ((entry["test_id"], entry["filename"].removeprefix("./")) for entry in found["results"])
    return judged("bandit", findings, BANDIT, f", {found['metrics']['_totals']['loc']:,} lines")


def secrets() -> bool:
    """detect-secrets over every file that is committed."""
    files = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    found: dict[str, Any] = json.loads(run("detect-secrets", "scan", *files).stdout)
    findings = ((entry["type"], where) for where, entries in found["results"].items() for entry in entries)
    return judged("detect-secrets", findings, SECRETS, f", {len(files)} files")


def licences() -> bool:
    """The licence of each package that the tracker runs on."""
    rows = json.loads(run("pip-licenses", "--from=mixed", "--format=json", "--with-system").stdout)
    known = {plain(row["Name"]): row["License"] for row in rows}
    wrong = [
        (name, known.get(name, "not installed"))
        for name in locked() - NOT_HERE
        if not is_allowed(name, known)
    ]
    return judged("pip-licenses", wrong, (), f", {len(locked())} packages")


def is_allowed(name: str, known: dict[str, str]) -> bool:
    """Whether every licence that a package names is one that we take, or it was read."""
    named = JOINED.split(known.get(name, "none").replace(" (MPL 2.0)", ""))
    return name in READ or all(ALLOWED.fullmatch(part) for part in named if part)


def locked() -> set[str]:
    """The packages of the lock file."""
    return {
        plain(name)
        for name in re.findall(r"^([\w.-]+)(?:\[[^]]*\])?==", (ROOT / LOCK).read_text(), re.MULTILINE)
    }


def plain(name: str) -> str:
    """A package's name as PyPI compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def listed() -> bool:
    """The list of packages (SBOM)."""
    (ROOT / "var").mkdir(exist_ok=True)
    made = run(
        "cyclonedx-py", "requirements", LOCK, "--of", "JSON", "-o", "var/sbom.json", "--output-reproducible"
    )
    components = (
        json.loads((ROOT / "var/sbom.json").read_text())["components"] if made.returncode == 0 else []
    )
    print(f"cyclonedx: {len(components)} packages in var/sbom.json, of {len(locked())} in {LOCK}", flush=True)
    return len(components) == len(locked())


def holes() -> bool:
    """Known holes of what is locked; without a network nothing is known, and nothing is claimed."""
    found = run(
        "pip-audit",
        "-r",
        LOCK,
        "--require-hashes",
        "--disable-pip",
        "--progress-spinner=off",
        "-f",
        "json",
        "--timeout=10",
    )
    if not found.stdout and any(words in found.stderr for words in AWAY):
        print("pip-audit: not asked, PyPI cannot be reached from here", flush=True)
        return True
    if not found.stdout:
        print(found.stderr[-500:])
        return False
    packages = json.loads(found.stdout)["dependencies"]
    known = [(hole["id"], package["name"]) for package in packages for hole in package.get("vulns", [])]
    return judged("pip-audit", known, (), f", {len(packages)} packages")


def main() -> int:
    """Runs all; 1 where one is not well."""
    return int(not all([mistakes(), secrets(), licences(), listed(), holes()]))


if __name__ == "__main__":
    sys.exit(main())
