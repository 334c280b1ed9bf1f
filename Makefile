# `make serve` and `make test` do all set-up on a machine with git, make and Python 3.11 or newer.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --no-compile
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-annotate --no-header

.PHONY: env serve test lint fix lock bench torture clean system

env: $(VENV)/.ready-dev

# What Tanlu itself needs, with the client of Graph Data Science, and no more.
$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Tanlu needs Python 3.11 or newer; name it: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
	  { echo "python venv is missing; on Debian: apt-get install python3-venv"; exit 1; }
	@echo "Installing the locked packages into $(VENV)"
	@$(INSTALL) --require-hashes -r requirements.lock
	@PYTHONWARNINGS=ignore $(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

# The tools of development and py2neo too.
$(VENV)/.ready-dev: requirements-dev.lock $(VENV)/.ready
	@echo "Installing the locked packages for development into $(VENV)"
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@

serve: $(VENV)/.ready
	@$(BIN)/tanlu serve --build

# Two processes: a Neo4j server, which its tests mostly wait for, has one to itself.
test: env system
	@$(BIN)/pytest --numprocesses 2 --dist loadscope

# What the tests need from the system: installed where that is allowed, else named.
system:
	@sh tests/system.sh

lint: env
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

fix: env
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

# Spoiled sheets and workbooks; again with another seed: make fuzz FUZZ="--seed 1".
fuzz: env
	@$(BIN)/python -m tests.fuzz.run $(FUZZ)

bench: env
	@for topic in benchmarks/bench_*.py; do $(BIN)/python $$topic || exit 1; done

# Kills loads at 50 moments, then a Neo4j server at ten, with a service running on the store.
torture: env
	@$(BIN)/python -m tests.torture.torture
	@$(BIN)/python -m tests.torture.torture_neo4j

# After a change of dependencies in pyproject.toml. Both files agree on every version.
lock: env
	@$(LOCK) --extra gds --extra clients --group dev --output-file requirements-dev.lock pyproject.toml
	@$(LOCK) --constraint requirements-dev.lock --extra gds --group build --output-file requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) data/build .mypy_cache .ruff_cache .pytest_cache
