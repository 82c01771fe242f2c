# The one list of commands; plain `make` prints it. Everything here works in a fresh clone.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory

HOST ?= 127.0.0.1
PORT ?= 8000
# Most tests wait for another process most of the time.
WORKERS ?= 4
# Browsers paint while they wait.
BROWSER_WORKERS ?= auto
# Given to pytest as it is, for example: make test ARGS="-k rematch"
ARGS ?=

VENV_PYTHON := ../.venv/bin/python
pytest = cd backend && $(VENV_PYTHON) -m pytest --junit-xml=../test-results/$@.xml
# What has a target of its own.
LEAVE_OUT := --ignore=tests/browser --ignore=tests/faults --ignore=tests/stack
NPM := npm --prefix frontend

.PHONY: help
help: ## List the commands (this list)
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-22s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)


.PHONY: run
run: setup ## Serve the game on HOST (127.0.0.1) and PORT (8000): SQLite, no Docker, no Node
	@HOST=$(HOST) PORT=$(PORT) .venv/bin/python tools/run.py


# A name in tools/lagproxy/profiles.py.
PROFILE ?= 150
LISTEN ?= 9000
.PHONY: lag
lag: setup ## A bad line to the server on PORT: PROFILE=lan, 80, 150 or 200 (ms), LISTEN=9000
	@.venv/bin/python tools/lag.py --listen $(LISTEN) --to 127.0.0.1:$(PORT) --profile $(PROFILE) $(ARGS)


.PHONY: test
test: setup-dev ## All tests that need no Docker and no browser, a real Redis included
	$(pytest) -n $(WORKERS) $(LEAVE_OUT) $(ARGS)

.PHONY: test-unit
test-unit: setup-dev ## The fast ones: engine, rooms, messages, pages, architecture
	$(pytest) tests/unit tests/golden tests/architecture $(ARGS)

.PHONY: test-cov
test-cov: setup-dev ## The tests with coverage, and then `make coverage`
	$(pytest) -n $(WORKERS) $(LEAVE_OUT) --cov --cov-report= $(ARGS)
	@$(MAKE) coverage

.PHONY: coverage
coverage: setup-dev ## What the last run with coverage reached: engine 100 %, everything at least 95 %
	cd backend && $(VENV_PYTHON) -m coverage html --quiet --directory=../test-results/coverage
	cd backend && $(VENV_PYTHON) -m coverage report --skip-covered --fail-under=95
	cd backend && $(VENV_PYTHON) -m coverage report --include='pong/game_engine/*' --fail-under=100

.PHONY: test-integration-real
test-integration-real: ## The integration tests against two Daphne servers, Redis and PostgreSQL in Docker
	tools/integration $(ARGS)

.PHONY: test-stack
test-stack: setup-dev ## docker-compose.yml with two servers behind nginx, replaced and killed
	tools/stack $(ARGS)

test-browser test-feel test-stack bench-feel bench-pages pictures: export CHROMIUM_PATH ?= $(or $(firstword $(foreach name,chromium chromium-browser \
	google-chrome,$(shell command -v $(name)))),chromium)
.PHONY: test-browser
test-browser: setup-dev setup-frontend ## People at the game, in a real Chromium; `make test-feel` has the one that measures
	$(pytest) tests/browser --ignore=tests/browser/test_feel.py -n $(BROWSER_WORKERS) --dist worksteal $(ARGS)

.PHONY: test-feel
test-feel: setup-dev ## Two people over a bad line, their pictures read off the canvas: alone on the machine
	$(pytest) tests/browser/test_feel.py $(ARGS)

.PHONY: pictures
pictures: setup-dev ## Draw the icons and the card of shared links again, from our SVGs
	@.venv/bin/python tools/pictures.py

.PHONY: test-frontend
test-frontend: setup-dev setup-frontend ## The browser's modules, under Node; its engine against Python's
	$(NPM) test

