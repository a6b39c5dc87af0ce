# newsbeam: `make ingest` runs the main job on the bundled sample, `make test` passes the tests. Both set up all they need.

CONFIG ?= configs/sample.yaml
# BEAM=2.70 works with the versions of another proven pair of Beam and Flink (docs/runners.md), in an environment of its own.
BEAM   ?=
comma  := ,
CONSTRAINTS = constraints$(if $(BEAM),-beam-$(BEAM)).txt
# What is installed, with the hashes of its files. LOCKED=no takes the same versions from an index that has other files of them.
LOCKED ?= yes
LOCKS   = locks$(if $(BEAM),/beam-$(BEAM))
UV      = uv==0.13.9
VENV   ?= .venv$(if $(BEAM),-beam-$(BEAM))
BIN     = $(VENV)/bin
ARGS   ?=
# Coverage is measured, and has a floor, where all tests run.
COVER  ?= $(if $(ARGS),,--cov --cov-report=)

# The first Python from 3.11 to 3.14 on the path that can make a virtual environment.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	if $$python -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; \
	then echo $$python; break; fi; done)

# The sample's sites are served while it is ingested; every other configuration is on its own.
SERVE = $(if $(filter configs/sample.yaml,$(CONFIG)),$(BIN)/python sample/serve.py --)

.PHONY: help ingest revisions stream check status replay-sample test test-entities test-prism test-flink test-sinks test-signature parity stores lint types format docs newsroom score enrich-report stories-report bench scale explained-year freshness \
	completeness herds stalls soak torture simulate fuzz package template promtool locks clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

ingest: $(VENV)/.installed  ## ingest CONFIG (default: the bundled sample); ARGS="--now" and the like are passed on
	@echo "Ingesting $(CONFIG) ..."
	@$(SERVE) $(BIN)/newsbeam ingest $(CONFIG) $(ARGS)

revisions: $(VENV)/.installed  ## ingest the bundled sample twice: a paper corrects an article between, and withdraws another
	@$(BIN)/python sample/revisions.py $(ARGS)

stream: $(VENV)/.installed  ## ingest CONFIG without an end, until interrupted; ARGS as above
	$(SERVE) $(BIN)/newsbeam stream $(CONFIG) $(ARGS)

check: $(VENV)/.installed  ## validate CONFIG and list what would run
	$(BIN)/newsbeam check $(CONFIG)

status: $(VENV)/.installed  ## feeds by health and what is owed, for CONFIG
	$(BIN)/newsbeam status $(CONFIG)

# Where the sample is replayed: the ingest's output is out/ in it, the replay's new/.
REPLAYED = build/replay-sample
replay-sample: $(VENV)/.installed  ## ingest the sample with its pages as they came, read those again, and compare: all is the same
	@rm -rf $(REPLAYED)
	@$(BIN)/python sample/serve.py -- $(BIN)/newsbeam ingest configs/sample.yaml --set output=$(REPLAYED)/out --set warc.root=warc
	@$(BIN)/newsbeam replay configs/sample.yaml --set output=$(REPLAYED)/out --to $(REPLAYED)/new
	@$(BIN)/newsbeam diff $(REPLAYED)/out $(REPLAYED)/new

test: $(VENV)/.installed-test  ## all tests; ARGS="-k name" and the like are passed on
	$(BIN)/python -m pytest -n 2 --dist worksteal $(COVER) $(ARGS)

test-entities: $(VENV)/.installed-entities  ## what needs spaCy and its model, which is installed the first time
	$(BIN)/python -m pytest -rs tests/transforms/pure/enrichment tests/test_hostile_costs.py -k entit $(ARGS)

test-prism: $(VENV)/.installed-test  ## the job without an end on Prism, with its figures; builds Prism with Go the first time
	NEWSBEAM_PRISM_REQUIRED=1 $(BIN)/python -m pytest -s tests/test_prism.py $(ARGS)

test-flink: $(VENV)/.installed-test  ## a batch pass and a job without an end on a real Flink (Java, Maven); ARGS=--all kills all its parts
	$(BIN)/python -m pytest tests/test_flink.py --flink -s $(ARGS)

stores: $(VENV)/.installed-test  ## each kind of store at full length: parts of 120 MB, emulators of Google, S3 and Azure (Node.js)
	NEWSBEAM_STORES=full $(BIN)/python -m pytest -rs tests/test_store_conformance.py tests/test_store_faults.py tests/test_store_holding.py tests/test_stores.py $(ARGS)

