# `make` alone lists the targets. Everything a target needs it sets up itself, in `.venv`.

DEMO = .venv/bin/andon prove street_cross_steps --policy reflex --gate examples/reflex/kerbs.toml --out runs/demo
PYTHON_FILES = src tests scripts $(wildcard examples benchmarks)
PYTEST = OMP_NUM_THREADS=1 OMP_WAIT_POLICY=passive .venv/bin/python -m pytest -n 2

.DEFAULT_GOAL := list
.PHONY: list sync demo chain test test-all format lint type check docs golden build clean

list:  ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

sync:  ## set up .venv with everything a developer needs
	@scripts/make_venv.sh dev

demo:  ## prove that the walking policy takes kerbs; writes runs/demo
	@scripts/make_venv.sh demo
	$(DEMO)

chain:  ## from a verdict to money: prove, line run, book, propose; writes runs/chain
	@scripts/make_venv.sh demo
	examples/chain.sh

test:  ## run the tests that take less than a minute each
	@scripts/make_venv.sh test
	$(PYTEST) -m "not slow"

test-all:  ## run every test
	@scripts/make_venv.sh test
	$(PYTEST)

format: sync  ## format the code and repair what ruff can repair
	.venv/bin/ruff check --fix $(PYTHON_FILES)
	.venv/bin/ruff format $(PYTHON_FILES)

lint: sync  ## check style and formatting
	.venv/bin/ruff check $(PYTHON_FILES)
	.venv/bin/ruff format --check $(PYTHON_FILES)

type: sync  ## check types
	.venv/bin/basedpyright

check: lint type test  ## what every change must pass

docs:  ## run the examples in the docstrings and in the documentation
	@scripts/make_venv.sh test
	$(PYTEST) src $(wildcard tests/docs)

golden:  ## record the golden files anew; say why in changes/
	@scripts/make_venv.sh test
	ANDON_UPDATE_GOLDEN=1 $(PYTEST) $(wildcard tests/golden)

build: sync  ## build wheel and sdist into dist/
	.venv/bin/python -m build

clean:  ## remove caches and build products; keeps .venv and runs
	rm -rf build dist .pytest_cache .ruff_cache .hypothesis
	find src tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +
