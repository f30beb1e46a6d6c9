# Every target first brings the environment up to date with the lock.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# Everything the mesh stores lies below this folder.
export MESH_HOME ?= $(CURDIR)/.mesh

# The interpreter that makes the environment.
PYTHON ?= python3
# Test processes: as many as the default continuous-integration machine has cores.
WORKERS ?= 2
# uv only writes the lock. It is pinned here, because a lock cannot contain its own tool.
UV_VERSION := 0.13.8

VENV := .venv
BIN := $(VENV)/bin
UP_TO_DATE := $(VENV)/.up-to-date
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# What the mesh is measured beside has an environment of its own.
RIVALS := $(VENV)/rivals
RIVALS_UP_TO_DATE := $(RIVALS)/.up-to-date

.PHONY: help setup demo ui test test-slow lint bench bench-load bench-year bench-contracts lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(UP_TO_DATE) ## Make .venv from requirements.lock

$(UP_TO_DATE): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "mesh-assets needs Python 3.11 or newer; '$(PYTHON)' is" \
	       "$$($(PYTHON) --version 2>/dev/null || echo missing)." >&2; \
	  echo "Name another interpreter: make $(or $(MAKECMDGOALS),setup) PYTHON=python3.12" >&2; \
	  exit 1; }
	@echo "Installing requirements.lock into $(VENV) (a minute or two the first time)"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes --no-deps -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

demo: setup ## Generate 14 days of data, publish the four domains, and show the board
	$(BIN)/mesh demo

ui: setup ## Open the Dagster UI on the demo's data (loopback only)
	$(BIN)/mesh ui

# The tests of a module run in one process, because they share what is expensive to make.
test: setup ## Run the tests, except the slow ones
	$(BIN)/pytest -m "not slow" -n $(WORKERS) --dist loadscope --no-loadscope-reorder

# Exit status 5 says that no test is marked slow.
test-slow: setup ## Run the slow tests
	$(BIN)/pytest -m slow || [ $$? -eq 5 ]

lint: setup ## Check style, types and the floors of the house
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: setup ## Measure publishing against raw DuckDB and against the record-by-record way
	$(BIN)/python -m benchmarks.publish

bench-load: setup ## Measure loading 10, 100 and 1,000 products against Dagster by hand
	$(BIN)/python -m benchmarks.load

bench-year: setup ## Measure publishing a year of daily partitions in one process
	$(BIN)/python -m benchmarks.backfill

bench-contracts: setup $(RIVALS_UP_TO_DATE) ## Measure lint, diff and record validation beside other tools
	$(BIN)/python -m benchmarks.contracts

$(RIVALS_UP_TO_DATE): benchmarks/rivals.lock
	@echo "Installing benchmarks/rivals.lock into $(RIVALS)"
	@$(PYTHON) -m venv $(RIVALS)
	@$(RIVALS)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes --no-deps \
	  -r benchmarks/rivals.lock
	@touch $@

lock: ## Resolve pyproject.toml and benchmarks/rivals.in again into their locks
	$(PYTHON) -m venv $(VENV)/lock
	$(VENV)/lock/bin/python -m pip --disable-pip-version-check --quiet install uv==$(UV_VERSION)
	$(VENV)/lock/bin/uv pip compile pyproject.toml --extra dev --extra postgres --extra schemas --universal \
	  --python-version 3.11 --generate-hashes --no-strip-extras --no-header --quiet \
	  -o requirements.lock
	$(VENV)/lock/bin/uv pip compile benchmarks/rivals.in --universal --python-version 3.11 \
	  --generate-hashes --no-strip-extras --no-header --quiet -o benchmarks/rivals.lock

clean: ## Delete the environment and all caches; the data below MESH_HOME stay
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	rm -rf dbt_project/target dbt_project/logs
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
