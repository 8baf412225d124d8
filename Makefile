# `make` sets everything up and builds the decks; `make help` names the rest.
# Written for make 3.81 (macOS) and later, and for any POSIX shell.

SHELL := /bin/sh
VENV := .venv
PYTHON ?=
UV ?= uv

# Python programs looked for, best first; `make PYTHON=/path/to/python` chooses another.
pythons = $(if $(PYTHON),$(PYTHON),python3 python3.14 python3.13 python3.12 python3.11 python)
pip = PIP_USER=0 $(VENV)/bin/python -m pip --disable-pip-version-check --no-input --quiet

# What the environment was made from is kept in it: when that is no longer true (another lock, a checkout that moved), it
# is made again. The note is written last, so that an interrupted set-up is not taken for a finished one.
made_from = $(VENV)/made-from
ingredients = { pwd; cat requirements.lock; }

.PHONY: all decks environment set-up browser test pictures desktop lint format schema twin stress mutants peers \
    bench lock clean help

all: decks

decks: set-up
	$(VENV)/bin/drillbook build
	@echo "Import data/tinyml.apkg into Anki, or open data/tinyml.html in a browser."

environment:
	@if $(ingredients) | cmp -s - $(made_from) 2>/dev/null && $(VENV)/bin/python -c '' 2>/dev/null; then exit 0; fi; \
	found=; without_venv=; \
	for python in $(pythons); do \
	    "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	    if "$$python" -c 'import ensurepip, venv' 2>/dev/null; then found=$$python; break; fi; \
	    [ -n "$$without_venv" ] || without_venv=$$python; \
	done; \
	if [ -z "$$found" ] && [ -n "$$without_venv" ]; then \
	    version=$$("$$without_venv" -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
	    echo "make: $$without_venv is Python $$version, but without its venv module." >&2; \
	    echo "      On Debian and Ubuntu, install it with: sudo apt install python$$version-venv" >&2; \
	    exit 1; \
	elif [ -z "$$found" ]; then \
	    echo "make: drillbook needs Python 3.11 or later; none was found among: $(pythons)." >&2; \
	    echo "      Install one, or say where it is: make PYTHON=/path/to/python" >&2; \
	    exit 1; \
	fi; \
	echo "Setting up $(VENV) with $$("$$found" --version); this takes about a minute, once."; \
	rm -f $(made_from) && \
	"$$found" -m venv --clear $(VENV) && \
	$(pip) install --require-hashes -r requirements.lock && \
	$(ingredients) > $(made_from)

# Another pyproject.toml alone needs no new environment, and so no network.
set-up: environment
	@cmp -s pyproject.toml $(VENV)/pyproject.toml 2>/dev/null || { \
	    rm -f $(VENV)/pyproject.toml && \
	    $(pip) install --no-deps --no-build-isolation -e . && \
	    cp pyproject.toml $(VENV)/pyproject.toml; }

# tests/browser.py looks for the same names, and says what happens to the tests where none is found.
browser:
	@for name in "$$CHROMIUM" chromium chromium-browser google-chrome; do \
	    if command -v "$$name" >/dev/null 2>&1; then exit 0; fi; \
	done; \
	as_root=; [ "$$(id -u)" -eq 0 ] || as_root="sudo -n"; \
	apt="$$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120"; \
	install="$$apt install --no-install-recommends -y chromium fonts-dejavu-core"; \
	if command -v apt-get >/dev/null 2>&1 && $$as_root true 2>/dev/null; then \
	    echo "Installing Chromium for the tests of cards and pages, once."; \
	    if $$install </dev/null >/dev/null 2>&1; then exit 0; fi; \
	    if $$apt update </dev/null >/dev/null && $$install </dev/null >/dev/null; then exit 0; fi; \
	fi; \
	echo "make: no Chromium was found: the tests of cards and pages will be left out, and fail in CI." >&2; \
	echo "      Install one, or say where it is: make test CHROMIUM=/path/to/chromium" >&2

test: set-up browser
	$(VENV)/bin/python -m pytest -n auto --dist loadfile

pictures: set-up browser
	$(VENV)/bin/python -m tests.targets.anki.pictures
	$(VENV)/bin/python -m tests.targets.workbook.pictures
	$(VENV)/bin/python -m tests.preview.pictures
	$(VENV)/bin/python -m tests.bot.pictures
	$(VENV)/bin/python -m tests.bot.rendered.pictures
	$(VENV)/bin/python -m tests.drawings

