# `make demo` and `make test` are all that a fresh clone needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Known to work with the development environment. PyPI's own file of it for Linux brings CUDA;
# where that is too large, install PyTorch's CPU build into the environment first.
TORCH ?= torch==2.13.0
# For the tests: a browser, readers of scans and of old Word files, Vietnamese letters for PDFs.
SYSTEM := chromium tesseract-ocr tesseract-ocr-vie catdoc libreoffice-writer-nogui poppler-utils \
  fontconfig fonts-dejavu-core fonts-dejavu-extra fonts-freefont-ttf
APT := $(if $(filter 0,$(shell id -u)),,sudo -n )DEBIAN_FRONTEND=noninteractive apt-get
# Seconds for a test: one that hangs fails.
LIMIT := --timeout 300
# Files of few but long tests would come last, when nothing is left for the other worker.
TWO := $(LIMIT) -n 2 --dist loadfile --no-loadscope-reorder
QUESTION ?= what is the deadline for base-level reports
ASSISTANT_SHARED ?= ../shared
export ASSISTANT_SHARED

.PHONY: demo serve test check soak bench format clean bot

demo: $(VENV)/.base
	$(BIN)/assistant index --corpus corpus
	$(BIN)/assistant ask "$(QUESTION)"

serve: $(VENV)/.base
	$(BIN)/assistant serve

test: $(VENV)/.dev
	$(BIN)/python -m pytest $(TWO) -m "not soak and not alone and not browser"
	$(BIN)/python -m pytest $(TWO) tests/browser -m "not soak"
	$(BIN)/python -m pytest $(LIMIT) -m "not soak and alone"

soak: $(VENV)/.dev
	HYPOTHESIS_PROFILE=soak $(BIN)/python -m pytest

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	for each in tests/*/conftest.py; do $(BIN)/mypy $$each || exit 1; done
	$(BIN)/lint-imports
	$(BIN)/python -m pytest tests/contracts

bot: $(VENV)/.base
	$(BIN)/python -m bots.telegram

bench: $(VENV)/.dev
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks ablation
	$(BIN)/python -m benchmarks queries
	$(BIN)/python -m benchmarks answers

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.base: pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install --quiet --editable .
	touch $@

$(VENV)/.dev: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -c "import torch" 2>/dev/null || $(BIN)/pip install --quiet "$(TORCH)"
	$(BIN)/pip install --quiet --editable ".[dev]"
	dpkg -s $(SYSTEM) >/dev/null 2>&1 \
	  || ($(APT) -qq update && $(APT) -y -qq install --no-install-recommends $(SYSTEM)) >/dev/null \
	  || echo "Tests that need a missing one are skipped; install: $(SYSTEM)"
	touch $@
