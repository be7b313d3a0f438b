# Thin by intent: each target calls one command. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: help dashboards check plan push test test-live lint format types bench clean
.DELETE_ON_ERROR:

help: ## List the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

# A stamp is newer than what it was installed from, or it is made again.
$(VENV)/.base: pyproject.toml runtime/pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Logloom needs Python 3.11 or newer: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(PIP_INSTALL) --editable runtime --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.base
	$(PIP_INSTALL) --editable runtime --editable '.[dev]'
	@# The other build of sqlglot, whose classes cannot be subclassed: the dialect must do with both.
	$(PIP_INSTALL) --upgrade --target $(VENV)/sqlglot-compiled sqlglot sqlglotc
	@$(BIN)/python -m generator.postgres.programs || $(PIP_INSTALL) --editable '.[postgres]'
	@touch $@

$(VENV)/.live: $(VENV)/.dev
	$(PIP_INSTALL) --editable '.[containers]'
	@touch $@

dashboards: $(VENV)/.base ## Write what Grafana loads: provisioning/<store>/
	@$(BIN)/logloom build

check: $(VENV)/.base ## Check queries, panels, dashboards and the project
	@$(BIN)/logloom check

plan: $(VENV)/.base ## Say what a push would change in the Grafana at GRAFANA_URL
	@$(BIN)/logloom plan

push: $(VENV)/.base ## Bring the Grafana at GRAFANA_URL to what the project says
	@$(BIN)/logloom push

test: $(VENV)/.dev ## Every test, the ones on a real PostgreSQL included
	$(BIN)/python -m pytest

test-live: $(VENV)/.live ## A real Grafana and PostgreSQL: in containers, or named by GRAFANA_URL, LOGLOOM_POSTGRES
	$(BIN)/python -m pytest -n 0 -m live tests/live

lint: $(VENV)/.dev ## ruff: lint and format check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(VENV)/.dev ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(VENV)/.dev ## mypy, strict
	$(BIN)/mypy

bench: $(VENV)/.dev ## Speed, as ratios taken in one run
	$(BIN)/python -m benchmarks

clean: ## Remove what make has set up
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .logloom