test-sinks: $(VENV)/.installed-test  ## `newsbeam follow` into a real OpenSearch and Kafka, whose jars Maven fetches the first time (Java, Maven)
	$(BIN)/python -m pytest tests/test_sink_servers.py --sinks -rs $(ARGS)

test-signature: $(VENV)/.installed-test  ## signed requests, verified by packages of npm, too, which it installs the first time (Node.js)
	$(BIN)/python tests/support/npm_verifiers.py
	NEWSBEAM_SIGNATURE_REQUIRED=1 $(BIN)/python -m pytest -rs tests/test_signed_run.py $(ARGS)

parity: $(VENV)/.installed-test  ## the same records on every runner that there is here, with their digests
	NEWSBEAM_PRISM_REQUIRED=1 $(BIN)/python -m pytest -s tests/test_parity.py --flink $(ARGS)

lint: $(VENV)/.installed-test  ## style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-test  ## types
	$(BIN)/mypy
	$(BIN)/mypy --strict --package transforms.pure

format: $(VENV)/.installed-test  ## bring the code into form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/.installed-test  ## the site of docs/ in build/site: open build/site/index.html; each link is checked
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs --quiet build --strict
	@echo "The site is in build/site: open build/site/index.html."

newsroom: $(VENV)/.installed-test  ## ingest the replay newsroom in ../shared and score the output
	$(BIN)/python bench/newsroom.py $(ARGS)

score: $(VENV)/.installed-test  ## text, metadata and CPU a page over the replay newsroom, beside a plain script's
	$(BIN)/python bench/score.py $(ARGS)

enrich-report: $(VENV)/.installed-entities  ## the quality of each field that enrichment adds and the cost of each step, into docs/enrichment.md
	$(BIN)/python -m bench.enrich_report $(ARGS)

stories-report: $(VENV)/.installed-test  ## how well copies and stories are found, and what was tried, into docs/stories.md
	$(BIN)/python -m bench.stories_report $(ARGS)

bench: $(VENV)/.installed-test  ## CPU of each command's start, of an idle pass, of each enrichment and of a signature, throughput against a plain script, memory
	-$(BIN)/python bench/startup.py
	-$(BIN)/python -m bench.step_costs
	-$(BIN)/python -m bench.signing_cost
	-$(BIN)/python -m bench.rights_cost
	-$(BIN)/python -m bench.recheck_cost
	@$(BIN)/python bench/idle.py; idle=$$?; $(BIN)/python bench/throughput.py $(ARGS) && exit $$idle

explained-year: $(VENV)/.installed-test  ## what `newsbeam explain` costs on a made year of a million rows; ARGS="--rows 100000"
	$(BIN)/python -m bench.explained_year $(ARGS)

scale: $(VENV)/.installed-test  ## what a pass costs, by feeds known and due, entries owed and shards; ARGS="--full" for 100,000 feeds
	$(BIN)/python bench/scale.py $(ARGS)

freshness: $(VENV)/.installed-test  ## seconds from an article's appearance in a feed to its row, while streaming
	$(BIN)/python bench/freshness.py $(ARGS)

herds: $(VENV)/.installed-test  ## how evenly feeds are due that were all polled at once: a first start, a downtime
	$(BIN)/python bench/herds.py $(ARGS)

stalls: $(VENV)/.installed-test  ## streams on 200 sites with and without sites that stall, side by side; ARGS=--short, or --small for one ingest
	$(BIN)/python bench/stalls.py $(ARGS)

soak: $(VENV)/.installed-test  ## stream for an hour, while sites publish and some stall: memory, nothing missing; ARGS="--minutes 60 --stalls 10"
	$(BIN)/python bench/soak.py $(ARGS)

torture: $(VENV)/.installed-test  ## kills, broken sites, weeks on a virtual clock, a storm; figures into docs/reliability.md; ARGS="--only kills"
	$(BIN)/python -m bench.torture_report $(ARGS)

completeness: $(VENV)/.installed-test  ## what is missed of 500 feeds in 30 days, by the figure and in truth; ARGS="--feeds 50 --days 10 --seed 2"
	$(BIN)/python -m bench.completeness $(ARGS)

simulate: $(VENV)/.installed-test  ## at length: the commit protocol under faults, extraction of made-up pages; ARGS="--schedules 40000 --seed 1"
	$(BIN)/python tests/support/protocol_sim.py $(ARGS)
	NEWSBEAM_PROFILE=long $(BIN)/python -m pytest --timeout=7200 tests/transforms/pure/test_article_properties.py

