# Two commands: `make demo` runs a whole study, `make test` checks everything.
PYTHON ?= python3
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif

.PHONY: demo test maps lock clean

demo: .venv/installed
	$(BIN)/tanmai run --out build/demo

test: .venv/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest

# Draws the maps of the READMEs again.
maps: .venv/installed
	$(BIN)/python docs/maps/draw.py

.venv/bin-made:
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'tanmai needs Python 3.11 or newer')"
	$(PYTHON) -m venv .venv
	touch $@

.venv/installed: .venv/bin-made requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

.venv/installed-test: .venv/installed requirements-test.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.lock
	touch $@

# Renews both locks; needs `uv` on the path.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet pyproject.toml --group build --output-file requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet pyproject.toml --extra test --constraint requirements.lock --output-file requirements-test.lock

clean:
	rm -rf build .venv