# Takes a large download, once, so `make test` leaves it out.
desktop: decks
	tests/desktop/run

lint: set-up
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy --strict
	$(VENV)/bin/lint-imports

format: set-up
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

schema: set-up
	$(VENV)/bin/python -c 'from compiler.deck.shapes import write_schemas; write_schemas()'

# Needs node. What it makes is kept in git, so that nobody else does.
twin: set-up
	$(VENV)/bin/python -c 'from compiler.checker.twin import source; print(source())' \
	    | npx --yes uglify-js@3.19.3 --compress passes=4 --mangle \
	    | $(VENV)/bin/python -c 'import sys; from compiler.checker.twin import ship; ship(sys.stdin.read())'

stress: set-up browser
	DRILLBOOK_STRESS=1 $(VENV)/bin/python -m pytest -n auto --dist loadfile -m "" -o faulthandler_timeout=3600

# In a copy of the checkout, which is gone afterwards. Takes about twenty minutes.
mutants: set-up
	$(pip) install --require-hashes -r requirements-mutants.lock
	$(VENV)/bin/python -m tests.mutants

# Without them the benchmarks do without the comparison, so that no network is no reason to stop.
peers: set-up
	@cmp -s requirements-peers.lock $(VENV)/requirements-peers.lock 2>/dev/null || { \
	    echo "Installing what the benchmarks compare with, once."; \
	    rm -f $(VENV)/requirements-peers.lock; \
	    { $(pip) install --require-hashes -r requirements-peers.lock && \
	        cp requirements-peers.lock $(VENV)/requirements-peers.lock; } || \
	    echo "make: that failed, so the benchmarks compare with what is there." >&2; }

bench: set-up browser peers
	$(VENV)/bin/python -m benchmarks --write

pin = $(UV) pip compile pyproject.toml --no-config --quiet --universal --python-version 3.11 \
    --fork-strategy fewest --generate-hashes --no-header --no-emit-index-url --no-emit-find-links
same = --constraints requirements.lock --no-annotate

# Pins that still fit stay as they are; `make lock UPGRADE=1` takes the newest of everything. What a bot is installed
# from, what the benchmarks compare with, and what makes mutants have the same versions.
lock:
	@command -v $(UV) >/dev/null || { \
	    echo "make: pinning needs uv (https://docs.astral.sh/uv), which was not found." >&2; \
	    echo "      Install it, or say where it is: make lock UV=/path/to/uv" >&2; exit 1; }
	$(pin) --extra bot --group dev --output-file requirements.lock $(if $(UPGRADE),--upgrade)
	$(pin) --extra bot --group build $(same) --output-file requirements-bot.lock --upgrade
	$(pin) --extra peers $(same) --output-file requirements-peers.lock $(if $(UPGRADE),--upgrade)
	$(pin) --group mutants $(same) --output-file requirements-mutants.lock $(if $(UPGRADE),--upgrade)

# The decks' files and the environment; a database in data/ is somebody's progress, and stays.
clean:
	rm -rf $(VENV) build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	rm -f data/*.apkg data/*.html
	find benchmarks bot compiler scheduler tests -name __pycache__ -type d -prune -exec rm -rf {} +

help:
	@echo "make          set up $(VENV) and build every deck into data/"
	@echo "make test     the tests"
	@echo "make browser  install Chromium for the tests, where apt-get can; make test does it too"
	@echo "make pictures take the pictures of docs/ again"
	@echo "make desktop  review cards in Anki's desktop program itself, on a virtual display"
	@echo "make lint     style, types and the arrows between the rooms"
	@echo "make format   put the code into its style"
	@echo "make schema   write the JSON Schemas for editors again, after the format has changed"
	@echo "make twin     minify the JavaScript checker again, after it has changed (needs node)"
	@echo "make stress   the tests with the long counts"
	@echo "make mutants  what the tests would notice if the rules or the proofs were a little wrong"
	@echo "make bench    the benchmarks beside their peers, and the pages that show them"
	@echo "make peers    install those peers; make bench does it too"
	@echo "make lock     pin the requirements again, after pyproject.toml named others (UPGRADE=1: the newest)"
	@echo "make clean    remove what make made"
