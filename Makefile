# Annotator: everything a newcomer or a developer runs. "make" alone lists it.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LIBRARIES := tools/system_libraries.py

# The first of these that is new enough; looked up when it is needed, since an earlier step may have installed one.
PYTHON ?= $(firstword $(shell for p in python3 python3.13 python3.12 python3.11 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p; done; true) python3)


.DEFAULT_GOAL := help
.PHONY: help run test env env-run lint format translations coverage bench faults fuzz upgrade clean libraries-run libraries-test

help:  ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- running the program ---------------------------------------------------------------------------------------------------

run: env-run libraries-run  ## open the program on the sample project (without a display: the same work, to exports/demo/)
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname)" = Darwin ]; then \
		exec $(BIN)/annotator; \
	else \
		echo "There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so no window can open."; \
		echo "Going through the same work without one; see exports/demo/ for what comes out."; \
		exec $(BIN)/annotator demo; \
	fi

# --- checking it -------------------------------------------------------------------------------------------------------------

test: env libraries-test lint  ## everything that must pass: style, types, the floors, tests, coverage
	@rm -f .coverage .coverage.*
	$(BIN)/python -m coverage run -m pytest -n 2 --dist worksteal
	@# A child that a fault test killed leaves half a file: that is no reason to fail.
	@$(BIN)/python -m coverage combine --quiet 2>/dev/null || true
	@echo "Covered by tests: $$($(BIN)/python -m coverage report --format=total) % (make coverage lists the gaps)"

lint: env  ## style, types, and which part may import which
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: env  ## let the formatter have its way
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

translations: env  ## bring the Vietnamese words up to date with the program's, and list what is not translated yet
	$(BIN)/python tools/translations.py

coverage: env  ## the lines that the last "make test" did not reach
	$(BIN)/python -m coverage report

bench: env libraries-test  ## how fast it is, on this machine
	$(BIN)/python -m pytest benchmarks --benchmark-only

faults: env libraries-test  ## the long forms of the fault and property tests
	$(BIN)/python -m pytest -m slow --hypothesis-profile=long

fuzz: env  ## 100,000 damaged files for each reader of a format; hours
	ANNOTATOR_FUZZ=100000 $(BIN)/python -m pytest -m slow tests/formats/test_fuzz_readers.py

# --- what it needs -----------------------------------------------------------------------------------------------------------

# Stamps: a second call has nothing to do; a change to what they depend on installs again.
$(VENV)/stamp-venv:
	@command -v $(PYTHON) >/dev/null || \
		{ echo "Python 3.11 or newer is missing. On Debian or Ubuntu: sudo apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) $(LIBRARIES) --for env --install
	@$(MAKE) --no-print-directory venv
	@touch $@

.PHONY: venv
venv:
	$(PYTHON) -m venv $(VENV)

$(VENV)/stamp-run: $(VENV)/stamp-venv pyproject.toml constraints.txt
	$(PIP) install -c constraints.txt -e .
	@touch $@

$(VENV)/stamp-dev: $(VENV)/stamp-venv pyproject.toml constraints.txt
	$(PIP) install -c constraints.txt -e '.[dev]'
	@touch $@ $(VENV)/stamp-run

env: $(VENV)/stamp-dev  ## the environment for development, in .venv

env-run: $(VENV)/stamp-run

libraries-run: env-run
	@$(BIN)/python $(LIBRARIES) --for run --install

libraries-test: env
	@$(BIN)/python $(LIBRARIES) --for test --install

upgrade:  ## renew constraints.txt with today's versions
	tools/upgrade_constraints

clean:  ## remove the environment and everything that tools left
	rm -rf $(VENV) build dist .coverage .coverage.* .benchmarks .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +
