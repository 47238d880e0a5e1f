#!/bin/sh
# Make `.venv` and install andon into it, as far as that is not done already.
#
#   scripts/make_venv.sh demo    what a user needs
#   scripts/make_venv.sh test    the same, and what the tests need
#   scripts/make_venv.sh dev     the same, and what a developer needs
#
# Set PYTHON to choose the interpreter (3.11 or newer). A stamp in `.venv` holds the hash of
# pyproject.toml, constraints.txt and this folder's path; while it fits, nothing is done.

set -eu
cd "$(dirname "$0")/.."
level="${1:-demo}"

fail() {
    echo "make_venv: $1" >&2
    exit 1
}

case "$level" in
    demo) target="." wider="demo test dev" ;;
    test) target=".[test]" wider="test dev" ;;
    dev) target=".[dev]" wider="dev" ;;
    *) fail "no level named '$level'. Available: demo, test, dev" ;;
esac

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    for name in ${PYTHON:+"$PYTHON"} python3 python3.14 python3.13 python3.12 python3.11 python; do
        if command -v "$name" >/dev/null 2>&1 && is_new_enough "$name"; then
            command -v "$name"
            return
        fi
    done
    fail "needs Python 3.11 or newer and found none. On Debian 12, Ubuntu 24.04 or newer: apt-get install python3; otherwise name one: make PYTHON=/path/to/python3.11 ..."
}

has_module() {
    "$1" -c "import $2" 2>/dev/null
}

install_venv_package() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 || return 1
    echo "make_venv: installing the Debian package $1"
    export DEBIAN_FRONTEND=noninteractive
    apt-get install -y -qq "$1" >/dev/null 2>&1 && return
    apt-get update -qq >/dev/null 2>&1 && apt-get install -y -qq "$1" >/dev/null 2>&1
}

make_environment() {
    python="$(find_python)"
    version="$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
    echo "make_venv: making .venv with Python $version"
    rm -rf .venv
    if has_module "$python" ensurepip; then
        "$python" -m venv .venv
    elif has_module "$python" virtualenv; then
        "$python" -m virtualenv -q .venv
    elif install_venv_package "python$version-venv" || install_venv_package python3-venv; then
        "$python" -m venv .venv
    else
        fail "Python $version cannot make virtual environments here (no ensurepip, no virtualenv). As root: apt-get install python$version-venv"
    fi
}

stamp_value() {
    { cat pyproject.toml constraints.txt; pwd -P; } | cksum
}

for name in $wider; do
    if [ -x .venv/bin/python ] && [ "$(cat ".venv/installed-$name" 2>/dev/null)" = "$(stamp_value)" ]; then
        exit 0
    fi
done

if ! { [ -x .venv/bin/python ] && is_new_enough .venv/bin/python && has_module .venv/bin/python pip; }; then
    make_environment
fi

echo "make_venv: installing andon for '$level' (a few minutes the first time)"
if ! .venv/bin/python -m pip install -q --no-input --disable-pip-version-check \
    -e "$target" -c constraints.txt >.venv/install.log 2>&1; then
    tail -n 8 .venv/install.log | sed -E 's#[a-z+]+://[^ ]+#(address)#g' >&2
    fail "the installation failed; see .venv/install.log. It needs a package index, once."
fi
stamp_value >".venv/installed-$level"
