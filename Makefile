# Two commands: `make run` and `make test`. Both make .venv first and may be called again at any time.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: run test lint pin schema notebooks clean

run: $(VENV)/.installed
	$(BIN)/netopt run configs/jingjinji_one_hour.yaml

test: $(VENV)/.installed-test
	$(BIN)/python -m pytest

lint: $(VENV)/.installed-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

pin: $(VENV)/.installed-test
	for region in jingjinji gba yrd chengyu; do $(BIN)/netopt pull configs/$${region}_tables.yaml --to graphs/$$region || exit 1; done

schema: $(VENV)/.installed-test
	$(BIN)/netopt schema > configs/schema.json

clean:
	rm -rf $(VENV) out

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "netopt needs Python >= 3.11; try: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "Installing netopt into $(VENV) (once; about two minutes) ..."
	$(PIP_INSTALL) --editable .
	@touch $@

$(VENV)/.installed-test: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo "Installing netopt and its test tools into $(VENV) (once; about two minutes) ..."
	$(PIP_INSTALL) --editable '.[test,notebook]'
	@touch $@ $(VENV)/.installed
