# Every command a developer needs. Only Python 3.11 or newer and make are expected on the machine.
PYTHON ?= python3
PORT ?= 8000
DJANGO = DJANGO_SETTINGS_MODULE=gemeentedelers.config.settings_test .venv/bin/python -W ignore -m django
export PORT

.PHONY: help demo demo-reset test journeys bench check fix facts set-up-demo set-up
.DEFAULT_GOAL := help

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

demo: set-up-demo ## the whole site with fictitious editions on your own machine (PORT=8000)
	@exec .venv/bin/gemeentedelers demo

demo-reset: set-up-demo ## the same, started over
	@exec .venv/bin/gemeentedelers demo --reset

test: set-up ## every test that CI runs
	@$(CHROMIUM) || echo "Chromium is not here, so the browser journeys are skipped. On Debian: apt-get install chromium"
	@.venv/bin/python -m pytest

journeys: set-up ## only the stories in a real browser
	@$(CHROMIUM) || { echo "The journeys need Chromium. On Debian: apt-get install chromium"; exit 1; }
	@.venv/bin/python -m pytest tests/journeys

bench: set-up ## speed figures, in a table and in .data/bench/*.json
	@exec .venv/bin/python -m bench

check: set-up ## format, lint, types, import contracts, migrations
	@.venv/bin/ruff format --check
	@.venv/bin/ruff check
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-logo
	@$(DJANGO) makemigrations --check --dry-run

fix: set-up ## format, and repair what the linter can repair
	@.venv/bin/ruff check --fix-only
	@.venv/bin/ruff format

facts: set-up ## which facts exist and who reacts to them
	@.venv/bin/gemeentedelers facts

set-up-demo:
	@$(PYTHON) -c $(NEW_ENOUGH)
	@$(PYTHON) tools/setup.py demo

set-up:
	@$(PYTHON) -c $(NEW_ENOUGH)
	@$(PYTHON) tools/setup.py dev

NEW_ENOUGH = 'import sys; sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.12 …" if sys.version_info < (3, 11) else 0)'

CHROMIUM = { command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null
