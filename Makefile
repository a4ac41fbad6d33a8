# make demo: the example city in eduhub-demo/.  make test: all checks and tests.  Each sets up what it needs.

PYTHON ?= python3
VENV := .venv
BIN := $(if $(filter Windows_NT,$(OS)),Scripts,bin)
DEMO := $(VENV)/demo
TEST := $(VENV)/test

.PHONY: demo test lint clean

demo: $(DEMO)/ready
	@$(DEMO)/$(BIN)/eduhub demo

test: $(TEST)/ready lint
	$(TEST)/$(BIN)/python -m pytest

lint: $(TEST)/ready
	$(TEST)/$(BIN)/ruff check .
	$(TEST)/$(BIN)/ruff format --check .
	$(TEST)/$(BIN)/lint-imports
	$(TEST)/$(BIN)/mypy
	$(TEST)/$(BIN)/eduhub schema --check --quiet

# A user's environment: the package as a wheel, with the newest versions that its ranges allow.
$(DEMO)/ready: pyproject.toml $(shell find eduhub templates schemas examples -type f -not -name '*.pyc')
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'eduhub needs Python 3.11 or newer: make PYTHON=python3.12 ...'; exit 1; }
	@echo "eduhub: setting up $(DEMO), about half a minute"
	@$(PYTHON) -m venv $(DEMO)
	@$(DEMO)/$(BIN)/python -m pip install --quiet --disable-pip-version-check --force-reinstall --no-deps .
	@$(DEMO)/$(BIN)/python -m pip install --quiet --disable-pip-version-check .
	@touch $@

# The tests' environment: the checkout itself, with the versions that are known to work.
$(TEST)/ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'eduhub needs Python 3.11 or newer: make PYTHON=python3.12 ...'; exit 1; }
	@echo "eduhub: setting up $(TEST), about a minute"
	@$(PYTHON) -m venv $(TEST)
	@$(TEST)/$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt "pip>=25.1"
	@$(TEST)/$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable . --group test
	@touch $@

clean:
	rm -rf $(VENV) eduhub-demo dist
