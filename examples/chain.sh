#!/bin/sh
# From a verdict to money, in about two minutes on two cores: prove a policy, put it to work on a
# simulated line, book what the line did, rank what to fix first, ask what to measure next. Writes
# runs/chain.
#
# What it stands for: `stand` only keeps its balance while it is bumped. One episode of 12 s is the
# walking and standing part of one work cycle, and a fall is an intervention; see
# examples/chain/line.toml for everything that is assumed.
set -eu
cd "$(dirname "$0")/.."
ANDON=${ANDON:-.venv/bin/andon}
OUT=runs/chain

# The verdict may be RED (exit 1) or AMBER (exit 3): the line is run with whatever was measured.
$ANDON prove street_take_push --policy stand --gate examples/chain/gate.toml \
    --films 0 --out $OUT/prove || [ $? -ne 2 ]
$ANDON line run examples/chain/line.toml --replications 20 --fresh --out $OUT/line
$ANDON book $OUT/line --prices examples/chain/prices.toml
$ANDON line improve $OUT/line --replications 10
$ANDON propose $OUT/line
