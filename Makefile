# make help lists what there is. Everything works in this folder and needs no settings.

SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PY := .venv/bin/python
JOBS ?= 2
# By file: what a module sets up is set up once, and not in every process.
PYTEST := $(PY) -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder
FAST := -m "not browser and not reference"

# A developer's own settings must not reach tests or checks.
unexport $(filter-out JICMS_COMPLAINTS_DIR JICMS_PUBLIC,$(filter JICMS_%,$(.VARIABLES)))
# Nor may Python settings that point it at other packages, or have every process compile all anew.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV PYTHONDONTWRITEBYTECODE

.PHONY: help run reset-demo test test-fast test-browser test-import lint format types bench soak lock \
	clean setup setup-dev services

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-14s%s\n", $$1, $$2}' Makefile

run: setup ## Set up, load demo data (first time), serve on http://127.0.0.1:8000 (PORT=8001)
	@$(PY) -m tools.demo run

reset-demo: setup ## Delete the demo data in instance/ and load them afresh
	@$(PY) -m tools.demo reset

test: setup-dev services ## Run every test: SQLite, PostgreSQL, and a real Chromium
	@echo "== 1/3 The suite on SQLite"
	@$(PYTEST) $(FAST) --database sqlite
	@echo "== 2/3 The suite on a private PostgreSQL"
	@$(PYTEST) $(FAST) --database postgresql
	@echo "== 3/3 The browser tests, in Chromium"
	@$(PYTEST) -m browser --database sqlite
	@echo "== All tests passed"

test-fast: setup-dev ## Run the tests on SQLite, without a browser
	@$(PYTEST) $(FAST) --database sqlite

test-browser: setup-dev ## Run the browser tests alone
	@$(PY) -m tools.services chromium
	@$(PYTEST) -m browser --database sqlite

test-import: setup-dev ## Import the extracts in JICMS_COMPLAINTS_DIR and compare the figures
	@test -f "$(JICMS_COMPLAINTS_DIR)/reference_answers.json" || { \
		echo "Set JICMS_COMPLAINTS_DIR to the folder with the extracts and reference_answers.json." >&2; \
		exit 1; }
	@$(PY) -m tools.services postgresql
	@echo "== The reference import on SQLite"
	@$(PY) -m pytest -m reference --database sqlite
	@echo "== The reference import on PostgreSQL"
	@$(PY) -m pytest -m reference --database postgresql

lint: setup-dev ## Check style, format and the direction of imports
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check
	@.venv/bin/lint-imports

format: setup-dev ## Mend style and format where that can be done by machine
	@$(PY) -m ruff check --fix
	@$(PY) -m ruff format

types: setup-dev ## Check types, strictly where access, audit and deadlines are decided
	@$(PY) -m mypy

bench: setup-dev ## Measure pages on PostgreSQL with 10,000 and 200,000 cases
	@$(PY) -m tools.services postgresql
	@$(PY) -m bench

soak: setup-dev ## Upload 2 GB over three cuts (MB=500: less), write a report of 300 pages; time and memory
	@$(PY) -m tools.soak $(or $(MB),2048)
	@$(PY) -m bench.report_soak

lock: setup-dev ## Write the hashed requirements anew, with the newest allowed versions
	@sh tools/lock

clean: ## Delete the set-up and caches; instance/ with its data stays
	rm -rf .venv node_modules artifacts .pytest_cache .hypothesis .mypy_cache .ruff_cache \
		.import_linter_cache .schemathesis uv.lock
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

setup:
	@tools/setup

setup-dev:
	@tools/setup --dev

services: setup-dev
	@$(PY) -m tools.services
