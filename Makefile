# Needs make and Python 3.11 or newer; everything else installs itself into .venv.
# Variables: PYTHON (the interpreter for .venv), ARGS (for run and demo), PYTEST_ARGS
# (for the tests; all cores unless it says otherwise), LOCK_ARGS (for lock, such as --upgrade).

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run demo test check bench soak texts format lock clean

PYTEST_ARGS ?= -n auto --dist worksteal
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
LOCK_VENV := $(VENV)/lock
CANDIDATES := python3.13 python3.12 python3.11 python3
IS_NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1 - \2/p' Makefile

run: $(READY) ## Run the bot with the settings of .env
	@$(BIN)/vidhuk run $(ARGS)

demo: $(READY) ## Play a day of a brand on a Telegram emulator; ARGS="--language en --fast"
	@$(BIN)/vidhuk demo $(ARGS)

test: $(READY) ## Run the tests on all cores; PYTEST_ARGS="-n 0" keeps to one
	$(BIN)/python -m pytest $(PYTEST_ARGS)

check: $(READY) ## Check format, lint, types and imports, then run the tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pytest $(PYTEST_ARGS)

bench: $(READY) ## Measure the hot paths
	$(BIN)/python -m tests.bench

soak: $(READY) ## Run the long tests that "make test" leaves out
	$(BIN)/python -m pytest -m soak $(PYTEST_ARGS)
	$(BIN)/python -m pytest --hypothesis-profile=soak tests/bot tests/handlers $(PYTEST_ARGS)
	JOURNEYS_ON=postgres $(BIN)/python -m pytest tests/journeys $(PYTEST_ARGS)

texts: $(READY) ## Bring handlers/locales up to date with the texts in the code
	$(BIN)/python -m tests.catalogues

format: $(READY) ## Format the code and mend what the linter can
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

lock: ## Write both requirement locks anew; LOCK_ARGS=--upgrade takes newer versions
	@$(FIND_PYTHON); "$$python" -m venv --clear $(LOCK_VENV)
	$(LOCK_VENV)/bin/pip install --quiet uv
	$(UV_COMPILE) $(LOCK_ARGS) --output-file requirements.lock pyproject.toml
	$(UV_COMPILE) $(LOCK_ARGS) --constraint requirements.lock --group dev \
		--output-file requirements-dev.lock pyproject.toml
	rm -rf $(LOCK_VENV)

clean: ## Remove .venv and everything that tools left behind; data/ and .env stay
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache \
		.import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

UV_COMPILE = $(LOCK_VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-annotate --no-header

# A version manager's shim answers to python3.13 without having it: only running one tells.
define FIND_PYTHON
python=; \
for candidate in $(or $(PYTHON),$(CANDIDATES)); do \
	if "$$candidate" -c '$(IS_NEW_ENOUGH)' >/dev/null 2>&1; then python=$$candidate; break; fi; \
done; \
if [ -z "$$python" ]; then \
	echo "Vidhuk needs Python 3.11 or newer; none of these is: $(or $(PYTHON),$(CANDIDATES))." >&2; \
	echo "Install one, or name it: make PYTHON=/path/to/python3.12" >&2; \
	exit 1; \
fi; \
if ! "$$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then \
	echo "$$python lacks venv or ensurepip (on Debian and Ubuntu: apt install python3-venv)." >&2; \
	exit 1; \
fi
endef

$(READY): requirements.lock requirements-dev.lock pyproject.toml
	@$(FIND_PYTHON); \
	if ! $(BIN)/python -c '$(IS_NEW_ENOUGH)' >/dev/null 2>&1; then \
		echo "Making $(VENV) with $$("$$python" --version)"; \
		"$$python" -m venv --clear $(VENV); \
	fi
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--no-deps --no-build-isolation -e .
	@touch $@
