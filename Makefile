# make demo: the example city in eduhub-demo/.  make test: all checks and tests on the checkout, and on the wheel those
# that are not about the code alone; make test-checkout, make test-wheel: one of them.  Each sets up what it needs.

PYTHON ?= python3
VENV := .venv
BIN := $(if $(filter Windows_NT,$(OS)),Scripts,bin)
DEMO := $(VENV)/demo
TEST := $(VENV)/test
WHEEL := $(VENV)/wheel
SHIPPED := pyproject.toml $(shell find eduhub templates schemas examples -type f -not -name '*.pyc')
PIP := -m pip install --quiet --disable-pip-version-check
NEW_ENOUGH := $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	{ echo 'eduhub needs Python 3.11 or newer: make PYTHON=python3.12 ...'; exit 1; }

.PHONY: demo test test-checkout test-wheel lint clean

demo: $(DEMO)/ready
	@$(DEMO)/$(BIN)/eduhub demo

test: lint test-checkout test-wheel

test-checkout: $(TEST)/ready
	$(TEST)/$(BIN)/python -m pytest --numprocesses=auto --dist=loadfile

# The tests and what they compare with, in a folder without the code: `import eduhub` finds the wheel.
test-wheel: $(WHEEL)/ready
	@rm -rf $(WHEEL)/run && mkdir $(WHEEL)/run
	@cp -R tests examples schemas templates pyproject.toml .pre-commit-hooks.yaml *.md $(WHEEL)/run
	@find $(WHEEL)/run -name __pycache__ -prune -exec rm -rf {} +
	cd $(WHEEL)/run && EDUHUB_TEST_WHEEL=1 ../$(BIN)/python -m pytest --numprocesses=auto --dist=loadfile

lint: $(TEST)/ready
	$(TEST)/$(BIN)/ruff check .
	$(TEST)/$(BIN)/ruff format --check .
	$(TEST)/$(BIN)/lint-imports
	$(TEST)/$(BIN)/mypy
	$(TEST)/$(BIN)/eduhub schema --check --quiet

# A user's environment: the package as a wheel, with the newest versions that its ranges allow.
$(DEMO)/ready: $(SHIPPED)
	@$(NEW_ENOUGH)
	@echo "eduhub: setting up $(DEMO), about half a minute"
	@$(PYTHON) -m venv $(DEMO)
	@$(DEMO)/$(BIN)/python $(PIP) --force-reinstall --no-deps .
	@$(DEMO)/$(BIN)/python $(PIP) .
	@touch $@

# The tests' environment: the checkout itself, with the versions that are known to work.
$(TEST)/ready: pyproject.toml constraints.txt
	@$(NEW_ENOUGH)
	@echo "eduhub: setting up $(TEST), about a minute"
	@$(PYTHON) -m venv $(TEST)
	@$(TEST)/$(BIN)/python $(PIP) --constraint constraints.txt "pip>=25.1"
	@$(TEST)/$(BIN)/python $(PIP) --constraint constraints.txt --editable . --group test
	@touch $@

# The same with the package as a wheel.
$(WHEEL)/ready: $(SHIPPED) constraints.txt
	@$(NEW_ENOUGH)
	@echo "eduhub: setting up $(WHEEL), about a minute"
	@$(PYTHON) -m venv $(WHEEL)
	@$(WHEEL)/$(BIN)/python $(PIP) --constraint constraints.txt "pip>=25.1"
	@$(WHEEL)/$(BIN)/python $(PIP) --constraint constraints.txt --force-reinstall --no-deps .
	@$(WHEEL)/$(BIN)/python $(PIP) --constraint constraints.txt . --group test
	@touch $@

clean:
	rm -rf $(VENV) eduhub-demo dist
