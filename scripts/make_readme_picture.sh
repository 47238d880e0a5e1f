#!/bin/sh
# Make docs/img/stand_push.png: the standing policy takes pushes of 0.4 m/s and, at last, falls.
set -eu
out=$(mktemp -d)
.venv/bin/python - "$out" <<'PY'
import sys
from pathlib import Path

from andon.policies.run import run_seeds
from andon.policies.setup import Setup
from andon.verdicts.reel import choose_episodes, make_reel

if __name__ == "__main__":
    setup = Setup(scenario="street_take_push", variation={"push_speed": 0.4})
    episodes = list(run_seeds(setup, range(8), backend="inline"))
    make_reel(setup, choose_episodes(episodes, 1)[:1], Path(sys.argv[1]))
PY
mkdir -p docs/img
cp "$out/films/failure_1_strip.png" docs/img/stand_push.png
rm -r "$out"
