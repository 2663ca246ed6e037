"""The settings of production, as README names them, and commands that are run with them."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECRET = "Yq3v9sPz7LwXk2Tn8Rb4Md6Hc1Gf5JaZ0eUiOoVyBtWxQrKpSmEdN"
PRODUCTION = {
    "SECRET_KEY": SECRET,
    "ALLOWED_HOSTS": "tracker.example",
    "SITE_URL": "https://tracker.example",
    "DATABASE_URL": "postgres://tracker:secret@127.0.0.1:1/tracker",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "smtp+tls://tracker:secret@mail.example:587",
    "HTTPS": "1",
    "DEBUG": "0",
    "HOST": "",
}


def run(*argv: str, var: Path, **changed: str) -> subprocess.CompletedProcess[str]:
    """Runs one of Python's modules or files in production, with some settings changed, until it ends by itself."""
    environment = (
        os.environ | PRODUCTION | {"VAR_DIR": str(var), "DJANGO_SETTINGS_MODULE": "tracker.settings"}
    )
    return subprocess.run(
        [sys.executable, *argv],
        cwd=ROOT, env=environment | changed, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
