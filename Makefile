# `make demo` runs a whole study, `make test` checks everything, `make bench` measures, `make docs`
# builds the site of the documentation.
PYTHON ?= python3
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif

# Of the tests: one a processor, but two at least, for a test in a browser waits for it.
PROCESSES ?= $(shell $(PYTHON) -c "import os; print(max(os.cpu_count() or 1, 2))")

# Modules are compiled at the install, on all processors; what is compiled later is kept as well.
export PYTHONDONTWRITEBYTECODE =
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps --require-hashes -r
COMPILE := $(BIN)/python -m compileall -q -j 0 -x '[/\\]tests?[/\\]'

.PHONY: demo test tests types coverage bench bench-metals bench-waiting maps gallery docs check-data lock clean

demo: .venv/installed
	$(BIN)/tanmai run --out build/demo

# Types are checked beside the tests, which begin and end on fewer processors than there are.
test: .venv/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(MAKE) -j2 tests types

tests:
	$(BIN)/pytest -n $(PROCESSES) --dist loadfile --no-loadscope-reorder

types:
	$(BIN)/mypy
	$(BIN)/lint-imports

# The lines and branches that no test runs; takes half as long again as the tests.
coverage: .venv/installed-test
	$(BIN)/pytest -n $(PROCESSES) --dist loadfile --no-loadscope-reorder --cov --cov-report=term:skip-covered

# Holds the reading of published tables of one region against one by position; DATA is a folder
# with provincial_io and nbs_workbooks: `make check-data DATA=../data`.
check-data: .venv/installed-test
	$(BIN)/python analyses/00-default-tables/check_readings.py $(DATA)

# Draws the gallery of docs/gallery.md again.
gallery: .venv/installed
	$(BIN)/python docs/gallery/draw.py

# Draws the map of the READMEs again, in both languages.
maps: .venv/installed
	$(BIN)/python docs/maps/draw.py

# Builds the site of the documentation into site/; a broken link or a page that is missing ends it.
docs: .venv/installed-docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

# Measures what users wait for, then tanmai and its peers in turn, and writes docs/benchmarks.md;
# goes on where it stopped: delete build/bench/waiting.json and build/bench/results to begin anew.
# A part: `make bench SIZES=1302`, or 4000, 9800, 13146 (313 x 42), 42000 (1,000 x 42); 119406
# (2,843 x 42) is measured by name alone.
bench: .venv/installed build/bench/env/installed
	$(if $(SIZES),,$(BIN)/python benchmarks/waiting.py)
	$(BIN)/python benchmarks/run.py --peers build/bench/env/bin/python $(if $(SIZES),--sizes $(SIZES))

# Measures the models of the magnesium industry against the seconds they may take.
bench-metals: .venv/installed
	$(BIN)/python benchmarks/metals.py

# Measures what users wait for: whole commands, beside the same done by hand.
bench-waiting: .venv/installed
	$(BIN)/python benchmarks/waiting.py

# MARIO and pyspa (GPL) stand in an environment of their own: tanmai itself needs neither.
build/bench/env/installed: benchmarks/peers.txt
	$(PYTHON) -m venv build/bench/env
	build/bench/env/bin/python -m pip install --quiet --disable-pip-version-check -r $< \
	  && touch $@ || echo "MARIO and pyspa could not be installed; they are left out."

.venv/bin-made:
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'tanmai needs Python 3.11 or newer')"
	$(PYTHON) -m venv .venv
	touch $@

.venv/installed: .venv/bin-made requirements/run.lock pyproject.toml
	$(INSTALL) requirements/run.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps --no-build-isolation -e .
	$(COMPILE) .venv src
	touch $@

.venv/installed-test: .venv/installed requirements/test.lock
	$(INSTALL) requirements/test.lock
	$(COMPILE) .venv
	touch $@

.venv/installed-docs: .venv/installed requirements/docs.lock
	$(INSTALL) requirements/docs.lock
	$(COMPILE) .venv
	touch $@

# Renews the locks; needs `uv` on the path.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet pyproject.toml --group build --output-file requirements/run.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet pyproject.toml --extra test --constraint requirements/run.lock --output-file requirements/test.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet pyproject.toml --extra docs --constraint requirements/test.lock --output-file requirements/docs.lock

clean:
	rm -rf build .venv
