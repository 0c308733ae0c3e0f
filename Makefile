# `make help` lists what there is. Everything runs in .venv, made from requirements.lock.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
ALONE := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 # the processes of a test run keep the processor busy as it is
INSTALLED := $(VENV)/.installed
# It writes nothing outside of this folder, and asks nobody whether there is a newer one.
DENO := DENO_DIR=.press/deno DENO_NO_UPDATE_CHECK=1 $(VENV)/bin/deno

PORT := 8000

# A relative folder would mean something else in chapters/, where the notebooks run. A name may hold spaces.
ifneq ($(BACKPROP_DATA),)
override export BACKPROP_DATA := $(if $(filter /% ~%,$(firstword $(value BACKPROP_DATA))),,$(CURDIR)/)$(value BACKPROP_DATA)
endif

.DEFAULT_GOAL := help
.PHONY: help book epub pdf notebooks serve slides editions lab check test thorough wide engines fuzz mutants faults planted portable ledger bench lint dev contributing clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

book: $(INSTALLED) ## execute the chapters and print the site to _book/, with the EPUB and the PDF
	@$(RUN) -m press build

epub: $(INSTALLED) ## write the book for e-readers to _book/, from the stored outputs
	@$(RUN) -m press epub

pdf: $(INSTALLED) ## write the book for paper to _book/, from the stored outputs
	@$(RUN) -m press pdf

notebooks: $(INSTALLED) ## execute the chapters and store their outputs
	@$(RUN) -m press execute

serve: $(INSTALLED) ## show _book/ at http://localhost:8000; PORT=8001 where that one is taken
	@$(RUN) -m press serve --port $(PORT)

slides: $(INSTALLED) ## write the slides of each chapter to _slides/, from the stored outputs
	@$(RUN) -m press slides

editions: $(INSTALLED) ## write the notebooks for students and for instructors to _editions/, and run both
	@$(RUN) -m press editions

lab: $(INSTALLED) ## open the chapters in JupyterLab, as notebooks of your own in notebooks/
	@$(RUN) -m press take-home
	@cd notebooks && ../$(VENV)/bin/jupyter lab index.ipynb

check: $(INSTALLED) ## check what has changed since the last commit: in seconds, not in minutes
	@$(RUN) -m tests.changed

test: lint ## check everything that CI checks
	@$(DENO) test --quiet --no-remote --no-check
	@$(ALONE) $(RUN) -m pytest -q -n 4 -p no:nbval
	@echo "Everything is checked. To read the book: make book"

thorough: wide engines fuzz contributing mutants faults planted ledger portable ## what takes longest: the weekly workflow runs it

wide: $(INSTALLED) ## look at every page in every window, and at every sample
	@$(ALONE) THOROUGH=1 $(RUN) -m pytest -q -n 4 -p no:nbval --ignore tests/browser/test_engines.py

engines: $(INSTALLED) ## look at every page in WebKit, Firefox and Chromium, below a strict policy
	@CI=true THOROUGH=1 $(RUN) -m pytest -q -p no:nbval tests/browser/test_engines.py

fuzz: $(INSTALLED) ## call all public names with everything, 20,000 times
	@$(RUN) -m tests.backprop.fuzz --calls 20000

mutants: $(INSTALLED) ## plant each classic mistake in a copy of backprop, and see it caught
	@$(RUN) -m tests.mutants

faults: $(INSTALLED) ## plant faults in the press, the theme and the pictures, and see them caught
	@$(RUN) -m tests.faults

planted: $(INSTALLED) ## plant small errors in the text of every chapter, and count those that are caught
	@$(RUN) -m tests.chapters.planted

portable: $(INSTALLED) ## run the chapters as on other processors, and compare every output
	@$(RUN) -m tests.chapters.again

ledger: $(INSTALLED) ## prove every numbered equation, and see planted errors caught
	@$(RUN) -m tests.ledger

bench: $(INSTALLED) ## measure training beside other libraries; BENCH=--quick for half a minute
	@$(RUN) figures/data/bench.py $(BENCH)

lint: $(INSTALLED) ## check style, types, the chapters' markup and the workflows only
	@$(RUN) -m ruff check --quiet .
	@$(RUN) -m ruff format --check --quiet .
	@$(RUN) -m mypy
	@$(RUN) -m press check
	@$(VENV)/bin/zizmor --offline --quiet --format github .github/workflows
	@$(DENO) lint --quiet
	@$(DENO) fmt --check --quiet
	@$(DENO) check --quiet --no-remote theme figures/interactive press tests

dev: $(INSTALLED) ## for those who change things: hooks before each commit, diffs of notebooks cell by cell
	@$(RUN) -m pip install --quiet --disable-pip-version-check --no-build-isolation --editable '.[dev]'
	@$(RUN) -m pre_commit install
	@git config diff.jupyternotebook.command '$(VENV)/bin/git-nbdiffdriver diff'
	@git config merge.jupyternotebook.driver '$(VENV)/bin/git-nbmergedriver merge %O %A %B %L %P'

contributing: $(INSTALLED) ## follow CONTRIBUTING.md word for word in a copy, and check the chapter it makes
	@$(RUN) -m tests.contributing

clean: ## remove the environment, the site and all caches
	@$(RUN) -m pre_commit uninstall >/dev/null 2>&1 || true
	@for kind in diff merge; do git config --remove-section $$kind.jupyternotebook 2>/dev/null || true; done
	rm -rf .*.part chapters/.*.part  # what a killed command has left
	rm -rf $(VENV) _book _editions _slides slides .press .quarto .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "$(PYTHON) is older than Python 3.11: install a newer one, or say which: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null \
		|| { echo "$(PYTHON) cannot make environments: install its venv package (Debian: apt install python3-venv)"; exit 1; }
	@$(PYTHON) -c 'import locale, os, sys; sys.version_info > (3, 13) or os.getcwd().encode(locale.getencoding())' 2>/dev/null \
		|| { echo "Python cannot read the name of this folder in this locale: try LC_ALL=C.UTF-8 make, or another folder"; exit 1; }
	@echo "Installing the locked environment into $(VENV)/ (once)"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(RUN) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(INSTALLED)
