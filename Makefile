# One command for each thing a person does here; `make help` lists them.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PORT ?= 8000
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
NPM := $(or $(shell command -v npm),$(BIN)/npm)
# What the caller's Python can import must not change what is tested here.
unexport PYTHONPATH PYTHONHOME

.PHONY: help setup demo test deep check bench lock

help: ## List the commands.
	@sed -nE 's/^([a-z]+):.*## (.*)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

setup: $(BIN)/ateliers ## Make the environment in .venv/ from the locked packages.

demo: setup ## Load the demonstration and serve it on 127.0.0.1:8000; PORT= changes it.
	@ATELIERS_PORT=$(PORT) $(BIN)/ateliers demo load
	@$(BIN)/ateliers serve --port $(PORT)

test: setup node_modules/.package-lock.json ## Run all tests, on SQLite and on PostgreSQL, and in Chromium.
	@$(BIN)/python tools/run_tests.py

deep: setup node_modules/.package-lock.json ## The same with the large counts: minutes, not seconds.
	@$(BIN)/python tools/run_tests.py --deep

check: setup ## Read the code: format, lint, types, imports, templates, locks, vendored files.
	@$(BIN)/python tools/check.py

bench: setup ## Measure the main pages against their floor and print the ratios.
	@$(BIN)/python -m tests.load

lock: setup ## Resolve the locks of requirements/ and package-lock.json anew.
	@command -v uv >/dev/null || $(PIP) install uv
	@PATH="$$PATH:$(CURDIR)/$(BIN)" $(BIN)/python tools/locks.py write
	@$(NPM) install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved --no-audit --no-fund --silent

$(BIN)/.locked: requirements/dev.txt
	@echo "Installing the locked packages into .venv/ (once)."
	@test -x $(BIN)/python || python3 -m venv .venv
	@$(PIP) install --require-hashes --requirement requirements/dev.txt
	@touch $@

$(BIN)/ateliers: $(BIN)/.locked pyproject.toml
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

# npm writes this file last: it is the stamp of a complete installation.
node_modules/.package-lock.json: package-lock.json $(BIN)/.locked
	@command -v npm >/dev/null || $(PIP) install --require-hashes --requirement requirements/node.txt
	@PATH="$$PATH:$(CURDIR)/$(BIN)" $(NPM) ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@
