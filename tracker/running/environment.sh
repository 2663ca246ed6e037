#!/bin/sh
# Makes .venv and installs one lock file into it: environment.sh requirements.lock|requirements-dev.lock
#
# 1. Keep .venv when its Python still runs and no installation in it was cut off; else find a Python and make it anew.
# 2. Install the lock file when it is not the one that was installed last.
# Whatever is missing ends it with one sentence. PYTHON names a Python to use; the current folder is the checkout.
set -eu
lock=$1
wanted=3.11
installing=.venv/installing

refuse() { echo "$1" >&2; exit 1; }

fits() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

can_make_environments() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        fits "$PYTHON" || refuse "PYTHON=$PYTHON is no Python $wanted or newer: name one that is, or leave PYTHON unset."
        can_make_environments "$PYTHON" || refuse "$PYTHON has no venv module: install it, or name another one."
        echo "$PYTHON"
        return
    fi
    incomplete=
    for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
        fits "$candidate" || continue
        if can_make_environments "$candidate"; then echo "$candidate"; return; fi
        incomplete=${incomplete:-$candidate}
    done
    [ -z "$incomplete" ] ||
        refuse "Python's venv module is missing: install it with \`apt-get install python3-venv\` (as root) and try again."
    refuse "Python $wanted or newer is needed: install it, as with \`apt-get install python3 python3-venv\`, or name one with PYTHON=."
}

if [ ! -w . ]; then refuse "The folder $(pwd) cannot be written: use a checkout that you may write to."; fi
exec 9<"$lock"
if command -v flock >/dev/null; then flock 9; fi # one installation at a time
trap 'exit 130' INT TERM HUP

if [ -e "$installing" ] || ! .venv/bin/python -c 'import pip' 2>/dev/null; then
    python=$(find_python)
    "$python" -m venv --clear .venv >/dev/null 2>&1 ||
        refuse "The virtual environment .venv could not be made: see what \`$python -m venv --clear .venv\` says."
fi

cmp -s "$lock" ".venv/$lock" && exit 0
echo "Installing what $lock lists into .venv; the first time this takes about a minute."
touch "$installing"
if ! said=$(PIP_ROOT_USER_ACTION=ignore .venv/bin/python -m pip install -qq --disable-pip-version-check \
    --require-hashes -r "$lock" 2>&1); then
    rm "$installing" # pip ended by itself and has left nothing half installed
    printf '%s\n' "$said" | tail -n 3 >&2
    refuse "The requirements could not be installed: see that this machine reaches its package index, then try again."
fi
cp "$lock" ".venv/$lock"
# The test requirements hold the others.
if [ "$lock" = requirements-dev.lock ]; then cp requirements.lock .venv/requirements.lock; fi
rm "$installing"
