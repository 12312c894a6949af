# Everything runs in .venv, which is built on first use and again when pyproject.toml changes.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
JOBS   ?= 2
DEMO   := build/demo
SPOKEN := $(patsubst %.ts,%.qm,$(wildcard resources/translations/janus_*.ts))

.PHONY: run test lint check-types check-layers unit x11 bench wheel screenshots translations docs format clean
.DEFAULT_GOAL := run

$(READY): pyproject.toml
	@set -e; \
	for python in "$(PYTHON)" python3.11 python3.12 python3.13 python3.14; do \
	    if "$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	    then found="$$python"; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	    echo "Janus Desktop needs Python 3.11 or newer with its venv module (Debian: python3-venv)." >&2; exit 1; \
	fi; \
	if ! $(BIN)/python -m pip --version >/dev/null 2>&1; then "$$found" -m venv --clear $(VENV); fi
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[raw,science,dev]'
	@touch $@

run: $(READY) $(SPOKEN)
	$(BIN)/python -m janus_desktop $(ARGS)

test: lint check-types check-layers unit x11

lint: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check

check-types: $(READY)
	$(BIN)/mypy

check-layers: $(READY)
	$(BIN)/lint-imports

unit: $(READY)
	QT_QPA_PLATFORM=offscreen $(BIN)/pytest -n $(JOBS) -m 'not x11' $(ARGS)

# 5 is pytest's "nothing collected".
x11: $(READY)
	@if command -v xvfb-run >/dev/null; then \
	    QT_QPA_PLATFORM=xcb xvfb-run -a -s '-screen 0 1280x900x24' $(BIN)/pytest -m x11 || [ $$? -eq 5 ]; \
	else \
	    echo 'Skipped the tests that want a real X server: xvfb-run is not installed.'; \
	fi

format: $(READY)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(READY)
	$(BIN)/python benchmarks/run_all.py $(ARGS)

wheel: $(READY) $(SPOKEN)
	$(BIN)/python -m build --wheel

screenshots: $(READY)
	rm -rf $(DEMO)
	mkdir -p docs/images build
	$(BIN)/janus demo $(DEMO)
	$(BIN)/janus --library $(DEMO) screenshot --out docs/images/main-light.png --size 1280x800
	$(BIN)/janus --library $(DEMO) screenshot --out docs/images/main-dark.png --size 1280x800 --dark

docs: $(READY)
	$(BIN)/python docs/draw.py

# Collects the sentences into resources/translations/*.ts; `make run` and `make wheel` compile them.
translations: $(READY)
	$(BIN)/python resources/translations/collect.py $(NEW)

resources/translations/%.qm: resources/translations/%.ts $(READY)
	$(BIN)/pyside6-lrelease -silent $< -qm $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
