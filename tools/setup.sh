#!/bin/sh
# Builds an environment from nothing: by uv where it is there, else by venv and pip.
# VENV names it (.venv), CONSTRAINTS the file that pins what goes in (constraints.txt), PYTHON the interpreter.
set -eu
cd "$(dirname "$0")/.."
venv=${VENV:-.venv}
constraints=${CONSTRAINTS:-constraints.txt}
python=$(tools/find-python)
# The first pair pins what is installed, the second what builds it (pip before 25.3 takes the first for both).
# Relative, because all four are lists split at spaces, and a clone's path may hold one.
PIP_CONSTRAINT=$constraints PIP_BUILD_CONSTRAINT=$constraints
UV_CONSTRAINT=$constraints UV_BUILD_CONSTRAINT=$constraints
export PIP_CONSTRAINT PIP_BUILD_CONSTRAINT UV_CONSTRAINT UV_BUILD_CONSTRAINT
rm -rf "$venv"
if command -v uv >/dev/null 2>&1; then
    echo "setup: building $venv with uv"
    uv venv --quiet --seed --python "$python" "$venv"
    uv pip install --quiet --python "$venv/bin/python" --editable '.[all]'
else
    echo "setup: building $venv with pip (about a minute)"
    "$python" -m venv "$venv"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --editable '.[all]'
fi
touch "$venv/.ready"
