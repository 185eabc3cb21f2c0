# Every target does its own set-up on a machine that has only Python 3.11+ and make.
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv
STAGE ?= dev
SCHEDULES ?= 50000
QUEUE ?= ingest
SITE ?= .build/site
STACK ?= facegraph-$(STAGE)
QUICK_TESTS := tests/core tests/processors tests/resolvers tests/schema tests/cli tests/support emulators/appsync emulators/rekognition emulators/streams
PACKAGES := clients/python emulators/appsync emulators/rekognition emulators/streams

# Where a proxy has certificates of its own, this machine's store knows them.
export UV_SYSTEM_CERTS := true
# Container images often set it. Then every process would compile all of its modules again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup dist run check check-style check-types check-tests test soak lint format synth bench deploy redrive republish renew generate docs locks clean

help:
	@echo "Work on the code (CONTRIBUTING.md)"
	@echo "  make run        the whole system on this machine, until Ctrl-C"
	@echo "  make check      lint, types, unit and schema tests: the quick loop, without network"
	@echo "  make test       every test, the whole path on the local stack included (ARGS=\"tests/core -k lease\")"
	@echo "  make lint       ruff, mypy, import-linter; biome and tsc for the console"
	@echo "  make format     ruff and biome rewrite what they can"
	@echo "  make soak       50,000 schedules of faults (SCHEDULES), or one of them again (SEED)"
	@echo "  make bench      measurements: a table, and benchmarks/results.json"
	@echo "  make setup      the environments of make run and make test, from the locks"
	@echo "  make locks      resolve dependencies anew"
	@echo "  make clean      remove environments, caches, state and builds"
	@echo ""
	@echo "Write what is generated"
	@echo "  make generate   schema, clients and reference, from the declarations in the code"
	@echo "  make docs       the documentation as a site, in .build/site (SITE)"
	@echo "  make dist       wheels and the npm package, in dist/"
	@echo "  make synth      CloudFormation templates, in cdk.out (STAGE=dev|prod)"
	@echo ""
	@echo "Operate a stage on AWS (docs/guides/runbook.md)"
	@echo "  make deploy     deploy to the AWS account of the current credentials (STAGE=dev|prod)"
	@echo "  make redrive    move dead letters back to where they failed (STAGE, QUEUE=ingest|erasure, IMAGES)"
	@echo "  make republish  publish again the events that the publisher gave up on (STAGE, IMAGES)"
	@echo "  make renew      after a change of retentionDays: give stored images the new expiry (STAGE)"

.venv/.ready: locks/uv.lock locks/dev.lock pyproject.toml $(PACKAGES:%=%/pyproject.toml)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Facegraph needs Python 3.11 or newer; set PYTHON=/path/to/python3.11 (this is $$($(PYTHON) --version))."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || \
		{ echo "Python's venv module is missing; on Debian and Ubuntu: apt install python3-venv."; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r locks/uv.lock
	@$(UV) pip sync --quiet --require-hashes --python $(BIN)/python locks/dev.lock
	@$(UV) pip install --quiet --offline --no-deps --python $(BIN)/python $(PACKAGES:%=--editable ./%)
	@touch $@

.venv-ministack/.ready: locks/ministack.lock .venv/.ready
	@$(UV) venv --quiet --clear --python $(BIN)/python .venv-ministack
	@$(UV) pip sync --quiet --require-hashes --python .venv-ministack/bin/python locks/ministack.lock
	@touch $@

.venv-codegen/.ready: locks/codegen.lock .venv/.ready
	@$(UV) venv --quiet --clear --python $(BIN)/python .venv-codegen
	@$(UV) pip sync --quiet --require-hashes --python .venv-codegen/bin/python locks/codegen.lock
	@touch $@

setup: .venv/.ready .venv-ministack/.ready

run: setup
	@$(BIN)/python -m laptop

test: setup .venv-codegen/.ready
	@$(BIN)/python -m pytest --numprocesses 2 --dist loadgroup $(ARGS)

# The quick loop has no sockets and no environment but .venv. Tests that need more carry the marker
# `sockets` or `slow`.
check: .venv/.ready
	@$(MAKE) --no-print-directory --keep-going --jobs 2 check-style check-types check-tests
	@echo "make check passed. Before you push, run make lint and make test."

check-style:
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/lint-imports --no-logo

check-types:
	@$(BIN)/mypy --no-error-summary

check-tests:
	@$(BIN)/python -m pytest --quiet --numprocesses 2 --dist loadgroup --disable-socket --allow-unix-socket \
		--hypothesis-profile quick -m "not sockets and not slow" $(QUICK_TESTS)

soak: .venv/.ready
	@$(BIN)/python -m tests.faults --schedules $(SCHEDULES) $(if $(SEED),--seed $(SEED))

lint: .venv/.ready
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m infrastructure.npm console lint

format: .venv/.ready
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/python -m infrastructure.npm console format

synth: .venv/.ready
	@STAGE=$(STAGE) $(BIN)/python app.py

bench: setup
	@$(BIN)/python -m benchmarks

deploy: .venv/.ready
	@STAGE=$(STAGE) $(BIN)/python -m infrastructure.deploy

redrive: .venv/.ready
	@$(BIN)/python -m processors.redrive --stack $(STACK) --queue $(QUEUE) $(IMAGES)

republish: .venv/.ready
	@$(BIN)/python -m processors.publish.republish --stack $(STACK) \
		$(if $(GRAPHQL_URL),--graphql-url $(GRAPHQL_URL)) $(IMAGES)

renew: .venv/.ready
	@$(BIN)/python -m processors.renew --stack $(STACK)

generate: .venv/.ready .venv-codegen/.ready
	@$(BIN)/python -m infrastructure.generate

docs: .venv/.ready
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --site-dir $(abspath $(SITE))
	@echo "Open $(SITE)/index.html"

dist: .venv/.ready
	@$(BIN)/python -m infrastructure.distributions

locks: .venv/.ready
	@printf 'uv\n' | $(UV) pip compile - --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
		--custom-compile-command "make locks" --quiet --output-file locks/uv.lock
	@$(UV) pip compile pyproject.toml --group dev --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
		--custom-compile-command "make locks" --quiet --output-file locks/dev.lock
	@$(UV) pip compile --group ministack --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
		--custom-compile-command "make locks" --quiet --output-file locks/ministack.lock
	@$(UV) pip compile --group codegen --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
		--custom-compile-command "make locks" --quiet --output-file locks/codegen.lock
	@printf 'aws-lambda-powertools\n' | $(UV) pip compile - --universal --generate-hashes --no-emit-index-url \
		--python-version 3.11 --custom-compile-command "make locks" --quiet --output-file benchmarks/powertools.lock
	@$(UV) pip compile processors/analyze/requirements.in --constraint locks/dev.lock --universal --generate-hashes \
		--no-emit-index-url --no-annotate --python-version 3.11 \
		--custom-compile-command "make locks" --quiet --output-file processors/analyze/requirements.lock

clean:
	@rm -rf .venv .venv-codegen .venv-ministack .facegraph .build cdk.out tests/clients/node_modules console/node_modules clients/typescript/node_modules .pytest_cache .mypy_cache .ruff_cache
