# Needs nothing but Python 3.11 or newer and make. See README.md for the way without make.

PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
INSTALLED = $(VENV)/.installed-from-lock
DEMO ?= demo

.PHONY: demo test quick lint compiled component lock sample picture screenshots clean

demo: $(INSTALLED)          ## plan the sample shop and print the result
	rm -rf $(DEMO)
	$(BIN)/peakroster init $(DEMO) --sample
	$(BIN)/peakroster plan $(DEMO) --from 2026-11-09

test: $(INSTALLED)          ## linter, types, arrows between the packages, then every test
	$(MAKE) --no-print-directory -j 2 lint compiled
	$(BIN)/python -m pytest -n 2 --dist worksteal

quick: $(INSTALLED)         ## in under a minute: linter, and the tests that are not slow
	$(BIN)/ruff check .
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not slow and not browser"

# In a new checkout both processes of the tests would compile the same functions; here it is done once, beside
# the linter, which keeps one core busy.
compiled: $(INSTALLED)
	$(BIN)/python -m pytest -m compiles tests/scheduler

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

$(INSTALLED): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	touch $@

component:                  ## build the grid and the Gantt of the roster page anew, with the tools of its lock
	cd ui/roster_component && npm ci --no-audit --no-fund && npm run check && npm run build

lock:                       ## pin everything anew, with hashes and without addresses
	$(BIN)/uv pip compile pyproject.toml --extra test --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
		--quiet --output-file requirements.lock

sample: $(INSTALLED)        ## make data/sample anew from its generator
	$(BIN)/python -m tools.sample data/sample

picture: $(INSTALLED)       ## draw docs/sample-week.png from the plan in $(DEMO)
	$(BIN)/python -m peakroster.charts $(DEMO) 2026-11-09 docs/sample-week.png

screenshots: $(INSTALLED)   ## take pictures of every page of the desk of the shop in $(DEMO) into docs/screens
	$(BIN)/python -m tools.screenshots $(DEMO) docs/screens

clean:
	rm -rf $(VENV) $(DEMO)