fuzz: $(VENV)/.installed-fuzz  ## try made-up bytes on all that reads others' bytes, an hour a target; ARGS="--only date --seconds 60", --keep
	nice $(BIN)/python -m bench.fuzz $(ARGS)

package: $(VENV)/.installed-test  ## wheel and sdist in dist/, tried in an environment of their own
	rm -rf dist build/package
	$(BIN)/python -m build --outdir dist .
	$(VENV)/bin/python -m venv build/package
	build/package/bin/python -m pip install --quiet --disable-pip-version-check --constraint $(CONSTRAINTS) dist/*.whl
	cd build && ../$(BIN)/python ../sample/serve.py -- package/bin/newsbeam ingest ../configs/sample.yaml --set output=package/out
	@ls -l dist

IMAGE    ?=
TEMPLATE ?= build/newsbeam-template.json
template: $(VENV)/.installed  ## the flex template of IMAGE=..., at TEMPLATE=gs://...; with Docker, the image too
	@test -n "$(IMAGE)" || { echo "name the image: make template IMAGE=region-docker.pkg.dev/project/repository/newsbeam:0.1.0" >&2; exit 2; }
	@mkdir -p build
	$(BIN)/python deploy/dataflow/spec.py --image $(IMAGE) --to $(TEMPLATE)
	@if docker info >/dev/null 2>&1; \
	then docker build -f deploy/dataflow/Dockerfile --build-arg IMAGE=$(IMAGE) -t $(IMAGE) . && echo "Now: docker push $(IMAGE)"; \
	else echo "Docker does not run here. Where it does: docker build -f deploy/dataflow/Dockerfile --build-arg IMAGE=$(IMAGE) -t $(IMAGE) ."; fi

PROMTOOL ?= $(HOME)/.cache/newsbeam/promtool
promtool: $(VENV)/.installed-test  ## the rules and the dashboard of deploy/prometheus, by promtool, which Go builds the first time (minutes)
	@test -x $(PROMTOOL) || { mkdir -p $(dir $(PROMTOOL)); GOBIN=$(dir $(PROMTOOL)) go install github.com/prometheus/prometheus/cmd/promtool@v0.316.0; }
	$(BIN)/python -m pytest -rs tests/deploy/test_prometheus.py $(ARGS)

locks: $(VENV)/bin/python  ## ask the index for the hashes of what make installs, after a change of setup.py or the constraints
	$(BIN)/python -m venv build/locks
	build/locks/bin/python -m pip install --quiet --disable-pip-version-check $(UV)
	$(BIN)/python .ci/lock.py build/locks/bin/uv

clean:  ## remove the virtual environment and what runs have written
	rm -rf $(VENV) .venv-beam-* out build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage*

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "newsbeam needs Python 3.11 to 3.14 with the venv module, and none was found on the path;" \
		"install one, or name it: make PYTHON=/path/to/python3.12 ..." >&2; exit 1; }
	@echo "Setting up $(VENV) with $(PYTHON) (about a minute, once) ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python setup.py $(CONSTRAINTS) $(LOCKS)/run.txt
	@echo "Installing newsbeam and the packages that it needs into $(VENV) ..."
	@$(call install,run,.)
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed $(LOCKS)/test.txt
	@echo "Installing what the tests need into $(VENV) ..."
	@$(call install,run test,'.[test$(if $(BEAM),,$(comma)readers$(comma)examples$(comma)docs)]')
	@touch $@

$(VENV)/.installed-entities: $(VENV)/.installed-test $(LOCKS)/entities.txt
	@echo "Installing spaCy and its English model into $(VENV) ..."
	@$(call install,run test entities,'.[entities]')
	@touch $@

$(VENV)/.installed-fuzz: $(VENV)/.installed-test $(LOCKS)/fuzz.txt
	@echo "Installing atheris into $(VENV) ..."
	@$(call install,run test fuzz,'.[fuzz]')
	@touch $@

# $(call install,lock files,newsbeam with its extras)
install = $(if $(filter no,$(LOCKED)),\
	$(BIN)/python .ci/install.py --constraint $(CONSTRAINTS) --editable $(2),\
	$(BIN)/python .ci/install.py --require-hashes $(foreach lock,$(1),--requirement $(LOCKS)/$(lock).txt) \
	&& $(BIN)/python .ci/install.py --no-deps --no-build-isolation --editable .)
