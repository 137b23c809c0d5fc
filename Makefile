# Two commands do all the set-up on a machine with only Python 3.11 or newer:
#   make run    the bot (with BOT_TOKEN in .env: Telegram; without: the local sandbox in a browser)
#   make test   the whole test suite
# make install only sets up, for a service that starts bot.py itself.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run install test test-all crash lint format hooks metrics bench lock clean

run: $(VENV)/.run
	$(BIN)/python bot.py

install: $(VENV)/.run

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n 4 --dist worksteal

# The suite under every Python from 3.11 to 3.14 that this machine has; what it has not is named.
test-all:
	@for version in 3.11 3.12 3.13 3.14; do \
	  found=$$(command -v python$$version || ls -d $$HOME/.pyenv/versions/$$version.*/bin/python 2>/dev/null | tail -n 1); \
	  if [ -z "$$found" ]; then echo "Python $$version: not on this machine, left out"; continue; fi; \
	  echo "Python $$version:"; $(MAKE) --no-print-directory PYTHON=$$found VENV=.venv-$$version test || exit 1; \
	done

crash: $(VENV)/.dev
	$(BIN)/python -m tests.crash --kills $(or $(KILLS),500) --seed $(or $(SEED),1)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

hooks: $(VENV)/.dev
	$(BIN)/pre-commit install

metrics:
	$(PYTHON) .ci/metrics.py $(ROOT)

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks

lock: $(VENV)/.dev
	$(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -o requirements-dev.lock

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "perfbot needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 run"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@ $(VENV)/.run

clean:
	rm -rf $(VENV) .venv-3.* .pytest_cache .mypy_cache .ruff_cache
