#!/bin/sh
# From a verdict to money, in about half a minute on two cores: prove a policy, put it to work on a
# simulated line, book what the line did, rank what to fix first, ask what to measure next. Writes
# runs/chain.
#
# What it stands for: `reflex` carries 4 kg from one post to the next, over a kerb. One episode is the
# loaded way, its time and its falls are measured, and a fall is an intervention; see
# examples/chain/line.toml for everything that is assumed.
set -eu
cd "$(dirname "$0")/.."
ANDON=${ANDON:-.venv/bin/andon}
OUT=runs/chain

# The verdict may be RED (exit 1) or AMBER (exit 3): the line is run with whatever was measured.
$ANDON prove street_cross_steps --policy reflex --gate examples/chain/gate.toml \
    --films 0 --out $OUT/prove || [ $? -ne 2 ]
$ANDON line run examples/chain/line.toml --replications 20 --fresh --out $OUT/line
$ANDON book $OUT/line --prices examples/chain/prices.toml
$ANDON line improve $OUT/line --replications 10
$ANDON propose $OUT/line
