# Targets of set-up, tests, docs and benchmarks. `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SPARK_READY := $(VENV)/.ready-spark
EVENTS ?= 20000
RUNS ?= 5
WRITE_DOCS ?=
PLATFORM ?= arm64
TAG ?= $(shell git rev-parse --short=12 HEAD)
BENCH_VENV := .venv-bench
BENCH_READY := $(BENCH_VENV)/.ready
# actionlint runs with Go, since its package on PyPI downloads a binary during installation.
ACTIONLINT := github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
PYTEST := $(BIN)/python -m pytest
# At most four processes, because each may run an emulator and Java. `PARALLEL=` runs one process.
PARALLEL := --numprocesses=auto --maxprocesses=4 --no-loadscope-reorder
# One process runs all tests of a file, and sets up their fixtures once (tests/conftest.py).
BY_FILE := $(and $(PARALLEL),$(PARALLEL) --dist=loadfile)
QUICK = $(if $(filter quick,$(ENGINE)),-m "not thorough")

.DEFAULT_GOAL := help
.PHONY: help setup spark-setup demo test check workflows unit engine spark trino e2e bench image docs reference pictures format lock clean

help: ## List the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-11s %s\n", $$1, $$2}'

$(READY): requirements-dev.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; this is " + sys.version)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

setup: $(READY) ## Create the virtual environment from the lock

demo: $(READY) ## Deploy into the emulator, send EVENTS events, query them, and account for every event
	$(BIN)/clickstream demo --events $(EVENTS)

# One run for four folders, so that no process is idle at the end of each.
test: ENGINE ?= quick
test: check unit ## Run every check: format, lint, types, docs, unit, engine, Trino, Spark and end-to-end tests; ENGINE=all adds each setting's change
	$(PYTEST) $(BY_FILE) tests/engine tests/trino tests/spark tests/e2e $(QUICK)

check: $(SPARK_READY) workflows docs ## Check format, lint, types, the docs and the GitHub workflows
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/pyright

# shellcheck and pyflakes are off: actionlint runs them only if they are installed, so the result
# would depend on the machine.
workflows: ## Check the GitHub workflows with actionlint (needs Go)
	@if command -v go >/dev/null; then go run $(ACTIONLINT) -shellcheck= -pyflakes= .github/workflows/*.yml; \
	elif [ -n "$$CI" ]; then echo 'The GitHub workflows cannot be checked: actionlint needs Go, and `go` is not on the PATH. Install Go.' >&2; exit 1; \
	else echo 'THE GITHUB WORKFLOWS ARE NOT CHECKED: actionlint needs Go, and `go` is not on the PATH.' >&2; fi

unit: $(READY) ## Run the unit tests
	$(PYTEST) $(BY_FILE) tests/unit

engine: $(READY) ## Deploy and change every stage with the real Pulumi engine on the emulator; WRITE_DOCS=1 writes docs/guides/changing-settings.md
	WRITE_DOCS=$(WRITE_DOCS) $(PYTEST) $(if $(WRITE_DOCS),,$(BY_FILE)) tests/engine $(QUICK)

$(SPARK_READY): $(READY) requirements-spark.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-build-isolation --requirement requirements-spark.txt
	touch $@

spark-setup: $(SPARK_READY) ## Add PySpark (300 MB) to the virtual environment

spark: $(SPARK_READY) ## Run the tests of the Spark jobs (needs Java 17)
	$(PYTEST) $(BY_FILE) tests/spark

trino: $(SPARK_READY) ## Compare the local Athena with Trino, the engine behind Athena (needs Java 17 and Maven)
	$(PYTEST) $(BY_FILE) tests/trino

e2e: $(READY) ## Run the end-to-end tests on the emulator
	$(PYTEST) $(BY_FILE) tests/e2e

$(BENCH_READY): benchmarks/requirements.txt
	$(PYTHON) -m venv $(BENCH_VENV)
	echo '*' > $(BENCH_VENV)/.gitignore
	$(BENCH_VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement benchmarks/requirements.txt
	touch $@

bench: $(BENCH_READY) ## Measure the converter and its alternatives, RUNS times each; BENCH="--scaling --write-docs" passes options
	$(BENCH_VENV)/bin/python -m benchmarks --runs $(RUNS) $(BENCH)

image: ## Build the API source's container image, push it to REPOSITORY and print its digest (needs Docker, logged in there)
	docker buildx build --platform linux/$(PLATFORM) --provenance=false --file lambda_src/api_source/Dockerfile --tag $(REPOSITORY):$(TAG) --push .
	docker buildx imagetools inspect $(REPOSITORY):$(TAG) --format '{{.Manifest.Digest}}'

docs: $(READY) ## Build the docs as a site into build/site; a broken link or anchor fails
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict  # without --quiet, which hides warnings from --strict too

reference: $(READY) ## Generate the reference pages of the docs
	$(BIN)/python -m tools.reference

pictures: $(READY) ## Make the pictures of the docs (needs Chromium)
	$(BIN)/python -m tools.pictures

format: $(READY) ## Format the code and apply safe fixes
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: ## Lock the newest versions that the .in files allow (needs uv)
	uv pip compile --upgrade $(LOCK) requirements-dev.in -o requirements-dev.txt
	uv pip compile --upgrade $(LOCK) requirements-spark.in -o requirements-spark.txt
	uv pip compile --upgrade $(LOCK) requirements.in -c requirements-dev.txt -o requirements.txt
	cd lambda_src && uv pip compile --upgrade $(LOCK) requirements.in -c ../requirements-dev.txt -o requirements.txt
	cd lambda_src/api_source && uv pip compile --upgrade $(LOCK) requirements.in -c ../../requirements-dev.txt -o requirements.txt
	cd lambda_src/canary && uv pip compile --upgrade $(LOCK) requirements.in -c ../../requirements-dev.txt -o requirements.txt
	cd spark_src && uv pip compile --upgrade $(LOCK) requirements.in -c ../requirements-dev.txt -o requirements.txt
	uv pip compile --upgrade $(LOCK) benchmarks/requirements.in -c lambda_src/requirements.txt -o benchmarks/requirements.txt
LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet

clean: ## Remove build outputs and virtual environments
	rm -rf build $(VENV) $(BENCH_VENV) *.egg-info .pytest_cache .ruff_cache .hypothesis
