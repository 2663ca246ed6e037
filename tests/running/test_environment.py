"""Making .venv from nothing, and the sentences that say what a machine lacks."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

SCRIPT = settings.BASE_DIR / "tracker" / "running" / "environment.sh"
# Stand-ins for Pythons that a machine may have; `$2` is the code that the script asks them to run.
OLD = "#!/bin/sh\nexit 1\n"
WITHOUT_VENV = '#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; esac\n'


def make_environment(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs the script for a lock file in `folder`; by default the suite's own Python is the only one there is."""
    return subprocess.run(
        ["/bin/sh", SCRIPT, "requirements.lock"],
        cwd=folder,
        env=os.environ | {"PYTHON": sys.executable, "PIP_NO_INDEX": "1"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with a lock file that needs no package index, and a space in its name."""
    folder = tmp_path / "a checkout"
    folder.mkdir()
    (folder / "requirements.lock").touch()
    return folder


def with_python(folder: Path, script: str) -> str:
    """A PATH with one Python, and the programs that the script uses."""
    programs = folder / "programs"
    programs.mkdir()
    (programs / "python3").write_text(script)
    (programs / "python3").chmod(0o755)
    for name in ("cmp", "cp", "flock", "rm", "tail", "touch"):
        (programs / name).symlink_to(
            next(path for path in (Path("/usr/bin") / name, Path("/bin") / name) if path.exists())
        )
    return str(programs)


def test_it_works_heals_and_does_nothing_twice(checkout: Path) -> None:
    (checkout / ".venv").mkdir()
    (checkout / ".venv" / "half").touch()
    (checkout / ".venv" / "installing").touch()  # what a killed installation leaves

    made = make_environment(checkout)
    assert (made.returncode, made.stderr) == (0, "")
    assert (checkout / ".venv" / "bin" / "python").exists()
    assert not (checkout / ".venv" / "half").exists()

    again = make_environment(checkout)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")

    (checkout / "requirements.lock").write_text("nowhere-to-be-found==1 --hash=sha256:" + "0" * 64)
    failed = make_environment(checkout)
    assert failed.returncode == 1
    assert failed.stderr.splitlines()[-1] == (
        "The requirements could not be installed: see that this machine reaches its package index, then try again."
    )
    assert not (checkout / ".venv" / "installing").exists()


@pytest.mark.parametrize(
    ("python", "sentence"),
    [
        (OLD, "Python 3.11 or newer is needed: install it, as with `apt-get install python3 python3-venv`"),
        (
            WITHOUT_VENV,
            "Python's venv module is missing: install it with `apt-get install python3-venv` (as root)",
        ),
    ],
)
def test_a_python_that_will_not_do_is_a_sentence(checkout: Path, python: str, sentence: str) -> None:
    refused = make_environment(checkout, PYTHON="", PATH=with_python(checkout, python))

    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith(sentence)
    assert refused.stderr.count("\n") == 1


def test_a_python_that_was_named_and_will_not_do_is_a_sentence(checkout: Path) -> None:
    refused = make_environment(checkout, PYTHON="/bin/false")

    sentence = "PYTHON=/bin/false is no Python 3.11 or newer: name one that is, or leave PYTHON unset.\n"
    assert (refused.returncode, refused.stderr) == (1, sentence)
