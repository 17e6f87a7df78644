# Short names for what CONTRIBUTING.md describes; `make` lists them.

PYTHON ?= python3
IN_VENV = .venv/bin
PYTEST = $(IN_VENV)/python -m pytest
MEASURED = $(if $(DUMPS),--dumps $(DUMPS)) $(if $(COUNT),--count $(COUNT))
COMPILE = $(IN_VENV)/uv pip compile --quiet --no-header \
	--universal --python-version 3.11 --generate-hashes $(UPGRADE)
SCRATCH = .cache/upstream
SCRATCH_PIP = $(IN_VENV)/uv pip install --quiet --python $(SCRATCH)
GUARDS = $(addprefix tests/unit/runtime/,test_upstream.py test_import_effects.py faust_source kafka)
UPSTREAM = faust-streaming mode-streaming "aiokafka[lz4,snappy,zstd]"

.DEFAULT_GOAL := help
.PHONY: help install demo up check format test unit contract integration chaos bench bench-peers bench-growth bench-pages bench-hostile bench-metrics bench-tags profile coverage hooks upstream lock lock-kafka schemas metrics clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z -]+:.*## / {printf "%-36s%s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: ## Set up .venv with the development tools
	@$(PYTHON) -m deploy install --dev

demo: ## See Tagwire work on a sample dump
	@$(PYTHON) -m deploy demo

up: ## Run a broker and all services until Ctrl-C
	@$(PYTHON) -m deploy up

check: ## Lint, format check and types
	@$(PYTHON) -m deploy check

format: install ## Format the code and mend what lint can mend
	$(IN_VENV)/ruff check --fix
	$(IN_VENV)/ruff format

test: ## Everything that CI checks: lint, types, all tests
	@$(PYTHON) -m deploy test

unit contract integration: install ## Only these tests
	$(PYTEST) tests/$@

coverage: install ## Show what the tests without a broker reach; ONLY=services/runtime/* names files
	$(PYTEST) -q -n 4 --dist worksteal --cov --cov-report= tests/unit tests/contract tests/state
	$(IN_VENV)/coverage report $(if $(ONLY),--include "$(ONLY)")

upstream: install ## Hold the newest Faust, mode and aiokafka against what we use of their insides
	$(IN_VENV)/uv venv --quiet --clear $(SCRATCH)
	$(SCRATCH_PIP) --no-deps --require-hashes --requirement requirements-dev.txt
	$(SCRATCH_PIP) --upgrade $(UPSTREAM)
	$(SCRATCH_PIP) --no-deps --no-build-isolation --editable .
	$(IN_VENV)/uv pip list --python $(SCRATCH) | grep -E '^(aiokafka|faust|mode)'
	$(SCRATCH)/bin/python -m pytest $(GUARDS)
	$(SCRATCH)/bin/python -m mypy --cache-dir $(SCRATCH)/.mypy_cache services

chaos: install ## The long form of the chaos tests; TAGWIRE_CHAOS_SEED=… repeats a run
	TAGWIRE_CHAOS=long $(PYTEST) -s --show-capture=no tests/chaos tests/integration/test_lost_brokers.py

bench: install ## Measure throughput and latency; DUMPS=… names a dump or page set, COUNT=… the records
	$(IN_VENV)/python -m tests.bench.pipeline $(MEASURED)

bench-peers: install ## Measure the worker beside other frameworks; QUIX=… is a Python with quixstreams
	$(IN_VENV)/python -m tests.bench.peers $(MEASURED) $(if $(QUIX),--quixstreams $(QUIX))

bench-growth: install ## Measure cost and memory over a growing count; COUNTS="10000 100000"
	$(IN_VENV)/python -m tests.bench.growth $(COUNTS)

profile: install ## Show where a worker's time goes; STAGE=parser or classifier
	$(IN_VENV)/python -m tests.bench.profiling $(MEASURED) $(if $(STAGE),--stage $(STAGE))

bench-pages: install ## Measure the parser; PAGES=… GOLD=… name a page set, OTHERS=… a Python with more extractors
	$(IN_VENV)/python -m tests.bench.pages $(PAGES) $(GOLD) $(if $(OTHERS),--others $(OTHERS))

bench-hostile: install ## Measure what hostile dumps cost; FAMILY=… names some, SIZE=… their bytes
	$(IN_VENV)/python -m tests.bench.hostile_pages "$(FAMILY)" $(SIZE)

bench-metrics: install ## Measure what metrics cost a record; DUMPS=…, COUNT=…
	$(IN_VENV)/python -m tests.bench.metrics $(MEASURED)

bench-tags: install ## Measure the classifier; ITEMS=… names files of labelled items, MODEL=… a model pack
	$(IN_VENV)/python -m tests.bench.tags $(if $(MODEL),--model $(MODEL)) $(ITEMS)

hooks: install ## Have git run lint, types and the drift check of schemas before each commit
	$(IN_VENV)/pre-commit install

lock: install ## Pin the dependencies anew; UPGRADE=--upgrade takes newer versions
	$(COMPILE) pyproject.toml deploy/requirements.in --output-file requirements.txt
	$(COMPILE) pyproject.toml deploy/requirements.in --extra local --constraint requirements.txt --output-file requirements-local.txt
	$(COMPILE) pyproject.toml deploy/requirements.in --extra local --extra dev --constraint requirements-local.txt --output-file requirements-dev.txt
	$(COMPILE) deploy/kafka/jdk.in --no-annotate --output-file deploy/kafka/jdk.txt

lock-kafka: install ## Lock Apache Kafka's jars anew after a change of deploy/kafka/pom.xml; needs Maven
	$(IN_VENV)/python -m deploy.brokers.lock

schemas: install ## Write the JSON Schemas and the AsyncAPI document from the models
	$(IN_VENV)/python -m services.contract

metrics: install ## Write the table of metrics in docs/metrics.md, and the dashboard
	$(IN_VENV)/python -m services.runtime.metrics.table docs/metrics.md
	$(IN_VENV)/python -m deploy.observability.dashboard

clean: ## Remove .venv, caches and build output
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
