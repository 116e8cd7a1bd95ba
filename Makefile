# Daybook. `make` alone lists what there is.
# Only Python 3.11, make and the package registries are needed; everything else is set up on the way.

PY     ?= $(shell tools/find-python)
PORT   ?= 8000
HOST   ?= 127.0.0.1
BIN    := .venv/bin
ARGS   ?=
export PORT HOST

.DEFAULT_GOAL := help
.PHONY: help run live-hub test check bench soak lock vendor pictures format

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 14

.venv/.stamp: pyproject.toml lock.txt
	@test -n "$(PY)" || { echo "Daybook needs Python 3.11: none is on the PATH. Install it, or say PY=/path/to/python3.11." >&2; exit 1; }
	$(PY) -m venv .venv && $(BIN)/python -m pip install -q --disable-pip-version-check uv
	VIRTUAL_ENV=.venv $(BIN)/uv pip install -q --require-hashes -r lock.txt
	VIRTUAL_ENV=.venv $(BIN)/uv pip install -q --no-deps -e .
	@touch $@

run: .venv/.stamp ## start Daybook with demo data (DEMO=0: without) on PORT
	@$(BIN)/flask --app wsgi db upgrade
	@test "$${DEMO:-1}" = 0 || $(BIN)/flask --app wsgi demo
	@echo "Daybook is at http://$(HOST):$(PORT) (Ctrl+C stops it)"
	@exec $(BIN)/gunicorn -c gunicorn.conf.py wsgi:app

live-hub: .venv/.stamp ## hold the live pages in a process of their own (say LIVE_HUB=instance/live.sock make run beside it)
	@LIVE_HUB="$${LIVE_HUB:-instance/live.sock}" exec $(BIN)/flask --app wsgi live-hub $(ARGS)

test: .venv/.stamp ## run every test on SQLite and PostgreSQL, Chromium included (ARGS="tests/domain -x")
	@$(BIN)/python -m tools.chromium --install >/dev/null
	@$(BIN)/pytest -n 3 --dist worksteal $(ARGS)

check: .venv/.stamp ## lint, format, types, layers, templates, vendored files, lock
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/python -m tools.vendor --check
	$(BIN)/python -m tools.check_lock

format: .venv/.stamp ## format the Python code
	$(BIN)/ruff check --fix-only -q .
	$(BIN)/ruff format .

bench: .venv/.stamp ## measure against the budgets
	$(BIN)/python -m bench $(ARGS)

soak: .venv/.stamp ## run the tests that take minutes
	@$(BIN)/python -m tools.chromium --install >/dev/null
	@$(BIN)/pytest -m soak --timeout 1800 $(ARGS)

lock: .venv/.stamp ## pin every dependency again in lock.txt (UPGRADE=--upgrade: the newest)
	$(BIN)/uv pip compile -q --universal --all-extras --generate-hashes --no-annotate --no-header $(UPGRADE) \
		pyproject.toml -o lock.txt

pictures: .venv/.stamp ## take the README's pictures again
	$(BIN)/python -m tools.pictures

vendor: .venv/.stamp ## fetch the vendored browser files again, as pinned in tools/vendor.json
	$(BIN)/python -m tools.vendor
