# Each target does its own set-up in .venv. Needs Python 3.11 or newer with venv (Debian: python3-venv).
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
SOURCES := pyproject.toml requirements/run.lock
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help demo test test-slow lint docs check-ledger magnitudes scoreboard bench bench-long ratios bench-war eval-reading fuzz mutate soak soak-summit wheel lock clean
help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "tradetalks needs Python 3.11 or newer; found $$($(PYTHON) --version). Say: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "no venv module; on Debian: apt-get install python3-venv"; exit 1; }

$(VENV)/.run: $(SOURCES) | $(BIN)/python
	@echo "installing tradetalks into $(VENV) (once)"
	@$(BIN)/pip install --quiet --require-hashes -r requirements/run.lock
	@$(BIN)/pip install --quiet --no-deps -e .
	@touch $@

$(VENV)/.dev: requirements/dev.lock $(SOURCES) | $(BIN)/python
	@echo "installing tradetalks and its development tools into $(VENV) (once)"
	@$(BIN)/pip install --quiet --require-hashes -r requirements/dev.lock
	@$(BIN)/pip install --quiet --no-deps -e .
	@touch $@ $(VENV)/.run

demo: $(VENV)/.run  ## solve the Busan dossier, print the tables, write out/busan-2025/brief.html
	@$(BIN)/tradetalks demo

test: $(VENV)/.dev  ## the default tests
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m "not slow and not browser"

test-slow: $(VENV)/.dev  ## slower tests, and pages in a real browser (needs Debian's chromium)
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m "slow or browser"

lint: $(VENV)/.dev  ## format, lint and types
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/pyright --pythonpath $(BIN)/python

docs: $(VENV)/.dev  ## build the documentation into site/
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

check-ledger: $(VENV)/.run  ## the ledger beside duties collected and published averages, gaps taken apart
	@$(BIN)/tradetalks ledger check

bench: $(VENV)/.dev  ## measure speed against the reference algorithm, in one run
	@$(BIN)/python benchmarks/solve.py

bench-long: $(VENV)/.dev  ## the same and what takes minutes: robust, wars of many countries
	@$(BIN)/python benchmarks/solve.py --long

ratios: $(VENV)/.dev  ## ratios of our times to references and bounds, beside their history; fails on a 30% loss
	@OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/python benchmarks/ratios.py $(RATIOS)

magnitudes: $(VENV)/.run  ## published results of others beside ours at the fitting horizon; writes docs/magnitudes.md
	@OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/tradetalks magnitudes --page docs/magnitudes.md

eval-reading: $(VENV)/.dev  ## precision and recall of the rules that read reports
	@$(BIN)/python benchmarks/eval_reading.py

soak: $(VENV)/.dev  ## 20 users on the workbench for two minutes, every answer checked
	@$(BIN)/python benchmarks/soak.py

soak-summit: $(VENV)/.dev  ## ten minutes of 40 seats in 15 rooms of a summit, the server killed half way: every view is the log's, memory flat
	@$(BIN)/python benchmarks/soak_summit.py

fuzz: $(VENV)/.dev  ## 100,000 stiff and extreme shocks: solved and certified, or a named reason (about half an hour)
	@$(BIN)/python benchmarks/fuzz.py

mutate: $(VENV)/.dev  ## plant faults in the source and see whether the tests aimed at it notice (an hour or more)
	@$(BIN)/python -c 'import cosmic_ray' 2> /dev/null || $(BIN)/pip install --quiet 'cosmic-ray>=8.3,<9'
	@$(BIN)/python benchmarks/mutate.py

scoreboard: $(VENV)/.run  ## how well shipped dossiers foresaw what was agreed, beside baselines; writes docs/scoreboard.md (minutes)
	@OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/python benchmarks/scoreboard.py --write

bench-war: $(VENV)/.dev  ## measure the search for tariffs against finite differences and SciPy, in one run
	@$(BIN)/python benchmarks/war.py

wheel: $(VENV)/.dev  ## build the wheel and run the demo from it in a clean environment
	@rm -rf dist build/clean && $(BIN)/python -m build --wheel --outdir dist . > /dev/null
	@$(PYTHON) -m venv build/clean && build/clean/bin/pip install --quiet dist/*.whl
	@cd build && clean/bin/tradetalks doctor && clean/bin/tradetalks demo -o clean/out && test -s clean/out/brief.html

lock: $(VENV)/.dev  ## renew the pinned requirements, with hashes of their files
	@$(BIN)/pip install --quiet uv
	@$(BIN)/uv pip compile pyproject.toml --python-version 3.11 --universal --generate-hashes --upgrade -o requirements/run.lock --no-annotate --no-header --quiet
	@$(BIN)/uv pip compile pyproject.toml --extra dev --python-version 3.11 --universal --generate-hashes --upgrade -o requirements/dev.lock --no-annotate --no-header --quiet

clean:  ## remove what the other targets made
	@rm -rf $(VENV) dist build site out .pytest_cache .ruff_cache .hypothesis