# Nothing is measured there, so these run beside each other.
ENDS := $(addprefix tests/faults/test_,outages.py silence.py stopping.py)
unless_none_chosen := || [ $$? -eq 5 ]
.PHONY: test-faults
test-faults: setup-dev ## Servers and Redis killed under running matches; FAULT_ROUNDS=20 for a long run
	$(pytest) tests/faults $(ENDS:%=--ignore=%) $(ARGS) $(unless_none_chosen)
	$(subst $@.xml,$@-ends.xml,$(pytest)) $(ENDS) -n $(WORKERS) $(ARGS) $(unless_none_chosen)

.PHONY: bench
bench: setup-dev ## What a message between processes costs; tick lateness with 40 rooms of two players
	cd backend && $(VENV_PYTHON) -m tests.load.rewrites
	cd backend && $(VENV_PYTHON) -m tests.load.files
	cd backend && $(VENV_PYTHON) -m tests.load.layers
	cd backend && $(VENV_PYTHON) -m tests.load.rooms $(ARGS)

.PHONY: bench-feel
bench-feel: setup-dev ## How it feels over four bad lines, goal beside measured: 25 minutes; ARGS="--seconds 30 --only 150"
	cd backend && $(VENV_PYTHON) -m tests.load.feel $(ARGS)

.PHONY: bench-pages
bench-pages: setup-dev ## Loading each page over slow 4G in Chromium, beside a bare text: 2 minutes; ARGS="--rounds 1"
	cd backend && $(VENV_PYTHON) -m tests.load.pages $(ARGS)

.PHONY: bench-engine
bench-engine: setup-dev setup-frontend ## What a step of the engine costs, in JavaScript and in Python; the bots' ladder
	@$(NPM) run --silent bench
	@$(NPM) run --silent ladder -- $(ARGS)


.PHONY: lint
lint: setup-dev setup-frontend ## Style, format and the direction of imports
	cd backend && $(VENV_PYTHON) -m ruff check . ../tools
	cd backend && $(VENV_PYTHON) -m ruff format --check . ../tools
	cd backend && ../.venv/bin/lint-imports
	$(NPM) run lint

.PHONY: types
types: setup-dev setup-frontend ## Types: mypy and tsc, both strict
	cd backend && $(VENV_PYTHON) -m mypy
	$(NPM) run types


.PHONY: setup
setup: .venv/.server ## What `make run` needs, in .venv (the other targets call this)

.PHONY: setup-dev
setup-dev: .venv/.dev ## What the tests and the tools need

.PHONY: setup-frontend
setup-frontend: frontend/node_modules/.installed ## What the frontend's tests and tools need (Node 20 or newer)

.venv/.server: backend/requirements.txt tools/setup
	@tools/setup server

.venv/.dev: backend/requirements.txt backend/requirements-dev.txt tools/setup
	@tools/setup dev

frontend/node_modules/.installed: frontend/package.json
	@command -v npm >/dev/null || { echo "This needs Node 20 or newer, with npm." >&2; exit 1; }
	$(NPM) install --no-package-lock --no-audit --no-fund
	@touch $@

compile = cd backend && ../.venv/bin/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-header

.PHONY: requirements
requirements: setup-dev ## Pin the requirements again, UPGRADE=--upgrade for newer versions
	$(compile) $(UPGRADE) requirements.in -o requirements.txt
	$(compile) $(UPGRADE) -c requirements.txt requirements-dev.in -o requirements-dev.txt
	$(compile) -c requirements-dev.txt requirements-client.in -o requirements-client.txt

.PHONY: clean
clean: ## Remove what the targets made, except the database and the secret key
	rm -rf .venv frontend/node_modules test-results backend/staticfiles backend/htmlcov
	rm -rf backend/.coverage* backend/.mypy_cache backend/.pytest_cache backend/.ruff_cache backend/.hypothesis \
		backend/.import_linter_cache
	find backend tools -name __pycache__ -type d -prune -exec rm -rf {} +
